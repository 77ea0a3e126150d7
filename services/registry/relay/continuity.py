"""Whether Kafka holds this log and no other, and up to where: decided on the last records of the partitions. Pure.

The relay goes on behind what it finds in Kafka. What it finds must be the log's: a log that was restored from a backup is
behind Kafka, or has given the same positions to other events, and publishing on would leave Kafka with two records in one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts.envelope import Recorded
from runtime.kafka.records import same_event

_HEAL = "`upland republish` begins a new epoch and publishes the log again."


class Last(NamedTuple):
    """The last event of the relay's in a partition, and the epoch in which it was published (None: before there were any).

    signed: whether the record itself proves it; otherwise the log does, for a record from before there were signatures.
    """

    partition: int
    event: Recorded
    epoch: str | None
    signed: bool = True


class Log(NamedTuple):
    """What the records are compared with.

    first: whether the log is in its first epoch. events: the log's events at the positions of the last records.
    """

    head: int
    epoch: str
    first: bool
    events: Mapping[int, Recorded]


def obstacle(lasts: Sequence[Last], log: Log) -> str | None:
    """Why nothing can be published behind these records, with the numbers and what to do; None when it can."""
    lasts = [last for last in lasts if last.signed]
    for last in lasts:
        if last.epoch != log.epoch and not (log.first and last.epoch is None):
            return (
                f"Kafka holds records of epoch {last.epoch or 'none'} (position {last.event.position} in partition"
                f" {last.partition}), and the log is of epoch {log.epoch}. {_HEAL}"
            )
    ahead = max((last.event.position for last in lasts), default=0)
    if ahead > log.head:
        return (
            f"Kafka is ahead of the log: it holds position {ahead}, and the log ends at {log.head}. The log was restored"
            f" from a backup. {_HEAL}"
        )
    for last in sorted(lasts, key=lambda last: last.event.position):
        logged = log.events.get(last.event.position)
        if logged is None or not same_event(logged, last.event):
            return (
                f"Kafka holds another event at position {last.event.position} ({last.event.id} in partition"
                f" {last.partition}) than the log{f' ({logged.id})' if logged else ''}. The log was restored from a backup"
                f" and has grown since. {_HEAL}"
            )
    return None
