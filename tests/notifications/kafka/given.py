"""Kafka channels on the test's database and the broker of the run, and partners that read their topics."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from ops.embedded.kafka import ACCOUNTS
from ops.kafka import principals
from runtime.settings import Settings
from services.notifications.channels.desk import Desk
from services.notifications.channels.kafka.broker import Broker as Administration
from services.notifications.channels.kafka.kind import Kafka
from services.notifications.channels.places import Places
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.clock import SystemClock
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels
from services.notifications.deliveries.worker import Beat, Parts, Worker
from services.notifications.notifier import Notifier
from services.notifications.pages import Pages
from services.notifications.subscriptions import store
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Stage, Subscription, stream_of
from tests.servers import Broker, Database

PASSWORD = "a password of the services"
PATIENCE = 60.0
BEAT = Beat(every=0.1, lease=3.0, pause=0.1)


@dataclass(frozen=True)
class Office:
    """Kafka channels of one test, under names of its own."""

    kafka: Broker
    settings: Settings
    parts: Parts
    kind: Kafka
    tag: str

    @classmethod
    async def open(
        cls,
        kafka: Broker,
        database: Database,
        pool: asyncpg.Pool[asyncpg.Record],
        notifier: Notifier,
        folder: Path,
    ) -> Office:
        """Give the services their rights under a prefix of the test's own."""
        tag = secrets.token_hex(4)
        prefix = f"upland.test.{tag}."
        topic = "upland.events"
        await principals.ensure(kafka.client(), dict.fromkeys(ACCOUNTS, PASSWORD), topic, prefix)
        key_file = folder / "channels.key"
        key_file.write_text("0f" * 32)
        settings = Settings.model_validate(
            {
                "database_url": database.url("upland_notifications"),
                "kafka_bootstrap": kafka.bootstrap,
                "kafka_security": "sasl_plaintext",
                "kafka_username": "notifications",
                "kafka_password": PASSWORD,
                "kafka_partners_bootstrap": kafka.partners_bootstrap,
                "kafka_partners_password": PASSWORD,
                "channels_key_file": key_file,
                "partner_topics": prefix,
                "topic": topic,
            }
        )
        return cls.on(kafka, settings, pool, notifier, tag)

    @classmethod
    def on(
        cls,
        kafka: Broker,
        settings: Settings,
        pool: asyncpg.Pool[asyncpg.Record],
        notifier: Notifier,
        tag: str,
    ) -> Office:
        """What a process makes of its settings."""
        channels, subscriptions, seal = Channels(pool), Subscriptions(pool), Seal(settings.channels_key_file)
        kind = Kafka(settings, channels, subscriptions, seal, grace=0)
        parts = Parts(
            channels,
            subscriptions,
            {kind.name: kind},
            Pages(pool),
            notifier,
            seal,
            SystemClock(),
        )
        return cls(kafka, settings, parts, kind, tag)

    @property
    def desk(self) -> Desk:
        """What owners use."""
        return Desk(self.parts, Places(self.parts.channels.pool, self.parts.pages))

    @property
    def administration(self) -> Administration:
        """The broker as the principal `partners` sees it."""
        return Administration(self.settings)

    def worker(self) -> Worker:
        """A worker of a process of its own: it shares the database and Kafka."""
        pool, notifier = self.parts.channels.pool, self.parts.notifier
        return Worker(Office.on(self.kafka, self.settings, pool, notifier, self.tag).parts, BEAT)

    async def subscribe(self, name: str = "a", **settings: Any) -> Partner:
        """A partner with an approved subscription and a Kafka channel."""
        subscriber = f"cluster-{name}{self.tag}"
        subscription = await self.store(f"sub-{name}", subscriber)
        made: dict[str, Any] = await self.desk.create(subscription, {"kind": "kafka", **settings})
        return Partner(made["id"], subscription, made["kafka"], made["secret"])

    async def store(self, id: str, subscriber: str, stage: Stage = "approved") -> Subscription:
        """A subscription as the feed has stored it."""
        made = Subscription(id, subscriber, stage, None, 1, {"en": "for the test"}, datetime.now(UTC))
        async with self.parts.channels.pool.acquire() as connection:
            await store.replace(connection, {stream_of(id): made})
        return made

    async def channel(self, id: str) -> Channel:
        """A channel as it is stored."""
        stored = await self.parts.channels.get(id)
        assert stored is not None
        return stored


@dataclass(frozen=True)
class Partner:
    """What a partner was given."""

    channel: str
    subscription: Subscription
    kafka: dict[str, str]
    secret: str = field(repr=False)

    @property
    def topic(self) -> str:
        """Its topic."""
        return self.kafka["topic"]

    def options(self, **more: Any) -> dict[str, Any]:
        """librdkafka's settings."""
        return {
            "bootstrap.servers": self.kafka["bootstrap"],
            "security.protocol": self.kafka["security"],
            "sasl.mechanism": self.kafka["mechanism"],
            "sasl.username": self.kafka["username"],
            "sasl.password": self.secret,
            "log_level": 0,
            **more,
        }

    def consumer(self, group: str | None = None, **more: Any) -> Consumer:
        """A consumer of committed records, from the beginning."""
        return Consumer(
            self.options(
                **{
                    "group.id": group or f"{self.kafka['username']}.test",
                    "isolation.level": "read_committed",
                    "enable.partition.eof": True,
                    "auto.offset.reset": "earliest",
                    **more,
                }
            )
        )

    def records(self) -> list[Message]:
        """All committed records of the topic."""
        with closing(self.consumer()) as consumer:
            consumer.assign([TopicPartition(self.topic, 0, 0)])
            return list(_to_the_end(consumer))

    def ids(self) -> list[str]:
        """The events' ids in the order of the topic."""
        return [headers(record)["ce_id"].decode() for record in self.records()]

    def error_of_reading(self, topic: str | None = None, group: str | None = None, **more: Any) -> int | None:
        """The first error of a consumer that joins a group; None when it reads to the end."""
        errors: list[KafkaError] = []
        consumer = self.consumer(group, error_cb=errors.append, **more)
        with closing(consumer):
            consumer.subscribe([topic or self.topic])
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                record = consumer.poll(0.2)
                error = record.error() if record is not None else None
                if error is not None and error.code() == KafkaError._PARTITION_EOF:
                    return None
                if error is not None:
                    return int(error.code())
                if any(each.code() == KafkaError._AUTHENTICATION for each in errors):
                    return int(KafkaError._AUTHENTICATION)
        raise TimeoutError("neither read nor refused")

    def error_of_writing(self) -> int | None:
        """The error of a producer that writes to the topic."""
        errors: list[KafkaError | None] = []
        producer = Producer(self.options())
        producer.produce(self.topic, b"{}", partition=0, on_delivery=lambda error, _: errors.append(error))
        wait(lambda: producer.poll(0.1) or errors)
        return int(errors[0].code()) if errors[0] else None

    def logs_in(self) -> bool:
        """Whether the broker takes its name and password."""
        errors: list[KafkaError] = []
        client = AdminClient(self.options(error_cb=errors.append))
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                client.list_topics(timeout=1)
                return True
            except Exception:
                client.poll(0)
                if any(error.code() == KafkaError._AUTHENTICATION for error in errors):
                    return False
        raise TimeoutError("neither let in nor refused")


def headers(record: Message) -> dict[str, bytes]:
    """A record's headers."""
    pairs = record.headers()
    assert isinstance(pairs, list)
    return {name: value for name, value in pairs if isinstance(value, bytes)}


def wait(condition: Callable[[], Any]) -> None:
    """Return when a condition is true. Blocks."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline


def _to_the_end(consumer: Consumer) -> Iterator[Message]:
    while True:
        record = consumer.poll(PATIENCE)
        assert record is not None, "Kafka gives no record"
        if (error := record.error()) is None:
            yield record
        elif error.code() == KafkaError._PARTITION_EOF:
            return
