"""The log's topic on the real Kafka: made where it is missing, known again, and read at its ends."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from contracts.envelope import Recorded
from ops.embedded.kafka import admin_client
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import ReceivedRecord, headers_of
from runtime.settings import Settings
from services.registry.relay.broker import Broker as Account
from services.registry.relay.topic import Ends, Partitions, new_consumer
from tests.running import until
from tests.servers import BUS_KEY_FILE, Broker

KEYS = BusKeys.read(BUS_KEY_FILE)


def settings_of(kafka: Broker, topic: str, partitions: int = 6) -> Settings:
    return Settings.model_validate(
        {
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_security": kafka.security,
            "kafka_username": kafka.username,
            "kafka_password": kafka.password,
            "topic": topic,
            "partitions": partitions,
        }
    )


def event(position: int) -> Recorded:
    return Recorded(
        position,
        "party-a",
        position,
        "PartyRegistered",
        1,
        datetime.now(UTC),
        "public",
        b"",
        "c",
        None,
        b"{}",
    )


@pytest.fixture
async def name(kafka: Broker) -> AsyncIterator[str]:
    """A topic that is not there."""
    name = f"upland.test.{secrets.token_hex(4)}"
    yield name
    await kafka.drop_topic(name)


async def ends(kafka: Broker, topic: str, log: Sequence[int] = ()) -> Ends:
    """The ends; of unsigned records those at these positions count."""

    async def unsigned(read: Sequence[ReceivedRecord]) -> list[ReceivedRecord]:
        return [each for each in read if each.event.position in log]

    settings = settings_of(kafka, topic)
    described = await Account(settings).ensure()
    async with Partitions(settings, KEYS, described, new_consumer(settings)) as partitions:
        return await partitions.ends(unsigned)


async def test_a_missing_topic_is_made_with_unlimited_retention(kafka: Broker, name: str) -> None:
    account = Account(settings_of(kafka, name, 3))
    assert await account.describe() is None
    made = await account.ensure()
    assert made.partitions == 3
    assert made == await account.ensure() == await account.describe()
    assert await account.keeps_everything()
    admin = await admin_client(kafka.client())
    [described] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    await admin.close()
    values = {entry[0]: entry[1] for entry in described.resources[0][4]}  # type: ignore[attr-defined]
    assert values["retention.ms"] == values["retention.bytes"] == "-1"
    assert values["message.timestamp.type"] == "LogAppendTime"


async def test_a_topic_that_was_made_again_is_another(kafka: Broker, name: str) -> None:
    account = Account(settings_of(kafka, name))
    first = await account.ensure()
    await kafka.drop_topic(name)

    async def gone() -> bool:
        return await account.describe() is None

    await until(gone)
    second = await account.ensure()
    assert first._replace(id=second.id) == second
    assert first.id != second.id


async def test_an_empty_topic_ends_nowhere(kafka: Broker, name: str) -> None:
    ends_now = await ends(kafka, name)
    assert (ends_now.positions, ends_now.begins, ends_now.offsets) == ([0] * 6, [0] * 6, [0] * 6)
    assert not ends_now.is_emptied


async def test_however_many_records_are_not_ours_they_are_passed_over(kafka: Broker, topic: str) -> None:
    own = event(7)
    forged = event(100_000)
    async with AIOKafkaProducer(**kafka.client(), linger_ms=5) as producer:
        await producer.send_and_wait(
            topic, own.data, key=b"party-a", headers=headers_of(own, 0, 2, KEYS, "e"), partition=2
        )
        kinds: list[list[tuple[str, bytes | None]]] = [
            [],
            [("ce_type", None)],
            [("traceparent", None)],
            [*headers_of(forged, 7)],
            [*headers_of(forged, 7, 3, KEYS, "e")],  # signed for another partition
            [*headers_of(forged, 7, 2, BusKeys("x" * 40), "e")],
        ]
        for n in range(12_000):
            headers = kinds[n % len(kinds)]
            await producer.send(topic, b"{}", key=b"party-a", headers=headers, partition=2 + n // 6 % 2)
    ends_now = await ends(kafka, topic)
    assert ends_now.positions == [0, 0, 7, 100_000, 0, 0]  # the copy counts in its own partition only
    last = ends_now.lasts[2]
    assert last is not None
    assert (last.event, last.epoch, last.signed) == (own, "e", True)


async def test_what_nobody_signed_counts_where_the_log_has_it(kafka: Broker, topic: str) -> None:
    async with AIOKafkaProducer(**kafka.client()) as producer:
        for position in (3, 5, 9):
            headers = headers_of(event(position), 0)
            await producer.send_and_wait(topic, b"{}", key=b"party-a", headers=headers, partition=0)
    assert (await ends(kafka, topic)).positions[0] == 0
    ends_now = await ends(kafka, topic, log=(3, 5))
    assert ends_now.positions[0] == 5
    assert ends_now.lasts[0] is not None
    assert not ends_now.lasts[0].signed
