"""The relay: publishes the log to Kafka in position order, keyed by stream. `python -m services.registry.relay`.

One is active, by an advisory lock. Every relay writes each partition as an unbroken run that begins right behind what
stood there, so whatever a woken, outlived relay still writes repeats what its successor writes or has written. A reader
therefore skips a record whose position is not above the highest it has seen in the partition, and has each event once
and in order (docs/adr says why not transactions).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from fastapi import FastAPI

from contracts.envelope import Recorded
from runtime.database import WAITS, open_pool
from runtime.errors import Unavailable
from runtime.http.app import create_app
from runtime.http.server import run_service
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from runtime.lag import Lag
from runtime.settings import Settings
from runtime.tasks import Background
from runtime.telemetry import RELAY_LAG, RELAY_LAG_SECONDS, RELAYED, logger
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from services.registry.relay.checks import Blocked, Changed, Checks, Progress, first_to_fail, identity
from services.registry.relay.continuity import Log as Logged
from services.registry.relay.continuity import obstacle
from services.registry.relay.lease import Lease, LeaseLost, hold_lease
from services.registry.relay.topic import Ends, Partitions

_BATCH = 2_000
_IN_FLIGHT = 3
# Seconds between two looks at how far it is behind, and for which an event may wait.
_LOOK = 0.5
_PATIENCE = 15.0
# A moment for more events to come, in seconds: publishing a few together costs less than each by itself.
_GATHER = 0.002
# Seconds of waiting for the lease after which another relay has it, and what blocked this one is that one's to say.
_LOOKS_AGAIN = 5.0

# Batches on their way to Kafka: the last position of each, and its acknowledgement.
Flying = deque[tuple[int, asyncio.Future[list[Any]]]]


class Relay:
    """Follows the log's tail. `position` is that up to which Kafka has acknowledged every event."""

    def __init__(self, settings: Settings, log: Log, tail: Tail) -> None:
        self._settings = settings
        self._url = settings.database_url.get_secret_value()
        self._log = log
        self._tail = tail
        self._keys = BusKeys.read(settings.bus_key_file)
        self._checks = Checks(settings, log)
        self._last: Recorded | None = None  # the last event that was handed to the producer
        self._offsets: list[int] = []  # the next offset of each partition, as far as Kafka has acknowledged
        self.position = 0
        self.epoch: str | None = None  # the one in which it publishes, None while it does not
        self.state = "starting"
        self.blocked: str | None = None
        self._refused_since: float | None = None

    def reasons(self) -> list[str]:
        """Why it is not ready; none when it is. What blocked it stays said while it looks again."""
        standing_by = self.state.startswith("standing by")
        if self.blocked and not standing_by:
            return [self.blocked]
        return [] if standing_by or self.state == "active" else [self.state]

    async def run(self) -> None:
        """Relay for ever; what fails is said in `state` and tried again."""
        delay = 0.2
        noted = ""
        while True:
            try:
                self._refused_since = None
                async with hold_lease(self._url, self._refused) as lease:
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
        """The lease is another's. For a moment that may be our own last session, so what went wrong stays said."""
        now = time.monotonic()
        self._refused_since = self._refused_since or now
        if now - self._refused_since > _LOOKS_AGAIN:
            self.state = "standing by: another relay is active"

    async def _relay(self, lease: Lease) -> None:
        self.state = "waiting for Kafka: looking for the end of each partition"
        topic = await self._checks.topic()
        async with Partitions(self._settings, self._keys, topic) as partitions:
            noted = await self._checks.noted(topic, await partitions.bounds())
            found = await partitions.ends(self._checks.unsigned(noted))
            epoch = await self._continues(found)
            start = max(noted, min(found.positions))
            producer = AIOKafkaProducer(
                **client_options(self._settings),
                acks="all",
                enable_idempotence=True,
                max_batch_size=256 << 10,
                linger_ms=0,
                request_timeout_ms=10_000,
            )
            await asyncio.wait_for(producer.start(), 10)
            try:
                self.position, self._last, self._offsets = start, None, list(found.offsets)
                self.state, self.epoch = "active", epoch
                logger.info("relay.active", position=start)
                await first_to_fail(
                    self._follow(lease, producer, found, start, epoch),
                    self._checks.watch(partitions, found, self._progress),
                )
            finally:
                self.epoch = None
                await _stop(producer)

    def _progress(self) -> Progress:
        return self._last, list(self._offsets)

    async def _continues(self, found: Ends) -> str:
        """See that Kafka holds this log and no other; the log's epoch.

        Raises:
            Blocked: it does not. Nothing is published until that is healed.
        """
        if not self._tail.reachable:
            raise Unavailable("the log's head was not read yet")
        lasts = [last for last in found.lasts if last is not None]
        events = await self._log.at([last.event.position for last in lasts])
        end = self._tail.end
        head = max(end.position, await self._log.head())
        self.blocked = obstacle(lasts, Logged(head, end.epoch, end.first, events))
        if self.blocked:
            raise Blocked(self.blocked)
        return end.epoch

    async def _follow(
        self, lease: Lease, producer: AIOKafkaProducer, found: Ends, start: int, epoch: str
    ) -> None:
        sent = list(found.positions)
        flying: Flying = deque()
        after, noted = start, start
        while True:
            if lease.lost.is_set():
                raise LeaseLost("the lease's session has ended")
            if self._tail.epoch != epoch:
                raise Blocked(
                    f"a new epoch has begun, {self._tail.epoch}: Kafka is compared with the log again"
                )
            events = await self._log.after(after, limit=_BATCH)
            if events:
                flying.append(
                    (events[-1].position, asyncio.gather(*await self._send(producer, events, sent, epoch)))
                )
                self._last, after = events[-1], events[-1].position
            await self._land(flying)
            if self.position - noted >= _BATCH:
                noted = await self._note(lease, found)
            if events:
                if len(events) < _BATCH:
                    await asyncio.sleep(_GATHER)
                continue
            if flying:
                await self._heard_or_acknowledged(after, flying[0][1])
            elif not await self._tail.wait_beyond(after, 1.0) and self.position > noted:
                noted = await self._note(lease, found)

    async def _land(self, flying: Flying) -> None:
        """Take in what Kafka has acknowledged, and wait for it when too much is under way."""
        while flying and (len(flying) >= _IN_FLIGHT or flying[0][1].done()):
            position, acknowledged = flying.popleft()
            for record in await acknowledged:
                before = self._offsets[record.partition]
                self._offsets[record.partition] = max(before, record.offset + 1)
            self.position = position

    async def _heard_or_acknowledged(self, after: int, acknowledged: asyncio.Future[list[Any]]) -> None:
        """Wait for the next event, or for Kafka's answer to the oldest batch, whichever comes first."""
        heard = asyncio.ensure_future(self._tail.wait_beyond(after, 1.0))
        try:
            await asyncio.wait((heard, acknowledged), return_when=asyncio.FIRST_COMPLETED)
        finally:
            heard.cancel()

    async def _note(self, lease: Lease, found: Ends) -> int:
        await lease.execute(
            "INSERT INTO registry.relay (topic, cluster, position, offsets) VALUES ($1, $2, $3, $4) ON CONFLICT (topic)"
            " DO UPDATE SET cluster = excluded.cluster, position = excluded.position, offsets = excluded.offsets",
            self._settings.topic,
            identity(found.topic),
            self.position,
            list(self._offsets),
        )
        return self.position

    async def _send(
        self, producer: AIOKafkaProducer, events: Sequence[Recorded], sent: list[int], epoch: str
    ) -> list[asyncio.Future[Any]]:
        """Hand events to the producer, one batch after another for each partition; `sent` moves on with them."""
        by_partition: dict[int, list[Recorded]] = defaultdict(list)
        count, now = len(sent), int(time.time() * 1000)
        for event in events:
            by_partition[partition_of(event.stream, count)].append(event)
        futures = []
        for partition, share in by_partition.items():
            batch = producer.create_batch()
            filled = 0
            for event in share:
                if event.position <= sent[partition]:
                    continue
                record: dict[str, Any] = {
                    # A broker may refuse what lies in its future; the event's own time is a header.
                    "timestamp": min(int(event.recorded_at.timestamp() * 1000), now),
                    "key": event.stream.encode(),
                    "value": event.data,
                    "headers": headers_of(event, sent[partition], partition, self._keys, epoch),
                }
                if batch.append(**record) is None:
                    futures.append(
                        await producer.send_batch(batch, self._settings.topic, partition=partition)
                    )
                    batch, filled = producer.create_batch(), 0
                    batch.append(**record)
                filled += 1
                sent[partition] = event.position
            if filled:
                futures.append(await producer.send_batch(batch, self._settings.topic, partition=partition))
        return futures


async def _stop(producer: AIOKafkaProducer) -> None:
    """Let it write what it has; what it has not written in time it must not write any more.

    In a topic that was made again it would be the first to stand there, without all that comes before it.
    """
    try:
        await asyncio.wait_for(producer.stop(), 2)
    except (TimeoutError, KafkaError):
        logger.warning("relay.producer_left", reason="it did not stop in time")
        if (sending := producer._sender.sender_task) is not None:  # noqa: SLF001  its stop() waits for all that it has
            sending.cancel()
            await asyncio.wait([sending], timeout=5)
        await producer.client.close()


class Watch:
    """How far the relay is behind the log, looked at twice a second, whatever the relay waits for."""

    def __init__(self, relay: Relay, tail: Tail) -> None:
        self._relay = relay
        self._tail = tail
        self.lag = Lag()

    async def run(self) -> None:
        """Look for ever."""
        while True:
            # One that stands by publishes nothing, so it is not behind.
            active = not self._relay.state.startswith("standing by")
            self.lag.see(
                self._tail.position, self._relay.position if active else self._tail.position, monotonic()
            )
            RELAYED.set(self._relay.position)
            RELAY_LAG.set(self.lag.events)
            RELAY_LAG_SECONDS.set(self.lag.seconds)
            await asyncio.sleep(_LOOK)

    def reasons(self) -> list[str]:
        """Why the relay is not ready although it is active: events wait for too long."""
        if self.lag.seconds < _PATIENCE:
            return []
        return [f"{self.lag.events} events are not in Kafka, the oldest since {self.lag.seconds:.0f} s"]


async def build(settings: Settings) -> FastAPI:
    """The relay behind its health endpoints."""
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, size=2)
    tail = Tail(url)
    relay = Relay(settings, Log(url, pool), tail)
    watch = Watch(relay, tail)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tail, Background("relay", relay.run), Background("relay-watch", watch.run):
            yield
        pool.terminate()

    def ready() -> dict[str, Any]:
        reasons = relay.reasons() or watch.reasons()
        return {
            "ready": not reasons,
            "reasons": reasons,
            "state": relay.state,
            "blocked": bool(relay.blocked),
            "position": relay.position,
            "epoch": relay.epoch,
            "lag": watch.lag.events,
            "age": round(watch.lag.seconds, 1),
        }

    return create_app("relay", settings, lifespan, ready)


def main() -> None:
    """Relay until SIGTERM."""
    run_service(build)
