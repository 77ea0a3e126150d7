"""The relay on the real Kafka when its topic is not what it was: deleted, emptied, widened, ahead of the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewPartitions
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.errors import KafkaError

from ops.embedded.kafka import admin_client
from runtime.database import open_pool
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from runtime.settings import Settings
from runtime.tasks import Background
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from services.registry.relay import relay
from tests.registry.test_relay import Reader, fill, opened
from tests.running import until
from tests.servers import BUS_KEY_FILE, Broker, Database


@asynccontextmanager
async def relaying(
    database: Database, kafka: Broker, topic: str, **more: object
) -> AsyncIterator[relay.Relay]:
    """A relay inside the test."""
    url = database.url("upland_registry")
    settings = Settings.model_validate(
        {
            "database_url": url,
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_security": kafka.security,
            "kafka_username": kafka.username,
            "kafka_password": kafka.password,
            "topic": topic,
            "bus_key_file": BUS_KEY_FILE,
        }
        | more
    )
    pool = await open_pool(url, size=2)
    tail = Tail(url)
    running = relay.Relay(settings, Log(url, pool), tail)
    async with tail, Background("relay", running.run):
        yield running
    pool.terminate()


async def reached(running: relay.Relay, position: int) -> None:
    async def there() -> bool:
        return running.position >= position and not running.reasons()

    await until(there)


async def stopped(running: relay.Relay, *words: str) -> None:
    """Wait until the relay reports that it is stopped, in these words."""

    async def so() -> bool:
        reasons = " ".join(running.reasons())
        return all(word in reasons for word in words)

    await until(so)


async def test_a_topic_deleted_under_the_relay_is_made_and_published_again(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log, relaying(database, kafka, topic) as running:
        await fill(log, 40, 2)
        await reached(running, 80)
        await kafka.drop_topic(topic)
        await fill(log, 40, 1, start=2)

        async def again() -> bool:
            return await _record_count(kafka, topic) >= 120

        await until(again)
        await reached(running, 120)
    async with Reader(kafka, topic) as reader:
        await reader.until(120)
        reader.check(120)


async def test_a_topic_that_was_deleted_while_no_relay_ran_is_made_by_the_next(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log:
        await fill(log, 40)
        async with relaying(database, kafka, topic) as running:
            await reached(running, 40)
        await kafka.drop_topic(topic)
        async with relaying(database, kafka, topic) as running, Reader(kafka, topic) as reader:
            await reached(running, 40)
            await reader.until(40)
            reader.check(40)


async def test_a_topic_emptied_under_the_relay_is_published_again(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log, relaying(database, kafka, topic) as running:
        await fill(log, 40)
        await reached(running, 40)
        admin = await admin_client(kafka.client())
        await admin.delete_records({TopicPartition(topic, p): RecordsToDelete(-1) for p in range(6)})
        await admin.close()
        async with Reader(kafka, topic) as reader:
            await reader.until(40)
            reader.check(40)
        await reached(running, 40)


async def test_more_partitions_stop_the_relay_until_the_topic_is_made_again(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log, relaying(database, kafka, topic) as running:
        await fill(log, 40)
        await reached(running, 40)
        admin = await admin_client(kafka.client())
        await admin.create_partitions({topic: NewPartitions(8)})
        await admin.close()
        await stopped(running, "has 8 partitions", "UPLAND_PARTITIONS is 6", "Delete the topic")
        await kafka.drop_topic(topic)
        await reached(running, 40)
    async with Reader(kafka, topic) as reader:
        await reader.until(40)
        reader.check(40)


async def test_a_kafka_that_is_ahead_of_the_log_stops_the_relay_and_nothing_is_skipped(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log:
        await fill(log, 40)
        async with relaying(database, kafka, topic) as running:
            await reached(running, 40)
            epoch = running._tail.epoch
        last = (await log.after(39, limit=1))[0]
        ahead = last._replace(position=100_000, version=9)
        partition = partition_of(ahead.stream, 6)
        keys = BusKeys.read(BUS_KEY_FILE)
        async with AIOKafkaProducer(**kafka.client()) as producer:
            # Without the key, such a record has no effect …
            forged = headers_of(ahead, last.position, partition, BusKeys("y" * 40), epoch)
            await producer.send_and_wait(
                topic, ahead.data, key=ahead.stream.encode(), headers=forged, partition=partition
            )
        await fill(log, 40, 1, start=1)
        async with relaying(database, kafka, topic) as running, Reader(kafka, topic, keys) as reader:
            await reached(running, 80)
            await reader.until(80)
            reader.check(80)
        async with AIOKafkaProducer(**kafka.client()) as producer:
            # … and what the relay itself has signed comes of a log that was lost.
            signed = headers_of(ahead, last.position, partition, keys, epoch)
            await producer.send_and_wait(
                topic, ahead.data, key=ahead.stream.encode(), headers=signed, partition=partition
            )
        await fill(log, 40, 1, start=2)
        async with relaying(database, kafka, topic) as running:
            await stopped(running, "100000", "120", "republish")
            assert running.position == 0


async def test_records_from_before_there_were_signatures_are_gone_on_behind(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        await fill(log, 40)
        async with relaying(database, kafka, topic, bus_key_file=None) as running:
            await reached(running, 40)
            await until(lambda: _is_noted(log, topic, 40))
        await fill(log, 40, 1, start=1)
        async with relaying(database, kafka, topic) as running:
            await reached(running, 80)
        await reader.until(80)
        reader.check(80)
        assert len(reader.raw) == 80  # nothing was published again


async def test_what_an_outlived_relay_repeats_at_the_end_is_not_the_end(
    database: Database, kafka: Broker, topic: str
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        await fill(log, 40)
        async with relaying(database, kafka, topic) as running:
            await reached(running, 40)
            await until(lambda: _is_noted(log, topic, 40))
        async with (
            AIOKafkaProducer(**kafka.client()) as producer,
            AIOKafkaConsumer(**kafka.client(), enable_auto_commit=False) as consumer,
        ):
            for partition in range(6):
                part = TopicPartition(topic, partition)
                consumer.assign([part])
                consumer.seek(part, 0)
                first = await consumer.getone(part)
                await producer.send_and_wait(
                    topic, first.value, first.key, partition, headers=[*first.headers]
                )
        await fill(log, 40, 1, start=1)
        async with relaying(database, kafka, topic) as running:
            await reached(running, 80)
        await reader.until(80)
        reader.check(80)
        assert len(reader.raw) == 86  # nothing else was published again


async def _is_noted(log: Log, topic: str, position: int) -> bool:
    row = await log.relayed(topic)
    return row is not None and row["position"] == position


async def _record_count(kafka: Broker, topic: str) -> int:
    """How many records the topic holds; 0 where there is none."""
    consumer = AIOKafkaConsumer(**kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        if topic not in await consumer.topics():
            return 0
        parts = [TopicPartition(topic, p) for p in range(6)]
        ends = await asyncio.wait_for(consumer.end_offsets(parts), 10)
        return sum(ends.values())
    except (KafkaError, TimeoutError):
        return 0
    finally:
        await consumer.stop()
