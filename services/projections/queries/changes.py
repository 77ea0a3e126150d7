"""`/v1/changes`: what the record says otherwise than at an earlier position, change by change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    bindparam,
    column,
    exists,
    literal,
    literal_column,
    not_,
    select,
    table,
    text,
    tuple_,
)
from sqlalchemy.sql.expression import FromClause

from contracts.amendments import AMENDING, apply_amendments
from contracts.catalogue import LATEST, types_that
from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.facts.provenance import fields, streams_in
from services.projections.queries.answer_types import Fields, RecordedFact, Reference
from services.projections.queries.answer_types import Text as Texts
from services.projections.queries.answers import References
from services.projections.queries.facts import FieldChange, differences
from services.projections.queries.formats.csv import fact_cells
from services.projections.queries.http.parameters import record_start, wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.stream_facts import as_row, facts_by_stream
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

CHANGES = TABLES["changes"]
SORT = (int, int)
ChangeKind = Literal["added", "ended", "amended", "retracted"]
ENDING = types_that(lambda event: event.ends)
_SUBJECT = re.compile("(?:cluster|party)-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_FACTS = table("facts", *map(column, ("stream", "position", "type")), schema="projections")
_OTHER = CHANGES.alias("other")


def _number(name: str) -> Any:
    return bindparam(name, type_=BigInteger)


def _same(row: FromClause, position: Any, end: Any) -> Any:
    """Another row of the same fact, which the caller may read on the other side of a position."""
    same = and_(_OTHER.c.stream == row.c.stream, _OTHER.c.event == row.c.event, end == position)
    return and_(same, predicates.readable(_OTHER))


_BEFORE = _same(CHANGES, CHANGES.c.recorded_from, _OTHER.c.recorded_to)


class ChangeRow(NamedTuple):
    """`changes`: a version of a fact; `followed` says whether it replaced another one, None that it was retracted."""

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
    position: int
    followed: bool | None


# A row's id is in the order of positions. A row equal to the one before, which the caller could read too, is
# no change: others may read it now, or the stream concerns somebody more.
_OPENED = (
    select(
        *predicates.shown(CHANGES),
        CHANGES.c.recorded_from.label("position"),
        exists().where(_BEFORE).label("followed"),
    )
    .where(
        CHANGES.c.id > _number("behind"),
        CHANGES.c.id < (_number("known") + 1) * ROWS_PER_EVENT,
        predicates.readable(CHANGES),
        not_(exists().where(_BEFORE, _OTHER.c.marks == CHANGES.c.marks)),
    )
    .order_by(CHANGES.c.id)
    .limit(_number("size"))
)
# What is gone has been taken back: there is an index on those positions.
_CLOSED = (
    select(*predicates.shown(CHANGES), _FACTS.c.position.label("position"), literal(None).label("followed"))
    .join_from(
        _FACTS,
        CHANGES,
        and_(CHANGES.c.stream == _FACTS.c.stream, CHANGES.c.recorded_to == _FACTS.c.position),
    )
    .where(
        _FACTS.c.type == text("'FactRetracted'"),
        _FACTS.c.position > _number("since"),
        _FACTS.c.position <= _number("known"),
        tuple_(_FACTS.c.position, CHANGES.c.id) > tuple_(_number("after_position"), _number("after_id")),
        predicates.readable(CHANGES),
        not_(exists().where(_same(CHANGES, _FACTS.c.position, _OTHER.c.recorded_from))),
    )
    .order_by(_FACTS.c.position, CHANGES.c.id)
    .limit(_number("size"))
)
_OF_TYPE = CHANGES.c.type == bindparam("type", type_=Text)
# A subject's rows are few among all. The sum keeps the planner from walking through all of them in the order of ids.
_OPENED_OF_SUBJECT = (
    _OPENED.where(predicates.among(CHANGES.c.subjects, "stream"))
    .order_by(None)
    .order_by(CHANGES.c.id + literal_column("0"))
)
_CLOSED_OF_SUBJECT = _CLOSED.where(predicates.among(CHANGES.c.subjects, "stream"))
_STATEMENTS = {
    (of_subject, of_type): tuple(
        Statement(statement.where(_OF_TYPE) if of_type else statement, ChangeRow) for statement in statements
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
    """Changes by position, from behind `since` (a position, a moment, or a day from its
    beginning; 0 when left out) up to `known_at`.

    A fact is `added`, `ended` (added, and it ends something), `amended` or `retracted`; for the
    caller it is also added when it is released to those who could not read it before. Facts of any date come: `as_of`
    only decides how certain they are on that day.

    Raises:
        Malformed: `since` is no place in the record, `subject` no cluster or party, or `type` no type of fact.
    """
    subject, type = query.filters.get("subject"), query.filters.get("type")
    since = await _since(query, store)
    if subject is not None and not _SUBJECT.fullmatch(subject):
        raise wrong("subject", "is not a stream such as cluster-dkm or party-lublin")
    if type is not None and (type not in LATEST or type in AMENDING):
        raise wrong("type", "is not a type of fact such as AgreementConcluded")
    position, id = query.after or (since, -1)
    position = min(position, query.known_at)  # a cursor may hold any position
    binds = query.binds | {
        "since": since,
        "after_position": position,
        "after_id": id,
        # The rows behind the place: those of the same position with a higher id, or all of the positions after it.
        "behind": max(id, position * ROWS_PER_EVENT - 1, (since + 1) * ROWS_PER_EVENT - 1),
        "size": query.limit + 1,
    }
    more = ({"stream": subject} if subject else {}) | ({"type": type} if type else {})
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
    """The changes with their facts before and after."""
    by_stream = await facts_by_stream(store, {row.stream for row in rows}, query.known_at)
    sides = [_sides(row, by_stream[row.stream]) for row in rows]
    named = {stream for row in rows for stream in (row.stream, *row.subjects)}
    named |= {stream for side in sides for fact in side for stream in (streams_in(fact.data) if fact else ())}
    named |= {
        opinion.by
        for side in sides
        for fact in side
        if fact
        for opinion in (*fact.disputes, *fact.confirmations)
    }
    references = References(query, await store.names(query, named))
    return [
        _entry(row, before, after, by, references)
        for row, (before, after, by) in zip(rows, sides, strict=True)
        if by is not None and (before or after) is not None
    ]


def _sides(row: ChangeRow, facts: Sequence[Fact]) -> tuple[Fact | None, Fact | None, Fact | None]:
    """The fact before the change, the fact after it, and the event that made the change."""
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
    return changed


_CELLS = frozenset({"change", "by", "by_type", "reason", "differences", "detail"})


def lines(data: Iterable[FactChange], lang: str) -> Iterator[dict[str, Any]]:
    """Changes as lines of a sheet."""
    for item in data:
        kind = f"{item['change']} {item['type']}"
        cells: dict[str, object] = {name: value for name, value in item.items() if name in _CELLS}
        cells["position_of_change"] = item["position"]
        about = fact_cells(kind, item["ref"], item["subjects"]) | {"what": item["what"][lang], "cells": cells}
        yield dict(item) | about
