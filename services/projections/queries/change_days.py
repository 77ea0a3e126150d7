"""`/v1/changes/days`: the days on which something was recorded, the last one first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    and_,
    bindparam,
    false,
    func,
    select,
    text,
    true,
)
from sqlalchemy.sql.expression import FromClause
from typing_extensions import TypedDict

from contracts.statement import time_text
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.queries.changes import CHANGES, FACTS, OF_SUBJECT, PRIOR, RETRACTED
from services.projections.queries.formats.csv import Line
from services.projections.queries.http.parameters import subject_filter
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store

SORT = (int,)
# From the last event back, day by day: a day begins after what was recorded before its midnight in UTC.
_DAYS = (
    text("""
        WITH RECURSIVE days AS (
            (SELECT f.position AS last, f.recorded_at, projections.position_at(
                date_trunc('day', f.recorded_at, 'UTC') - interval '1 microsecond') AS before
             FROM projections.facts f WHERE f.position <= :last ORDER BY f.position DESC LIMIT 1)
            UNION ALL
            SELECT earlier.position, earlier.recorded_at, projections.position_at(
                date_trunc('day', earlier.recorded_at, 'UTC') - interval '1 microsecond')
            FROM days d CROSS JOIN LATERAL (
                SELECT f.position, f.recorded_at FROM projections.facts f
                WHERE f.position <= d.before AND f.position < d.last ORDER BY f.position DESC LIMIT 1) earlier
        )
        SELECT (p.recorded_at AT TIME ZONE 'UTC')::date AS day, p.last, p.recorded_at, p.before
        FROM (SELECT d.last, d.recorded_at, d.before FROM days d LIMIT :size) p
    """)
    .bindparams(bindparam("last", type_=BigInteger), bindparam("size", type_=BigInteger))
    .columns(day=Date, last=BigInteger, recorded_at=DateTime(timezone=True), before=BigInteger)
    .subquery("days")
)


def _opened(*more: ColumnElement[bool]) -> FromClause:
    """Return the numbers of rows of `changes` that an event of the day opened: of new facts, and of amended ones."""
    row = CHANGES.c
    return (
        select(
            func.count().filter(PRIOR.c.alike.is_(None)).label("added"),
            func.count().filter(PRIOR.c.alike == false()).label("amended"),
        )
        .select_from(CHANGES.join(PRIOR, true()))
        .where(
            row.id >= (_DAYS.c.before + 1) * ROWS_PER_EVENT,
            row.id < (_DAYS.c.last + 1) * ROWS_PER_EVENT,
            predicates.readable(CHANGES),
            *more,
        )
        .correlate(_DAYS)
        .lateral("opened")
    )


def _retracted(*more: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the number of rows of `changes` that a retraction of the day closed."""
    closed = and_(FACTS.c.position > _DAYS.c.before, FACTS.c.position <= _DAYS.c.last, RETRACTED)
    joined = FACTS.join(
        CHANGES, and_(CHANGES.c.stream == FACTS.c.stream, CHANGES.c.recorded_to == FACTS.c.position)
    )
    return select(func.count()).select_from(joined).where(closed, *more).correlate(_DAYS).scalar_subquery()


class _Row(NamedTuple):
    """`before`: the last position before the day; `position`: the day's last."""

    day: date
    before: int
    position: int
    recorded_at: datetime
    added: int
    amended: int
    retracted: int


def _statement(*more: ColumnElement[bool]) -> Statement[_Row]:
    opened = _opened(*more)
    return Statement(
        select(
            _DAYS.c.day,
            _DAYS.c.before,
            _DAYS.c.last.label("position"),
            _DAYS.c.recorded_at,
            opened.c.added,
            opened.c.amended,
            _retracted(*more).label("retracted"),
        )
        .select_from(_DAYS.join(opened, true()))
        .order_by(_DAYS.c.last.desc()),
        _Row,
    )


_STATEMENTS = {False: _statement(), True: _statement(OF_SUBJECT)}


class ChangeDay(TypedDict):
    """A day of the record (in UTC): its last position, and how many facts it added, amended (or judged) and retracted."""

    day: str
    position: int
    recorded_at: str
    added: int
    amended: int
    retracted: int


async def change_days(query: Query, store: Store) -> tuple[list[ChangeDay], str | None]:
    """Return the days on which something was recorded, the last one first, up to `known_at`.

    With the filter `subject`, the numbers are of the facts that concern this cluster or party. What a caller may not read is
    not counted; a day without a readable change has zeros.

    Raises:
        Malformed: the subject is neither a cluster nor a party.
    """
    subject = subject_filter(query.filters)
    # A cursor contains the last position before the days of the page; it may contain any position.
    last = min(query.known_at, cast("tuple[int]", query.after)[0]) if query.after else query.known_at
    binds = query.binds | {"last": last, "size": query.limit + 1}
    if subject:
        binds |= {"entries": store.parties.entries(subject)}
    rows = await store.fetch_cached(_STATEMENTS[subject is not None], query, binds)
    following = None
    if len(rows) > query.limit:
        rows = rows[: query.limit]
        following = query.next((rows[-1].before,))
    days: list[ChangeDay] = [
        {
            "day": row.day.isoformat(),
            "position": row.position,
            "recorded_at": time_text(row.recorded_at),
            "added": row.added,
            "amended": row.amended,
            "retracted": row.retracted,
        }
        for row in rows
    ]
    return days, following


def lines(data: Iterable[ChangeDay]) -> Iterator[Line]:
    """Days as lines of a sheet."""
    for item in data:
        cells = {name: item[name] for name in ("added", "amended", "retracted")}
        yield Line(
            "day",
            item["day"],
            item["day"],
            (),
            cells,
            recorded_from=item["position"],
            recorded_at=item["recorded_at"],
        )
