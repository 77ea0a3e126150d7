"""The relay: publishes the log to Kafka in position order, keyed by stream.

One is active, by an advisory lock. Every relay writes each partition as an unbroken run that begins right behind what
stood there, so whatever a woken, outlived relay still writes repeats what its successor writes or has written. A reader
therefore skips a record whose position is not above the highest it has seen in the partition, and has each event once
and in order (docs/adr explains why not transactions).
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from aiokafka.errors import KafkaError

from contracts.envelope import Recorded
from runtime.database import WAITS
from runtime.errors import Unavailable
from runtime.kafka.bus_keys import BusKeys
from runtime.settings import Settings
from runtime.tasks import first_to_fail
from runtime.telemetry import logger
from services.registry.log.readable_log import ReadableLog
from services.registry.log.tail import Tail
from services.registry.relay.checks import Blocked, Changed, Checks, Progress, identity
from services.registry.relay.clients import Clients
from services.registry.relay.continuity import Log as Logged
from services.registry.relay.continuity import obstacle
from services.registry.relay.lease import Lease, LeaseLost, acquire_lease
from services.registry.relay.publisher import Publisher, stop
from services.registry.relay.topic import Ends, Partitions

_CLIENTS = Clients()
_BATCH = 2_000
_IN_FLIGHT = 3
_SAVE_PROGRESS = """
    INSERT INTO registry.relay (topic, cluster, position, offsets, positions) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (topic) DO UPDATE SET cluster = excluded.cluster, position = excluded.position,
        offsets = excluded.offsets, positions = excluded.positions
"""
# A moment for more events to come, in seconds: publishing a few together costs less than each by itself.
_GATHER = 0.002
# Seconds of waiting for the lease after which another relay has it, and reports what blocked this one.
_LOOKS_AGAIN = 5.0

# Batches on their way to Kafka: the last position of each, that of each partition with it, and its acknowledgement.
InFlight = deque[tuple[int, list[int], asyncio.Future[list[Any]]]]


class Relay:
    """Follows the log's tail. `position` is that up to which Kafka has acknowledged every event."""

    def __init__(self, settings: Settings, log: ReadableLog, tail: Tail, clients: Clients = _CLIENTS) -> None:
        self._settings = settings
        self._url = settings.database_url.get_secret_value()
        self._log = log
        self._tail = tail
        self._keys = BusKeys.read(settings.bus_key_file)
        self._clients = clients
        self._checks = Checks(settings, log, clients.broker(settings))
        self._last: Recorded | None = None  # the last event that was handed to the producer
        self._offsets: list[int] = []  # the next offset of each partition, as far as Kafka has acknowledged
        self._positions: list[int] = []  # the last position of each partition, up to `position` at least
        self.position = 0
        self.epoch: str | None = None  # the one in which it publishes, None while it does not
        self.state = "starting"
        self.blocked: str | None = None
        self._refused_since: float | None = None

    def reasons(self) -> list[str]:
        """Why it is not ready; none when it is. What blocked it is reported until it has looked again."""
        passive = self.state.startswith("standing by")
        if self.blocked and not passive:
            return [self.blocked]
        return [] if passive or self.state == "active" else [self.state]

    async def run(self) -> None:
        """Relay for ever; a failure is named in `state` and tried again."""
        delay = 0.2
        noted = ""
        while True:
            try:
                self._refused_since = None
                async with acquire_lease(self._url, self._refused, self._clients.connect) as lease:
                    delay = 0.2
                    await self._relay(lease)
            except Blocked as error:
                self.state = self.blocked = str(error)
                delay = 2.0
            except Changed as error:
                self.state = f"beginning again: {error}"
            except (KafkaError, OSError, TimeoutError) as error:
                self.state = f"waiting for Kafka: {type(error).__name__}"
            except WAITS as error:
                self.state = f"waiting for PostgreSQL: {type(error).__name__}"
            except Exception as error:
                self.state = f"failed, tried again: {type(error).__name__}"
                logger.exception("relay.failed")
            if self.state != noted:
                logger.warning("relay.waits", state=self.state)
            noted = self.state
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)

    def _refused(self) -> None:
        """The lease is another's. For a moment that may be our own last session, so what went wrong stays in `state`."""
        now = asyncio.get_running_loop().time()
        self._refused_since = self._refused_since or now
        if now - self._refused_since > _LOOKS_AGAIN:
            self.state = "standing by: another relay is active"

    async def _relay(self, lease: Lease) -> None:
        self.state = "waiting for Kafka: looking for the end of each partition"
        topic = await self._checks.topic()
        consumer = self._clients.consumer(self._settings)
        async with Partitions(self._settings, self._keys, topic, consumer) as partitions:
            noted = await self._checks.noted(topic, await partitions.bounds())
            ends = await partitions.ends(self._checks.unsigned(noted.position))
            epoch = await self._continues(ends)
            # What an outlived relay repeated may stand behind a higher position, which only the note has then.
            highest = [max(pair) for pair in zip(ends.positions, noted.positions, strict=True)]
            start = max(noted.position, min(highest))
            producer = self._clients.producer(self._settings)
            await asyncio.wait_for(producer.start(), 10)
            try:
                publisher = Publisher(
                    producer, self._settings.topic, self._keys, highest, epoch, self._clients.wall
                )
                self.position, self._last, self._offsets = start, None, list(ends.offsets)
                self._positions = highest
                self.state, self.epoch = "active", epoch
                logger.info("relay.active", position=start)
                await first_to_fail(
                    self._follow(lease, publisher, ends, start),
                    self._checks.watch(partitions, ends, self._progress),
                )
            finally:
                self.epoch = None
                await stop(producer)

    def _progress(self) -> Progress:
        return self._last, list(self._offsets)

    async def _continues(self, ends: Ends) -> str:
        """See that Kafka holds this log and no other; the log's epoch.

        Raises:
            Blocked: it does not. Nothing is published until that is healed.
        """
        if not self._tail.reachable:
            raise Unavailable("the log's head was not read yet")
        lasts = [last for last in ends.lasts if last is not None]
        events = await self._log.at([last.event.position for last in lasts])
        end = self._tail.end
        head = max(end.position, await self._log.head())
        self.blocked = obstacle(lasts, Logged(head, end.epoch, end.first, events))
        if self.blocked:
            raise Blocked(self.blocked)
        return end.epoch

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        in_flight: InFlight = deque()
        after, noted = start, start
        while True:
            if lease.lost.is_set():
                raise LeaseLost("the lease's session has ended")
            if self._tail.epoch != self.epoch:
                raise Blocked(
                    f"a new epoch has begun, {self._tail.epoch}: Kafka is compared with the log again"
                )
            events = await self._log.after(after, limit=_BATCH)
            if events:
                sent = asyncio.gather(*await publisher.send(events))
                in_flight.append((events[-1].position, publisher.positions, sent))
                self._last, after = events[-1], events[-1].position
            await self._land(in_flight)
            if self.position - noted >= _BATCH:
                noted = await self._note(lease, ends)
            if events:
                if len(events) < _BATCH:
                    await asyncio.sleep(_GATHER)
                continue
            if in_flight:
                await self._wait_for_event_or_acknowledgement(after, in_flight[0][-1])
            elif not await self._tail.wait_beyond(after, 1.0) and self.position > noted:
                noted = await self._note(lease, ends)

    async def _land(self, in_flight: InFlight) -> None:
        """Take in what Kafka has acknowledged, and wait for it when too much is under way."""
        while in_flight and (len(in_flight) >= _IN_FLIGHT or in_flight[0][-1].done()):
            position, positions, acknowledged = in_flight.popleft()
            for record in await acknowledged:
                before = self._offsets[record.partition]
                self._offsets[record.partition] = max(before, record.offset + 1)
            self.position, self._positions = position, positions

    async def _wait_for_event_or_acknowledgement(
        self, after: int, acknowledged: asyncio.Future[list[Any]]
    ) -> None:
        """Wait for the next event, or for Kafka's answer to the oldest batch, whichever comes first."""
        event = asyncio.ensure_future(self._tail.wait_beyond(after, 1.0))
        try:
            await asyncio.wait((event, acknowledged), return_when=asyncio.FIRST_COMPLETED)
        finally:
            event.cancel()

    async def _note(self, lease: Lease, ends: Ends) -> int:
        await lease.execute(
            _SAVE_PROGRESS,
            self._settings.topic,
            identity(ends.topic),
            self.position,
            list(self._offsets),
            self._positions,
        )
        return self.position
