"""What the log's topic holds: where each partition ends, and the last event there that the relay may go on behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from runtime.errors import Foreign
from runtime.kafka import unreadable  # noqa: F401  what cannot be read is a record too
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.records import ReceivedRecord, read_record
from runtime.settings import Settings
from services.registry.relay.broker import Topic
from services.registry.relay.continuity import Last

# A partition is read from its end in steps that grow, until an event of ours is found: so many records at a time.
_LARGEST_STEP = 10_000
_PATIENCE = 15.0  # seconds without a record after which Kafka is taken for being away

# Of records that nobody signed, those that are the log's: an older version, which signed none, wrote them.
Unsigned = Callable[[Sequence[ReceivedRecord]], Awaitable[Sequence[ReceivedRecord]]]


class Ends(NamedTuple):
    """What the partitions hold: their first and their next offsets, and the last event of ours in each."""

    topic: Topic
    begins: list[int]
    offsets: list[int]
    lasts: list[Last | None]

    @property
    def positions(self) -> list[int]:
        """The position of each partition's last event, 0 for none."""
        return [last.event.position if last else 0 for last in self.lasts]

    @property
    def is_emptied(self) -> bool:
        """Whether there were records, and there are none."""
        return any(self.offsets) and self.begins == self.offsets


def new_consumer(settings: Settings) -> AIOKafkaConsumer:
    """A consumer that belongs to no group; it is not started."""
    return AIOKafkaConsumer(
        **client_options(settings),
        enable_auto_commit=False,
        request_timeout_ms=5_000,
        max_partition_fetch_bytes=4 << 20,
    )


class Partitions:
    """Reads the partitions of a topic that is there, through a consumer that is started and stopped here."""

    def __init__(self, settings: Settings, keys: BusKeys, topic: Topic, consumer: AIOKafkaConsumer) -> None:
        self._keys = keys
        self._topic = topic
        self._parts = [TopicPartition(settings.topic, number) for number in range(topic.partitions)]
        self._consumer = consumer

    async def __aenter__(self) -> Partitions:
        await self._consumer.start()
        try:
            name = self._parts[0].topic
            async with asyncio.timeout(_PATIENCE):
                # A topic that was just made takes a moment to be known.
                while len(self._consumer.partitions_for_topic(name) or ()) < len(self._parts):
                    await self._consumer._client.force_metadata_update()  # noqa: SLF001  it asks only every few minutes
                    self._consumer._client.add_topic(name)  # noqa: SLF001
                    await asyncio.sleep(0.05)
            self._consumer.assign(self._parts)
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()

    async def bounds(self) -> tuple[list[int], list[int]]:
        """The first and the next offset of each partition."""
        begins = await self._consumer.beginning_offsets(self._parts)
        offsets = await self._consumer.end_offsets(self._parts)
        return [begins[part] for part in self._parts], [offsets[part] for part in self._parts]

    async def ends(self, unsigned: Unsigned) -> Ends:
        """Find the last event of ours in each partition."""
        begins, offsets = await self.bounds()
        lasts = [
            await self._last(part, begin, end, unsigned)
            for part, begin, end in zip(self._parts, begins, offsets, strict=True)
        ]
        return Ends(self._topic, begins, offsets, lasts)

    async def _last(self, part: TopicPartition, begin: int, end: int, unsigned: Unsigned) -> Last | None:
        """The event with the highest position among the last that count. However many do not are passed over."""
        step = 1
        while end > begin:
            start = max(begin, end - step)
            read = await self._read(part, start, end)
            signed = [each for each in read if each.authentic]
            if counted := signed or await unsigned(read):
                last = max(counted, key=lambda each: each.event.position)
                return Last(part.partition, last.event, last.epoch, last.authentic)
            end, step = start, min(step * 10, _LARGEST_STEP)
        return None

    async def _read(self, part: TopicPartition, start: int, end: int) -> list[ReceivedRecord]:
        """The events in the records from an offset to another, ours or not."""
        self._consumer.seek(part, start)
        received: list[ReceivedRecord] = []
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while await self._consumer.position(part) < end:
            records = (await self._consumer.getmany(part, timeout_ms=500)).get(part, ())
            received += [arrived for each in records if each.offset < end and (arrived := self._event(each))]
            now = asyncio.get_running_loop().time()
            if records:
                deadline = now + _PATIENCE
            elif now > deadline:
                raise TimeoutError(f"Kafka gave no record of partition {part.partition} from {start} on")
        return received

    def _event(self, record: ConsumerRecord[bytes, bytes]) -> ReceivedRecord | None:
        try:
            return read_record(
                record.partition, record.offset, record.key, record.value, record.headers, self._keys
            )
        except Foreign:
            return None
