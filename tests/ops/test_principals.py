"""Each service's principal on a real Kafka: what it must be able to do, and that it can do nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as AioPartition
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    NewTopic,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from ops.embedded.kafka import ACCOUNTS, PARTNER_TOPICS, PARTNERS, PRINCIPALS
from ops.kafka import principals
from tests.servers import Broker

PASSWORD = "a password of the services"
PARTNER = "partner-dkm"
PATIENCE = 60.0
_LATER = {
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
}


@dataclass(frozen=True)
class Door:
    """One topic of the broker, and how to reach it as somebody; each call gives the broker's error, None for none."""

    broker: Broker
    topic: str

    def client(self, name: str, *, partner: bool = False, mechanism: str = "SCRAM-SHA-512") -> dict[str, Any]:
        """librdkafka's settings."""
        return {
            "bootstrap.servers": self.broker.partners_bootstrap if partner else self.broker.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": mechanism,
            "sasl.username": name,
            "sasl.password": self.broker.password if name == self.broker.username else PASSWORD,
            "log_level": 0,
        }

    def write(self, name: str, topic: str | None = None) -> int | None:
        """Write a record."""
        errors: list[KafkaError | None] = []
        producer = Producer(self.client(name) | {"enable.idempotence": name == "relay"})
        producer.produce(
            topic or self.topic, b"{}", partition=0, on_delivery=lambda error, _: errors.append(error)
        )
        deadline = time.monotonic() + PATIENCE
        while not errors and time.monotonic() < deadline:
            producer.poll(0.1)
        assert errors, "neither written nor refused"
        return errors[0].code() if errors[0] else None

    async def read(self, name: str) -> bytes | None:
        """The first record of partition 0."""
        part = AioPartition(self.topic, 0)
        client = self.broker.client() | {"sasl_plain_username": name, "sasl_plain_password": PASSWORD}
        async with AIOKafkaConsumer(**client, auto_offset_reset="earliest") as consumer:
            consumer.assign([part])
            async with asyncio.timeout(PATIENCE):
                value: bytes | None = (await consumer.getone(part)).value
                return value

    def look(self, name: str, topic: str) -> int | None:
        """Learn of a topic what one must know to read or to write it."""
        described = AdminClient(self.client(name)).list_topics(topic, timeout=PATIENCE).topics[topic]
        return int(described.error.code()) if described.error else None

    def commit(self, name: str, group: str) -> int | None:
        """Commit an offset for a group."""
        offsets = ConsumerGroupTopicPartitions(group, [TopicPartition(self.topic, 0, 1)])
        client = AdminClient(self.client(name))
        deadline = time.monotonic() + PATIENCE
        while True:
            code = _refusal(client.alter_consumer_group_offsets([offsets])[group])
            if code not in _LATER or time.monotonic() > deadline:
                return code
            time.sleep(0.1)  # the group's coordinator is being made

    def make_topic(self, name: str, topic: str = "another") -> int | None:
        """Make a topic of another name."""
        client = AdminClient(self.client(name))
        return _refusal(client.create_topics([NewTopic(topic, 1, 1)])[topic])

    def give_rights(self, name: str) -> int | None:
        """Make an ACL."""
        client = AdminClient(self.client(name))
        made = client.create_acls([next(principals.bindings(self.topic))])
        return _refusal(next(iter(made.values())))

    def logs_in(self, name: str, **how: Any) -> bool:
        """Whether the broker takes the name and its password at that listener."""
        errors: list[KafkaError] = []
        client = AdminClient(self.client(name, **how) | {"error_cb": errors.append})
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                client.list_topics(timeout=1)
                return True
            except KafkaException:
                client.poll(0)
                if any(error.code() == KafkaError._AUTHENTICATION for error in errors):
                    return False
        raise TimeoutError("neither let in nor refused")


def _refusal(future: Any) -> int | None:
    try:
        future.result(PATIENCE)
    except KafkaException as error:
        return int(error.args[0].code())
    return None


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline


@pytest.fixture
async def door(kafka: Broker, topic: str) -> Door:
    if kafka.partners_bootstrap is None:
        pytest.fail("the principals need a Kafka with the two listeners of `ops.embedded.kafka`")
    for _ in range(2):  # a second time changes nothing
        await principals.ensure(kafka.client(), dict.fromkeys(ACCOUNTS, PASSWORD), topic)
    door = Door(kafka, topic)
    for name in ACCOUNTS:
        until(lambda name=name: door.logs_in(name))  # type: ignore[misc]
    return door


async def test_the_relay_writes_and_reads_its_topic_and_no_other(door: Door) -> None:
    assert door.write("relay") is None
    assert await door.read("relay") == b"{}"
    other = await door.broker.make_topic()
    try:
        assert door.write("relay", other) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert door.look("relay", other) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    finally:
        await door.broker.drop_topic(other)
    assert door.commit("relay", f"{door.topic}.projections") == KafkaError.GROUP_AUTHORIZATION_FAILED


@pytest.mark.parametrize("name", ["projections", "notifications"])
async def test_a_consumer_reads_the_topic_in_its_own_group_and_writes_nothing(door: Door, name: str) -> None:
    assert door.write("relay") is None
    assert await door.read(name) == b"{}"
    assert door.commit(name, f"{door.topic}.{name}") is None
    other = "notifications" if name == "projections" else "projections"
    for group in (f"{door.topic}.{other}", "another"):
        assert door.commit(name, group) == KafkaError.GROUP_AUTHORIZATION_FAILED
    assert door.write(name) == KafkaError.TOPIC_AUTHORIZATION_FAILED


@pytest.mark.parametrize("name", PRINCIPALS)
def test_no_service_administers(door: Door, name: str) -> None:
    refusals = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
    assert door.make_topic(name) in refusals
    assert door.make_topic(name, f"{PARTNER_TOPICS}{name}") in refusals
    assert door.give_rights(name) in refusals


def test_who_gives_partners_their_topics_makes_no_others_and_sees_no_records(door: Door) -> None:
    refusals = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
    topic = f"{PARTNER_TOPICS}{door.topic}"
    assert door.make_topic(PARTNERS) in refusals
    assert door.make_topic(PARTNERS, topic) is None
    assert door.give_rights(PARTNERS) is None
    for each in (topic, door.topic):
        assert door.write(PARTNERS, each) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert door.look(PARTNERS, door.topic) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert door.commit(PARTNERS, f"{door.topic}.notifications") == KafkaError.GROUP_AUTHORIZATION_FAILED
    # What notifications write there, no other service can.
    assert door.write("notifications", topic) is None
    for name in ("relay", "projections"):
        assert door.write(name, topic) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    client = AdminClient(door.client(PARTNERS))
    client.delete_topics([topic])[topic].result(PATIENCE)


def test_neither_side_uses_the_others_listener(door: Door) -> None:
    administrator = door.broker.username or ""
    how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4_096)
    partner = UserScramCredentialUpsertion(PARTNER, how, PASSWORD.encode())
    client = AdminClient(door.client(administrator))
    made = client.alter_user_scram_credentials([partner])
    assert [_refusal(future) for future in made.values()] == [None]
    until(lambda: door.logs_in(PARTNER, partner=True, mechanism="SCRAM-SHA-256"))
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
        assert not door.logs_in(PARTNER, mechanism=mechanism)
        for name in (*ACCOUNTS, administrator):
            assert not door.logs_in(name, partner=True, mechanism=mechanism)
