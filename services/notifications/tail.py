"""The newest part of the feed in memory, read from the database once for all who follow it there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

import asyncpg

from runtime.database import AWAY
from runtime.errors import Unavailable
from services.notifications.cursor import START, Cursor
from services.notifications.feed_rows import FeedRow
from services.notifications.pages import Delivered, Filters, Page, Reader, is_full
from services.notifications.selection import selection

# Most that is kept, and most that is read at once.
_WINDOW, _WINDOW_BYTES = 5_000, 16 << 20
_READ, _READ_BYTES = 500, 2 << 20


class TailEntry(NamedTuple):
    """A row of the feed and its cursor."""

    cursor: Cursor
    row: FeedRow


class News(NamedTuple):
    """What a look at the feed has brought: new entries, and whether more follow. `broken`: the feed is another one now."""

    entries: Sequence[TailEntry]
    more: bool
    broken: bool


class Tail:
    """A window on the feed: every entry after `begin`, up to and including `end`; both None before the first look.

    Args:
        rebuilds: how often the feed was rebuilt; entries of before are then read again.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], rebuilds: Callable[[], int] = lambda: 0) -> None:
        self._pool = pool
        self._rebuilds = rebuilds
        self._rebuilt = rebuilds()
        self._entries: list[TailEntry] = []
        self._bytes = 0
        self.begin: Cursor | None = None
        self.end: Cursor | None = None

    async def look(self) -> News:
        """Read what the feed has beyond the end. The first look reads the last entries, for readers that come again.

        Raises:
            Unavailable: the database is away.
        """
        if self.end is None:
            return await self._open()
        if self._rebuilt != (rebuilt := self._rebuilds()):
            self._rebuilt, self.begin, self._entries, self._bytes = rebuilt, self.end, [], 0
        rows = await self._fetch(_AFTER, self.end.release, self.end.place, _READ, _READ_BYTES)
        epoch, watermark = rows[0]["epoch"], rows[0]["watermark"]
        if epoch != self.end.epoch or watermark < self.end.release:
            # The record was restored, or the feed is another one: no cursor of before can be followed.
            self.begin = self.end = None
            await self._open()
            return News((), False, True)
        entries = _entries(rows)
        more = _is_full(entries)
        last = entries[-1].cursor if entries else self.end
        self._add(entries)
        self.end = last if more else max(last, Cursor(watermark, watermark, epoch))
        return News(entries, more, False)

    def page(self, cursor: Cursor, limit: int, reader: Reader, filters: Filters) -> Page | None:
        """As `Pages.after`, from memory; None where the window does not reach to the cursor."""
        begin, end = self.begin, self.end
        if begin is None or end is None or cursor.epoch != end.epoch or not begin <= cursor <= end:
            return None
        selected = selection(reader, filters)
        entries: list[Delivered] = []
        at = bisect_right(self._entries, cursor, key=lambda entry: entry.cursor)
        for entry in self._entries[at:]:
            if selected(entry.row):
                entries.append(Delivered(entry.cursor, entry.row.type, entry.row.statement))
                if len(entries) == limit:
                    return Page(entries, entry.cursor, entry.cursor != end)
        return Page(entries, end, False)

    async def _open(self) -> News:
        rows = await self._fetch(_LAST, _READ, _READ_BYTES)
        epoch, watermark = rows[0]["epoch"], rows[0]["watermark"]
        entries = _entries(rows)
        # What comes before the first of them was not read, so the window begins after it; unless there is nothing before.
        complete = not _is_full(entries)
        self.begin = START._replace(epoch=epoch) if complete else entries[0].cursor
        self._entries, self._bytes = [], 0
        self._add(entries if complete else entries[1:])
        last = entries[-1].cursor if entries else self.begin
        self.end = max(last, Cursor(watermark, watermark, epoch))
        return News((), False, False)

    def _add(self, entries: Sequence[TailEntry]) -> None:
        self._entries += entries
        self._bytes += sum(len(entry.row.statement) for entry in entries)
        surplus = 0
        while len(self._entries) - surplus > _WINDOW or (
            self._bytes > _WINDOW_BYTES and surplus < len(self._entries)
        ):
            self._bytes -= len(self._entries[surplus].row.statement)
            surplus += 1
        if surplus:
            self.begin = self._entries[surplus - 1].cursor
            del self._entries[:surplus]

    async def _fetch(self, query: str, *arguments: int) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error


def _entries(rows: Sequence[asyncpg.Record]) -> list[TailEntry]:
    return [
        TailEntry(Cursor(row["release"], row["place"], row["epoch"]), _row(row))
        for row in rows
        if row["release"] is not None
    ]


def _is_full(entries: Sequence[TailEntry]) -> bool:
    return is_full([entry.row for entry in entries], _READ, _READ_BYTES)


def _row(row: asyncpg.Record) -> FeedRow:
    values = (row[name] for name in FeedRow._fields)
    return FeedRow._make(tuple(value) if isinstance(value, list) else value for value in values)


_COLUMNS = ", ".join(f"{{row}}.{name}" for name in FeedRow._fields)
_FRAME = f"""
    SELECT r.watermark, e.epoch, {_COLUMNS.format(row="f")}
    FROM notifications.reader r
    CROSS JOIN (SELECT epoch FROM notifications.epochs ORDER BY number DESC LIMIT 1) e
    LEFT JOIN LATERAL (
        SELECT s.*, sum(length(s.statement)) OVER w - length(s.statement) AS before
        FROM (
            SELECT {_COLUMNS.format(row="n")} FROM notifications.feed n
            WHERE n.release <= r.watermark AND {{condition}}
            ORDER BY n.release {{order}}, n.place {{order}} LIMIT {{limit}}
        ) s
        WINDOW w AS (ORDER BY s.release {{order}}, s.place {{order}} ROWS UNBOUNDED PRECEDING)
    ) f ON f.before < {{bytes}}::bigint
    ORDER BY f.release, f.place
"""
# One statement each, so that watermark and entries are of one moment.
_AFTER = _FRAME.format(
    order="ASC", condition="(n.release, n.place) > ($1::bigint, $2::bigint)", limit="$3", bytes="$4"
)
_LAST = _FRAME.format(order="DESC", condition="TRUE", limit="$1", bytes="$2")
