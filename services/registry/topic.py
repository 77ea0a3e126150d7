"""The topic of the log: made explicitly, and read at its ends to find what it holds already."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from runtime.bus import client_options, read_record
from runtime.errors import Foreign
from runtime.settings import Settings

# Records that are not ours may stand at a partition's end; so many are passed over in looking for one that is.
_LOOK_BACK = 1_000


class Ends(NamedTuple):
    """What a topic holds: the broker's cluster id, the next offset of each partition, the position of its last event."""

    cluster: str
    offsets: list[int]
    positions: list[int]


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


async def ends(settings: Settings) -> Ends:
    """Read the last event of each partition."""
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
        positions = [await _last(consumer, part, beginning[part], ending[part]) for part in parts]
        return Ends(cluster, [ending[part] for part in parts], positions)
    finally:
        await consumer.stop()


async def _last(consumer: AIOKafkaConsumer, part: TopicPartition, beginning: int, ending: int) -> int:
    step = 1
    while ending > beginning:
        start = max(beginning, ending - step)
        consumer.seek(part, start)
        found = 0
        at = start
        while at < ending:
            for record in (await consumer.getmany(part, timeout_ms=1_000)).get(part, ()):
                at = record.offset + 1
                if record.offset < ending:
                    found = max(
                        found,
                        _position(record.partition, record.offset, record.key, record.value, record.headers),
                    )
        if found:
            return found
        if start == beginning or step >= _LOOK_BACK:
            return 0
        step *= 10
    return 0


def _position(
    partition: int, offset: int, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
) -> int:
    try:
        return read_record(partition, offset, key, value, headers).event.position
    except Foreign:
        return 0
