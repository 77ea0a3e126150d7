"""Names that readers may filter by: clusters, parties, and types that are not in the catalogue, by who has read of them.

A filter for a name that no event in the reader's feed has is refused, and the refusal tells nothing of what others read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg
from lru import LRU

from contracts.catalogue import EVENTS
from contracts.statement import type_name
from runtime.database import AWAY, Connection
from runtime.errors import Unavailable
from services.notifications.feed_rows import FeedRow

# A name, and a group of readers (`entries`) that has an event with it.
Pair = tuple[str, str]

_CACHED_PAIRS = 200_000
# Readers times names of one event, beyond which only its readers' own names are kept.
_MOST = 2_500
_CATALOGUE = frozenset(type_name(*key) for key in EVENTS)
_BARE = frozenset(name for name, _ in EVENTS)
_ADD = """
    INSERT INTO notifications.names (name, reader) SELECT * FROM unnest($1::text[], $2::text[])
    ON CONFLICT DO NOTHING
"""
_KNOWN = """
    SELECT name FROM notifications.names
    WHERE name = ANY($1) AND ($2::text[] IS NULL OR reader = ANY($2))
    UNION ALL
    SELECT split_part(name, '.', 2) FROM notifications.names
    WHERE name LIKE 'upland.%' AND split_part(name, '.', 2) = ANY($1) AND ($2::text[] IS NULL OR reader = ANY($2))
"""


class Names:
    """Adds what is new in the sink's transaction. Pairs that are durable are not written again."""

    def __init__(self) -> None:
        self._cache: LRU[Pair, None] = LRU(_CACHED_PAIRS)
        self._pending: set[Pair] = set()

    def forget(self) -> None:
        """Empty the cache: the feed was rebuilt."""
        self._cache.clear()

    async def write(self, connection: Connection, rows: Iterable[FeedRow]) -> None:
        """Add the names of rows of the feed."""
        self._pending = {pair for row in rows for pair in pairs(row) if pair not in self._cache}
        await add(connection, self._pending)

    def committed(self) -> None:
        """What was written last is durable."""
        for pair in self._pending:
            self._cache[pair] = None
        self._pending = set()


def pairs(row: FeedRow) -> Iterable[Pair]:
    """The names of a row, each with each group of its readers."""
    names = row.refers if row.type in _CATALOGUE else (row.type, *row.refers)
    if len(names) * len(row.readers) > _MOST:
        return [(reader, reader) for reader in row.readers]
    return [(name, reader) for reader in row.readers for name in names]


async def add(connection: Connection, new: Iterable[Pair]) -> None:
    """Store pairs; those that are there stay. In one order, so that processes do not wait for each other in a circle."""
    if ordered := sorted(new):
        await connection.execute(_ADD, [name for name, _ in ordered], [reader for _, reader in ordered])


async def unknown(
    pool: asyncpg.Pool[asyncpg.Record], names: Sequence[str], groups: frozenset[str] | None
) -> list[str]:
    """Those of these names that no event has which the reader may read.

    Args:
        names: streams of clusters and parties, and types with or without prefix and version.
        groups: the reader's; None for an operator.

    Raises:
        Unavailable: the database is away.
    """
    unsure = [
        name for name in names if name not in _CATALOGUE and name not in _BARE and name not in (groups or ())
    ]
    if not unsure:
        return []
    try:
        rows = await pool.fetch(_KNOWN, unsure, None if groups is None else sorted(groups))
    except AWAY as error:
        raise Unavailable("The feed's database does not answer. Ask again.") from error
    known = {row["name"] for row in rows}
    return [name for name in unsure if name not in known]
