"""Rival values of a fact in JSON-LD, and in the facts next to statements of FtM: with sources and rank, as in answers."""

from typing import Any

import orjson

from contracts.amendments import apply_amendments
from contracts.rivals import value_members
from runtime.facts import fact_of
from services.registry.exporting import as_jsonld, files
from services.registry.exporting.order import by_stream
from tests.projections.given import Log, party, source

_FACT = "urn:upland:fact:cluster-dkm@1"


def _log(*ranks: tuple[str, str]) -> Log:
    log = Log()
    party(log, "one", "organisation", "Jedna")
    source(log, "letter", "1", language="pl")
    log.add("cluster-dkm", "ClusterFounded", names={"pl": "DKM"}, founders_count=11, occurred="2014")
    cited = [{"id": "source-letter", "locator": "paragraph 2"}]
    log.add(
        "cluster-dkm",
        "FactDisputed",
        target="cluster-dkm@1",
        fields={"founders_count": 12},
        sources=cited,
        reason="list",
    )
    log.add(
        "cluster-dkm", "FactDisputed", target="cluster-dkm@1", by="party-one", fields={"founders_count": 13}
    )
    for value, rank in ranks:
        log.add(
            "cluster-dkm", "ValueRanked", target="cluster-dkm@1", value=value, rank=rank, reason="counted"
        )
    return log


def _values(log: Log) -> list[list[dict[str, Any]]]:
    """Those of the founding, as each of the files has them."""
    facts = [fact_of(event) for event in log.events]
    documents = (as_jsonld.nodes(facts), files.records("ftm", facts)["facts.jsonld"])
    nodes = [{node["@id"]: node for node in map(orjson.loads, lines.values())} for lines in documents]
    current = apply_amendments(by_stream(facts)["cluster-dkm"])
    expected = orjson.loads(orjson.dumps([*map(value_members, current[0].values)]))
    assert all(of_file[_FACT]["values"] == expected for of_file in nodes)
    return [of_file[_FACT]["values"] for of_file in nodes]


def test_values_come_with_sources_parties_and_ranks() -> None:
    for values in _values(_log(("cluster-dkm@2", "preferred"), ("cluster-dkm@3", "deprecated"))):
        assert [(each["value"], each["rank"], each["decides"]) for each in values] == [
            (11, "normal", False),
            (12, "preferred", True),
            (13, "deprecated", False),
        ]
        assert values[1]["sources"] == [{"id": "source-letter", "locator": "paragraph 2"}]
        assert values[1]["reason"] == "list"
        assert values[2]["by"] == "party-one"
        assert values[1]["ranking"]["event"] == "cluster-dkm@4"


def test_a_delta_has_the_fact_again_when_a_value_is_ranked() -> None:
    before, after = (_log(*ranks) for ranks in ((), (("cluster-dkm@2", "preferred"),)))
    facts = [fact_of(event) for event in after.events]
    delta = b"".join(
        files.changed("jsonld", files.Exported(facts, len(facts)), len(before.events))["record.jsonld"]
    )
    graph = {node["@id"]: node for node in orjson.loads(delta)["@graph"]}
    assert [value["decides"] for value in graph[_FACT]["values"]] == [False, True, False]
