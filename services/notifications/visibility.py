"""The visibility of streams in the database: one row for each event that counts, written when it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson

from contracts.participation import Mention
from runtime.database import Connection
from services.notifications.entries import RestrictedEvent, Visibility

# One row for each event that the stream's later ones depend on: what it says of the parties, and who has it of those who may.
_READ = """
    SELECT stream, version, type, note, position, opens, about, readers FROM notifications.standings
    WHERE stream = ANY($1) ORDER BY stream, version
"""
_WRITE = """
    INSERT INTO notifications.standings (stream, version, type, note, position, opens, about, readers)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (stream, version) DO UPDATE
    SET position = excluded.position, opens = excluded.opens, about = excluded.about, readers = excluded.readers
"""
# Stream and version; type and data of the mention; position, released, root and readers of the restricted event.
VisibilityRow = tuple[
    str, int, str | None, bytes | None, int | None, bool | None, int | None, tuple[str, ...] | None
]


def changed_rows(stream: str, visibility: Visibility) -> Iterable[tuple[int, VisibilityRow]]:
    """The rows of a stream's visibility that have changed since the last call, by version."""
    for version, event in visibility.changed().items():
        mention = visibility.access.participation.mentions.get(version)
        mentioned = (mention.type, orjson.dumps(mention.data)) if mention else (None, None)
        readers = (event.position, event.released, event.root, event.readers) if event else (None,) * 4
        yield version, (stream, version, *mentioned, *readers)


async def read(connection: Connection, streams: Sequence[str]) -> dict[str, Visibility]:
    """The visibility of each stream, as it is stored. Lists of readers that are equal are one list."""
    mentions: defaultdict[str, list[Mention]] = defaultdict(list)
    restricted: defaultdict[str, list[RestrictedEvent]] = defaultdict(list)
    lists: dict[tuple[str, ...], tuple[str, ...]] = {}
    for stream, version, type, note, position, opens, about, readers in await connection.fetch(
        _READ, streams
    ):
        if note is not None:
            mentions[stream].append(Mention(version, type, orjson.loads(note)))
        if position is not None:
            names = lists.setdefault(tuple(readers), tuple(readers))
            restricted[stream].append(RestrictedEvent(position, opens, names, version, about))
    return {stream: Visibility(stream, mentions[stream], restricted[stream]) for stream in streams}


async def write(connection: Connection, rows: Iterable[VisibilityRow]) -> None:
    """Write rows that are new or have changed."""
    if changed := list(rows):
        await connection.executemany(_WRITE, changed)
