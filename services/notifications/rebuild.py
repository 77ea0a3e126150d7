"""Makes the feed from the log once more, compares it with the live one, and repairs that in one moment.

The feed is no view: its readers keep cursors. So the rows that are right stay in their places, cursors stay valid, and what
readers lack comes at the end (see `repair`): nobody gets anything twice.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.envelope import Recorded
from runtime.consumer.checkpoint_tables import stop_readers
from runtime.consumer.checkpoints import Progress
from runtime.database import Connection, connect
from runtime.errors import OperationFailed
from services.notifications import names, visibility
from services.notifications.entries import Visibility
from services.notifications.feed import read
from services.notifications.feed_rows import FeedRow, Payload, feed_row
from services.notifications.repair import Repair, repaired
from services.notifications.subscriptions.comparison import LogSubscriptions

# Raised with every change of the rules of `entries` and `contracts.access`: after an upgrade a feed of another version is
# rebuilt.
VERSION = 4
_ALONE = "SELECT pg_try_advisory_lock(hashtext('upland rebuild feed'))"
_NEAR = 2_000  # events that may be gone through while the consumer waits
_SET_ASIDE = (
    "SELECT position FROM notifications.dead_letters WHERE status IN ('poison', 'waiting', 'discarded')"
)
_SAME = " AND ".join(f"a.{name} = b.{name}" for name in FeedRow._fields)
_COLUMNS = ", ".join(f"a.{name}" for name in FeedRow._fields)
_ONLY = "SELECT {columns} FROM {one} a LEFT JOIN {other} b ON {same} WHERE b.release IS NULL ORDER BY a.release, a.place"
_CHANGE = """
    UPDATE notifications.feed
    SET again = $3, type = $4, readers = $5, except_for = $6, refers = $7, stream = $8, audience = $9, statement = $10
    WHERE (release, place) = ($1, $2)
"""
_LABELS = ("refers", "stream", "audience")
_RELABEL = """
    UPDATE notifications.feed b SET {labels} FROM expected a
    WHERE {same} AND ({ours}) IS DISTINCT FROM ({theirs})
""".format(
    labels=", ".join(f"{name} = a.{name}" for name in _LABELS),
    same=" AND ".join(f"a.{name} = b.{name}" for name in FeedRow._fields if name not in _LABELS),
    ours=", ".join(f"a.{name}" for name in _LABELS),
    theirs=", ".join(f"b.{name}" for name in _LABELS),
)
Log = Callable[[int, int], AsyncIterator[Recorded]]


class FeedRefused(OperationFailed):
    """The feed cannot be rebuilt now; the message says why and what to do."""


@dataclass(frozen=True)
class RebuiltFeed:
    """The result: rows that the log gives, rows that readers lacked, and rows that were not the log's."""

    events: int
    lines: int
    missing: int
    surplus: int
    seconds: float
    switched: bool


async def outdated(owner_url: str) -> bool:
    """Whether the feed was made by other rules than ours, and holds anything."""
    connection = await connect(owner_url)
    try:
        query = "SELECT version <> $1 AND EXISTS (SELECT FROM notifications.feed) FROM notifications.reader"
        if await connection.fetchval(query, VERSION):
            return True
        await connection.execute("UPDATE notifications.reader SET version = $1 WHERE version <> $1", VERSION)
        return False
    finally:
        await connection.close()


async def rebuild(
    owner_url: str,
    log: Log,
    partition_of: Callable[[str], int],
    *,
    switch: bool = True,
    progress: Callable[[int], None] | None = None,
) -> RebuiltFeed:
    """Make the feed from the log up to where the live one is, and repair the live one.

    Args:
        owner_url: PostgreSQL as the owner.
        log: the log's events after a position, up to another, in order.
        partition_of: the partition of a stream.
        switch: False only compares.
        progress: called with the number of events gone through.

    Raises:
        FeedRefused: another rebuild is under way, or an event cannot be read.
    """
    connection = await connect(owner_url)
    try:
        if not await connection.fetchval(_ALONE):
            raise FeedRefused("Another rebuild of the feed is under way. Wait until it has ended.")
        return await _Building(connection, log, partition_of, progress).run(switch)
    finally:
        await connection.close()


class _Building:
    def __init__(
        self,
        connection: Connection,
        log: Log,
        partition_of: Callable[[str], int],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._connection = connection
        self._log = log
        self._partition = partition_of
        self._progress = progress
        self._begin()

    def _begin(self) -> None:
        self._reached = 0
        self._events = 0
        self._left_out: frozenset[int] = frozenset()
        self._streams: dict[str, Visibility] = {}
        self._payloads: dict[int, Payload] = {}
        self._restricted: dict[tuple[str, int], int] = {}
        self._visibility: dict[tuple[str, int], visibility.VisibilityRow] = {}
        self._subscriptions = LogSubscriptions()
        self._names: set[names.Pair] = set()

    async def run(self, switch: bool) -> RebuiltFeed:
        """All of it. What is set aside is looked at again when the consumer waits: if it is other, all begins again."""
        started = time.monotonic()
        await self._connection.execute("CREATE TEMP TABLE expected (LIKE notifications.feed)")
        while True:
            self._begin()
            await self._connection.execute("TRUNCATE expected")
            self._left_out = await self._set_aside()
            while (end := await self._watermark()) - self._reached > _NEAR:
                await self._go_on(end, lambda _: True)
            async with self._connection.transaction():
                # The consumer's fence: nothing is applied until it is done.
                await stop_readers(self._connection, "notifications")
                if await self._set_aside() != self._left_out:
                    continue
                return await self._finished(started, switch)

    async def _finished(self, started: float, switch: bool) -> RebuiltFeed:
        rows = await self._connection.fetch("SELECT partition, position FROM notifications.checkpoints")
        applied = Progress({row["partition"]: row["position"] for row in rows}, await self._watermark())
        last = max(applied.checkpoints.values(), default=0)
        await self._go_on(
            max(last, applied.watermark), lambda e: applied.applied(self._partition(e.stream), e.position)
        )
        await self._connection.execute("CREATE INDEX ON expected (release, place)")
        await self._connection.execute("ANALYZE expected")
        relabelled = await self._relabelled() if switch else 0
        repair = await self._compared()
        subscriptions = await self._subscriptions.differences(self._connection)
        if switch:
            await self._repair(repair, applied.watermark)
        count = await self._connection.fetchval("SELECT count(*) FROM expected")
        await self._connection.execute("DROP INDEX expected_release_place_idx")
        missing = len(repair.late) + len(subscriptions.missing)
        surplus = len(repair.removed) + len(repair.changed) + relabelled + len(subscriptions.surplus)
        return RebuiltFeed(self._events, count, missing, surplus, time.monotonic() - started, switch)

    async def _set_aside(self) -> frozenset[int]:
        return frozenset(row["position"] for row in await self._connection.fetch(_SET_ASIDE))

    async def _watermark(self) -> int:
        return int(await self._connection.fetchval("SELECT watermark FROM notifications.reader"))

    async def _go_on(self, end: int, applied: Callable[[Recorded], bool]) -> None:
        """Go through the log up to a position."""
        rows: list[FeedRow] = []
        async for event in self._log(self._reached, end):
            if event.position not in self._left_out and applied(event):
                rows += self._rows(event)
            self._events += 1
            if len(rows) > _NEAR:
                await self._write(rows)
                rows = []
        await self._write(rows)
        self._reached = max(self._reached, end)

    async def _write(self, rows: Sequence[FeedRow]) -> None:
        await self._connection.copy_records_to_table("expected", columns=FeedRow._fields, records=rows)
        self._names.update(pair for row in rows for pair in names.pairs(row))
        if self._progress:
            self._progress(self._events)
        await asyncio.sleep(0)

    def _rows(self, event: Recorded) -> Iterable[FeedRow]:
        current = self._streams.get(event.stream) or Visibility(event.stream)
        try:
            entries, payload, fact = read(current, event)
        except ValueError as error:
            raise FeedRefused(f"{event.id} at position {event.position} cannot be read: {error}") from None
        self._subscriptions.add(event, fact)
        self._payloads[event.position] = payload
        rows = [
            feed_row(event.position, entry.position, entry, self._payloads[entry.position])
            for entry in entries
        ]
        if current.counts:
            self._streams[event.stream] = current
        for version, row in visibility.changed_rows(event.stream, current):
            self._visibility[event.stream, version] = row
            if row[4] is None:
                self._payloads.pop(self._restricted.pop((event.stream, version), 0), None)
            else:
                self._restricted[event.stream, version] = row[4]
        if (event.stream, event.version) not in self._restricted:
            self._payloads.pop(event.position, None)
        return rows

    async def _relabelled(self) -> int:
        """Set what readers filter by, in lines that are right but for that; how many these are.

        An upgrade may change it in every line: it is set here, so that the comparison does not have all lines in memory.
        """
        status: str = await self._connection.execute(_RELABEL)
        return int(status.rpartition(" ")[2])

    async def _compared(self) -> Repair:
        due, live = defaultdict[int, list[FeedRow]](list), defaultdict[int, list[FeedRow]](list)
        for into, one, other in (
            (due, "expected", "notifications.feed"),
            (live, "notifications.feed", "expected"),
        ):
            async for row in self._connection.cursor(
                _ONLY.format(columns=_COLUMNS, one=one, other=other, same=_SAME)
            ):
                each = FeedRow._make(
                    tuple(value) if isinstance(value, list) else value for value in row.values()
                )
                into[each.position].append(each)
        parts = [repaired(due[position], live[position]) for position in sorted(due.keys() | live.keys())]
        removed, changed, late = ([each for part in parts for each in part[which]] for which in range(3))
        return Repair(removed, changed, sorted(late, key=lambda each: each[:2]))

    async def _repair(self, repair: Repair, watermark: int) -> None:
        """Write what differs, with the streams' visibility, and have the consumer empty its cache."""
        connection = self._connection
        await connection.executemany(
            "DELETE FROM notifications.feed WHERE (release, place) = ($1, $2)",
            [each[:2] for each in repair.removed],
        )
        await connection.executemany(_CHANGE, [(*each[:2], *each[3:]) for each in repair.changed])
        place = watermark
        if repair.late:
            query = "SELECT greatest($1, max(place)) FROM notifications.feed WHERE release = $1"
            place = await connection.fetchval(query, watermark)
        late = [
            each._replace(release=watermark, place=place + at) for at, each in enumerate(repair.late, start=1)
        ]
        ahead = [each for each in repair.late if each.release > watermark]
        late = [each for each, due in zip(late, repair.late, strict=True) if due.release <= watermark]
        await connection.copy_records_to_table(
            "feed", schema_name="notifications", columns=FeedRow._fields, records=[*late, *ahead]
        )
        await self._subscriptions.write(connection)
        await names.add(connection, self._names)
        await connection.execute("DELETE FROM notifications.standings")
        await visibility.write(connection, self._visibility.values())
        await connection.execute(
            "UPDATE notifications.reader SET rebuilt = rebuilt + 1, version = $1", VERSION
        )
