"""The texts of clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.catalogue import naming
from contracts.envelope import Fact
from services.projections.engine.interval import Interval, since
from services.projections.engine.readmodel import Change, Facts, Step
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
    SearchText,
    either_language,
    identified,
    named,
    text_of,
)
from services.projections.facts.validity import OpenFacts, valid_interval, validity

NAMING = naming("cluster")
ENTRY = frozenset({"ClusterAliasAdded", "ClusterIdentified"})
OF_CLUSTER = {
    "ClusterInitiativeAnnounced": (("focus", "focus"),),
    "SpecialisationDeclared": (("specialisation", "label"),),
    "PurposeDeclared": (("mission", "mission"), ("goal", "goals")),
    "StrategyAdopted": (("strategy", "title"),),
    "TaskTeamFormed": (("task-team", "name"),),
    "RecognitionGranted": (("recognition", "scheme"),),
}


def cluster_document(facts: Sequence[Fact], kind: str) -> Document:
    texts: list[SearchText] = []
    names: dict[str, str] = {}
    for type in NAMING:  # the names of the founding take precedence
        for fact in facts:
            if fact.type == type and fact.data.get("names"):
                names |= fact.data["names"]
                texts.append(named(fact, since(fact)))
    validity_of = validity(facts)
    for fact in facts:
        texts += _of_cluster(fact, validity_of(fact))
    return Document(kind, names, texts)


def _of_cluster(fact: Fact, interval: Interval) -> Iterator[SearchText]:
    if fact.type in ENTRY:
        yield (identified if fact.type == "ClusterIdentified" else named)(fact, interval)
    for field, name in OF_CLUSTER.get(fact.type, ()):
        value = fact.data.get(name) or ()
        several = value if isinstance(value, list | tuple) else (value,)
        for text in several:
            by_language = either_language(text) if isinstance(text, str) else text
            code = (fact.data.get("classification") or {}).get("code") or ""
            yield text_of(fact, field, by_language, interval, code)


def cluster_fold(facts: Facts, rows: RowsOf) -> Step:
    names = cluster_document(facts, "cluster").names if facts else {}
    open_facts = OpenFacts(facts)

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if fact.type in NAMING and fact.data.get("names"):
            return None  # all rows are sorted by the stream's name, which changes
        before = [
            (begun, text)
            for begun in open_facts.take(fact)
            for text in _of_cluster(begun, valid_interval(begun, None))
        ]
        after = [text._replace(interval=valid_interval(begun, fact)) for begun, text in before]
        fresh = _of_cluster(fact, valid_interval(fact, None))
        return Change(
            rows(Document("cluster", names, [*after, *fresh])),
            rows(Document("cluster", names, [text for _, text in before])),
        )

    return step
