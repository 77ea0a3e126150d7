"""Writes records to a partner's topic in transactions: readers of committed records see each of them once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from runtime.errors import UplandError
from runtime.kafka.clients import client_options
from runtime.settings import Settings
from runtime.telemetry import logger
from services.notifications.channels.kafka.records import PartnerRecord

if TYPE_CHECKING:
    from aiokafka.structs import RecordMetadata

_START, _ANSWER = 15.0, 30.0  # seconds
# A writer that died holds up readers of committed records until another one starts, or for so many milliseconds.
_TRANSACTION = 15_000


class TopicReplaced(UplandError):
    """A partner's topic is not the one on which its writer began, or holds less. The channel begins again with it."""


class Writer:
    """The only one that can write to a topic: starting it fences the one that wrote there before.

    `next` is the least offset that the next record can get.
    """

    def __init__(self, settings: Settings, topic: str) -> None:
        self.settings = settings
        self._topic = topic
        self._producer = AIOKafkaProducer(
            **client_options(settings),
            transactional_id=topic,
            transaction_timeout_ms=_TRANSACTION,
            acks="all",
            max_batch_size=512 << 10,
            linger_ms=0,
            request_timeout_ms=10_000,
        )
        self.next = 0

    async def __aenter__(self) -> Writer:
        try:
            await asyncio.wait_for(self._producer.start(), _START)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def write(self, records: Iterable[PartnerRecord]) -> None:
        """Write records, all of them or none.

        Raises:
            TopicReplaced: the topic has fewer records than it had.
            KafkaError, TimeoutError: another writer has begun, or Kafka does not answer; whether they are in the topic
                shows only in the topic.
        """
        producer = self._producer
        await producer.begin_transaction()
        sent: list[asyncio.Future[RecordMetadata]] = []
        batch, count = producer.create_batch(), 0
        now = int(time.time() * 1000)
        for key, value, headers in records:
            if batch.append(timestamp=now, key=key, value=value, headers=headers) is None:
                sent.append(await producer.send_batch(batch, self._topic, partition=0))
                batch, count = producer.create_batch(), 0
                batch.append(timestamp=now, key=key, value=value, headers=headers)
            count += 1
        sent.append(await producer.send_batch(batch, self._topic, partition=0))
        offsets = [each.offset for each in await asyncio.wait_for(asyncio.gather(*sent), _ANSWER)]
        if offsets[0] < self.next:
            await asyncio.wait_for(producer.abort_transaction(), _ANSWER)
            raise TopicReplaced(f"a record of {self._topic} got offset {offsets[0]}, and {self.next} was due")
        await asyncio.wait_for(producer.commit_transaction(), _ANSWER)
        self.next = offsets[-1] + count

    async def _stop(self) -> None:
        """End without a word: a transaction that is under way is aborted when the next writer starts."""
        producer = self._producer
        try:
            await asyncio.wait_for(producer.stop(), 2)
        except (TimeoutError, KafkaError):
            logger.warning("partner.producer_left", topic=self._topic)
            if (sending := producer._sender.sender_task) is not None:  # noqa: SLF001  its stop() waits for all it has
                sending.cancel()
                await asyncio.wait([sending], timeout=2)
            await producer.client.close()
