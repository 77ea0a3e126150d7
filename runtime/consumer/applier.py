"""Applies events to the database, each once: rows, checkpoints and dead letters commit in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import asyncpg

from contracts.envelope import Recorded
from runtime.consumer.checkpoint_tables import CheckpointTables
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
# Seconds for which what other processes have applied is not looked up again.
_FRESH = 0.05


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
        self._checkpoints = CheckpointTables(sink.name, sink.generation)
        self._blocked_streams: set[str] = set()
        self._set_aside_positions: frozenset[int] = frozenset()
        self._resets = -1
        self._refreshed = 0.0
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
        progress = self.progress
        plan = Plan(events, progress, self._blocked_streams, foreign, refused or {})
        async with self._pool.acquire() as connection, connection.transaction():
            await self._fence(connection, {partition for partition, _ in events})
            if plan.to_apply:
                plan.set_aside(await self._sink.apply(connection, plan.to_apply))
            if plan.letters:
                await self._letters.add(connection, plan.letters)
            moved = progress.reached((plan.partitions[position], position) for position in plan.partitions)
            mark = self._mark_after([event for _, event in events if event.position in plan.partitions])
            # With those that were applied before: an earlier release has not noted them one by one.
            positions = [event.position for _, event in events]
            watermark = await self._save_checkpoint(connection, moved, positions, mark)
        self._blocked_streams = plan.blocked
        self._set_aside_positions |= {letter.event.position for letter in plan.letters if letter.event}
        self.mark = mark
        self._advance(progress.after(moved, watermark))
        await self._sink.committed(self.watermark, sorted({event.stream for event in plan.to_apply}))

    async def _fence(self, connection: Connection, partitions: Iterable[int]) -> None:
        """Lock the checkpoints of some partitions until the commit, and see that no other process has moved them.

        Processes that apply events of different partitions do not wait for each other here.

        Raises:
            FencedOut: another process has moved one of them, or an operator has reset the tables.
        """
        stored = await self._lock(connection, sorted(partitions))
        if any(position != self.progress.checkpoints.get(part, 0) for part, position in stored.items()):
            raise FencedOut

    async def _lock(self, connection: Connection, partitions: Sequence[int]) -> dict[int, int]:
        new = [each for each in partitions if each not in self.progress.checkpoints]
        stored = await self._checkpoints.lock(connection, partitions, new)
        if stored.generation != self._generation:
            self._generation = stored.generation
            self._sink.forget()
        if stored.resets != self._resets:
            raise FencedOut
        return stored.positions

    async def _lock_all(self, connection: Connection) -> None:
        """Wait until every other process of the service has committed, and let none of them begin until this one has."""
        await self._lock(connection, sorted(self.progress.checkpoints))
        await self._checkpoints.lock_watermark(connection)

    async def _save_checkpoint(
        self, connection: Connection, moved: Mapping[int, int], positions: Sequence[int], mark: Mark
    ) -> int:
        return await self._checkpoints.save(connection, moved, positions, mark)

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
        """Read checkpoints, watermark and what is set aside, as one state of the database.

        Raises:
            OtherLog: the log is not the one that the rows are of.
        """
        self.mark = Mark("", 0, None)
        await self.check(history)
        self._sink.forget()  # the rows may have been thrown away
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            self._resets, progress = await self._checkpoints.read(connection)
            await self._load_set_aside(connection)
        self._advance(progress)

    async def refresh(self) -> None:
        """Read how far the processes of the service have come together, unless this one is applying events.

        Raises:
            FencedOut: an operator has reset the tables.
        """
        now = asyncio.get_running_loop().time()
        if self.lock.locked() or now - self._refreshed < _FRESH:
            return
        async with self.lock, self._pool.acquire() as connection:
            self._refreshed = now
            async with connection.transaction(isolation="repeatable_read"):
                resets, progress = await self._checkpoints.read(connection)
                moved = (progress.watermark, progress.checkpoints) != (
                    self.watermark,
                    self.progress.checkpoints,
                )
                if moved:  # what another process has set aside blocks its stream here too
                    await self._load_set_aside(connection)
        if resets != self._resets:
            raise FencedOut
        if moved:
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
                await self._lock_all(connection)
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
                await self._lock_all(connection)
                for row in (await self._letters.of_stream(connection, stream))[:1]:
                    await self._letters.failed(
                        connection, row["position"], f"{type(error).__name__}: {error}"
                    )
            return
        await self._sink.committed(self.progress.watermark, [stream])
