"""What happened, when: one row for each occurrence. An agreement is one, with all its signatures; so is a visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Date, Text

from contracts.envelope import Fact
from runtime.readmodel import FUTURE, PAST, Interval, ReadModel, Row, json_text, since, span
from services.projections.agreements import agreement_of
from services.projections.evidence import fact_text, fields, is_cluster, participants, together

_OF_CLUSTER = frozenset(
    {
        "ClusterInitiativeAnnounced",
        "CoordinatorAppointed",
        "SpecialisationDeclared",
        "PurposeDeclared",
        "MembershipCountReported",
    }
)


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


def _row(
    fact: Fact,
    interval: Interval,
    subjects: Sequence[str],
    detail: dict[str, Any],
    text: str,
    type: str | None = None,
) -> Row:
    # Sorted by the day on which it began at the earliest, or by which it was so; what has no day at all comes last.
    start = interval.start_earliest
    day = interval.start_latest if start == PAST else start
    values = (type or fact.type, fact.stream, tuple(subjects), day, json_text(detail), text)
    return Row(fact.id, interval, fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    founded = [fact for fact in facts if fact.type == "ClusterFounded"]
    if founded:
        yield _row(
            founded[0], (told := together(founded))[0], [founded[0].stream], fields(founded[0]), told[1]
        )
    for fact in facts:
        if fact.type in _OF_CLUSTER:
            interval, text = since(fact.data), None
            if as_of := fact.data.get("as_of"):  # a number is told for a day, whenever somebody told it
                interval = Interval(*span(fact.data, "as_of"), FUTURE, FUTURE)
                text = fact_text(fact, date=as_of)
            yield _row(fact, interval, [fact.stream], fields(fact), text or fact_text(fact))


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    for fact in facts:
        if fact.type == "MemberJoined":
            lane = f"cluster-{cluster}"
            detail = {"cluster": lane, "party": f"party-{party}", **fields(fact)}
            yield _row(fact, since(fact.data), [lane], detail, fact_text(fact))


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    found = agreement_of(facts)
    if found is None:
        return
    clusters = [stream for stream in (*found.parties, *found.beneficiaries) if is_cluster(stream)]
    main = next(fact for fact in facts if fact.id == found.event)
    row = _row(main, found.interval, clusters or found.parties, found.detail, found.fact)
    yield row._replace(audience=found.audience, participants=found.parties)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    held = [fact for fact in facts if fact.type == "VisitHeld"]
    if not held:
        return
    data = held[0].data
    parties = (data["host"], *data["visitors"])
    clusters = [stream for stream in (*parties, *data.get("clusters", ())) if is_cluster(stream)]
    interval, text = together(held)
    row = _row(held[0], interval, list(dict.fromkeys(clusters)) or parties, fields(held[0]), text)
    yield row._replace(participants=parties)


def _conference(facts: Sequence[Fact]) -> Iterator[Row]:
    held = [fact for fact in facts if fact.type == "ConferenceHeld"]
    if held:
        interval, text = together(held)
        lane = held[0].data.get("organiser") or held[0].stream
        yield _row(held[0], interval, [lane], fields(held[0]), text)


_FOLDS = {
    "cluster": _cluster,
    "membership": _membership,
    "agreement": _agreement,
    "visit": _visit,
    "conference": _conference,
}

MODEL = ReadModel(
    "timeline",
    frozenset(_FOLDS),
    (
        Column("type", Text, nullable=False),
        Column("about", Text, nullable=False),
        Column("subjects", ARRAY(Text), nullable=False),
        Column("day", Date, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
)
