"""A batch of records as it comes from Kafka: what each is, and which of them may be applied at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from aiokafka import ConsumerRecord

from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from runtime.errors import Foreign
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import ReceivedRecord, read_record

Record: TypeAlias = ConsumerRecord[Any, Any]
Read: TypeAlias = tuple[ReceivedRecord, Record]


class ReceivedBatch(NamedTuple):
    """The records that read as events, and with a reason those that do not."""

    records: list[Read]
    foreign: list[tuple[Record, str]]


def read_batch(records: Sequence[Record], keys: BusKeys) -> ReceivedBatch:
    """Read a batch; no record disturbs another."""
    read = ReceivedBatch([], [])
    for record in records:
        try:
            received = read_record(
                record.partition, record.offset, record.key, record.value, record.headers, keys
            )
        except Foreign as error:
            read.foreign.append((record, str(error)))
        else:
            read.records.append((received, record))
    return read


def last_signed_event(read: ReceivedBatch) -> Recorded | None:
    """Of the events with the relay's MAC the one with the highest position."""
    signed = (received.event for received, _ in read.records if received.authentic)
    return max(signed, key=lambda event: event.position, default=None)


def split_batch(
    read: ReceivedBatch, checkpoints: Mapping[int, int], *, trusted: bool, epoch: str
) -> tuple[list[tuple[int, Recorded]], list[Read]]:
    """The events that follow the checkpoints, with their partitions; and the records that have to be compared with the log.

    Args:
        checkpoints: partition → position of the last event applied there.
        trusted: whether a MAC suffices. Where it does not, the log may have been restored since it was made.
        epoch: the log's. What was signed in another is not trusted either.
    """
    reached = dict(checkpoints)
    epochs = {None, epoch}  # a relay that knew of no epoch has signed none
    broken: set[int] = set()  # partitions where something is missing: what comes later there waits for it
    events: list[tuple[int, Recorded]] = []
    doubtful: list[Read] = []
    for received, record in read.records:
        partition, event = received.partition, received.event
        last = reached.get(partition, 0)
        if not received.authentic:
            # What is applied already is passed over, unless it is of a type that cannot have been.
            if event.position > last or (event.type, event.schema_version) not in EVENTS:
                doubtful.append((received, record))
        elif event.position <= last:
            continue
        elif not trusted or partition in broken or received.previous != last or received.epoch not in epochs:
            broken.add(partition)
            doubtful.append((received, record))
        else:
            events.append((partition, event))
            reached[partition] = event.position
    return events, doubtful
