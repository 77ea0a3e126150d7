"""The record as statements of Follow the Money, as OpenAleph and OpenSanctions read them, and next to them all facts.

A statement is one value of one property of one entity; `origin` is the fact that it is from. What is now believed is said;
dates, sources, disputes and whatever the model has no words for are in the document of facts, which imports again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha1

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from contracts.identities import APART, CERTAIN, identities
from contracts.statement import time_text
from contracts.streams import category_of
from services.registry.exporting import ftm_relations as relations
from services.registry.exporting import ftm_things as things
from services.registry.exporting.ftm_values import COLUMNS, DATASET, PROPERTIES, Value
from services.registry.exporting.order import by_stream
from services.registry.exporting.records import Records

Entities = Callable[[str, Sequence[Fact]], Iterable[Value]]
# What is said of the streams of each category.
_ENTITIES: Mapping[str, tuple[Entities, ...]] = {
    "party": (things.party, relations.of_party),
    "cluster": (things.cluster, relations.of_cluster),
    "membership": (relations.memberships,),
    "agreement": (things.agreement,),
    "visit": (things.visit,),
    "conference": (things.conference,),
    "commitment": (things.commitment,),
    "source": (things.source,),
}


def statements(facts: Sequence[Fact]) -> Records:
    """The lines of `statements.csv` by the ids of the statements; `facts` are all that is exported."""
    streams = {stream: apply_amendments(each) for stream, each in sorted(by_stream(facts).items())}
    canonical = canonical_ids(streams)
    lines: dict[str, bytes] = {}
    for stream, of_stream in streams.items():
        for entities in _ENTITIES.get(category_of(stream), ()):
            for value in entities(stream, of_stream):
                id = statement_id(value)
                if id not in lines:
                    lines[id] = _line(id, value, canonical.get(value.entity, value.entity))
    return lines


def header() -> bytes:
    """The first line of `statements.csv`."""
    return _csv(COLUMNS)


def canonical_ids(streams: Mapping[str, Sequence[Fact]]) -> dict[str, str]:
    """For each party that is certainly one with others: the first of them by id."""
    judgements: dict[frozenset[str], set[str]] = {}
    for stream, facts in streams.items():
        if stream.startswith("party-"):
            for identity in identities(facts):
                judgements.setdefault(frozenset({stream, identity.other}), set()).add(identity.judgement)
    groups: dict[str, set[str]] = {}
    for pair, judged in judgements.items():
        parties = {each for each in pair if each.startswith("party-")}
        if CERTAIN in judged and APART not in judged and len(parties) == 2:
            merged = set[str]().union(*(groups.get(each, {each}) for each in parties))
            groups |= dict.fromkeys(merged, merged)
    return {party: min(group) for party, group in groups.items()}


def statement_id(value: Value) -> str:
    """The id that Follow the Money gives to a statement: a hash of what it says."""
    language = f"@{value.language}" if value.language else ""
    text = f"{DATASET}.{value.entity}.{value.property}.{value.text}{language}"
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _line(id: str, value: Value, canonical: str) -> bytes:
    seen = time_text(value.fact.recorded_at)[:19]
    original = value.original if value.original != value.text else ""
    return _csv(
        (
            canonical, value.entity, value.property, PROPERTIES[value.property], value.schema, value.text, DATASET,
            value.fact.id, value.language, original, "false", seen, seen, id,
        )
    )  # fmt: skip


def _csv(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, csv.unix_dialect).writerow(cells)
    return text.getvalue().encode()
