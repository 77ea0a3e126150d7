"""Hands events to Kafka: each partition gets an unbroken run, each record the position of the one before it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from opentelemetry.trace import Span

from contracts.envelope import Recorded
from runtime import tracing
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from runtime.settings import Settings
from runtime.telemetry import logger


def new_producer(settings: Settings) -> AIOKafkaProducer:
    """An idempotent producer that waits for all replicas; it is not started."""
    return AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        enable_idempotence=True,
        max_batch_size=256 << 10,
        linger_ms=0,
        request_timeout_ms=10_000,
    )


class Publisher:
    """Publishes events in the order in which it gets them.

    Args:
        producer: started.
        topic: its name.
        keys: sign the records.
        sent: by partition, the position of the last event that Kafka has; events up to it are skipped.
        epoch: the log's.
        wall: the clock, in seconds since 1970.
    """

    def __init__(
        self,
        producer: AIOKafkaProducer,
        topic: str,
        keys: BusKeys,
        sent: Sequence[int],
        epoch: str,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._producer, self._topic, self._keys, self._epoch = producer, topic, keys, epoch
        self._sent = list(sent)
        self._wall = wall

    @property
    def positions(self) -> list[int]:
        """By partition, the position of the last event that was handed over, or that Kafka had before."""
        return list(self._sent)

    async def send(self, events: Sequence[Recorded]) -> list[asyncio.Future[Any]]:
        """Hand events to the producer, one batch after another for each partition; their acknowledgements."""
        sent, producer = self._sent, self._producer
        by_partition: dict[int, list[Recorded]] = defaultdict(list)
        count, now = len(sent), int(self._wall() * 1000)
        for event in events:
            by_partition[partition_of(event.stream, count)].append(event)
        futures = []
        for partition, share in by_partition.items():
            batch = producer.create_batch()
            filled = 0
            spans: list[Span] = []
            for event in share:
                if event.position <= sent[partition]:
                    continue
                record: dict[str, Any] = {
                    # A broker may refuse what lies in its future; the event's own time is a header.
                    "timestamp": min(int(event.recorded_at.timestamp() * 1000), now),
                    "key": event.stream.encode(),
                    "value": event.data,
                    "headers": headers_of(event, sent[partition], partition, self._keys, self._epoch),
                }
                span = self._traced(event, record)
                if batch.append(**record) is None:
                    futures.append(await producer.send_batch(batch, self._topic, partition=partition))
                    _end_with(futures[-1], spans)
                    batch, filled, spans = producer.create_batch(), 0, []
                    batch.append(**record)
                filled += 1
                if span is not None:
                    spans.append(span)
                sent[partition] = event.position
            if filled:
                futures.append(await producer.send_batch(batch, self._topic, partition=partition))
                _end_with(futures[-1], spans)
        return futures

    def _traced(self, event: Recorded, record: dict[str, Any]) -> Span | None:
        """The span of a record, which is named in its headers; None where it is not traced."""
        if not tracing.is_traced(event.correlation_id):
            return None
        span = tracing.publish(event, self._topic)
        record["headers"].append((tracing.TRACEPARENT, tracing.header_of(span)))
        return span


def _end_with(acknowledgement: asyncio.Future[Any], spans: Sequence[Span]) -> None:
    """End the spans of a batch when Kafka has it."""
    if spans:
        acknowledgement.add_done_callback(lambda _: [span.end() for span in spans])


async def stop(producer: AIOKafkaProducer) -> None:
    """Let the producer write what it has. What it has not written in time it must not write any more.

    In a topic that was made again it would be the first record, without all that comes before it.
    """
    try:
        await asyncio.wait_for(producer.stop(), 2)
    except (TimeoutError, KafkaError):
        logger.warning("relay.producer_left", reason="it did not stop in time")
        if (sending := producer._sender.sender_task) is not None:  # noqa: SLF001  its stop() waits for all that it has
            sending.cancel()
            await asyncio.wait([sending], timeout=5)
        await producer.client.close()
