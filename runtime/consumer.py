"""The consumer's shell: each event applied once, in its stream's order, whatever Kafka repeats, lacks or garbles.

Rows, checkpoints and dead letters commit in one transaction. A record at or below its partition's checkpoint is
skipped; one that does not follow the checkpoint directly is held against the log, and what lies between comes from
history. Events of different streams may be applied in any order; the watermark says up to where nothing is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import asyncpg
from aiokafka import ConsumerRecord

from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from runtime.bus import Arrived, partition_of, read_record
from runtime.checkpoints import Progress
from runtime.database import WAITS, Connection
from runtime.dead_letters import DeadLetters, Letter, event_of, of_event
from runtime.errors import Foreign, NotReached
from runtime.history import History
from runtime.settings import Settings
from runtime.subscription import Records, Subscription
from runtime.telemetry import APPLIED, CAUGHT_UP, DEAD_LETTERS, LAST_POLL, logger

# How long the log may be ahead of what Kafka brings before history is asked, and how old a poll may be.
_GRACE = 1.0
_POLL_AGE = 15.0
_PAGE = 2_000


class Sink(Protocol):
    """Where events go.

    name: its schema's and its consumer group's.
    generation: SQL for a value that changes when its tables are exchanged for others; `NULL` where they never are.
    """

    name: str
    generation: str

    def forget(self) -> None:
        """Told that its tables were exchanged: what it kept of them is not true any more."""
        ...

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write the effects of events, each stream's in order, in the open transaction.

        Returns position → reason for events that could not be applied; their effects are left out.
        """
        ...

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:
        """Told after the commit."""
        ...


class _Outrun(Exception):
    """Another process of the same name has moved the checkpoints."""


_NO_FAULT_OF_AN_EVENT: tuple[type[BaseException], ...] = (*WAITS, _Outrun)


class Consumer:
    """One service's consumer.

    Args:
        pool: PostgreSQL with the service's role.
        history: where missing events come from.
        group: the Kafka consumer group; by default the topic's and the sink's names.
    """

    def __init__(
        self,
        settings: Settings,
        pool: asyncpg.Pool[asyncpg.Record],
        sink: Sink,
        history: History | None = None,
        *,
        group: str | None = None,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._sink = sink
        self._history = history or History(settings)
        self._letters = DeadLetters(sink.name)
        self._subscription = Subscription(
            settings, group or f"{settings.topic}.{sink.name}", self._on_records
        )
        self._progress = Progress({}, 0)
        self._parked: set[str] = set()
        self._lock = asyncio.Lock()
        self._moved = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loaded = False
        self._reason = "starting"
        self._applied_at = 0.0
        self._stood = (0, 0.0)
        self._generation: Any = None
        self._set_aside = 0
        self.head = 0

    async def __aenter__(self) -> Consumer:
        self._tasks = [asyncio.create_task(self._keep_up(), name="consumer-history")]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._subscription.stop()
        await self._history.close()

    @property
    def watermark(self) -> int:
        """Every event at or below it is applied."""
        return self._progress.watermark

    def lag(self) -> int:
        """How many events the log is ahead, as far as is known."""
        return max(0, self.head - self.watermark)

    async def wait(self, position: int, timeout: float) -> int:
        """Wait for a position; the watermark then.

        Raises:
            NotReached: it did not come in time.
        """
        try:
            async with asyncio.timeout(timeout):
                while self.watermark < position:
                    await self._moved.wait()
        except TimeoutError:
            raise NotReached(
                f"Position {position} was not reached; the views are at {self.watermark}. Ask again, or wait longer.",
                numbers={"position": self.watermark},
            ) from None
        return self.watermark

    def readiness(self) -> list[str]:
        """Reasons why it is not ready; none when it is."""
        age = self._subscription.poll_age()
        LAST_POLL.labels(self._sink.name).set(time.time() - age if age != float("inf") else 0)
        reasons = [self._reason] if self._reason else []
        if self._loaded and self._subscription.state:
            reasons.append(self._subscription.state)
        elif self._loaded and age > _POLL_AGE and time.monotonic() - self._applied_at > _POLL_AGE:
            reasons.append(f"Kafka was last asked {age:.0f} s ago")
        if self.lag() > 10_000:
            reasons.append(f"{self.lag()} events behind the log")
        return reasons

    def health(self) -> dict[str, Any]:
        """The readiness as JSON."""
        reasons = self.readiness()
        position = {"name": self._sink.name, "position": self.watermark, "lag": self.lag()}
        return {
            "ready": not reasons,
            "reasons": reasons,
            "consumers": [position],
            "dead_letters": self._set_aside,
        }

    # -- from Kafka ---------------------------------------------------------------------------------------------

    async def _on_records(self, records: Records) -> None:
        arrived: list[Arrived] = []
        foreign: list[Letter] = []
        for record in records:
            try:
                arrived.append(
                    read_record(record.partition, record.offset, record.key, record.value, record.headers)
                )
            except Foreign as error:
                foreign.append(_foreign(record, str(error)))
        async with self._lock:
            while True:
                try:
                    await self._apply(arrived, foreign)
                    return
                except _Outrun:
                    await self._load()
                except WAITS as error:
                    self._reason = f"waiting: {str(error) or type(error).__name__}"
                    logger.warning("consumer.waits", reader=self._sink.name, error=type(error).__name__)
                    await asyncio.sleep(0.5)

    async def _apply(self, arrived: Sequence[Arrived], foreign: list[Letter]) -> None:
        """Apply what arrived and is not applied yet; what does not follow its checkpoint is checked with the log."""
        reached = dict(self._progress.checkpoints)
        events: list[tuple[int, Recorded]] = []
        for record in arrived:
            partition, event = record.partition, record.event
            last = reached.get(partition, 0)
            known = (event.type, event.schema_version) in EVENTS
            if event.position <= last and known:
                continue
            if (record.previous != last or not known) and not await self._follows(
                record, last, events, foreign
            ):
                continue
            events.append((partition, event))
            reached[partition] = event.position
        events.sort(key=lambda item: item[1].position)
        await self._isolated(events, foreign)

    async def _follows(
        self, record: Arrived, last: int, events: list[tuple[int, Recorded]], foreign: list[Letter]
    ) -> bool:
        """Whether the log holds a record that does not follow `last`; the events between are added to `events`."""
        missing: list[Recorded] = []
        async for page in self._history.between(min(last, record.event.position - 1), record.event.position):
            missing += [event for event in page if self._partition(event) == record.partition]
        own = missing.pop() if missing and missing[-1].position == record.event.position else None
        if own is None or (own.stream, own.version, own.data) != (
            record.event.stream,
            record.event.version,
            record.event.data,
        ):
            attributes = {"ce_type": record.event.type, "ce_sequence": str(record.event.position)}
            reason = f"the log holds no such event at position {record.event.position}"
            foreign.append(
                Letter(
                    "foreign",
                    record.partition,
                    record.offset,
                    reason,
                    attributes,
                    None,
                    record.event.data,
                    None,
                )
            )
            return False
        CAUGHT_UP.labels(self._sink.name).inc(len(missing))
        events += [(record.partition, event) for event in missing]
        return True

    def _partition(self, event: Recorded) -> int:
        return partition_of(event.stream, self._settings.partitions)

    # -- into the database --------------------------------------------------------------------------------------

    async def _isolated(self, events: list[tuple[int, Recorded]], foreign: Sequence[Letter] = ()) -> None:
        """Apply events; when the database refuses a batch, find the event at fault and set only that aside."""
        if not events and not foreign:
            return
        try:
            await self._commit(events, foreign)
        except _NO_FAULT_OF_AN_EVENT:
            raise
        except Exception as error:
            logger.exception("consumer.refused", reader=self._sink.name, events=len(events))
            if len(events) <= 1:
                reason = f"{type(error).__name__}: {error}"
                await self._commit(events, foreign, {event.position: reason for _, event in events})
                return
            middle = len(events) // 2
            await self._isolated(events[:middle], foreign)
            await self._isolated(events[middle:])

    async def _commit(
        self,
        events: Sequence[tuple[int, Recorded]],
        foreign: Sequence[Letter],
        refused: Mapping[int, str] | None = None,
    ) -> None:
        progress = self._progress.copy()
        parked = set(self._parked)
        letters = list(foreign)
        flowing: list[Recorded] = []
        partitions: dict[int, int] = {}
        for partition, event in events:
            if progress.applied(partition, event.position):
                continue
            partitions[event.position] = partition
            if event.stream in parked:
                letters.append(
                    of_event("waiting", event, partition, "waits behind an earlier event of its stream")
                )
            elif refused and event.position in refused:
                parked.add(event.stream)
                letters.append(of_event("poison", event, partition, refused[event.position]))
            else:
                flowing.append(event)
        async with self._pool.acquire() as connection, connection.transaction():
            await self._fence(connection)
            if flowing:
                reasons = await self._sink.apply(connection, flowing)
                for event in flowing if reasons else ():
                    if event.position in reasons:
                        status = "waiting" if event.stream in parked else "poison"
                        parked.add(event.stream)
                        letters.append(
                            of_event(status, event, partitions[event.position], reasons[event.position])
                        )
            if letters:
                await self._letters.add(connection, letters)
            progress.advance(
                (partitions[event.position], event.position)
                for _, event in events
                if event.position in partitions
            )
            await self._note(connection, progress)
        self._parked = parked
        self._applied_at = time.monotonic()
        self._advance(progress)
        await self._sink.committed(progress.watermark, sorted({event.stream for event in flowing}))

    async def _fence(self, connection: Connection) -> None:
        """Hold the checkpoints until the commit, and see that nobody has moved them or exchanged the tables."""
        row = await connection.fetchrow(
            f"SELECT watermark, {self._sink.generation} FROM {self._sink.name}.reader FOR UPDATE"
        )
        assert row is not None
        watermark, generation = row
        if generation != self._generation:
            self._generation = generation
            self._sink.forget()
        if watermark != self._progress.watermark:
            raise _Outrun

    async def _note(self, connection: Connection, progress: Progress) -> None:
        name = self._sink.name
        changed = [
            (p, at) for p, at in progress.checkpoints.items() if at != self._progress.checkpoints.get(p)
        ]
        await connection.execute(
            f"WITH moved AS (UPDATE {name}.reader SET watermark = $3)"
            f" INSERT INTO {name}.checkpoints (partition, position) SELECT * FROM unnest($1::int[], $2::bigint[])"
            " ON CONFLICT (partition) DO UPDATE SET position = excluded.position",
            [partition for partition, _ in changed],
            [at for _, at in changed],
            progress.watermark,
        )

    async def _load(self) -> None:
        """Read checkpoints and watermark. What was applied above the watermark is told by the checkpoints."""
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(f"SELECT partition, position FROM {self._sink.name}.checkpoints")
            watermark = await connection.fetchval(f"SELECT watermark FROM {self._sink.name}.reader")
            self._parked = await self._letters.parked(connection)
        progress = Progress({row["partition"]: row["position"] for row in rows}, watermark)
        highest = max(progress.checkpoints.values(), default=0)
        async for page in self._history.between(watermark, highest):
            progress.advance(
                (partition, event.position)
                for event in page
                if (partition := self._partition(event)) in progress.checkpoints
                and event.position <= progress.checkpoints[partition]
            )
        self._advance(progress)

    def _advance(self, progress: Progress) -> None:
        """Make a committed progress the one that counts, and wake who waits for it."""
        self._progress = progress
        APPLIED.labels(self._sink.name).set(progress.watermark)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    # -- from history -------------------------------------------------------------------------------------------

    async def _keep_up(self) -> None:
        """Load, catch up, then follow Kafka; and look once a second whether the log is ahead of what Kafka brings."""
        while True:
            try:
                if not self._loaded:
                    async with self._lock:
                        await self._load()
                    await self._catch_up()
                    self._loaded = True
                    self._subscription.start()
                await self._retry_parked()
                self.head = await self._history.head()
                self._reason = ""
                if self.head < self.watermark:
                    self._reason = f"the log ends at {self.head}, before {self.watermark}: it is not the log these views are of"
                elif self._stands_still():
                    await self._catch_up()
            except _Outrun:
                self._loaded = self._loaded and await self._reload()
            except WAITS as error:
                self._reason = f"waiting: {str(error) or type(error).__name__}"
                logger.warning("consumer.waits", reader=self._sink.name, error=type(error).__name__)
            except Exception as error:
                self._reason = f"failed, tried again: {type(error).__name__}"
                logger.exception("consumer.failed", reader=self._sink.name)
            await asyncio.sleep(0.5 if self._loaded and not self._reason else 0.3)

    def _stands_still(self) -> bool:
        """Whether the log has been ahead for a while, and nothing came."""
        now = time.monotonic()
        if self.head <= self.watermark or self._stood[0] != self.watermark:
            self._stood = (self.watermark, now)
        return now - self._stood[1] > _GRACE

    async def _reload(self) -> bool:
        async with self._lock:
            await self._load()
        return True

    async def _catch_up(self) -> None:
        while True:
            async with self._lock:
                page = await self._history.after(self.watermark, _PAGE)
                events = [(self._partition(event), event) for event in page]
                await self._isolated(events)
            CAUGHT_UP.labels(self._sink.name).inc(len(page))
            if len(page) < _PAGE:
                return

    async def _retry_parked(self) -> None:
        async with self._pool.acquire() as connection:
            self._set_aside = await self._letters.count(connection)
            DEAD_LETTERS.labels(self._sink.name).set(self._set_aside)
            due = await self._letters.due(connection)
            for stream in due:
                await self._retry(connection, stream)
            if due or self._parked:
                async with self._lock:
                    self._parked = await self._letters.parked(connection)

    async def _retry(self, connection: Connection, stream: str) -> None:
        """Apply what a stream waits for, in order, as far as it goes."""
        async with self._lock:
            async with connection.transaction():
                await self._fence(connection)
                letters = await self._letters.of_stream(connection, stream)
                reasons: Mapping[int, str]
                try:
                    async with connection.transaction():
                        reasons = await self._sink.apply(connection, [event_of(row) for row in letters])
                except WAITS:
                    raise
                except Exception as error:
                    reasons = {row["position"]: f"{type(error).__name__}: {error}" for row in letters}
                first = min(reasons, default=None)
                applied = [row["position"] for row in letters if row["position"] not in reasons]
                await self._letters.replayed(connection, applied)
                if first is not None:
                    await self._letters.failed(connection, first, reasons[first])
            await self._sink.committed(self.watermark, [stream])


def _foreign(record: ConsumerRecord[Any, Any], reason: str) -> Letter:
    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return Letter("foreign", record.partition, record.offset, reason, headers, record.key, record.value, None)
