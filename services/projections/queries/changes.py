"""`/v1/changes`: how the record differs from an earlier position, change by change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, cast

from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
    table,
    text,
    true,
    tuple_,
)
from sqlalchemy.sql.expression import FromClause

from contracts.amendments import AMENDING, apply_amendments
from contracts.catalogue import LATEST, types_that
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.rivals import counting, value_members
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.facts.provenance import fields, streams_in
from services.projections.queries.answer_types import Fields, RecordedFact, Reference
from services.projections.queries.answer_types import Text as Texts
from services.projections.queries.answers import References
from services.projections.queries.facts import FieldChange, differences
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import record_start, subject_filter, wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.expressions import AnyColumn
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.stream_facts import as_row, facts_by_stream
from services.projections.readmodels.changes import opinions_in
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

CHANGES = TABLES["changes"]
SORT = (int, int)
ChangeKind = Literal["added", "ended", "amended", "retracted"]
ENDING = types_that(lambda event: event.ends)
FACTS = table("facts", *map(column, ("stream", "position", "type")), schema="projections")
_OTHER = CHANGES.alias("other")


def _number(name: str) -> AnyColumn:
    return bindparam(name, type_=BigInteger)


def _same(row: FromClause, position: AnyColumn, end: AnyColumn) -> AnyColumn:
    """Condition: another row of the same fact that the caller may read on the other side of a position."""
    same = and_(_OTHER.c.stream == row.c.stream, _OTHER.c.event == row.c.event, end == position)
    return and_(same, predicates.readable(_OTHER))


_BEFORE = _same(CHANGES, CHANGES.c.recorded_from, _OTHER.c.recorded_to)
# Whether a row is as the readable version that it replaced; null where it replaced none. A row equal to that version is no
# change for the caller: only its readers or subjects have changed. A lateral join, since PostgreSQL would read all rows
# beforehand for a column that says whether there is one.
PRIOR = (
    select(func.bool_or(_OTHER.c.marks == CHANGES.c.marks).label("alike"))
    .where(_BEFORE)
    .correlate(CHANGES)
    .lateral("prior")
)
# A row closed by a retraction, without a successor.
RETRACTED = and_(
    FACTS.c.type == text("'FactRetracted'"),
    predicates.readable(CHANGES),
    not_(exists().where(_same(CHANGES, FACTS.c.position, _OTHER.c.recorded_from))),
)
OF_SUBJECT = predicates.some_of(CHANGES.c.subjects, "entries")


class ChangeRow(NamedTuple):
    """`changes`: a version of a fact. `followed`: whether it replaced another version; None if the fact was retracted."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    type: str
    subjects: list[str]
    marks: str
    named: list[str]
    position: int
    followed: bool | None


# Ids of rows are in the order of positions.
_OPENED = (
    select(
        *predicates.shown(CHANGES),
        CHANGES.c.recorded_from.label("position"),
        PRIOR.c.alike.is_not(None).label("followed"),
    )
    .join_from(CHANGES, PRIOR, true())
    .where(
        CHANGES.c.id > _number("behind"),
        CHANGES.c.id < (_number("known") + 1) * ROWS_PER_EVENT,
        predicates.readable(CHANGES),
        PRIOR.c.alike.is_not(true()),
    )
    .order_by(CHANGES.c.id)
    .limit(_number("size"))
)
# Rows closed without a successor are retractions; there is an index on those positions.
_CLOSED = (
    select(*predicates.shown(CHANGES), FACTS.c.position.label("position"), literal(None).label("followed"))
    .join_from(
        FACTS,
        CHANGES,
        and_(CHANGES.c.stream == FACTS.c.stream, CHANGES.c.recorded_to == FACTS.c.position),
    )
    .where(
        RETRACTED,
        FACTS.c.position > _number("since"),
        FACTS.c.position <= _number("known"),
        tuple_(FACTS.c.position, CHANGES.c.id) > tuple_(_number("after_position"), _number("after_id")),
    )
    .order_by(FACTS.c.position, CHANGES.c.id)
    .limit(_number("size"))
)
_OF_TYPE = CHANGES.c.type == bindparam("type", type_=Text)
# A subject has few rows. The sum keeps the planner from scanning all rows in the order of ids.
_OPENED_OF_SUBJECT = _OPENED.where(OF_SUBJECT).order_by(None).order_by(CHANGES.c.id + literal_column("0"))
_CLOSED_OF_SUBJECT = _CLOSED.where(OF_SUBJECT)
_STATEMENTS = {
    (of_subject, of_type): tuple(
        Statement(statement.where(_OF_TYPE) if of_type else statement, ChangeRow, as_recorded=True)
        for statement in statements
    )
    for of_subject, statements in (
        (False, (_OPENED, _CLOSED)),
        (True, (_OPENED_OF_SUBJECT, _CLOSED_OF_SUBJECT)),
    )
    for of_type in (False, True)
}


class FactChange(RecordedFact):
    """A change of the record by one event; `position` is the event's."""

    change: ChangeKind
    position: int
    by: str
    by_type: str
    reason: str | None
    actor: str | None
    differences: list[FieldChange]
    subjects: list[Reference]
    what: Texts
    ref: Reference
    detail: Fields


async def changes(query: Query, store: Store) -> tuple[list[FactChange], str | None]:
    """Return changes by position, after `since` (a position, a moment, or the beginning of a day; default 0), up to `known_at`.

    A fact is `added`, `ended` (added, and it ends something), `amended` or `retracted`. It is also added for a caller who
    could not read it before its release. Facts of any date are included: `as_of` only determines their certainty.

    Raises:
        Malformed: `since`, `subject` (a cluster or party) or `type` is not valid.
    """
    type = query.filters.get("type")
    since = await _since(query, store)
    subject = subject_filter(query.filters)
    if type is not None and (type not in LATEST or type in AMENDING):
        raise wrong("type", "is not a type of fact such as AgreementConcluded")
    position, id = cast("tuple[int, int]", query.after or (since, -1))  # its types are those of `SORT`
    position = min(position, query.known_at)  # a cursor may contain any position
    binds = query.binds | {
        "since": since,
        "after_position": position,
        "after_id": id,
        # Rows after the cursor: those of the same position with a higher id, and those of later positions.
        "behind": max(id, position * ROWS_PER_EVENT - 1, (since + 1) * ROWS_PER_EVENT - 1),
        "size": query.limit + 1,
    }
    more = ({"entries": store.parties.entries(subject)} if subject else {}) | ({"type": type} if type else {})
    rows: list[ChangeRow] = []
    for statement in _STATEMENTS[subject is not None, type is not None]:
        rows += await store.fetch(statement, binds | more)
    rows.sort(key=lambda row: (row.position, row.id))
    following = None
    if len(rows) > query.limit:
        rows = rows[: query.limit]
        following = query.next((rows[-1].position, rows[-1].id))
    return await _entries(rows, query, store), following


async def _since(query: Query, store: Store) -> int:
    try:
        since = record_start(query.filters.get("since", "0"))
    except ValueError as error:
        raise wrong("since", str(error)) from None
    return min(await store.position_at(since) if isinstance(since, datetime) else since, query.known_at)


async def _entries(rows: Sequence[ChangeRow], query: Query, store: Store) -> list[FactChange]:
    """Return the changes with their facts before and after."""
    by_stream = await facts_by_stream(store, {row.stream for row in rows}, query.known_at)
    sides = [_sides(row, by_stream[row.stream]) for row in rows]
    named = {stream for row in rows for stream in (row.stream, *row.subjects)}
    named |= {stream for side in sides for fact in side for stream in (streams_in(fact.data) if fact else ())}
    named |= {stream for side in sides for fact in side if fact for stream in opinions_in(fact)}
    references = References(query, await store.names(query, named))
    return [
        _entry(row, before, after, by, references)
        for row, (before, after, by) in zip(rows, sides, strict=True)
        if by is not None and (before or after) is not None
    ]


def _sides(row: ChangeRow, facts: Sequence[Fact]) -> tuple[Fact | None, Fact | None, Fact | None]:
    """Return the fact before the change, the fact after it, and the event of the change."""
    until = [fact for fact in facts if fact.position <= row.position]
    before = _version_of(until[:-1], row.event) if row.followed is not False else None
    after = _version_of(until, row.event) if row.followed is not None else None
    return before, after, until[-1] if until and until[-1].position == row.position else None


def _version_of(facts: Sequence[Fact], event: str) -> Fact | None:
    return next((fact for fact in apply_amendments(facts) if fact.id == event), None) if facts else None


def _entry(
    row: ChangeRow, before: Fact | None, after: Fact | None, by: Fact, references: References
) -> FactChange:
    fact = after or before
    assert fact is not None
    detail = fields(fact)
    if row.stream.startswith("membership-"):
        detail |= {"cluster": row.subjects[0], "party": row.subjects[1]}
    return {
        "change": _kind(row, by),
        "position": row.position,
        "by": by.id,
        "by_type": by.type,
        "reason": by.data.get("reason") if by.type in AMENDING else None,
        "actor": by.data.get("actor"),
        "differences": _differences(before, after) if before and after else [],
        "subjects": references.refs(row.subjects),
        "what": labels.heading(row.type, row.subjects or [row.stream], row.stream, detail, references.short),
        "ref": references.ref(row.stream),
        "detail": detail,
        **references.fact(as_row(fact)._replace(recorded_from=row.recorded_from)),
    }


def _kind(row: ChangeRow, by: Fact) -> ChangeKind:
    if row.followed is None:
        return "retracted"
    if row.followed:
        return "amended"
    return "ended" if row.type in ENDING and by.id == row.event else "added"


def _differences(before: Fact, after: Fact) -> list[FieldChange]:
    changed = differences(before.data, after.data)
    for name in ("disputes", "confirmations"):
        opinions = [[opinion._asdict() for opinion in getattr(fact, name)] for fact in (before, after)]
        if opinions[0] != opinions[1]:
            changed.append({"field": name, "before": opinions[0], "after": opinions[1]})
    values = [[value_members(value) for value in counting(fact.values)] for fact in (before, after)]
    if values[0] != values[1]:
        changed.append({"field": "values", "before": values[0], "after": values[1]})
    return changed


_CELLS = frozenset({"change", "by", "by_type", "reason", "differences", "detail"})


def lines(data: Iterable[FactChange], lang: str) -> Iterator[Line]:
    """Changes as lines of a sheet."""
    for item in data:
        kind = f"{item['change']} {item['type']}"
        cells: dict[str, object] = {name: value for name, value in item.items() if name in _CELLS}
        cells["position_of_change"] = item["position"]
        yield fact_line(item, kind, item["ref"], item["subjects"], cells, item["what"][lang])
