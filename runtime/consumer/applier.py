"""Applies events to the database, each once: rows, checkpoints and dead letters commit in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg

from contracts.envelope import Recorded
from runtime.consumer.checkpoints import Progress
from runtime.consumer.dead_letters import DeadLetters, Letter, event_of
from runtime.consumer.epochs import Mark, hash_of
from runtime.consumer.history import History
from runtime.consumer.log_check import difference_from_log, stored_mark
from runtime.consumer.plan import Plan
from runtime.consumer.sink import FencedOut, Sink
from runtime.database import Connection, at_fault
from runtime.errors import OtherLog
from runtime.telemetry import APPLIED, CAUGHT_UP, DEAD_LETTERS, logger

_PAGE = 2_000  # events read from history at a time


class Applier:
    """Applies events through a sink. Its caller holds `lock` while it calls.

    Args:
        pool: PostgreSQL with the service's role.
        partition_of: the partition of an event.
    """

    def __init__(
        self,
        pool: asyncpg.Pool[asyncpg.Record],
        sink: Sink,
        partition_of: Callable[[Recorded], int],
    ) -> None:
        self._pool = pool
        self._sink = sink
        self._partition = partition_of
        self._letters = DeadLetters(sink.name)
        self._blocked_streams: set[str] = set()
        self._set_aside_positions: frozenset[int] = frozenset()
        self._revision = -1
        self._generation: Any = None
        self.lock = asyncio.Lock()
        self.moved = asyncio.Event()
        self.progress = Progress({}, 0)
        self.set_aside = 0
        self.mark = Mark("", 0, None)
        self.refused: str | None = None

    @property
    def watermark(self) -> int:
        """Every event at or below it is applied or set aside."""
        return self.progress.watermark

    @property
    def complete(self) -> int:
        """Every event at or below it is applied, and none of them is set aside."""
        return min(
            self.progress.watermark, min(self._set_aside_positions, default=self.progress.watermark + 1) - 1
        )

    def missing(self, position: int) -> list[int]:
        """The positions at or below one whose events are set aside."""
        return sorted(aside for aside in self._set_aside_positions if aside <= position)

    async def apply_bisecting(
        self, events: list[tuple[int, Recorded]], foreign: Sequence[Letter] = ()
    ) -> None:
        """Apply events; when the database refuses a batch, find the event at fault and set only that aside.

        Raises:
            Exception: what is no event's fault (see `at_fault`): nothing is set aside, and the caller tries again.
            OtherLog: the last check found another log than the one that the rows are of.
        """
        if self.refused:
            raise OtherLog(self.refused)
        if not events and not foreign:
            return
        try:
            await self._commit(events, foreign)
        except Exception as error:
            if isinstance(error, FencedOut) or not at_fault(error):
                raise
            logger.exception("consumer.refused", reader=self._sink.name, events=len(events))
            if len(events) <= 1:
                reason = f"{type(error).__name__}: {error}"
                await self._commit(events, foreign, {event.position: reason for _, event in events})
                return
            middle = len(events) // 2
            await self.apply_bisecting(events[:middle], foreign)
            await self.apply_bisecting(events[middle:])

    async def _commit(
        self,
        events: Sequence[tuple[int, Recorded]],
        foreign: Sequence[Letter],
        refused: Mapping[int, str] | None = None,
    ) -> None:
        progress = self.progress.copy()
        plan = Plan(events, progress, self._blocked_streams, foreign, refused or {})
        async with self._pool.acquire() as connection, connection.transaction():
            await self._fence(connection)
            if plan.to_apply:
                plan.set_aside(await self._sink.apply(connection, plan.to_apply))
            if plan.letters:
                await self._letters.add(connection, plan.letters)
            new = [event for _, event in events if event.position in plan.partitions]
            progress.advance((plan.partitions[event.position], event.position) for event in new)
            mark = self._mark_after(new)
            await self._save_checkpoint(connection, progress, mark)
        self._blocked_streams = plan.blocked
        self._set_aside_positions |= {letter.event.position for letter in plan.letters if letter.event}
        self._revision += 1
        self.mark = mark
        self._advance(progress)
        await self._sink.committed(progress.watermark, sorted({event.stream for event in plan.to_apply}))

    async def _fence(self, connection: Connection) -> None:
        """Hold the checkpoints until the commit, and see that nobody has moved them or exchanged the tables."""
        row = await connection.fetchrow(
            f"SELECT revision, {self._sink.generation} FROM {self._sink.name}.reader FOR UPDATE"
        )
        assert row is not None
        revision, generation = row
        if generation != self._generation:
            self._generation = generation
            self._sink.forget()
        if revision != self._revision:
            raise FencedOut

    async def _save_checkpoint(self, connection: Connection, progress: Progress, mark: Mark) -> None:
        name = self._sink.name
        changed = [
            (p, at) for p, at in progress.checkpoints.items() if at != self.progress.checkpoints.get(p)
        ]
        await connection.execute(
            f"WITH moved AS (UPDATE {name}.reader SET watermark = $3, revision = revision + 1, last_position = $4,"
            " last_hash = $5)"
            f" INSERT INTO {name}.checkpoints (partition, position) SELECT * FROM unnest($1::int[], $2::bigint[])"
            " ON CONFLICT (partition) DO UPDATE SET position = excluded.position",
            [partition for partition, _ in changed],
            [at for _, at in changed],
            progress.watermark,
            mark.position,
            mark.hash,
        )

    def _mark_after(self, events: Sequence[Recorded]) -> Mark:
        """The mark after these events."""
        last = max(events, key=lambda event: event.position, default=None)
        if last is None or last.position <= self.mark.position:
            return self.mark
        return Mark(self.mark.epoch, last.position, hash_of(last))

    async def check(self, history: History) -> None:
        """See that the log is the one that the rows are of. Until it is, nothing is applied.

        Raises:
            OtherLog: it is not; the message names what to do.
            Unavailable: the log cannot be read.
        """
        history.expected = ""
        async with self._pool.acquire() as connection:
            mark = await stored_mark(connection, self._sink.name)
        self.refused = await difference_from_log(mark, history)
        if self.refused:
            raise OtherLog(self.refused)
        if mark.epoch != self.mark.epoch or mark.position > self.mark.position:
            self.mark = mark  # else a commit went on meanwhile
        history.expected = mark.epoch

    async def apply_page(self, history: History) -> list[Recorded]:
        """Apply the next events from the log; these events, none at its end. A short page may only be a large one."""
        page = await history.after(self.watermark, _PAGE)
        await self.apply_bisecting([(self._partition(event), event) for event in page])
        CAUGHT_UP.labels(self._sink.name).inc(len(page))
        return page

    def differs(self, history: History) -> bool:
        """Whether the last check found another log, or the log has begun another epoch since."""
        return self.refused is not None or bool(history.epoch and history.epoch != self.mark.epoch)

    async def load(self, history: History) -> None:
        """Read checkpoints and watermark; the checkpoints show what was applied above the watermark.

        Raises:
            OtherLog: the log is not the one that the rows are of.
        """
        self.mark = Mark("", 0, None)
        await self.check(history)
        self._sink.forget()  # the rows may have been thrown away
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            rows = await connection.fetch(f"SELECT partition, position FROM {self._sink.name}.checkpoints")
            reader = await connection.fetchrow(f"SELECT watermark, revision FROM {self._sink.name}.reader")
            assert reader is not None
            await self._load_set_aside(connection)
        progress = Progress({row["partition"]: row["position"] for row in rows}, reader["watermark"])
        highest = max(progress.checkpoints.values(), default=0)
        async for page in history.between(progress.watermark, highest):
            progress.advance(
                (partition, event.position)
                for event in page
                if (partition := self._partition(event)) in progress.checkpoints
                and event.position <= progress.checkpoints[partition]
            )
        self._revision = reader["revision"]
        self._advance(progress)

    def _advance(self, progress: Progress) -> None:
        """Publish a committed progress, and wake the tasks that wait for it."""
        self.progress = progress
        APPLIED.labels(self._sink.name).set(progress.watermark)
        self._wake()

    def _wake(self) -> None:
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    async def _load_set_aside(self, connection: Connection) -> None:
        """Read which streams wait, and which positions are set aside."""
        rows = await self._letters.open(connection)
        self._blocked_streams, self._set_aside_positions = (
            {stream for stream, _ in rows},
            frozenset(position for _, position in rows),
        )

    async def retry_parked(self) -> None:
        """Count what is set aside, and try again what is due."""
        async with self._pool.acquire() as connection:
            self.set_aside = await self._letters.count(connection)
            DEAD_LETTERS.labels(self._sink.name).set(self.set_aside)
            due = [] if self.refused else await self._letters.due(connection)
            for stream in due:
                async with self.lock:
                    await self._retry(connection, stream)
            if due or self._blocked_streams:
                async with self.lock:
                    await self._load_set_aside(connection)
                    self._wake()

    async def _retry(self, connection: Connection, stream: str, most: int | None = None) -> None:
        """Apply what a stream waits for, in order, as far as it goes; at most so many events.

        When the database refuses them, the first half is tried by itself, down to the one at fault. What comes after
        that half is due at once.
        """
        count = 0
        try:
            async with connection.transaction():
                await self._fence(connection)
                letters = (await self._letters.of_stream(connection, stream))[:most]
                count = len(letters)
                reasons = await self._sink.apply(connection, [event_of(row) for row in letters])
                applied = [row["position"] for row in letters if row["position"] not in reasons]
                await self._letters.replayed(connection, applied)
                if reasons:
                    first = min(reasons)
                    await self._letters.failed(connection, first, reasons[first])
        except Exception as error:
            if isinstance(error, FencedOut) or not at_fault(error):
                raise
            if count > 1:
                await self._retry(connection, stream, count // 2)
                return
            async with connection.transaction():
                await self._fence(connection)
                for row in (await self._letters.of_stream(connection, stream))[:1]:
                    await self._letters.failed(
                        connection, row["position"], f"{type(error).__name__}: {error}"
                    )
            return
        await self._sink.committed(self.progress.watermark, [stream])
