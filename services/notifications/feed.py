"""Writes the feed: the sink of the consumer's shell. What is written is decided by `audience`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from contracts.envelope import Recorded
from contracts.statement import statement, type_name
from contracts.upcasters import UnknownEvent, upcast
from runtime.database import Connection
from services.notifications.audience import Entry, Note, Shown, Standing, standing, step
from services.notifications.references import implied, references
from services.notifications.waiting import Bell

_STANDINGS = "SELECT stream, state FROM notifications.standings WHERE stream = ANY($1)"
_KEEP = """
    INSERT INTO notifications.standings (stream, state) SELECT * FROM unnest($1::text[], $2::bytea[])
    ON CONFLICT (stream) DO UPDATE SET state = excluded.state
"""
_WRITTEN = (
    "SELECT position, type, refers, statement FROM notifications.feed WHERE position = ANY($1) AND NOT again"
)
_WATERMARK = """
    SELECT r.watermark,
           greatest(r.watermark, (SELECT max(f.place) FROM notifications.feed f WHERE f.release = r.watermark))
    FROM notifications.reader r FOR UPDATE OF r
"""


class Told(NamedTuple):
    """What every entry for one event repeats."""

    type: str
    refers: tuple[str, ...]
    statement: bytes


class Line(NamedTuple):
    """A row of the feed."""

    release: int
    place: int
    position: int
    again: bool
    type: str
    readers: tuple[str, ...]
    except_for: tuple[str, ...]
    refers: tuple[str, ...]
    statement: bytes


def line(release: int, place: int, entry: Entry, told: Told) -> Line:
    """The row of an entry at its place."""
    return Line(
        release, place, entry.position, entry.again, told.type, entry.readers, entry.except_for, *told[1:]
    )


class Reading(NamedTuple):
    """One event, read for the feed: the stream's standing after it, its entries, and what they tell of it."""

    after: Standing
    entries: list[Entry]
    told: Told


def read(before: Standing, event: Recorded) -> Reading:
    """Decide an event's entries. Pure.

    Raises:
        ValueError: the data cannot be read, so who may see it is not known.
    """
    try:
        data = _data(event)
        after, entries = step(before, event, data)
        clusters = references(data) | implied(event.stream) | after.parties
    except UnknownEvent as error:
        raise ValueError(f"{error}, and it is not for everybody") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the data of {event.id} cannot be read: {type(error).__name__}: {error}") from None
    refers = tuple(sorted(name for name in clusters if name.startswith("cluster-")))
    return Reading(
        after, entries, Told(type_name(event.type, event.schema_version), refers, statement(event))
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
    """The sink: rows of the feed and the streams' standings, in the shell's transaction."""

    name = "notifications"
    generation = "NULL"

    def __init__(self) -> None:
        self.bell = Bell()

    def forget(self) -> None:
        """Nothing is kept between batches."""

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write the entries of the events; an unreadable event and those behind it in its stream are left out."""
        before = await _standings(connection, {event.stream for event in events})
        now = dict(before)
        told: dict[int, Told] = {}
        decided: list[tuple[int, Entry]] = []
        failed: dict[int, str] = {}
        blocked: dict[str, str] = {}
        for event in events:
            if event.stream in blocked:
                failed[event.position] = f"it waits behind {blocked[event.stream]}"
                continue
            try:
                reading = read(now[event.stream], event)
            except ValueError as error:
                failed[event.position], blocked[event.stream] = str(error), event.id
                continue
            now[event.stream] = reading.after
            told[event.position] = reading.told
            decided.extend((event.position, entry) for entry in reading.entries)
        await _look_up(connection, told, (entry.position for _, entry in decided))
        lines = [
            line(release, place, entry, told[entry.position])
            for release, place, entry in await _placed(connection, decided)
        ]
        await connection.copy_records_to_table(
            "feed", schema_name="notifications", columns=Line._fields, records=lines
        )
        changed = {stream: after for stream, after in now.items() if after is not before[stream]}
        if kept := {stream: _dump(after) for stream, after in changed.items() if after.notes or after.shown}:
            await connection.execute(_KEEP, list(kept), list(kept.values()))
        return failed

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:  # noqa: ARG002  the shell's words
        """Wake whoever waits for the feed to grow."""
        self.bell.ring()


async def _standings(connection: Connection, streams: Iterable[str]) -> dict[str, Standing]:
    found = {stream: standing(stream, (), ()) for stream in streams}
    for stream, state in await connection.fetch(_STANDINGS, list(found)):
        kept = orjson.loads(state)
        found[stream] = standing(
            stream,
            (Note(*note) for note in kept["notes"]),
            (Shown(position, opens, tuple(readers), *of) for position, opens, readers, *of in kept["shown"]),
        )
    return found


def _dump(after: Standing) -> bytes:
    return orjson.dumps(
        {"notes": [list(note) for note in after.notes], "shown": [list(s) for s in after.shown]}
    )


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
