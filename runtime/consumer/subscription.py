"""The FastStream side of a consumer: raw batches of records from our topic, at least once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from time import monotonic, time
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER

from runtime.kafka import unreadable  # noqa: F401  what cannot be read is a record too
from runtime.kafka.clients import faststream_security
from runtime.settings import Settings
from runtime.tasks import Background
from runtime.telemetry import logger

Records = Sequence[ConsumerRecord[bytes, bytes]]
_MAX_RECORDS = 5_000
# How long Kafka, and a poll, wait for records where there are none. A record that comes ends both at once.
_WAIT_MS = 500
_COMMIT_INTERVAL = 1.0
# Seconds without an answer from Kafka after which the connection is made again.
_SILENT = 20.0


async def _poll(consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord[bytes, bytes], ...]:
    # In place of FastStream's own, which sleeps after a poll without records as long as the poll has waited: that makes a
    # choice between a processor that never rests and records that wait.
    records = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_MAX_RECORDS)
    return tuple(chain.from_iterable(records.values()))


async def _unparsed(records: tuple[ConsumerRecord[bytes, bytes], ...]) -> KafkaMessage:
    # Records are read by the consumer, which sets aside what cannot be read.
    return KafkaMessage(
        raw_message=records,
        body=records,
        headers={},
        message_id="",
        correlation_id="",
        consumer=FAKE_CONSUMER,
    )


async def _undecoded(message: KafkaMessage) -> Any:
    return message.raw_message


class Subscription:
    """Keeps a batch subscriber going; a broker that is away is waited for.

    Kafka's own offsets are only a hint of where to go on: the handler skips what is at or below its checkpoint.

    Args:
        handle: takes a batch, and whether all of it was written since its partitions are followed.
    """

    def __init__(
        self, settings: Settings, group: str, handle: Callable[[Records, bool], Awaitable[None]]
    ) -> None:
        self._settings = settings
        self._group = group
        self._handle = handle
        self._task = Background(f"subscription-{group}", self._run)
        self._subscriber: Any = None
        self._committed = 0.0
        self.handling = False
        self._ends: dict[int, int] = {}  # where each partition ended when it was first followed
        self.state = "not connected to Kafka yet"

    def start(self) -> None:
        """Connect in the background."""
        self._task.start()

    async def stop(self) -> None:
        """Leave the group."""
        await self._task.stop()

    def doubt(self) -> None:
        """Take what the partitions hold by now for old: the log may have been exchanged meanwhile."""
        self._ends.clear()

    def poll_age(self) -> float:
        """Seconds since the last poll; infinity when there is no connection."""
        consumer = getattr(self._subscriber, "consumer", None)
        if consumer is None:
            return float("inf")
        polls = [consumer.last_poll_timestamp(part) or 0 for part in consumer.assignment()]
        return time() - max(polls) / 1000 if polls else float("inf")

    async def _run(self) -> None:
        delay = 0.2
        while True:
            broker = self._broker()
            try:
                async with asyncio.timeout(30):
                    await broker.start()
                self.state, delay = "", 0.2
                self.doubt()
                logger.info("subscription.started", group=self._group)
                await self._watch()
            except (Exception, TimeoutError) as error:
                self.state = f"waiting for Kafka: {type(error).__name__}"
                logger.warning("subscription.waits", group=self._group, error=type(error).__name__)
            finally:
                self._subscriber = None
                await _stop(broker)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 3.0)

    async def _watch(self) -> None:
        """Never returns. Raises ConnectionAbortedError when polling has stopped: FastStream may give up unnoticed."""
        polled = monotonic()
        while True:
            await asyncio.sleep(1)
            if self.handling or self.poll_age() < _SILENT:
                polled = monotonic()
            elif monotonic() - polled > _SILENT:
                raise ConnectionAbortedError(f"Kafka gave no answer for {_SILENT:.0f} s")

    def _broker(self) -> KafkaBroker:
        quiet = logging.getLogger("upland.faststream")
        quiet.setLevel(logging.WARNING)
        broker = KafkaBroker(
            self._settings.kafka_bootstrap.split(","),
            security=faststream_security(self._settings),
            client_id=f"{self._group}.{self._settings.instance}",
            consumer_only=True,
            allow_auto_create_topics=False,
            metadata_max_age_ms=3_000,
            request_timeout_ms=10_000,
            graceful_timeout=3,
            apply_types=False,
            logger=quiet,
        )
        self._subscriber = broker.subscriber(
            self._settings.topic,
            batch=True,
            group_id=self._group,
            # A restarted process takes its own place again at once, instead of waiting for its old session to end.
            group_instance_id=f"{self._group}.{self._settings.instance}",
            session_timeout_ms=10_000,
            heartbeat_interval_ms=1_000,
            max_poll_interval_ms=1_800_000,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            fetch_max_wait_ms=_WAIT_MS,
            max_partition_fetch_bytes=4 << 20,
            parser=_unparsed,
            decoder=_undecoded,
        )
        self._subscriber.get_msg = _poll
        self._subscriber(self._on_batch)
        return broker

    async def _on_batch(self, records: Any) -> None:
        self.handling = True
        try:
            await self._handle(records, await self._is_live(records))
        finally:
            self.handling = False
        if monotonic() - self._committed > _COMMIT_INTERVAL and self._subscriber is not None:
            self._committed = monotonic()
            try:
                await self._subscriber.consumer.commit()
            except KafkaError as error:  # only a hint: the checkpoint is what counts
                logger.info("subscription.commit_missed", group=self._group, error=type(error).__name__)

    async def _is_live(self, records: Records) -> bool:
        first: dict[int, int] = {}
        for record in records:
            first.setdefault(record.partition, record.offset)
        try:
            if new := [
                TopicPartition(self._settings.topic, each) for each in first.keys() - self._ends.keys()
            ]:
                ends = await self._subscriber.consumer.end_offsets(new)
                self._ends |= {part.partition: end for part, end in ends.items()}
        except KafkaError:
            return False
        return all(offset >= self._ends[partition] for partition, offset in first.items())


async def _stop(broker: KafkaBroker) -> None:
    try:
        async with asyncio.timeout(4):
            await broker.stop()
    except (Exception, TimeoutError) as error:
        logger.warning("subscription.left", error=type(error).__name__)
