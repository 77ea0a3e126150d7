"""What the earlier events of a stream decide about its later ones, in the database: a row an event, written when it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson

from runtime.database import Connection
from services.notifications.audience import Shown, Standing, standing
from services.notifications.parties import Note

# An event that a stream's later ones depend on: what it notes of the parties, and who has it of those who may.
_STANDINGS = """
    SELECT stream, version, type, note, position, opens, about, readers FROM notifications.standings
    WHERE stream = ANY($1) ORDER BY stream, version
"""
_KEEP = """
    INSERT INTO notifications.standings (stream, version, type, note, position, opens, about, readers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (stream, version) DO UPDATE
    SET position = excluded.position, opens = excluded.opens, about = excluded.about, readers = excluded.readers
"""
# A row of the standings: stream, version, the note's type and data, and position, opens, about and readers of what is shown.
Row = tuple[str, int, str | None, bytes | None, int | None, bool | None, int | None, tuple[str, ...] | None]


def changed(stream: str, stands: Standing) -> Iterable[tuple[int, Row]]:
    """The rows of a standing that have changed since this was last asked, by version."""
    for version, shown in stands.changed().items():
        note = stands.parties.notes.get(version)
        kept = (note.type, orjson.dumps(note.data)) if note else (None, None)
        seen = (shown.position, shown.opens, shown.about, shown.readers) if shown else (None,) * 4
        yield version, (stream, version, *kept, *seen)


async def read(connection: Connection, streams: Sequence[str]) -> dict[str, Standing]:
    """The standings of streams as the table has them. Lists of readers that are equal are one list."""
    notes: defaultdict[str, list[Note]] = defaultdict(list)
    shown: defaultdict[str, list[Shown]] = defaultdict(list)
    lists: dict[tuple[str, ...], tuple[str, ...]] = {}
    for stream, version, type, note, position, opens, about, readers in await connection.fetch(
        _STANDINGS, streams
    ):
        if note is not None:
            notes[stream].append(Note(version, type, orjson.loads(note)))
        if position is not None:
            names = lists.setdefault(tuple(readers), tuple(readers))
            shown[stream].append(Shown(position, opens, names, version, about))
    return {stream: standing(stream, notes[stream], shown[stream]) for stream in streams}


async def write(connection: Connection, rows: Iterable[Row]) -> None:
    """Write rows that are new or have changed."""
    if kept := list(rows):
        await connection.executemany(_KEEP, kept)
