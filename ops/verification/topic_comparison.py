"""Compare the topic with the log, as a reader would read it: per partition, and nothing at or below what was seen.

What is not the log's is no difference: readers pass over it, and it is counted. A record is the log's when the relay has
signed it, or when the log has it (records from before there were signatures).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from contracts.envelope import Recorded
from contracts.statement import attributes
from runtime.errors import Foreign
from runtime.kafka import unreadable  # noqa: F401  what cannot be read is a record too
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import ReceivedRecord, read_record, same_event
from runtime.settings import Settings

_FETCHED = 2000
# Events after which the place is kept.
_PLACED_EVERY = 5_000
_SILENCE = 1.0  # seconds without a record before the end offset, which a transaction's marks may push past the last one


@dataclass
class Log:
    """The log as it is now: its events at positions, and its last position. `foreign` counts records that are not its."""

    at: Callable[[Sequence[int]], Awaitable[Mapping[int, Recorded]]]
    head: Callable[[], Awaitable[int]]
    foreign: int = 0


@dataclass(frozen=True)
class Place:
    """Up to where a comparison without a difference has come.

    foreign: records that were passed over until there. offsets: the next offset of each partition, by its number.
    """

    position: int = 0
    foreign: int = 0
    offsets: Mapping[str, int] = field(default_factory=dict)


async def compare(
    settings: Settings,
    events: AsyncIterator[Recorded],
    head: int,
    log: Log,
    *,
    patience: float = 10.0,
    after: Place | None = None,
    reached: Callable[[Place], None] = lambda _: None,
) -> str | None:
    """The first difference between the topic and the events of the log up to position `head`, in words.

    Args:
        events: those after the place.
        log: for records that nobody has signed, and for those after `head`.
        patience: seconds to wait for records that the relay may still be publishing.
        after: where an interrupted comparison was.
        reached: called now and then with the place.
    """
    if settings.topic not in await _topics(settings):
        return f"Kafka has no topic {settings.topic}"
    # Without a group it reads every partition, commits nothing and disturbs nobody.
    consumer = AIOKafkaConsumer(
        settings.topic,
        **client_options(settings),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    try:
        await consumer.start()
        topic = _Topic(consumer, BusKeys.read(settings.bus_key_file), head, log)
        if difference := await topic.open(after or Place()):
            return difference
        return await _compare(topic, events, patience, reached) or await topic.beyond()
    finally:
        await consumer.stop()


async def _topics(settings: Settings) -> list[str]:
    # First of all: a consumer waits most of a minute for a topic that is not there.
    admin = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=5_000)
    try:
        await admin.start()
        return list(await admin.list_topics())
    finally:
        await admin.close()


async def _compare(
    topic: _Topic, events: AsyncIterator[Recorded], patience: float, reached: Callable[[Place], None]
) -> str | None:
    async for event in events:
        if event.position > 1 and (event.position - 1) % _PLACED_EVERY == 0:
            reached(await topic.place(event.position - 1))
        record = await topic.first()
        deadline = asyncio.get_running_loop().time() + patience
        while (record is None or record.event.position > event.position) and not topic.has_forgotten(event):
            if asyncio.get_running_loop().time() > deadline:
                return f"Kafka lacks position {event.position} ({event.id}, {event.type})"
            await asyncio.sleep(0.2)
            await topic.look_again()
            record = await topic.first()
        if record is None or record.event.position > event.position:
            continue
        if record.event.position < event.position:
            return f"{_where(record)} is position {record.event.position} ({record.event.id}), which the log does not have there"
        if difference := _difference(event, record.event):
            return f"{_where(record)}, position {event.position}: {difference}"
        topic.take(record)
    record = await topic.first()
    if record is not None:
        return f"{_where(record)} is position {record.event.position} ({record.event.id}), which the log does not have"
    return None


def _difference(logged: Recorded, sent: Recorded) -> str | None:
    expected, actual = attributes(logged), attributes(sent)
    for name in sorted(expected.keys() | actual.keys()):
        if expected.get(name) != actual.get(name):
            return f"{name} is {actual.get(name)!r} in Kafka and {expected.get(name)!r} in the log"
    if logged.data != sent.data:
        pairs = zip(logged.data, sent.data, strict=False)
        same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(logged.data), len(sent.data)))
        return f"the data of {logged.id} differ from byte {same} on"
    return None


def _where(record: ReceivedRecord) -> str:
    return f"Kafka's partition {record.partition}, offset {record.offset}"


class _Topic:
    """The partitions' next records up to a position; what a partition repeats is passed over."""

    def __init__(self, consumer: AIOKafkaConsumer, keys: BusKeys, head: int, log: Log) -> None:
        self._consumer = consumer
        self._keys = keys
        self._head = head
        self._log = log
        self._highest: ReceivedRecord | None = None  # of what is signed and lies after the head
        self.partitions: list[TopicPartition] = []
        self._ends: dict[TopicPartition, int] = {}
        self._ended: set[TopicPartition] = set()
        self._waiting: dict[int, deque[ReceivedRecord]] = {}
        self._seen: dict[int, int] = {}  # the highest position of each partition
        # A partition's first position, where retention has cut something off before it.
        self._oldest: dict[int, int] = {}
        self._unread: set[int] = set()  # those of which it is not read yet
        self._later: dict[int, int] = {}  # the offset of a partition's first record after the head
        self._foreign: dict[int, deque[int]] = {}  # offsets, as far as no later record was compared
        self._passed = 0  # foreign records before those

    async def open(self, after: Place) -> str | None:
        """Find the partitions and what they hold after a place; why there is no such place any more, in words."""
        self.partitions = sorted(self._consumer.assignment())
        begins = await self._consumer.beginning_offsets(self.partitions)
        await self.look_again()
        self._passed = self._log.foreign = after.foreign
        for partition in self.partitions:
            number = partition.partition
            self._waiting[number], self._foreign[number] = deque(), deque()
            self._seen[number] = after.position
            offset = after.offsets.get(str(number), 0)
            if offset > self._ends[partition]:
                return (
                    f"Kafka's partition {number} ends at offset {self._ends[partition]}, and was compared up to {offset} already:"
                    " the topic was made again meanwhile, so verify it without --resume"
                )
            if offset:
                self._consumer.seek(partition, max(offset, begins[partition]))
            if begins[partition] > offset:
                self._oldest[number] = self._head + 1  # until the first record is read
                self._unread.add(number)
        return None

    async def place(self, position: int) -> Place:
        """Where the comparison is when everything up to a position is compared."""
        offsets = {}
        for partition in self.partitions:
            number, waiting = partition.partition, self._waiting[partition.partition]
            if waiting:
                offset = waiting[0].offset
            elif number in self._later:
                offset = self._later[number]
            else:
                offset = await self._consumer.position(partition)
            offsets[str(number)] = offset
            foreign = self._foreign[number]
            while foreign and foreign[0] < offset:
                foreign.popleft()
                self._passed += 1
        return Place(position, self._passed, offsets)

    async def look_again(self) -> None:
        """Ask where the partitions end now."""
        ends = await self._consumer.end_offsets(self.partitions)
        self._ended -= {
            partition for partition in self.partitions if ends[partition] != self._ends.get(partition)
        }
        self._ends = ends

    async def first(self) -> ReceivedRecord | None:
        """The record with the lowest position that is not taken yet; None when all partitions are read."""
        heads = [record for p in self.partitions if (record := await self._next(p)) is not None]
        return min(heads, key=lambda record: record.event.position, default=None)

    def take(self, record: ReceivedRecord) -> None:
        """Pass over a record that was compared."""
        self._waiting[record.partition].popleft()

    def has_forgotten(self, event: Recorded) -> bool:
        """Whether retention may have taken the event: its partition begins later than the topic did, and behind it."""
        return event.position < self._oldest.get(partition_of(event.stream, len(self.partitions)), 0)

    async def _next(self, partition: TopicPartition) -> ReceivedRecord | None:
        waiting = self._waiting[partition.partition]
        silence = 0
        while not waiting and partition not in self._ended:
            if await self._consumer.position(partition) >= self._ends[partition] or silence > 1:
                self._ended.add(partition)
                break
            fetched = await self._consumer.getmany(
                partition, timeout_ms=int(_SILENCE * 1000), max_records=_FETCHED
            )
            records = fetched.get(partition, [])
            silence += not records
            for arrived in await self._without_foreign(records):
                self._take_in(arrived)
        return waiting[0] if waiting else None

    async def beyond(self) -> str | None:
        """The difference when a signed record lies beyond the log's end as it is now."""
        last = self._highest
        if last is None or last.event.position <= (head := await self._log.head()):
            return None
        return (
            f"{_where(last)} is position {last.event.position} ({last.event.id}), and the log ends at {head}:"
            " it was restored from a backup; `upland republish` publishes it again"
        )

    async def _without_foreign(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> list[ReceivedRecord]:
        """The records without those that are foreign, which are counted."""
        read = []
        for each in records:
            try:
                read.append(
                    read_record(each.partition, each.offset, each.key, each.value, each.headers, self._keys)
                )
            except Foreign:
                self._pass_over(each)
        doubtful = [each.event.position for each in read if not each.authentic]
        logged = await self._log.at(doubtful) if doubtful else {}
        genuine = []
        for record in read:
            known = logged.get(record.event.position)
            if record.authentic or (known is not None and same_event(known, record.event)):
                genuine.append(record)
            else:
                self._pass_over(record)
        return genuine

    def _pass_over(self, record: ConsumerRecord[bytes, bytes] | ReceivedRecord) -> None:
        self._log.foreign += 1
        self._foreign[record.partition].append(record.offset)

    def _take_in(self, arrived: ReceivedRecord) -> None:
        number = arrived.partition
        position = arrived.event.position
        if number in self._unread:
            self._unread.discard(number)
            self._oldest[number] = min(position, self._oldest[number])
        if position <= self._seen[number]:
            return
        self._seen[number] = position
        if position <= self._head:
            self._waiting[number].append(arrived)
            return
        self._later.setdefault(number, arrived.offset)
        if self._highest is None or position > self._highest.event.position:
            self._highest = arrived
