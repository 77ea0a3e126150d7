"""What an editor might mend: a row for each fact and reason, so far as one stream tells it.

What a stream names is a row too, of the reason `names`: whether the record knows it is seen when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.envelope import Fact
from contracts.fields import Audience
from runtime.readmodel import ReadModel, Row, json_text, once, span
from services.projections.agreements import agreement_of
from services.projections.changes import BY_ITSELF, CATEGORIES, concerned, dated, released, seen
from services.projections.evidence import fact_text, participants

NAMES = "names"
# Steps of a workflow and of the record itself: nobody writes a document about them.
_NEEDS_NO_SOURCE = frozenset(
    {
        "SourceRegistered", "PersonRegistered", "PersonErased", "MembershipApplied", "MembershipDeclined",
        "AmendmentApproved", "VisitPlanned", "VisitCancelled", "SubscriptionRequested", "SubscriptionApproved",
        "SubscriptionRevoked",
    }
)  # fmt: skip
_DATES = frozenset({"occurred", "as_of", "valid_until", "valid_from", "valid_to", "period"})
# What happens once: two facts that tell of it tell of the same.
_ONCE = frozenset({"ClusterInitiativeAnnounced", "ClusterFounded", "VisitHeld", "ConferenceHeld"})
# Where a fact names others than those that it concerns.
_ONE = ("represented_by", "document", "conference", "leads_to", "part_of", "grantor", "lead", "publisher")
_PEOPLE = frozenset({"signatories", "delegates"})
_NAMING = frozenset({*_ONE, *_PEOPLE, "place", "sites"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    category = facts[0].stream.partition("-")[0]
    agreement = agreement_of(facts) if category == "agreement" else None
    against = _contradictions(facts)
    named: dict[Audience, dict[str, str]] = {}
    first: dict[Audience, Row] = {}
    for fact, subjects in zip(facts, concerned(facts), strict=True):
        audience = released(fact, agreement) if agreement else fact.audience
        readers = agreement.parties if agreement else participants(fact)
        if category in BY_ITSELF and fact.id not in against:
            yield from _alone(fact)
        else:
            yield from _wanting(fact, audience, readers, subjects, against.get(fact.id, ()))
        if (names := named.get(audience)) is None:
            names = named[audience] = {}
            first[audience] = Row(fact.id, dated(fact), audience, readers, (NAMES, fact.type, subjects))
        for stream in subjects:
            names.setdefault(stream, fact.id)
        for stream in _others(fact.data):
            names.setdefault(stream, fact.id)
    for audience, events in named.items():
        events.pop(facts[0].stream, None)
        if events:
            row = first[audience]
            yield row._replace(values=(*row.values, tuple(sorted(events)), json_text(events), "{}"))


@once
def _alone(fact: Fact) -> tuple[Row, ...]:
    """The rows of a fact that no other fact of its stream has a part in."""
    [subjects] = concerned([fact])
    return tuple(_wanting(fact, fact.audience, participants(fact), subjects, ()))


def _wanting(
    fact: Fact, audience: Audience, readers: tuple[str, ...], subjects: Sequence[str], against: Sequence[str]
) -> Iterator[Row]:
    for reason, detail in _reasons(fact, against):
        values = (reason, fact.type, subjects, (), json_text(detail), fact_text(fact))
        yield Row(fact.id, dated(fact), audience, readers, values)


def _reasons(fact: Fact, against: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    data = fact.data
    # Who confirms a fact with a document gives it a source.
    sourced = data.get("sources") or any(held.sources for held in fact.confirmations)
    if not sourced and fact.type not in _NEEDS_NO_SOURCE:
        yield "unsourced", {}
    if inferred := [name for name in data.keys() & _DATES if data[name].get("inferred_from")]:
        yield "inferred", {"fields": sorted(inferred)}
    if fact.disputes or against:
        yield "disputed", {"by": [held.by for held in fact.disputes], "against": list(against)}
    if fact.type == "AgreementProposed" and data.get("others"):
        yield "open-parties", {}


def _contradictions(facts: Sequence[Fact]) -> dict[str, list[str]]:
    """For facts that tell the same occurrence of different days: the others, with which they cannot both be right."""
    found: dict[str, list[str]] = {}
    told = [(fact, span(fact.data)) for fact in facts if fact.type in _ONCE]
    if len(told) < 2:
        return found
    for fact, (start, end) in told:
        for other, (begin, last) in told:
            if other.type == fact.type and (last < start or end < begin):
                found.setdefault(fact.id, []).append(other.id)
    return found


@seen
def _others(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What a fact names besides those that it concerns."""
    found = [source["id"] for source in data.get("sources", ())]
    for name in data.keys() & _NAMING:
        told = data[name]
        if name in _PEOPLE:
            found += (
                person[part] for person in told for part in ("person", "organisation") if person.get(part)
            )
        elif name == "place":
            found += (told["party"],) if told.get("party") else ()
        elif name == "sites":
            found += told
        elif told:
            found.append(told)
    return tuple(found)


MODEL = ReadModel(
    "worklist",
    CATEGORIES,
    (
        Column("reason", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("subjects", ARRAY(Text), nullable=False),
        Column("names", ARRAY(Text), nullable=False),
        Column("detail", Text, nullable=False),  # of `names`: by which event each is named first
        Column("fact", Text, nullable=False),
    ),
    rows,
)
