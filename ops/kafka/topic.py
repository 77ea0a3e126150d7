"""Administration of the log's topic: the configuration that it needs, and emptying it for a new epoch."""

from __future__ import annotations

from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.errors import for_code

from ops.embedded.kafka import TOPIC, admin_client

# The broker's time stamps the records: with the log's own, a broker would refuse what lies an hour in its future.
_STAMPS = ("message.timestamp.type", "LogAppendTime")
_SET_FOR_THE_TOPIC = 1  # the source of a value that is the topic's own, not a default


async def stamp_by_broker(client: dict[str, Any], topic: str = TOPIC) -> bool:
    """Let the broker's time stamp the topic's records, also of a topic from before that was so. Whether it was not.

    Args:
        client: arguments for aiokafka's clients.

    Raises:
        KafkaError: the broker refuses, or does not answer.
    """
    admin = await admin_client(client)
    try:
        [described] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        own: dict[str, str] = {}
        for code, message, _, _, entries in described.resources:  # type: ignore[attr-defined]  # made while running
            if code:
                raise for_code(code)(message)
            own |= {name: value for name, value, _, source, *_ in entries if source == _SET_FOR_THE_TOPIC}
        if own.get(_STAMPS[0]) == _STAMPS[1]:
            return False
        # The call replaces all that is set for the topic.
        wanted = ConfigResource(ConfigResourceType.TOPIC, topic, own | dict([_STAMPS]))
        [altered] = await admin.alter_configs([wanted])
        for code, message, *_ in altered.resources:  # type: ignore[attr-defined]  # made while running
            if code:
                raise for_code(code)(message)
        return True
    finally:
        await admin.close()


async def empty(client: dict[str, Any], topic: str = TOPIC) -> int:
    """Remove all records of the topic; how many partitions it has. Offsets go on, so no reader's place is mistaken.

    Args:
        client: arguments for aiokafka's clients.

    Raises:
        KafkaError: the broker refuses, or does not answer.
    """
    admin = await admin_client(client)
    try:
        [described] = await admin.describe_topics([topic])
        if described["error_code"]:
            raise for_code(described["error_code"])(topic)
        parts = [TopicPartition(topic, partition["partition"]) for partition in described["partitions"]]
        await admin.delete_records({part: RecordsToDelete(before_offset=-1) for part in parts})
        return len(parts)
    finally:
        await admin.close()
