"""The topic of the log: made explicitly, and read at its ends to find what it holds already."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from runtime.bus import client_options, read_record
from runtime.bus_keys import BusKeys
from runtime.errors import Foreign
from runtime.settings import Settings
from services.registry.continuity import Last

# Records that are not ours may stand at a partition's end; so many are passed over in looking for one that is.
_LOOK_BACK = 1_000


class Ends(NamedTuple):
    """What a topic holds: the broker's cluster id, the next offset of each partition, and the relay's last event there."""

    cluster: str
    offsets: list[int]
    lasts: list[Last | None]

    @property
    def positions(self) -> list[int]:
        """The position of each partition's last event, 0 for none."""
        return [last.event.position if last else 0 for last in self.lasts]


async def ensure(settings: Settings) -> str:
    """Make the topic where it is missing, with its partitions and without an end to its retention; the cluster's id."""
    admin = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=5_000)
    await admin.start()
    try:
        cluster = await admin.describe_cluster()
        if settings.topic not in await admin.list_topics():
            topic = NewTopic(
                settings.topic,
                settings.partitions,
                -1,
                topic_configs={"retention.ms": "-1", "retention.bytes": "-1"},
            )
            answer: Any = await admin.create_topics([topic])
            for _, code, message in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise for_code(code)(message)
        return str(cluster["cluster_id"])
    finally:
        await admin.close()


async def ends(settings: Settings, keys: BusKeys) -> Ends:
    """Read the last event of each partition that the relay has signed; without keys, the last that can be read."""
    cluster = await ensure(settings)
    consumer = AIOKafkaConsumer(
        **client_options(settings), enable_auto_commit=False, request_timeout_ms=5_000
    )
    await consumer.start()
    try:
        partitions: set[int] | None = None
        while not partitions:  # a topic that was just made takes a moment to be known
            await consumer._client.force_metadata_update()  # noqa: SLF001  the consumer asks only every few minutes
            partitions = consumer.partitions_for_topic(settings.topic)
            if not partitions:
                await asyncio.sleep(0.05)
        parts = [TopicPartition(settings.topic, partition) for partition in sorted(partitions)]
        consumer.assign(parts)
        beginning, ending = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
        lasts = [await _last(consumer, keys, part, beginning[part], ending[part]) for part in parts]
        return Ends(cluster, [ending[part] for part in parts], lasts)
    finally:
        await consumer.stop()


async def _last(
    consumer: AIOKafkaConsumer, keys: BusKeys, part: TopicPartition, beginning: int, ending: int
) -> Last | None:
    step = 1
    while ending > beginning:
        start = max(beginning, ending - step)
        consumer.seek(part, start)
        highest: Last | None = None
        at = start
        while at < ending:
            for record in (await consumer.getmany(part, timeout_ms=1_000)).get(part, ()):
                at = record.offset + 1
                last = _own(record, keys) if record.offset < ending else None
                if last and (highest is None or last.event.position > highest.event.position):
                    highest = last
        if highest is not None or start == beginning or step >= _LOOK_BACK:
            return highest
        step *= 10
    return None


def _own(record: ConsumerRecord[bytes, bytes], keys: BusKeys) -> Last | None:
    """The relay's event in a record; None where it is not the relay's."""
    try:
        arrived = read_record(
            record.partition, record.offset, record.key, record.value, record.headers, keys or None
        )
    except Foreign:
        return None
    return Last(arrived.partition, arrived.event, arrived.epoch) if arrived.authentic or not keys else None
