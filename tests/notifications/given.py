"""Events for the tests, in their order, and what the rules make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import asyncpg
import orjson

from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Recorded
from contracts.fields import Audience
from runtime.consumer.checkpoints import Progress
from runtime.kafka.partitions import partition_of
from services.notifications.entries import Visibility, groups_of, sees
from services.notifications.feed import Feed, read
from services.notifications.feed_rows import FeedRow, Payload, feed_row

DKM, SAAM, PGM, WSM = "cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm"
LUBLIN, RADOM, STARACHOWICE = "party-lublin", "party-radom", "party-starachowice"
# What the sink writes.
FEED_TABLES = (
    "notifications.feed",
    "notifications.standings",
    "notifications.subscriptions",
    "notifications.subscription_facts",
    "notifications.names",
)
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Log:
    """A log in memory."""

    events: list[Recorded] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def append(self, stream: str, type: str, audience: Audience | None = None, **data: Any) -> Recorded:
        """Append an event; its audience is its type's where none is given."""
        version = self.versions[stream] = self.versions.get(stream, 0) + 1
        position = len(self.events) + 1
        event = Recorded(
            position,
            stream,
            version,
            type,
            LATEST.get(type, 1),
            _START + timedelta(seconds=position),
            audience or EVENTS[type, LATEST[type]].audience,
            bytes(range(position % 200, position % 200 + 16)),
            f"{position:032x}",
            None,
            orjson.dumps(data | {"actor": "test"}, option=orjson.OPT_SORT_KEYS),
        )
        self.events.append(event)
        return event

    def propose(self, stream: str, *parties: str) -> Recorded:
        """An agreement is put to its parties."""
        return self.append(stream, "AgreementProposed", kind="letter-of-intent", parties=list(parties))

    def sign(self, stream: str, party: str) -> Recorded:
        """A party signs."""
        return self.append(stream, "AgreementSigned", party=party)

    def conclude(self, stream: str) -> Recorded:
        """The agreement is concluded."""
        return self.append(stream, "AgreementConcluded")

    def agree(self, stream: str, *parties: str) -> None:
        """An agreement from beginning to end."""
        self.propose(stream, *parties)
        for party in parties:
            self.sign(stream, party)
        self.conclude(stream)


def rows_of(events: Iterable[Recorded]) -> list[FeedRow]:
    """The feed as the rules make it of events that are applied in the log's order."""
    streams: dict[str, Visibility] = {}
    payloads: dict[int, Payload] = {}
    rows: list[FeedRow] = []
    for event in events:
        visibility = streams.setdefault(event.stream, Visibility(event.stream))
        entries, payloads[event.position], _ = read(visibility, event)
        rows += [
            feed_row(event.position, entry.position, entry, payloads[entry.position]) for entry in entries
        ]
    return rows


def ids_for(subject: str | None, events: Iterable[Recorded]) -> list[str]:
    """The ids in the feed of a subject, in its order; None for anybody."""
    recorded = list(events)
    ids = {event.position: event.id for event in recorded}
    reader = groups_of(subject)
    # An entry's readers are all that `sees` looks at.
    return [ids[row.position] for row in rows_of(recorded) if sees(reader, row)]  # type: ignore[arg-type]


# In the service it comes with the record.
_partition_of = lru_cache(maxsize=None)(partition_of)


class Applier:
    """Applies events as the consumer's shell does: rows, checkpoints and watermark in one transaction."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], feed: Feed, partitions: int = 6) -> None:
        self.pool = pool
        self.feed = feed
        self.progress = Progress({}, 0)
        self._partitions = partitions
        self._above: set[int] = set()

    def continue_from(self, log: Log) -> None:
        """Go on after a log that was applied, as after a restart."""
        self.progress = Progress({}, len(log.events))

    async def apply(self, *events: Recorded) -> dict[int, str]:
        """What could not be applied, by position. Like the shell, it counts such an event as done with."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.fetchval("SELECT watermark FROM notifications.reader FOR UPDATE")
            failed = await self.feed.apply(connection, events)
            moved = self.progress.reached(
                (_partition_of(e.stream, self._partitions), e.position) for e in events
            )
            self._above |= {event.position for event in events}
            watermark = self.progress.watermark
            while watermark + 1 in self._above:
                watermark += 1
            self.progress = self.progress.after(moved, watermark)
            await connection.execute(
                "UPDATE notifications.reader SET watermark = $1", self.progress.watermark
            )
        await self.feed.committed(self.progress.watermark, sorted({event.stream for event in events}))
        return dict(failed)


async def emptied(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    """Begin with an empty feed; `owner` may empty tables."""
    await owner.execute(f"TRUNCATE {', '.join(FEED_TABLES)}")
    await owner.execute("UPDATE notifications.reader SET watermark = 0")


def without_epoch(cursor: str | bytes) -> str:
    """A cursor, or an address with one, without the epoch in which it was given; there must be one."""
    text = cursor if isinstance(cursor, str) else cursor.decode()
    stripped, count = re.subn(r"(\d+-\d+)-[0-9a-f]{16}", r"\1", text)
    assert count == 1, text
    return stripped
