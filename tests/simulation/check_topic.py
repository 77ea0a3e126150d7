"""Whether Kafka holds the log: each partition an unbroken run of it, once a reader has passed over what is repeated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.history import History, Logged, Record

_SLACK = 4.0  # seconds in which a relay that is awake notices that its lease has ended


def violations(history: History) -> Iterator[str]:
    """Each way in which the topic is not the log, as a sentence."""
    log = {event.position: event for event in history.log}
    partition_of: dict[str, int] = {}
    published: set[int] = set()
    for partition, records in enumerate(history.partitions):
        ours = [record for record in records if record.process]
        for record in ours:
            if partition_of.setdefault(record.stream, partition) != partition:
                yield f"{record.stream} is in the partitions {partition_of[record.stream]} and {partition}"
        before = _predecessors([e.position for e in history.log if partition_of.get(e.stream) == partition])
        yield from _run(partition, ours, log, history, before)
        published |= {record.position for record in ours}
    if history.foreign_topic:
        if published:
            yield f"positions {sorted(published)} were published after those of another log"
    elif missing := log.keys() - published:
        yield f"positions {sorted(missing)[:5]} are not in Kafka"
    yield from _after_the_lease(history)


def _predecessors(positions: list[int]) -> dict[int, int]:
    return dict(zip(positions, [0, *positions], strict=False))


def _run(
    partition: int, records: list[Record], log: dict[int, Logged], history: History, before: dict[int, int]
) -> Iterator[str]:
    highest = 0
    for record in records:
        event = log.get(record.position)
        if event is None or (event.stream, event.version) != (record.stream, record.version):
            yield f"partition {partition} has a record of position {record.position} that is not the log's"
            continue
        if history.data[record.position] != record.data:
            yield f"the data of position {record.position} is not the log's"
        if record.epoch != history.epoch or not record.authentic:
            yield f"position {record.position} was published in epoch {record.epoch}, or unsigned"
        if record.previous != before[record.position]:
            yield f"position {record.position} names {record.previous} as the one before it, and it is {before[record.position]}"
        if record.position > highest:
            if record.previous != highest:
                yield f"position {record.position} follows {highest} in partition {partition}: the run is broken"
            highest = record.position


def _after_the_lease(history: History) -> Iterator[str]:
    """A relay that is awake publishes nothing long after its lease has ended."""
    ends: dict[str, float] = defaultdict(float)
    for process, end in history.lease_ends:
        ends[process] = max(ends[process], end)
    for records in history.partitions:
        for record in records:
            if not record.process:
                continue
            end = ends[record.process]
            asleep = sum(
                max(0.0, min(until, record.time) - max(since, end))
                for since, until in history.pauses.get(record.process, ())
            )
            if record.time - asleep > end + _SLACK:
                yield f"{record.process} published {record.position} at {record.time:.1f} s; its lease ended at {end:.1f} s"
                return
