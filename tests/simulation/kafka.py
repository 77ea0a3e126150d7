"""Kafka as the services see it: partitions, idempotent producers, answers that are lost, requests that arrive late."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, NamedTuple

from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError, OutOfOrderSequenceNumber

from services.registry.relay.broker import Topic
from tests.simulation.faults import Faults
from tests.simulation.loop import PROCESS, VirtualLoop

_DELIVERY = 10.0  # seconds for which a producer tries
_BATCH = 4  # records of one batch


class Written(NamedTuple):
    """A record in a partition, with aiokafka's names. time, process: of the one who handed it to the producer."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    time: float
    process: str


class Sent(NamedTuple):
    """The broker's answer to a batch: where its first record is."""

    partition: int
    offset: int


class Kafka:
    """The broker. It knows each producer's last number in each partition, and takes nothing twice."""

    def __init__(self, loop: VirtualLoop, faults: Faults, partitions: int) -> None:
        self.loop, self.faults = loop, faults
        self.partitions: list[list[Written]] = [[] for _ in range(partitions)]
        self.away_until = 0.0
        self.over = False
        self.producers = 0
        self._numbers: dict[tuple[int, int], tuple[int, int]] = {}

    async def call(self, work: Callable[[], Any]) -> Any:
        """The answer to a request.

        Raises:
            KafkaConnectionError: there is none. The request may have been done, or be done later.
        """
        loop, faults = self.loop, self.faults
        future = loop.create_future()
        now = loop.time()
        fault = "before" if self.over or now < self.away_until else faults.breaks(now)
        delay = faults.delay(now)
        if fault == "before":
            loop.call_later(delay, self._lose, future, context=loop.outside)
        elif fault and faults.random.random() < 0.5:
            loop.call_later(faults.random.random() * 3, self._do, work, None, context=loop.outside)
            loop.call_later(delay, self._lose, future, context=loop.outside)
        else:
            loop.call_later(delay, self._do, work, future, bool(fault), context=loop.outside)
        return await future

    def _do(self, work: Callable[[], Any], future: asyncio.Future[Any] | None, lost: bool = False) -> None:
        if self.over:
            return
        try:
            result = work()
        except OutOfOrderSequenceNumber as error:
            if future is not None and not future.done():
                future.set_exception(error)
            return
        if future is None:
            return
        delay = self.faults.delay(self.loop.time())
        answer, arguments = (self._lose, (future,)) if lost else (_give, (future, result))
        self.loop.call_later(delay, answer, *arguments, context=self.loop.outside)

    def _lose(self, future: asyncio.Future[Any]) -> None:
        if not future.done():
            future.set_exception(KafkaConnectionError("no answer (simulated)"))

    def append(self, producer: int, number: int, partition: int, records: Sequence[Any]) -> Sent:
        """Append a batch, or answer again where it was appended before."""
        last, offset = self._numbers.get((producer, partition), (-1, 0))
        if number <= last:
            return Sent(partition, offset)
        if number != last + 1:
            raise OutOfOrderSequenceNumber
        log = self.partitions[partition]
        base = len(log)
        for n, (key, value, headers, time, process) in enumerate(records):
            log.append(Written(partition, base + n, key, value, headers, time, process))
        self._numbers[producer, partition] = number, base
        return Sent(partition, base)


class Administration:
    """The broker's account of the topic."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka

    async def describe(self) -> Topic:
        """The topic."""
        topic: Topic = await self._kafka.call(lambda: Topic("cluster", "id", len(self._kafka.partitions)))
        return topic

    ensure = describe

    async def keeps_everything(self) -> bool:
        """It does."""
        return True


class _Batch(list[Any]):
    def append(self, **record: Any) -> Any:  # type: ignore[override]
        """Take a record; None when there is no room for it."""
        if len(self) >= _BATCH:
            return None
        super().append((record["key"], record["value"], record["headers"]))
        return self


class Producer:
    """An idempotent producer: one batch of a partition at a time, again until it is answered or given up."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._queues: dict[int, deque[tuple[Any, asyncio.Future[Sent]]]] = defaultdict(deque)
        self._numbers: dict[int, int] = defaultdict(int)
        self._woken = [asyncio.Event() for _ in kafka.partitions]
        self._sender = SimpleNamespace(sender_task=None)
        self.client = SimpleNamespace(close=self._closed)

    async def start(self) -> None:
        """Connect."""
        self._id = await self._kafka.call(self._next)
        work = [self._send(partition) for partition in range(len(self._kafka.partitions))]
        self._sender.sender_task = asyncio.ensure_future(asyncio.gather(*work))

    def _next(self) -> int:
        self._kafka.producers += 1
        return self._kafka.producers

    async def _closed(self) -> None:
        return None

    async def stop(self) -> None:
        """Write what waits, then end."""
        waiting = [future for queue in self._queues.values() for _, future in queue]
        if waiting:
            await asyncio.wait(waiting)
        if self._sender.sender_task is not None:
            self._sender.sender_task.cancel()

    def create_batch(self) -> _Batch:
        """An empty batch."""
        return _Batch()

    async def send_batch(self, batch: _Batch, topic: str, *, partition: int) -> asyncio.Future[Sent]:
        """Queue a batch; the broker's answer."""
        loop, process = self._kafka.loop, PROCESS.get(None)
        future: asyncio.Future[Sent] = loop.create_future()
        records = [(*record, loop.time(), process.name if process else "") for record in batch]
        self._queues[partition].append((records, future))
        self._woken[partition].set()
        return future

    async def _send(self, partition: int) -> None:
        queue = self._queues[partition]
        while True:
            self._woken[partition].clear()
            while queue:
                records, future = queue[0]
                number = self._numbers[partition]
                self._numbers[partition] += 1
                await self._deliver(partition, number, records, future)
                queue.popleft()
                if not future.cancelled():
                    with suppress(Exception):
                        future.exception()
            await self._woken[partition].wait()

    async def _deliver(self, partition: int, number: int, records: Any, future: asyncio.Future[Sent]) -> None:
        kafka = self._kafka
        deadline = kafka.loop.time() + _DELIVERY
        while True:
            try:
                sent = await kafka.call(lambda: kafka.append(self._id, number, partition, records))
            except OutOfOrderSequenceNumber as error:
                _refuse(future, error)
                return
            except KafkaConnectionError:
                if kafka.loop.time() > deadline:
                    _refuse(future, KafkaTimeoutError("not delivered in time"))
                    return
                await asyncio.sleep(0.1)
            else:
                _give(future, sent)
                return


class Reader:
    """A consumer without a group, as the relay uses it to look at the topic's end."""

    def __init__(self, kafka: Kafka) -> None:
        self._kafka = kafka
        self._positions: dict[int, int] = {}

    async def start(self) -> None:
        """Connect."""
        await self._kafka.call(lambda: None)

    async def stop(self) -> None:
        """Nothing to do."""

    def partitions_for_topic(self, topic: str) -> set[int]:
        """All."""
        return set(range(len(self._kafka.partitions)))

    def assign(self, parts: Sequence[TopicPartition]) -> None:
        """Nothing to do."""

    async def beginning_offsets(self, parts: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """The first offsets."""
        return dict.fromkeys(parts, 0)

    async def end_offsets(self, parts: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offsets."""
        kafka = self._kafka
        offsets: dict[TopicPartition, int] = await kafka.call(
            lambda: {part: len(kafka.partitions[part.partition]) for part in parts}
        )
        return offsets

    def seek(self, part: TopicPartition, offset: int) -> None:
        """Read from there on."""
        self._positions[part.partition] = offset

    async def position(self, part: TopicPartition) -> int:
        """Where the next record is read."""
        return self._positions[part.partition]

    async def getmany(self, part: TopicPartition, timeout_ms: int) -> dict[TopicPartition, list[Written]]:
        """Some records."""
        kafka, start = self._kafka, self._positions[part.partition]
        records = await kafka.call(lambda: kafka.partitions[part.partition][start : start + 3])
        self._positions[part.partition] += len(records)
        return {part: records}


def _give(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _refuse(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
