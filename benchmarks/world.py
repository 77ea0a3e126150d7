"""A record as large as a country's, made of numbers: the same seed and size give the same events.

At its full size it has 1,000,000 events of 2,000 clusters and 100,000 members, in streams that interleave as they would
when many people write at once. Every event is what its class in `contracts` would have encoded.

`python -m benchmarks.world EVENTS` writes it into the empty log of the database UPLAND_OWNER_URL.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import asyncpg

from benchmarks.record import Record
from benchmarks.streams import Unrecorded, Writer
from contracts.catalogue import LATEST
from contracts.envelope import Recorded

SIZE = 1_000_000
_SEED = 20180319
_START = datetime(2025, 9, 1, 6, tzinfo=UTC)
# Streams of each category in the full world. Visits fill up what is left.
_STREAMS = {
    "source": 20_000,
    "party": 80_000,
    "person": 20_000,
    "cluster": 2_000,
    "membership": 100_000,
    "agreement": 29_000,
    "conference": 4_000,
    "commitment": 22_000,
    "subscription": 400,
    "visit": 50_000,
}
# One stream in so many events is being written at any time.
_OPEN = 300
_COLUMNS = (
    "position", "stream", "version", "type", "schema_version", "recorded_at", "audience", "salt", "correlation_id",
    "causation_id", "data",
)  # fmt: skip


def events(size: int = SIZE, seed: int = _SEED) -> Iterator[Recorded]:
    """The log of the world, by position."""
    random = Random(seed)
    writer = Record(random)
    fresh = _streams(writer, random, size)
    streams: list[tuple[str, list[Unrecorded], list[int]]] = []
    at_once = max(1, size // _OPEN)
    second = timedelta(seconds=30)
    at = _START
    for position in range(1, size + 1):
        which = int(random.random() * at_once)
        if which >= len(streams):
            which = len(streams)
            stream, events = next(fresh)
            streams.append((stream, events, [0]))
        stream, events, written = streams[which]
        version = written[0] = written[0] + 1
        type, audience, data = events[version - 1]
        at += second
        salt = random.randbytes(16)
        reach: Any = audience
        yield Recorded(
            position,
            stream,
            version,
            type,
            LATEST[type],
            at,
            reach,
            salt,
            f"world{position:027x}",
            None,
            data,
        )
        if version == len(events):
            streams[which] = (*next(fresh), [0])


def _streams(writer: Writer, random: Random, size: int) -> Iterator[tuple[str, list[Unrecorded]]]:
    """Streams without end, their categories mixed; each speaks of what was there before it."""
    counts = {category: max(1, count * size // SIZE) for category, count in _STREAMS.items()}
    for category in ("source", "party", "cluster", "person"):  # what all others speak of
        for _ in range(min(counts[category], 40)):
            counts[category] -= 1
            yield writer.stream(category)
    order = [category for category, count in counts.items() for _ in range(count)]
    random.shuffle(order)
    # Clusters have long lives: they begin early.
    early = [category for category in order if category == "cluster"]
    rest = [category for category in order if category != "cluster"]
    for number, category in enumerate(rest):
        if early and number % 4 == 0:
            yield writer.stream(early.pop())
        yield writer.stream(category)
    while True:
        yield writer.stream("visit")


async def load(url: str, events: Iterable[Recorded]) -> int:
    """Write events into an empty log as its owner, as if they had been appended one by one; the last position."""
    owner = await asyncpg.connect(url)
    try:
        await owner.copy_records_to_table("events", schema_name="registry", columns=_COLUMNS, records=events)
        await owner.execute(
            "UPDATE registry.head SET position = e.position, recorded_at = e.recorded_at"
            " FROM (SELECT position, recorded_at FROM registry.events ORDER BY position DESC LIMIT 1) AS e"
        )
        await owner.execute("VACUUM (ANALYZE) registry.events")
        return int(await owner.fetchval("SELECT position FROM registry.head"))
    finally:
        await owner.close()


if __name__ == "__main__":
    asyncio.run(load(os.environ["UPLAND_OWNER_URL"], events(int(sys.argv[1]))))
