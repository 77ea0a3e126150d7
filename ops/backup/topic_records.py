"""The records of the log's topic, read once from its beginning to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from runtime.errors import Foreign
from runtime.kafka import unreadable  # noqa: F401  what cannot be read is a record too
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.records import ReceivedRecord, read_record
from runtime.settings import Settings

_FETCHED = 2_000
_SILENCE = 1.0  # seconds without a record before the end offset, which a transaction's marks may push past the last one

Progress = Callable[[int, int], None]
"""Called with the records that were read, and how many there are."""


async def topic_exists(settings: Settings) -> bool:
    """Whether Kafka has the log's topic.

    Raises:
        KafkaError, OSError, TimeoutError: Kafka does not answer.
    """
    # Before anything is read: a consumer waits most of a minute for a topic that is not there.
    admin = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=5_000)
    try:
        await asyncio.wait_for(admin.start(), 30)
        return settings.topic in await admin.list_topics()
    finally:
        await admin.close()


async def records(settings: Settings, progress: Progress) -> AsyncIterator[list[ReceivedRecord]]:
    """All records that are events in form, signed or not, some at a time; none where there is no topic.

    Args:
        settings: the `kafka_…` settings, `topic` and `bus_key_file` are used.

    Raises:
        KafkaError, OSError: Kafka does not answer.
    """
    if not await topic_exists(settings):
        return
    keys = BusKeys.read(settings.bus_key_file)
    consumer = AIOKafkaConsumer(
        settings.topic,
        **client_options(settings),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        left = _Left(consumer, progress)
        await left.open()
        while left.partitions:
            fetched = await consumer.getmany(
                *left.partitions, timeout_ms=int(_SILENCE * 1000), max_records=_FETCHED
            )
            events = []
            for record in (each for records in fetched.values() for each in records):
                try:
                    events.append(
                        read_record(
                            record.partition, record.offset, record.key, record.value, record.headers, keys
                        )
                    )
                except Foreign:
                    continue
            yield events
            await left.passed(silent=not fetched)
    finally:
        await consumer.stop()


class _Left:
    """The partitions that are not read to their ends yet."""

    def __init__(self, consumer: AIOKafkaConsumer, progress: Progress) -> None:
        self._consumer, self._progress = consumer, progress
        self._ends: dict[TopicPartition, int] = {}
        self._begins: dict[TopicPartition, int] = {}
        self._silence = 0
        self.partitions: list[TopicPartition] = []

    async def open(self) -> None:
        all_of_them = sorted(self._consumer.assignment())
        self._begins = await self._consumer.beginning_offsets(all_of_them)
        self._ends = await self._consumer.end_offsets(all_of_them)
        self.partitions = [each for each in all_of_them if self._begins[each] < self._ends[each]]

    async def passed(self, *, silent: bool) -> None:
        """Take out what is read. Two silences mean that the rest are marks of transactions, which are no records."""
        self._silence = self._silence + 1 if silent else 0
        places = {each: await self._consumer.position(each) for each in self._ends}
        done = sum(place - self._begins[each] for each, place in places.items())
        self._progress(done, max(done, sum(self._ends.values()) - sum(self._begins.values())))
        self.partitions = (
            [] if self._silence > 1 else [each for each in self.partitions if places[each] < self._ends[each]]
        )
