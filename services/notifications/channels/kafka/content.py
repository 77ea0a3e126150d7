"""Reads from a partner's topic what a writer goes on after: its first and its last committed record."""

from __future__ import annotations

from collections.abc import Iterator

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka import Message as Record

from runtime.kafka.clients import librdkafka_options
from runtime.settings import Settings
from services.notifications.channels.kafka.broker import Bounds
from services.notifications.channels.kafka.continuation import TopicContent
from services.notifications.channels.kafka.records import Mark, mark_of

# From the end a topic is read in steps that grow: so many offsets at a time, markers of transactions among them.
_STEPS = (20, 2_000, 100_000)
_SECONDS = 15.0  # without a record, after which Kafka does not answer


def topic_content(settings: Settings, topic: str, bounds: Bounds, unlimited: bool) -> TopicContent:
    """What a topic holds. No transaction must be under way in it. Blocks while it reads.

    Raises:
        KafkaException: Kafka does not answer.
    """
    assert settings.kafka_password is not None
    consumer = Consumer(
        librdkafka_options(settings, settings.kafka_username, settings.kafka_password.get_secret_value())
        | {
            # It commits nothing; of all groups the service may use this one.
            "group.id": f"{settings.topic}.notifications",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    try:
        last = _last(consumer, topic, bounds)
        first = next(_marks(consumer, topic, bounds.begin, bounds.end), None) if last else None
        return TopicContent(bounds.id, bounds.begin, bounds.end, first, last, unlimited)
    finally:
        consumer.close()


def _last(consumer: Consumer, topic: str, bounds: Bounds) -> Mark | None:
    for step in (*_STEPS, bounds.end):
        start = max(bounds.begin, bounds.end - step)
        last: Mark | None = None
        for mark in _marks(consumer, topic, start, bounds.end):
            last = mark
        if last is not None or start == bounds.begin:
            return last
    return None


def _marks(consumer: Consumer, topic: str, start: int, end: int) -> Iterator[Mark]:
    """The marks of the committed records from an offset on, to the end of the topic."""
    if start >= end:
        return
    consumer.assign([TopicPartition(topic, 0, start)])
    while (record := consumer.poll(_SECONDS)) is not None:
        if (error := record.error()) is not None:
            if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001  its own name
                return
            if not error.retriable():
                raise KafkaException(error)
        elif (mark := _mark(record)) is not None:
            yield mark
    raise KafkaException(KafkaError(KafkaError._TIMED_OUT))  # noqa: SLF001


def _mark(record: Record) -> Mark | None:
    offset, headers = record.offset(), record.headers()
    assert offset is not None
    pairs = headers.items() if isinstance(headers, dict) else headers or ()
    return mark_of(offset, [(name, _bytes(value)) for name, value in pairs])


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None
