"""Writes the feed: the sink of the consumer's shell. What is written is decided by `audience`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

import orjson
from lru import LRU

from contracts.envelope import Recorded
from contracts.statement import statement, type_name
from contracts.upcasters import UnknownEvent, upcast
from runtime.database import Connection
from services.notifications import visibility
from services.notifications.audience import Entry, Standing, standing, step
from services.notifications.line import Line, Told, line
from services.notifications.references import implied, references
from services.notifications.waiting import Bell

_CACHED_STREAMS = 20_000
_LONG = 0.02  # seconds of work after which others get their turn
_WRITTEN = (
    "SELECT position, type, refers, statement FROM notifications.feed WHERE position = ANY($1) AND NOT again"
)
_WATERMARK = """
    SELECT r.watermark,
           greatest(r.watermark, (SELECT max(f.place) FROM notifications.feed f WHERE f.release = r.watermark))
    FROM notifications.reader r FOR UPDATE OF r
"""


class Reading(NamedTuple):
    """One event, read for the feed: the stream's standing, carried on, its entries, and what they repeat of it."""

    after: Standing
    entries: list[Entry]
    told: Told


def read(before: Standing, event: Recorded) -> Reading:
    """Carry the stream's standing on by an event, and decide the event's entries. It reads and changes nothing else.

    Raises:
        ValueError: the data cannot be read, so who may see it is not known. The standing is of no use then.
    """
    try:
        data = _data(event)
        entries = step(before, event, data)
        clusters = references(data).union(implied(event.stream), before.parties.clusters)
    except UnknownEvent as error:
        raise ValueError(f"{error}, and it is not for everybody") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the data of {event.id} cannot be read: {type(error).__name__}: {error}") from None
    refers = tuple(sorted(name for name in clusters if name.startswith("cluster-")))
    return Reading(
        before, entries, Told(type_name(event.type, event.schema_version), refers, statement(event))
    )


def _data(event: Recorded) -> dict[str, Any]:
    data = orjson.loads(event.data)
    if not isinstance(data, dict):
        raise TypeError("it is not an object")
    try:
        return upcast(event.type, event.schema_version, data)[1]
    except UnknownEvent:
        # A newer registry wrote it. What is public may be passed on all the same, as the bytes that it is.
        if event.audience != "public":
            raise
        return data


class Feed:
    """The sink: rows of the feed and the streams' standings, in the shell's transaction.

    Standings are kept in memory from one batch to the next, and written row by row as they change. One that was read in a
    transaction which did not commit is thrown away.
    """

    name = "notifications"
    generation = "rebuilt"

    def __init__(self) -> None:
        self.bell = Bell()
        self._kept: LRU[str, Kept] = LRU(_CACHED_STREAMS)
        self._pending: dict[str, Kept] = {}

    def forget(self) -> None:
        """Read standings again: the feed was rebuilt."""
        self._kept.clear()

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write the entries of the events; an unreadable event and those behind it in its stream are left out."""
        now = await self._standings(connection, events)
        work = _Work()
        turn = monotonic()
        for event in events:
            work.decide(now[event.stream], event)
            if monotonic() - turn > _LONG:
                await asyncio.sleep(0)
                turn = monotonic()
        await _look_up(connection, work.told, (entry.position for _, entry in work.decided))
        lines = [
            line(release, place, entry, work.told[entry.position])
            for release, place, entry in await _placed(connection, work.decided)
        ]
        await connection.copy_records_to_table(
            "feed", schema_name="notifications", columns=Line._fields, records=lines
        )
        await visibility.write(connection, work.changed.values())
        last = {event.stream: event.version for event in events}
        self._pending = {
            stream: Kept(last[stream], stands) for stream, stands in now.items() if stream not in work.blocked
        }
        return work.failed

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:  # noqa: ARG002  the shell's words
        """Keep what is durable now, and wake whoever waits for the feed to grow."""
        for stream, kept in self._pending.items():
            self._kept[stream] = kept
        self._pending = {}
        self.bell.ring()

    async def _standings(self, connection: Connection, events: Sequence[Recorded]) -> dict[str, Standing]:
        """The standing of each stream: what is kept counts only when it is what the stream's next event follows."""
        self._pending = {}
        first: dict[str, int] = {}
        for event in events:
            first.setdefault(event.stream, event.version)
        found: dict[str, Standing] = {}
        missing: list[str] = []
        for stream, version in first.items():
            kept = self._kept.pop(stream, None)
            if kept is not None and kept.version + 1 == version:
                found[stream] = kept.standing
            elif version == 1:
                found[stream] = standing(stream, (), ())
            else:
                missing.append(stream)
        return found | (await visibility.read(connection, missing) if missing else {})


class Kept(NamedTuple):
    """A stream's standing after its event at `version`."""

    version: int
    standing: Standing


class _Work:
    """What a batch of events comes to."""

    def __init__(self) -> None:
        self.told: dict[int, Told] = {}
        self.decided: list[tuple[int, Entry]] = []
        self.failed: dict[int, str] = {}
        self.blocked: dict[str, str] = {}
        self.changed: dict[tuple[str, int], visibility.Row] = {}

    def decide(self, stands: Standing, event: Recorded) -> None:
        """Read an event, unless one before it in its stream could not be read."""
        if event.stream in self.blocked:
            self.failed[event.position] = f"it waits behind {self.blocked[event.stream]}"
            return
        try:
            reading = read(stands, event)
        except ValueError as error:
            self.failed[event.position], self.blocked[event.stream] = str(error), event.id
            return
        self.told[event.position] = reading.told
        self.decided.extend((event.position, entry) for entry in reading.entries)
        for version, row in visibility.changed(event.stream, stands):
            self.changed[event.stream, version] = row


async def _placed(
    connection: Connection, decided: Sequence[tuple[int, Entry]]
) -> list[tuple[int, int, Entry]]:
    """Each entry's release and place, by the rule of the feed's order (see `cursor`).

    The lock on the reader's row, which the shell has already taken, is what makes a late place the next free one.
    """
    if not decided:
        return []
    watermark, last = await connection.fetchrow(_WATERMARK) or (0, 0)
    placed = []
    for position, entry in decided:
        if position > watermark:
            placed.append((position, entry.position, entry))
        else:
            last += 1
            placed.append((watermark, last, entry))
    return placed


async def _look_up(connection: Connection, told: dict[int, Told], positions: Iterable[int]) -> None:
    """Add what the feed holds of events that were written earlier."""
    if missing := [position for position in positions if position not in told]:
        for position, type, refers, written in await connection.fetch(_WRITTEN, missing):
            told[position] = Told(type, tuple(refers), written)
