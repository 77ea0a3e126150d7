"""The broker's account of the log's topic: which one it is, how many partitions it has; and how it is made."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

from aiokafka.errors import KafkaConnectionError
from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from runtime.kafka.clients import librdkafka_options
from runtime.settings import Settings

_TIMEOUT = 4.0  # seconds for one answer of the broker
# librdkafka's broker in memory knows no call of administration; topics are made there by asking for them.
_IN_MEMORY = "mockCluster"
_NO_TOPIC = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})  # noqa: SLF001  its own name
# Kept for ever, and stamped by the broker: what it thinks of the log's times decides nothing.
CONFIGURATION = {
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "cleanup.policy": "delete",
    "message.timestamp.type": "LogAppendTime",
}


class Topic(NamedTuple):
    """A topic as the broker knows it. Another topic of the same name has another id; in memory there is none."""

    cluster: str
    id: str
    partitions: int


class Broker:
    """Administration of one topic. Every call may take some seconds, and raises KafkaError when Kafka does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._topic = settings.topic
        self._partitions = settings.partitions
        quiet = logging.getLogger("upland.librdkafka")
        quiet.setLevel(logging.CRITICAL)  # the caller reports what is wrong, once
        password = settings.kafka_password.get_secret_value() if settings.kafka_password else ""
        self._admin = AdminClient(
            librdkafka_options(settings, settings.kafka_username, password), logger=quiet
        )

    async def describe(self) -> Topic | None:
        """The topic; None where there is none of the name."""
        return await asyncio.to_thread(self._described)

    async def ensure(self) -> Topic:
        """The topic, which is made where there is none, with as many replicas as the broker makes by itself."""
        while (topic := await self.describe()) is None:
            await asyncio.to_thread(self._make)
            await asyncio.sleep(0.05)
        return topic

    async def keeps_everything(self) -> bool:
        """Whether records are kept for ever, so that a topic can only be empty when somebody has emptied it."""
        return await asyncio.to_thread(self._unlimited)

    def _described(self) -> Topic | None:
        try:
            known = self._admin.list_topics(timeout=_TIMEOUT)
            cluster = str(known.cluster_id)
            if self._topic not in known.topics:
                return None
            if cluster.startswith(_IN_MEMORY):
                return Topic(cluster, "", len(known.topics[self._topic].partitions))
            replies = self._admin.describe_topics(TopicCollection([self._topic]), request_timeout=_TIMEOUT)
            reply = replies[self._topic].result(_TIMEOUT + 1)
            return Topic(cluster, str(reply.topic_id), len(reply.partitions))
        except KafkaException as error:
            if error.args[0].code() in _NO_TOPIC:
                return None
            raise KafkaConnectionError(str(error.args[0].str())) from error

    def _make(self) -> None:
        try:
            if str(self._admin.list_topics(timeout=_TIMEOUT).cluster_id).startswith(_IN_MEMORY):
                self._admin.list_topics(self._topic, timeout=_TIMEOUT)
                return
            wanted = NewTopic(self._topic, self._partitions, -1, config=CONFIGURATION)
            self._admin.create_topics([wanted], request_timeout=_TIMEOUT)[self._topic].result(_TIMEOUT + 1)
        except KafkaException as error:
            # Another relay may have made it; or it is just being deleted, and goes in a moment.
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise KafkaConnectionError(str(error.args[0].str())) from error

    def _unlimited(self) -> bool:
        try:
            resource = ConfigResource(ResourceType.TOPIC, self._topic)
            replies = self._admin.describe_configs([resource], request_timeout=_TIMEOUT)
            reply = replies[resource].result(_TIMEOUT + 1)
        except KafkaException as error:
            raise KafkaConnectionError(str(error.args[0].str())) from error
        return all(reply[name].value == CONFIGURATION[name] for name in ("retention.ms", "retention.bytes"))
