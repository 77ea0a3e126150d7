"""Reads the feed: what one reader may read after a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import asyncpg

from contracts.filters import FilterExpression
from runtime.database import AWAY
from runtime.errors import Unavailable
from services.notifications.cursor import Cursor, beyond, check_epoch
from services.notifications.entries import groups_of
from services.notifications.names import unknown
from services.notifications.subscriptions.conditions import condition

_BYTES = 4 << 20


@dataclass(frozen=True)
class Reader:
    """Whose feed is read: `groups` as in `entries`; None for an operator, who reads every event once."""

    groups: frozenset[str] | None

    @classmethod
    def of(cls, subject: str | None) -> Reader:
        """The reader for a subject, or anybody."""
        return cls(groups_of(subject))


EVERYTHING = Reader(None)


@dataclass(frozen=True)
class Filters:
    """What a reader wants of its feed; empty for all. `types` with or without prefix and version."""

    types: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    expression: FilterExpression | None = None


class Delivered(NamedTuple):
    """One entry as it is delivered."""

    cursor: Cursor
    type: str
    statement: bytes


class Page(NamedTuple):
    """Entries in order, and the cursor after all that was looked at."""

    entries: Sequence[Delivered]
    next: Cursor
    full: bool


class Sized(Protocol):
    """What has a statement."""

    @property
    def statement(self) -> bytes: ...


def is_full(entries: Sequence[Sized], limit: int, most: int) -> bool:
    """Whether a page that was cut at so many entries, or after so many bytes, may have left some out."""
    return len(entries) >= limit or sum(len(entry.statement) for entry in entries) >= most


class Pages:
    """The feed in the database."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def after(self, cursor: Cursor, limit: int, reader: Reader, filters: Filters) -> Page:
        """At most `limit` entries after a cursor, up to the watermark: after it something may still be missing.

        A page is `full` when more may follow at once; it ends early when it holds a few megabytes.

        Raises:
            Malformed: the cursor lies beyond the feed, or is of another epoch.
            Unavailable: the database is away.
        """
        query, arguments = _query(reader, filters)
        try:
            rows = await self._pool.fetch(query, cursor.release, cursor.place, limit, _BYTES, *arguments)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error
        watermark: int = rows[0]["watermark"]
        epoch: str = rows[0]["epoch"]
        check_epoch(cursor, epoch, first=rows[0]["first"])
        if cursor.release > watermark:
            raise beyond(cursor, watermark)
        entries = [
            Delivered(Cursor(row["release"], row["place"], epoch), row["type"], row["statement"])
            for row in rows
            if row["release"] is not None
        ]
        last = entries[-1].cursor if entries else cursor._replace(epoch=epoch)
        full = is_full(entries, limit, _BYTES)
        return Page(entries, last if full else max(last, Cursor(watermark, watermark, epoch)), full)

    async def newest(
        self, limit: int, reader: Reader, filters: Filters, before: Cursor | None = None
    ) -> Page:
        """At most `limit` entries, the newest first, all of them older than `before`.

        A page is `full` when there may be older entries; `next` is then the cursor to read before.

        Raises:
            Malformed: the cursor is of another epoch.
            Unavailable: the database is away.
        """
        query, arguments = _query(reader, filters, newest_first=True)
        start = before or _AFTER_ALL
        try:
            rows = await self._pool.fetch(query, start.release, start.place, limit, _BYTES, *arguments)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error
        epoch: str = rows[0]["epoch"]
        if before is not None:
            check_epoch(before, epoch, first=rows[0]["first"])
        entries = [
            Delivered(Cursor(row["release"], row["place"], epoch), row["type"], row["statement"])
            for row in rows
            if row["release"] is not None
        ]
        full = is_full(entries, limit, _BYTES)
        return Page(entries, entries[-1].cursor if entries else start._replace(epoch=epoch), full)

    async def of_streams(
        self, streams: Sequence[str], reader: Reader, types: Sequence[str] = (), limit: int = 5_000
    ) -> list[bytes]:
        """The statements of these streams that a reader may read, in the log's order, at most `limit` of them.

        Args:
            types: with or without prefix and version; all when empty.

        Raises:
            Unavailable: the database is away.
        """
        if not streams:
            return []
        conditions, arguments = _conditions(reader, Filters(types=tuple(types)), first=3)
        query = _OF_STREAMS.format(conditions=conditions)
        try:
            rows = await self._pool.fetch(query, streams, limit, *arguments)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error
        return [row["statement"] for row in rows]

    async def unknown(self, names: Sequence[str], groups: frozenset[str] | None) -> list[str]:
        """Those of these names that no event has which readers of these groups may read. Raises `Unavailable`."""
        return await unknown(self._pool, names, groups)

    async def end(self) -> Cursor:
        """The cursor after everything that can be read now."""
        try:
            [row] = await self._pool.fetch(_END)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error
        return Cursor(row["watermark"], row["place"], row["epoch"])


_END = """
    SELECT r.watermark, greatest(r.watermark, (SELECT max(f.place) FROM notifications.feed f
                                               WHERE f.release = r.watermark)) AS place, e.epoch
    FROM notifications.reader r, (SELECT epoch FROM notifications.epochs ORDER BY number DESC LIMIT 1) e
"""
# One statement, so that watermark and entries are of one moment; it gives at least one row, for the watermark. Entries
# are left for the next page when those before them are large enough together.
_PAGE = """
    SELECT r.watermark, e.epoch, e.first, f.release, f.place, f.type, f.statement
    FROM notifications.reader r
    CROSS JOIN (SELECT epoch, number = 1 AS first FROM notifications.epochs ORDER BY number DESC LIMIT 1) e
    LEFT JOIN LATERAL (
        SELECT s.*, sum(length(s.statement)) OVER w - length(s.statement) AS before
        FROM (
            SELECT e.release, e.place, e.type, e.statement FROM notifications.feed e
            WHERE (e.release, e.place) {after} ($1::bigint, $2::bigint) AND e.release <= r.watermark AND {conditions}
            ORDER BY e.release {order}, e.place {order} LIMIT $3
        ) s
        WINDOW w AS (ORDER BY s.release {order}, s.place {order} ROWS UNBOUNDED PRECEDING)
    ) f ON f.before < $4::bigint
    ORDER BY f.release {order}, f.place {order}
"""
# The index on `stream` finds the rows, so their number alone decides what this costs.
_OF_STREAMS = """
    SELECT e.statement FROM notifications.feed e CROSS JOIN notifications.reader r
    WHERE e.stream = ANY($1::text[]) AND e.release <= r.watermark AND {conditions}
    ORDER BY e.position LIMIT $2
"""
_AFTER_ALL = Cursor(2**62, 2**62)


def _query(reader: Reader, filters: Filters, *, newest_first: bool = False) -> tuple[str, list[list[str]]]:
    conditions, arguments = _conditions(reader, filters, first=5)
    after, order = ("<", "DESC") if newest_first else (">", "ASC")
    return _PAGE.format(conditions=conditions, after=after, order=order), arguments


def _conditions(reader: Reader, filters: Filters, *, first: int) -> tuple[str, list[list[str]]]:
    """What a reader may read and wants of the feed `e`, as SQL and its arguments; `first` is the number of the first."""
    arguments: list[list[str]] = []
    conditions: list[str] = []

    def argument(values: Iterable[str]) -> str:
        arguments.append(sorted(values))
        return f"${len(arguments) + first - 1}::text[]"

    if reader.groups is None:
        conditions.append("NOT e.again")
    else:
        own = argument(reader.groups)
        conditions.append(f"e.readers && {own} AND NOT e.except_for && {own}")
    if filters.types:
        types = argument(filters.types)
        conditions.append(f"(e.type = ANY({types}) OR split_part(e.type, '.', 2) = ANY({types}))")
    if filters.clusters:
        conditions.append(f"e.refers && {argument(filters.clusters)}")
    if filters.expression is not None:
        conditions.append(condition(filters.expression, argument))
    return " AND ".join(conditions), arguments
