"""The versions of each fact: one row per version, closed when an amendment or an opinion changes the fact.

A row has no content: `marks` are the amendments and opinions in effect. A query folds the facts of the stream up to the
row's positions to show the content before and after. `named` are all streams that the fact names, its own included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.access import Access
from contracts.envelope import Fact
from contracts.streams import StreamName, category_of
from services.projections.engine.interval import FUTURE, Interval, happened, since
from services.projections.engine.per_fact import once_per_fact
from services.projections.engine.readmodel import Change, Facts, ReadModel, Row, Step, Value
from services.projections.facts.provenance import streams_in
from services.projections.facts.readers import access_of, changes_earlier, participants, readers

CATEGORIES = frozenset(
    {
        "party", "person", "cluster", "membership", "agreement", "visit", "conference", "commitment", "source",
        "subscription",
    }
)  # fmt: skip
# The fields in which a fact names the clusters and parties that it concerns.
_ONE = (
    "party",
    "host",
    "organisation",
    "organiser",
    "promisor",
    "submitter",
    "assessor",
    "subscriber",
    "other",
)
_MANY = ("parties", "visitors", "clusters", "beneficiaries", "initiators", "participants", "successors")
# In these categories, the subjects of a fact follow from the stream's name and the fact alone.
BY_ITSELF = frozenset({"party", "person", "cluster", "membership"})


def subjects_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the clusters and parties that a fact names as concerned."""
    there = data.keys()
    streams = [data[name] for name in _ONE if name in there]
    for name in _MANY:
        if name in there:
            streams += data[name]
    return tuple(stream for stream in streams if stream)


def concerned(facts: Sequence[Fact]) -> list[tuple[str, ...]]:
    """Return, for each fact of a stream, the clusters and parties concerned: those of the stream, and its own."""
    return [concerned_by(fact, facts[0]) for fact in facts]


def concerned_by(fact: Fact, first: Fact) -> tuple[str, ...]:
    """Return the clusters and parties that a fact concerns. `first` is the first fact of its stream."""
    of_stream, own = _of_stream(first), _named_subjects(fact)
    return tuple(dict.fromkeys((*of_stream, *own))) if own else of_stream


@once_per_fact
def _of_stream(first: Fact) -> tuple[str, ...]:
    category, rest = StreamName.parse(first.stream)
    if category in {"cluster", "party"}:
        return (first.stream,)
    if category == "membership":
        cluster, _, party = rest.partition(".")
        return (f"cluster-{cluster}", f"party-{party}")
    return () if category == "person" else tuple(dict.fromkeys(_named_subjects(first)))


@once_per_fact
def _named_subjects(fact: Fact) -> tuple[str, ...]:
    return subjects_of(fact.data)


def marks_of(fact: Fact) -> str:
    """Return the ids of the amendments and opinions in effect, which identify a version of the fact."""
    if not (fact.amended_by or fact.disputes or fact.confirmations or fact.values):
        return ""
    opinions = (opinion.event for opinion in (*fact.disputes, *fact.confirmations))
    values = (event for value in fact.values for event in (value.event, value.ranking.event) if event)
    marks = dict.fromkeys((*fact.amended_by, *opinions, *values))
    return " ".join(mark for mark in marks if mark != fact.id)


def _alone(fact: Fact) -> Row:
    """Return the row of a fact that depends on no other fact of its stream."""
    subjects = concerned_by(fact, fact)
    return Row(fact.id, dated(fact), fact.audience, participants(fact), _values(fact, subjects))


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield a row for each fact of one stream."""
    category = category_of(facts[0].stream)
    if category in BY_ITSELF:
        yield from map(_alone, facts)
        return
    access = access_of(facts)
    for fact, subjects in zip(facts, concerned(facts), strict=True):
        yield _row(fact, subjects, access)


def _row(fact: Fact, subjects: tuple[str, ...], access: Access) -> Row:
    return Row(fact.id, dated(fact), *readers(fact, access), _values(fact, subjects))


def _values(fact: Fact, subjects: tuple[str, ...]) -> tuple[Value, ...]:
    named = (fact.stream, *subjects, *streams_in(fact.data), *opinions_in(fact))
    return fact.type, subjects, marks_of(fact), tuple(dict.fromkeys(named))


def opinions_in(fact: Fact) -> Iterator[str]:
    """Yield the streams that the disputes, confirmations and rival values of a fact name."""
    for opinion in (*fact.disputes, *fact.confirmations):
        yield opinion.by
        yield from streams_in(opinion.sources)
    for value in fact.values:
        yield from streams_in([value.by, value.ranking.by, value.value, value.sources])


def _fold(stream: str, _: Facts) -> Step:
    return _step_alone if category_of(stream) in BY_ITSELF else _step


def _step_alone(facts: Facts) -> Change:
    return Change((_alone(facts[-1]),))


def _step(facts: Facts) -> Change | None:
    if changes_earlier(facts):
        return None
    return Change((_row(facts[-1], concerned_by(facts[-1], facts[0]), access_of(facts)),))


@once_per_fact
def dated(fact: Fact) -> Interval:
    """Return the interval since the fact's date; for a reported number, since its `as_of`."""
    if fact.data.get("as_of"):
        return Interval(*happened(fact, "as_of"), FUTURE, FUTURE)
    return since(fact)


MODEL = ReadModel(
    "changes",
    CATEGORIES,
    (
        Column("type", Text, nullable=False),
        Column("subjects", ARRAY(Text), nullable=False),
        Column("marks", Text, nullable=False),
        Column("named", ARRAY(Text), nullable=False),
    ),
    rows,
    version=4,
    fold=_fold,
)
