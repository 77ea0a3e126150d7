"""Statements of Follow the Money: what its own library reads, and what comes back of them with the facts next to them."""

import io
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from followthemoney import Dataset, StatementEntity, model
from followthemoney.statement import Statement
from followthemoney.statement.serialize import read_csv_statements, write_statements
from followthemoney.types import registry as types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.envelope import Fact
from ops.exporting import export
from ops.importing import importer
from runtime.facts import fact_of
from services.registry.exporting import as_ftm, as_jsonld
from services.registry.exporting.ftm_values import PROPERTIES
from services.registry.exporting.order import by_stream, in_order
from services.registry.importing.reading import statements
from services.registry.importing.recorded_commands import recorded_command
from tests.fire.drawn_streams import orders, recorded, streams
from tests.ops.registry import KEY, head, refusals, running
from tests.ops.test_export import AMENDED, content
from tests.projections.given import Log, party
from tests.servers import ROOT, Databases

UPLAND = Dataset.make({"name": "upland", "title": "Upland"})


def read_by_the_library(facts: Iterable[Fact]) -> list[Statement]:
    lines = as_ftm.statements([*facts])
    return [*read_csv_statements(io.BytesIO(as_ftm.header() + b"".join(lines.values())))]


def entities(read: Iterable[Statement]) -> dict[str, StatementEntity]:
    """The entities by their canonical ids, as OpenSanctions makes them of statements."""
    by_id: dict[str, list[Statement]] = {}
    for statement in read:
        by_id.setdefault(statement.canonical_id, []).append(statement)
    return {id: StatementEntity.from_statements(UPLAND, of_id) for id, of_id in by_id.items()}


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    drawn = draw(streams(least=2, most=6))
    return [fact_of(event) for event in recorded(draw(orders(drawn)), drawn)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts())
def test_the_library_reads_every_statement_as_it_is_written(log: list[Fact]) -> None:
    lines = as_ftm.statements(log)
    events = {fact.id for fact in log}
    for key, statement in zip(lines, read_by_the_library(log), strict=True):
        assert statement.id == key == statement.generate_key()
        assert PROPERTIES[statement.prop] == statement.prop_type
        assert statement.origin in events
        if statement.prop == "id":
            assert types.entity.clean(statement.value) == statement.value == statement.entity_id
            continue
        known = model.get(statement.schema)
        assert known is not None
        named = known.properties[statement.prop]
        assert named.type.clean(statement.value) == statement.value, statement
    for entity in entities(read_by_the_library(log)).values():
        entity.schema.validate({"properties": entity.properties})


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts())
def test_no_date_source_or_dispute_is_lost(log: list[Fact]) -> None:
    """The facts in the other file have every command, and the statements say nothing that these do not."""
    nodes = [json.loads(line) for line in as_jsonld.fact_nodes(log).values()]
    commands = {node["@id"].removeprefix("urn:upland:fact:"): node["command"] for node in nodes}
    assert commands == {
        fact.id: json.loads(json.dumps(recorded_command(fact)._asdict())) for fact in in_order(by_stream(log))
    }
    text = (as_ftm.header() + b"".join(as_ftm.statements(log).values())).decode()
    read = statements.statements_of(text)
    assert read is not None
    beyond = statements.read(read, commands.keys())
    assert (beyond.entries, beyond.sheets, dict(beyond.passed)) == ([], [], {})


def test_what_it_says_of_the_lublin_clusters() -> None:
    log = Log()
    party(log, "lublin", "city", "Lublin")
    party(log, "um", "organisation", "Uniwersytet Medyczny", "Medical University", abbreviation="UM")
    party(log, "um-2", "organisation", "Uniwersytet Medyczny w Lublinie")
    log.add("party-um", "PartyIdentified", scheme="krs", value="0000123456")
    log.add("party-um", "PartyIdentified", scheme="website", value="umlub.edu.pl")
    log.add("party-um", "PartyRenamed", names={"pl": "Uniwersytet Lubelski"})
    point = {"latitude": "51.2465", "longitude": "22.5684"}
    seat: dict[str, Any] = {"country": "PL", "address": "Aleje Racławickie 1, Lublin", "coordinates": point}
    log.add("party-um", "SeatDeclared", **seat)
    log.add("party-um", "OrganisationTypeDeclared", organisation_type="university")
    log.add("party-um-2", "IdentityLinked", other="party-um", evidence="One body.", certainty="certain")
    log.add("cluster-lm", "ClusterFounded", names={"pl": "Lubelska Medycyna"}, occurred="2014")
    log.add("membership-lm.um", "MemberJoined", occurred="2015-06", sources=[{"id": "source-letter"}])
    log.add("membership-lm.um", "MemberLeft", occurred="2019/2021")
    log.add("cluster-lm", "ClusterMerged", into="cluster-lkl", occurred="2020-03-01")
    read = entities(read_by_the_library(map(fact_of, log.events)))
    succession = next(each for each in read.values() if each.schema.name == "Succession")
    assert (succession.get("predecessor"), succession.get("successor")) == (["cluster-lm"], ["cluster-lkl"])
    assert read["cluster-lm"].get("dissolutionDate") == ["2020-03-01"]
    university = read["party-um"]
    assert university.schema.name == "Organization"
    assert {*university.get("name")} == {"Uniwersytet Lubelski", "Uniwersytet Medyczny w Lublinie"}
    assert {*university.get("previousName")} == {"Uniwersytet Medyczny", "Medical University"}
    assert university.get("registrationNumber") == ["0000123456"]
    assert (university.get("country"), university.get("address")) == (["pl"], ["Aleje Racławickie 1, Lublin"])
    [address] = university.get("addressEntity")
    assert read[address].schema.name == "Address"
    assert {axis: read[address].first(axis) for axis in point} == point
    assert {*university.get("classification")} == {"organisation", "university"}
    assert university.get("website") == ["https://umlub.edu.pl/"]
    assert "party-um-2" not in read, "what is certainly one has one canonical id"
    assert read["party-lublin"].schema.name == "PublicBody"
    assert read["cluster-lm"].get("incorporationDate") == ["2014"]
    text = (as_ftm.header() + b"".join(as_ftm.statements([*map(fact_of, log.events)]).values())).decode()
    back = statements.read(statements.statements_of(text) or [], ())
    assert {entry.id: entry.coordinates for entry in back.entries}["party-um"] == "51.2465, 22.5684"
    assert "Address" not in {name.partition(":")[0] for name in back.passed}
    membership = read["membership-lm.um.1"]
    assert (membership.get("member"), membership.get("organization")) == (["party-um"], ["cluster-lm"])
    assert (membership.get("startDate"), membership.get("endDate")) == (["2015-06"], [])
    assert membership.get("proof") == ["source-letter"]


# ---- round trips --------------------------------------------------------------------------------------------------
async def test_the_folder_comes_back_complete(registry: str, databases: Databases, tmp_path: Path) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    (tmp_path / "amended.yaml").write_text(AMENDED)
    await importer.import_path(tmp_path / "amended.yaml", registry, KEY)
    exported = await export.facts(registry, KEY)
    export.write(tmp_path / "ftm", "ftm", exported)
    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        report = await importer.import_path(tmp_path / "ftm", fresh, KEY)
        assert refusals(report) == []
        assert [warning for warning in report.warnings if warning.rule != "similar-party"] == []
        assert content(await export.facts(fresh, KEY)) == content(exported)
        before = await head(other)
        again = await importer.import_path(tmp_path / "ftm", fresh, KEY)
        assert (again.totals["stored"], await head(other)) == (0, before)
    await databases.drop(other)


async def test_statements_alone_give_parties_clusters_and_members(
    registry: str, databases: Databases, tmp_path: Path
) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    exported = await export.facts(registry, KEY)
    export.write(tmp_path / "ftm", "ftm", exported)
    shutil.move(tmp_path / "ftm" / "statements.csv", tmp_path / "alone.csv")
    other = await databases.clone()
    async with running(other, tmp_path) as fresh:
        report = await importer.import_path(tmp_path / "alone.csv", fresh, KEY)
        assert refusals(report) == []
        assert any(each.message.startswith("Event: ") for each in report.warnings)
        back = await export.facts(fresh, KEY)
        for type in ("PartyRegistered", "MemberJoined", "ClusterFounded"):
            assert streams_of(back, type) >= streams_of(exported, type), type
        names = {fact.stream: fact.data["names"] for fact in back if fact.type == "PartyRegistered"}
        assert names == {
            fact.stream: fact.data["names"] for fact in exported if fact.type == "PartyRegistered"
        }
        again = await importer.import_path(tmp_path / "alone.csv", fresh, KEY)
        assert (again.totals["stored"], again.totals["refused"]) == (0, 0)
    await databases.drop(other)


def streams_of(facts: Iterable[Fact], type: str) -> set[str]:
    return {fact.stream for fact in facts if fact.type == type}


async def test_statements_that_others_wrote_are_organisations(registry: str, tmp_path: Path) -> None:
    company = model.make_entity("Company")
    company.id = "NK-a1"
    company.add("name", "Zakład Przykładowy S.A.")
    company.add("leiCode", "259400UPLAND00000179")
    company.add("country", "pl")
    company.add("phone", "+48814665200")
    person = model.make_entity("Person")
    person.id = "NK-b2"
    person.add("name", "Somebody")
    path = tmp_path / "statements.json"
    with path.open("wb") as file:
        write_statements(
            file,
            "json",
            [each for entity in (company, person) for each in Statement.from_entity(entity, "others")],
        )
    report = await importer.import_path(path, registry, KEY)
    assert refusals(report) == []
    facts = await export.facts(registry, KEY)
    assert [(fact.stream, fact.type) for fact in facts] == [
        ("party-zaklad-przykladowy-s-a", "PartyRegistered"),
        ("party-zaklad-przykladowy-s-a", "PartyIdentified"),
        ("party-zaklad-przykladowy-s-a", "SeatDeclared"),
    ]
    assert {each.message for each in report.warnings} == {
        "Company:phone: 1 are in the file and are not read",
        "Person: 1 are in the file and are not read",
    }
