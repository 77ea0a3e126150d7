"""What an editor may need to fix: a row for each fact and reason that one stream shows.

A row with the reason `names` lists what a fact is the first of its stream to name. The query checks whether the record has
entries for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.access import Access
from contracts.catalogue import types_that
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.streams import category_of
from services.projections.engine.interval import span
from services.projections.engine.readmodel import Change, Facts, ReadModel, Row, Step, json_text
from services.projections.facts.provenance import fact_text
from services.projections.facts.readers import access_of, changes_earlier, participants, readers
from services.projections.readmodels.changes import BY_ITSELF, CATEGORIES, concerned, concerned_by, dated

NAMES = "names"
BASIS = "basis"  # reason of a row that lists the facts from which a fact is inferred
_SOURCED = types_that(lambda event: event.sourced)
_DATES = frozenset({"occurred", "as_of", "valid_until", "valid_from", "valid_to", "period"})
_MENTIONED = re.compile(
    r"\b(?:party|cluster|membership|agreement|visit|conference|commitment)-[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:@[1-9][0-9]*)?"
)
_ONCE = types_that(lambda event: event.once)
# Fields that name streams other than the subjects of a fact.
_ONE = ("represented_by", "document", "conference", "leads_to", "part_of", "grantor", "lead", "publisher")
# Types of sources that are files: what is at an address may change or vanish.
_OF_FILES = frozenset({"file", "web-page"})
_PEOPLE = frozenset({"signatories", "delegates"})
_NAMING = frozenset({*_ONE, *_PEOPLE, "place", "sites"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    access = access_of(facts)
    against = _contradictions(facts)
    named: dict[Audience, set[str]] = {}
    for fact, subjects in zip(facts, concerned(facts), strict=True):
        yield from _of(fact, subjects, access, against.get(fact.id, ()))
        yield from _naming(fact, subjects, access, named)


def _fold(_: str, facts: Facts) -> Step:
    named: dict[Audience, set[str]] = {}
    if facts:
        for earlier, subjects in zip(facts, concerned(facts), strict=True):
            _naming(earlier, subjects, access_of(facts), named)
    types_met = {fact.type for fact in facts} & _ONCE

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if changes_earlier(facts) or fact.type in types_met:
            return None  # it may contradict an earlier fact
        if fact.type in _ONCE:
            types_met.add(fact.type)
        access, subjects = access_of(facts), concerned_by(fact, facts[0])
        return Change((*_of(fact, subjects, access, ()), *_naming(fact, subjects, access, named)))

    return step


def _category(stream: str) -> str:
    return category_of(stream)


def _of(fact: Fact, subjects: tuple[str, ...], access: Access, against: Sequence[str]) -> Iterable[Row]:
    if not against and _category(fact.stream) in BY_ITSELF:
        return _alone(fact)
    return _wanting(fact, *readers(fact, access), subjects, against)


def _naming(
    fact: Fact, subjects: tuple[str, ...], access: Access, named: dict[Audience, set[str]]
) -> tuple[Row, ...]:
    """Yield a row of the names that no earlier fact of the audience contains; adds them to `named`."""
    audience, parties = readers(fact, access)
    before = named.setdefault(audience, {fact.stream})
    fresh = {stream for stream in (*subjects, *_others(fact.data)) if stream not in before}
    if not fresh:
        return ()
    before |= fresh
    values = (NAMES, fact.type, subjects, tuple(sorted(fresh)), "{}", "")
    return (Row(fact.id, dated(fact), audience, parties, values),)


def _alone(fact: Fact) -> tuple[Row, ...]:
    """Return the rows of a fact that depends on no other fact of its stream."""
    subjects = concerned_by(fact, fact)
    return tuple(_wanting(fact, fact.audience, participants(fact), subjects, ()))


def _wanting(
    fact: Fact,
    audience: Audience,
    parties: tuple[str, ...],
    subjects: tuple[str, ...],
    against: Sequence[str],
) -> Iterator[Row]:
    inferred = _inferred(fact.data)
    for reason, detail in _reasons(fact, against, inferred):
        values = (reason, fact.type, subjects, (), json_text(detail) if detail else "{}", _amended_text(fact))
        yield Row(fact.id, dated(fact), audience, parties, values)
    if basis := _basis(fact, inferred):
        rests = (BASIS, fact.type, subjects, basis, "{}", _amended_text(fact))
        yield Row(fact.id, dated(fact), audience, parties, rests)


def _amended_text(fact: Fact) -> str:
    """Return the text of an amended fact, so that an amendment opens its row again; empty for a fact as it was recorded."""
    amended = fact.amended_by or fact.disputes or fact.confirmations or fact.values
    return fact_text(fact) if amended else ""


def _inferred(data: Mapping[str, Any]) -> dict[str, str]:
    """Return, for each inferred date, from what it is inferred."""
    return {
        name: data[name]["inferred_from"]
        for name in _DATES
        if name in data and data[name].get("inferred_from")
    }


def _basis(fact: Fact, inferred: Mapping[str, str]) -> tuple[str, ...]:
    """Return the facts and streams that a fact cites as its basis: in `inferred_from`, or as evidence of an assessment."""
    names = list(fact.data.get("evidence", ())) if fact.type == "CommitmentAssessed" else []
    for text in inferred.values():
        names += (met[0] for met in _MENTIONED.finditer(text))
    if not names:
        return ()
    return tuple(sorted({name for name in names if name.partition("@")[0] != fact.stream or "@" in name}))


def _reasons(
    fact: Fact, against: Sequence[str], inferred: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    data = fact.data
    # A confirmation that cites a document counts as a source.
    sourced = data.get("sources") or any(opinion.sources for opinion in fact.confirmations)
    if not sourced and fact.type in _SOURCED:
        yield "unsourced", {}
    if inferred:
        yield "inferred", {"fields": sorted(inferred)}
    rivals = {value.event for value in fact.values}
    if opinions := [opinion.by for opinion in fact.disputes if opinion.event not in rivals] or against:
        yield "disputed", {"by": opinions, "against": list(against)}
    if fact.undecided:
        yield "undecided", {"fields": sorted(fact.undecided)}
    if fact.type == "AgreementProposed" and data.get("others"):
        yield "open-parties", {}
    if data.get("source_type") in _OF_FILES and not data.get("hash"):
        yield "without-copy", {}


def _contradictions(facts: Sequence[Fact]) -> dict[str, list[str]]:
    """Return, for each fact whose date excludes that of another report of the same occurrence, the ids of those others."""
    others: dict[str, list[str]] = {}
    dated_facts = [(fact, span(fact.data)) for fact in facts if fact.type in _ONCE]
    if len(dated_facts) < 2:
        return others
    for fact, (start, end) in dated_facts:
        for other, (begin, last) in dated_facts:
            if other.type == fact.type and (last < start or end < begin):
                others.setdefault(fact.id, []).append(other.id)
    return others


def _others(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the streams that a fact names, other than its subjects."""
    streams = [source["id"] for source in data.get("sources", ())]
    for name in _NAMING:
        if name not in data:
            continue
        value = data[name]
        if name in _PEOPLE:
            streams += (
                person[part] for person in value for part in ("person", "organisation") if person.get(part)
            )
        elif name == "place":
            streams += (value["party"],) if value.get("party") else ()
        elif name == "sites":
            streams += value
        elif value:
            streams.append(value)
    return tuple(streams)


MODEL = ReadModel(
    "worklist",
    CATEGORIES,
    (
        Column("reason", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("subjects", ARRAY(Text), nullable=False),
        Column("names", ARRAY(Text), nullable=False),
        Column("detail", Text, nullable=False),
        Column(
            "fact", Text, nullable=False
        ),  # empty unless the fact is amended: queries fold the facts of their items
    ),
    rows,
    version=6,
    fold=_fold,
)
