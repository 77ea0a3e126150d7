"""The topic's configuration, and emptying it, on the real Kafka."""

from __future__ import annotations

import asyncio
import time

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import InvalidTimestampError

from ops.embedded.kafka import admin_client
from ops.kafka import topic as administration
from tests.servers import Broker

_YEAR_AHEAD = 400 * 86_400


async def published(kafka: Broker, topic: str) -> None:
    """Publishes a record of 400 days ahead of the broker's clock, as the relay does: again, until the broker takes it.

    The broker answers that a configuration is altered some moments before its log follows it.
    """
    producer = AIOKafkaProducer(**kafka.client())
    await producer.start()
    stamp = int((time.time() + _YEAR_AHEAD) * 1000)
    async with asyncio.timeout(60):
        while True:
            try:
                await producer.send_and_wait(topic, b"{}", partition=0, timestamp_ms=stamp)
                break
            except InvalidTimestampError:
                await asyncio.sleep(0.1)
    await producer.stop()


async def configured(kafka: Broker, topic: str) -> dict[str, str]:
    admin = await admin_client(kafka.client())
    try:
        [described] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        [(_, _, _, _, entries)] = described.resources  # type: ignore[attr-defined]
        return {name: value for name, value, *_ in entries}
    finally:
        await admin.close()


async def test_a_topic_from_before_takes_what_lies_in_the_brokers_future(kafka: Broker, topic: str) -> None:
    before = await configured(kafka, topic)
    await administration.stamp_by_broker(kafka.client(), topic)
    assert not await administration.stamp_by_broker(kafka.client(), topic)
    after = await configured(kafka, topic)
    assert after == before | {"message.timestamp.type": "LogAppendTime"}
    await published(kafka, topic)


async def test_an_emptied_topic_goes_on_counting(kafka: Broker, topic: str) -> None:
    await administration.stamp_by_broker(kafka.client(), topic)
    await published(kafka, topic)
    assert await administration.empty(kafka.client(), topic) == 6
    consumer = AIOKafkaConsumer(**kafka.client(), enable_auto_commit=False)
    await consumer.start()
    part = TopicPartition(topic, 0)
    assert (await consumer.beginning_offsets([part]), await consumer.end_offsets([part])) == (
        {part: 1},
        {part: 1},
    )
    await consumer.stop()
