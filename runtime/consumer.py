"""The consumer's shell: each event applied once, in its stream's order, whatever Kafka repeats, lacks or garbles.

A record at or below its partition's checkpoint is skipped; one that does not follow the checkpoint directly is held
against the log, and what lies between comes from history. Events of different streams may be applied in any order; the
watermark says up to where nothing is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord

from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from runtime.applying import Applier, Outrun, Sink
from runtime.bus import Arrived, partition_of, read_record
from runtime.database import WAITS, at_fault
from runtime.dead_letters import Letter
from runtime.errors import Foreign, NotReached, OtherLog
from runtime.history import History
from runtime.settings import Settings
from runtime.subscription import Records, Subscription
from runtime.tasks import Background
from runtime.telemetry import CAUGHT_UP, LAST_POLL, logger

# How long the log may be ahead of what Kafka brings before history is asked, and how old a poll may be.
_GRACE = 1.0
_POLL_AGE = 15.0
_PAGE = 2_000
_NAMED = 20  # positions that an error names


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
        self._sink = sink
        self._applier = Applier(pool, sink, self._partition)
        self._history = history or History(settings)
        self._subscription = Subscription(
            settings, group or f"{settings.topic}.{sink.name}", self._on_records
        )
        self._task = Background("consumer-history", self._keep_up)
        self._loaded = False
        self._reason = "starting"
        self._stood = (0, 0.0)
        self._doubted = False
        self.head = 0

    async def __aenter__(self) -> Consumer:
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()
        await self._subscription.stop()
        await self._history.close()

    @property
    def watermark(self) -> int:
        """Every event at or below it is applied."""
        return self._applier.progress.watermark

    @property
    def complete(self) -> int:
        """Every event at or below it is applied, and none of them is set aside."""
        return self._applier.complete

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
                    await self._applier.moved.wait()
        except TimeoutError:
            raise NotReached(
                f"Position {position} was not reached; the views are at {self.watermark}. Ask again, or wait longer.",
                numbers={"position": self.watermark},
            ) from None
        return self.watermark

    async def wait_complete(self, position: int, timeout: float) -> int:
        """Wait until every event up to a position is applied, with none of them set aside; the watermark then.

        Raises:
            NotReached: it did not come in time; it names the position that was reached, and what is set aside.
        """
        applier = self._applier
        try:
            async with asyncio.timeout(timeout):
                while applier.complete < position:
                    await applier.moved.wait()
        except TimeoutError:
            reached, missing = applier.complete, applier.missing(position)
            reason = f"the views are at {reached}. Ask again, or wait longer."
            numbers: dict[str, Any] = {"position": reached}
            if missing:
                numbers["set_aside"] = missing[:_NAMED]
                reason = (
                    f"{len(missing)} events at or before it are set aside, the first at position {missing[0]}. An"
                    " operator sees why with `upland dead-letters list`, and has them tried again or discards them."
                    " Without `wait_for` you get what there is."
                )
            raise NotReached(f"Position {position} was not reached: {reason}", numbers=numbers) from None
        return self.watermark

    def readiness(self) -> list[str]:
        """Reasons why it is not ready; none when it is."""
        age = self._subscription.poll_age()
        LAST_POLL.labels(self._sink.name).set(time.time() - age if age != float("inf") else 0)
        reasons = [self._reason] if self._reason else []
        if self._loaded and self._subscription.state:
            reasons.append(self._subscription.state)
        elif self._loaded and age > _POLL_AGE and time.monotonic() - self._applier.applied_at > _POLL_AGE:
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
            "dead_letters": self._applier.set_aside,
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
        async with self._applier.lock:
            while True:
                try:
                    await self._apply(arrived, foreign)
                    return
                except Outrun:
                    await self._applier.load(self._history)
                except Exception as error:
                    if at_fault(error):
                        raise
                    self._reason = f"waiting: {str(error) or type(error).__name__}"
                    logger.warning("consumer.waits", reader=self._sink.name, error=type(error).__name__)
                    await asyncio.sleep(0.5)

    async def _apply(self, arrived: Sequence[Arrived], foreign: list[Letter]) -> None:
        """Apply what arrived and is not applied yet; what does not follow its checkpoint is checked with the log."""
        reached = dict(self._applier.progress.checkpoints)
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
        await self._applier.isolated(events, foreign)

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

    # -- from history -------------------------------------------------------------------------------------------

    async def _keep_up(self) -> None:
        """Load, catch up, then follow Kafka; and look once a second whether the log is ahead of what Kafka brings."""
        while True:
            try:
                if not self._loaded:
                    async with self._applier.lock:
                        await self._applier.load(self._history)
                    await self._catch_up()
                    self._loaded = True
                    self._subscription.start()
                await self._applier.retry_parked()
                self.head = await self._history.head()
                if self._doubted or self.head < self.watermark or self._applier.differs(self._history):
                    await self._look_at_the_log()
                self._reason = ""
                if self._stands_still():
                    await self._catch_up()
            except Outrun:
                self._loaded = self._loaded and await self._reload()
            except OtherLog as error:
                if self._reason != str(error):
                    logger.error("consumer.other_log", reader=self._sink.name, reason=str(error))
                self._reason = str(error)
            except WAITS as error:
                self._doubted = True
                self._reason = f"waiting: {str(error) or type(error).__name__}"
                logger.warning("consumer.waits", reader=self._sink.name, error=type(error).__name__)
            except Exception as error:
                self._reason = f"failed, tried again: {type(error).__name__}"
                logger.exception("consumer.failed", reader=self._sink.name)
            await asyncio.sleep(0.5 if self._loaded and not self._reason else 0.3)

    async def _look_at_the_log(self) -> None:
        """See that it is still the log that the rows are of; when it is again after it was not, read where they are."""
        self._doubted = True
        differed = self._applier.refused is not None
        await self._applier.check(self._history)
        if differed:
            await self._reload()
        self._doubted = False

    def _stands_still(self) -> bool:
        """Whether the log has been ahead for a while, and nothing came."""
        now = time.monotonic()
        if self.head <= self.watermark or self._stood[0] != self.watermark:
            self._stood = (self.watermark, now)
        return now - self._stood[1] > _GRACE

    async def _reload(self) -> bool:
        async with self._applier.lock:
            await self._applier.load(self._history)
        return True

    async def _catch_up(self) -> None:
        while True:
            async with self._applier.lock:
                page = await self._history.after(self.watermark, _PAGE)
                events = [(self._partition(event), event) for event in page]
                await self._applier.isolated(events)
            CAUGHT_UP.labels(self._sink.name).inc(len(page))
            if not page:  # a short one may only be a large one
                return


def _foreign(record: ConsumerRecord[Any, Any], reason: str) -> Letter:
    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    return Letter("foreign", record.partition, record.offset, reason, headers, record.key, record.value, None)
