"""The consumer's shell: each event applied once, in its stream's order, whatever Kafka repeats, lacks or garbles.

A record at or below its partition's checkpoint is skipped. One that the relay has signed and that follows the checkpoint
directly is applied. Any other is compared with the log: the events come from history, and a record that is not one of them
is foreign. Events of different streams may be applied in any order; up to the watermark nothing is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import asyncpg

from contracts.envelope import Recorded
from runtime.consumer.applier import Applier
from runtime.consumer.batches import BatchHandler
from runtime.consumer.history import History
from runtime.consumer.sink import FencedOut, Sink
from runtime.consumer.stalls import Stalls
from runtime.consumer.subscription import Subscription
from runtime.consumer.waiting import wait_for, wait_for_complete
from runtime.database import WAITS
from runtime.errors import OtherLog
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.lag import Lag
from runtime.operators.overview import part
from runtime.settings import Settings
from runtime.tasks import Background
from runtime.telemetry import DRAIN_SECONDS, LAG, LAG_SECONDS, LAG_TREND, LAST_POLL, logger

# Seconds since the last poll after which the consumer counts as not ready.
_POLL_AGE = 15.0


class Consumer:
    """One service's consumer.

    Args:
        pool: PostgreSQL with the service's role.
        history: where missing events come from.
        group: the Kafka consumer group; by default the topic's and the sink's names.
        subscribe: makes the subscription to the topic.
    """

    def __init__(
        self,
        settings: Settings,
        pool: asyncpg.Pool[asyncpg.Record],
        sink: Sink,
        history: History | None = None,
        *,
        group: str | None = None,
        subscribe: Callable[..., Subscription] = Subscription,
    ) -> None:
        self._settings = settings
        self._sink = sink
        self._keys = BusKeys.read(settings.bus_key_file)
        self._applier = Applier(pool, sink, self._partition)
        self._history = history or History(settings)
        self._batches = BatchHandler(sink.name, self._applier, self._history, self._keys, self._set_reason)
        self._subscription = subscribe(
            settings, group or f"{settings.topic}.{sink.name}", self._batches.handle
        )
        self._tasks = (
            Background("consumer-history", self._follow),
            Background("consumer-watch", self._watch),
        )
        self._lag = Lag()
        self._loaded = False
        self._reason = "starting"
        self._stalls = Stalls()
        self._log_doubted = False
        self.head = 0

    async def __aenter__(self) -> Consumer:
        if not self._keys:
            logger.warning("consumer.unauthenticated", reader=self._sink.name, setting="UPLAND_BUS_KEY_FILE")
        for task in self._tasks:
            task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(task.stop() for task in self._tasks))
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

    @property
    def foreign(self) -> int:
        """How many foreign records it has set aside since it was started."""
        return self._batches.foreign

    def lag(self) -> int:
        """How many events the log is ahead, as far as is known."""
        return max(0, self.head - self.watermark)

    async def wait(self, position: int, timeout: float) -> int:
        """Wait for a position, at most `timeout` seconds; the watermark then. Raises NotReached."""
        return await wait_for(self._applier, position, timeout)

    async def wait_complete(self, position: int, timeout: float) -> int:
        """As `wait`, until none of the events up to the position is set aside either."""
        return await wait_for_complete(self._applier, position, timeout)

    def readiness(self) -> list[str]:
        """Reasons why it is not ready; none when it is."""
        age = self._subscription.poll_age()
        reasons = [self._reason] if self._reason else []
        if self._loaded and self._subscription.state:
            reasons.append(self._subscription.state)
        elif self._loaded and age > _POLL_AGE and not self._subscription.handling:
            reasons.append(f"Kafka was last polled {age:.0f} s ago")
        return reasons + self._lag.reasons()

    def health(self) -> dict[str, Any]:
        """The readiness as JSON."""
        reasons = self.readiness()
        position = {"name": self._sink.name, "position": self.watermark, "lag": self.lag()}
        position["seconds"] = round(self._lag.seconds, 1)
        return {
            "ready": not reasons,
            "reasons": reasons,
            "consumers": [position],
            "dead_letters": self._applier.set_aside,
            "foreign": self.foreign,
        }

    def part(self) -> dict[str, Any]:
        """How it is doing, for operators."""
        return part(self._sink.name, self.readiness(), self.watermark, self._lag)

    async def _watch(self) -> None:
        """Note twice a second how far it is behind, whatever the other tasks wait for."""
        name = self._sink.name
        while True:
            self._lag.see(self.head, self.watermark, asyncio.get_running_loop().time())
            LAG.labels(name).set(self._lag.events)
            LAG_SECONDS.labels(name).set(self._lag.seconds)
            LAG_TREND.labels(name).set(self._lag.trend)
            DRAIN_SECONDS.labels(name).set(self._lag.drain)
            age = self._subscription.poll_age()
            LAST_POLL.labels(name).set(time.time() - age if age != float("inf") else 0)
            await asyncio.sleep(0.5)

    def _set_reason(self, reason: str) -> None:
        self._reason = reason

    def _partition(self, event: Recorded) -> int:
        return partition_of(event.stream, self._settings.partitions)

    # -- from history -------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Load, catch up, then follow Kafka; and look once a second whether the log is ahead of what Kafka brings."""
        while True:
            try:
                if not self._loaded:
                    async with self._applier.lock:
                        await self._applier.load(self._history)
                    await self._catch_up()
                    self._loaded = True
                    self._subscription.start()
                await self._applier.refresh()
                await self._applier.retry_parked()
                self.head = await self._history.head()
                if self._log_doubted or self.head < self.watermark or self._applier.differs(self._history):
                    await self._check_log()
                self._reason = ""
                if self._stalls.see(self.head, self._applier.progress, asyncio.get_running_loop().time()):
                    await self._catch_up()
            except FencedOut:
                self._loaded = self._loaded and await self._reload()
            except OtherLog as error:
                if self._reason != str(error):
                    logger.error("consumer.other_log", reader=self._sink.name, reason=str(error))
                self._reason = str(error)
            except WAITS as error:
                self._doubt()
                self._reason = f"waiting: {str(error) or type(error).__name__}"
                logger.warning("consumer.waits", reader=self._sink.name, error=type(error).__name__)
            except Exception as error:
                self._reason = f"failed, tried again: {type(error).__name__}"
                logger.exception("consumer.failed", reader=self._sink.name)
            await asyncio.sleep(0.5 if self._loaded and not self._reason else 0.3)

    def _doubt(self) -> None:
        """The log may have been exchanged: look whether it was, and take what Kafka has so far for old."""
        self._log_doubted = True
        self._subscription.doubt()

    async def _check_log(self) -> None:
        """See that it is still the log that the rows are of; when it is again after it was not, read where they are."""
        self._doubt()
        differed = self._applier.refused is not None
        await self._applier.check(self._history)
        if differed:
            await self._reload()
        self._log_doubted = False

    async def _reload(self) -> bool:
        async with self._applier.lock:
            await self._applier.load(self._history)
        return True

    async def _catch_up(self) -> None:
        """Apply what the log has by now. What is added meanwhile comes by Kafka: under load there is always something new.

        Where another process applies events too, the rest is left to Kafka, which shares it out among them.
        """
        head, more = await self._history.head(), True
        while more and self.watermark < head:
            try:
                async with self._applier.lock:
                    more = bool(await self._applier.apply_page(self._history))
            except FencedOut:
                more = not await self._reload()
