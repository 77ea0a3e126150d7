"""Batches of records from Kafka: what follows the checkpoint is applied, the rest is compared with the log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from opentelemetry.trace import Span

from contracts.envelope import Recorded
from runtime import tracing
from runtime.consumer.applier import Applier
from runtime.consumer.dead_letters import Letter, of_record
from runtime.consumer.history import History
from runtime.consumer.incoming import Read, ReceivedBatch, Record, last_signed_event, read_batch, split_batch
from runtime.consumer.sink import FencedOut
from runtime.database import at_fault
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import same_event
from runtime.telemetry import FOREIGN, logger


class BatchHandler:
    """Applies batches through an applier.

    Args:
        reader: the consumer's name in logs and metrics.
        on_wait: called with the reason when a batch has to wait, as for the database.
    """

    def __init__(
        self, reader: str, applier: Applier, history: History, keys: BusKeys, on_wait: Callable[[str], None]
    ) -> None:
        self._reader = reader
        self._applier = applier
        self._history = history
        self._keys = keys
        self._on_wait = on_wait
        self.foreign = 0

    async def handle(self, records: Sequence[Record], live: bool) -> None:
        """Apply a batch of records in one go, however often that has to be tried.

        Args:
            live: whether all records were written since their partitions are followed.

        Raises:
            Exception: the fault is in the batch itself or in our code (see `at_fault`).
        """
        read = read_batch(records, self._keys)
        spans = self._traced(read) if tracing.is_on() else ()
        try:
            await self._handle(read, live)
        finally:
            for span in spans:
                span.end()

    def _traced(self, read: ReceivedBatch) -> list[Span]:
        return [
            tracing.apply(self._reader, received.event, record.headers)
            for received, record in read.records
            if tracing.is_traced(received.event.correlation_id)
            and received.authentic
            and received.event.position > self._applier.watermark
        ]

    async def _handle(self, read: ReceivedBatch, live: bool) -> None:
        async with self._applier.lock:
            while True:
                try:
                    foreign = await self._apply(read, live)
                except FencedOut:
                    await self._applier.load(self._history)
                except Exception as error:
                    if at_fault(error):
                        raise
                    self._on_wait(f"waiting: {str(error) or type(error).__name__}")
                    logger.warning("consumer.waits", reader=self._reader, error=type(error).__name__)
                    await asyncio.sleep(0.5)
                else:
                    self.foreign += foreign
                    FOREIGN.labels(self._reader).inc(foreign)
                    return

    async def _apply(self, read: ReceivedBatch, live: bool) -> int:
        """Apply the events that are not applied yet, and set aside the foreign records; how many those are."""
        progress = self._applier.progress
        trusted = live or await self._confirmed(read)
        events, doubtful = split_batch(read, progress.checkpoints, trusted=trusted, epoch=self._history.epoch)
        await self._applier.apply_bisecting(sorted(events, key=lambda item: item[1].position))
        foreign = [of_record(record, reason) for record, reason in read.foreign]
        if doubtful:
            foreign += await self._confirm_with_log(doubtful)
        await self._applier.apply_bisecting([], foreign)
        return len(foreign)

    async def _confirmed(self, read: ReceivedBatch) -> bool:
        """Whether the log has the last of the signed records.

        Then it has all of them: the relay signs what the log has, and positions are dense. What Kafka kept from a time
        before the log was restored from a backup is signed too.
        """
        last = last_signed_event(read)
        if last is None or last.position <= self._applier.watermark:
            return True
        logged = await self._history.at(last.position)
        return logged is not None and same_event(logged, last)

    async def _confirm_with_log(self, doubtful: Sequence[Read]) -> list[Letter]:
        """Apply the log's own events up to these records' positions; dead letters for the records that are not in the log."""
        letters: list[Letter] = []
        waiting: dict[int, list[Read]] = {}
        for received, record in doubtful:
            if received.event.position > self._applier.watermark:
                waiting.setdefault(received.event.position, []).append((received, record))
            else:
                letters.append(_foreign_letter(received.event, record))
        more = bool(waiting)
        while more:
            page = await self._applier.apply_page(self._history)
            for event in page:
                letters += [
                    _foreign_letter(event, record)
                    for received, record in waiting.pop(event.position, ())
                    if not same_event(event, received.event)
                ]
            more = bool(page) and bool(waiting)
        for each in waiting.values():
            letters += [_foreign_letter(received.event, record) for received, record in each]
        return letters


def _foreign_letter(event: Recorded, record: Record) -> Letter:
    return of_record(record, f"the log holds no such event at position {event.position}")
