"""Reads the read models. Without transactions, because rows up to the watermark are complete and never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import asyncpg
from lru import LRU
from sqlalchemy import select, text

from runtime.database import AWAY
from runtime.errors import TooMuchWork, Unavailable
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.facts.provenance import streams_named
from services.projections.queries.answers import References
from services.projections.queries.http.cursor import SortValues
from services.projections.queries.http.query import Query, Reached
from services.projections.queries.one_party import OneParty, Pair
from services.projections.queries.sql import predicates
from services.projections.queries.sql.compiled import compiled
from services.projections.queries.sql.expressions import Binds
from services.projections.queries.sql.identities import LINKS
from services.projections.queries.sql.joined import PARTIES
from services.projections.queries.sql.rows import DirectoryRow, OpenedRow, Row, Statement, StreamRow
from services.projections.queries.sql.unchanged import CHANGING, MOST_EVENTS, changing_binds
from services.projections.readmodels.tables import TABLES

DIRECTORY = TABLES["directory"]
# Names are read for hundreds of streams at once, so select only the columns for answers.
_NAMES = Statement(
    select(*(DIRECTORY.c[name] for name in DirectoryRow._fields)).where(
        DIRECTORY.c.stream == predicates.any_of("streams"), predicates.known(DIRECTORY)
    ),
    DirectoryRow,
)


class _Reached(NamedTuple):
    watermark: int
    mark: str
    aside: int | None


class _Position(NamedTuple):
    position: int | None


# The sum changes with every switch of tables, even if two switches overlap.
_REACHED = Statement(
    text(
        "SELECT r.watermark, concat((SELECT sum(extract(epoch FROM b.built_at)) FROM projections.builds b), ' ',"
        " (SELECT count(*) FROM projections.dead_letters l WHERE l.status = 'replayed'), ' ',"
        " (SELECT e.epoch FROM projections.epochs e ORDER BY e.number DESC LIMIT 1)),"
        " (SELECT min(l.position) FROM projections.dead_letters l WHERE l.status IN ('poison', 'waiting'))"
        " FROM projections.reader r"
    ),
    _Reached,
)
_POSITION = Statement(text("SELECT projections.position_at(:moment)"), _Position)
_JSON = ("detail", "fact")
# The time limit, and the limit on temporary files.
_TOO_MUCH = (asyncpg.QueryCanceledError, asyncpg.ConfigurationLimitExceededError)
_TOO_MUCH_TEXT = (
    "This question takes longer, or needs more of the disk, than one question may. Ask for less: of one cluster or subject,"
    " with a smaller limit, or at another time."
)
# Maximum number of cached results, of a few rows each.
_CACHED_RESULTS = 1_000
# Maximum number of results that are kept from one position to the next, of a page of rows each.
_UNCHANGED_RESULTS = 40
# The binds of what a caller may read at a position, without those of the query's days.
_OF_READER = frozenset({"known", "audiences", "subject"})
# Maximum number of different sets of links in use at once: those of several positions and audiences.
_CACHED_PARTIES = 16
# Maximum number of callers with different rights, and positions, for which the links are cached.
_CACHED_READERS = 100
# Maximum number of words, beginnings and pairs of words that one reader sees in many names.
_CACHED_BLOCKS = 5_000
_APART = OneParty()


class Store:
    """Runs the statements of the queries.

    parties: which entries are one party; the rows name each party by one entry.

    Raises `Unavailable` from every method while PostgreSQL is away, and `TooMuchWork` where a statement takes too long.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], parties: OneParty = _APART) -> None:
        self._pool = pool
        self.parties = parties
        # Each result has the rows of the statement in its key.
        self._cache: LRU[object, Sequence[Any]] = LRU(_CACHED_RESULTS)
        # Each with the last position at which it was true.
        self._unchanged: LRU[object, tuple[int, Sequence[Any]]] = LRU(_UNCHANGED_RESULTS)
        self._joined: LRU[object, Store] = LRU(_CACHED_PARTIES)
        self._read: LRU[object, Store] = LRU(_CACHED_READERS)
        self._frequent: LRU[object, LRU[str, int]] = LRU(_CACHED_READERS)

    async def joining(self, query: Query) -> Store:
        """Return the store whose rows name each party by one entry, by the links that the caller of the query may read."""
        # Links have no dates, so the days of the query make no difference.
        binds = {name: value for name, value in query.binds.items() if name in _OF_READER}
        reader = query.mark, query.known_at, query.audiences, query.subject
        joined = self._read.get(reader)
        if joined is None:
            joined = self._read[reader] = self._of_pairs(await self.fetch(LINKS, binds))
        return joined

    def _of_pairs(self, pairs: Sequence[Pair]) -> Store:
        """Return the store for some links: the same one at all positions that have the same links."""
        if not pairs:
            return self
        links = tuple(pairs)
        joined = self._joined.get(links)
        if joined is None:
            joined = self._joined[links] = Store(self._pool, OneParty(pairs))
        return joined

    def frequent_blocks(self, query: Query) -> LRU[str, int]:
        """Return the parts of names that are in many names which the caller may read, each with the position of the count.

        They are frequent at later positions too: a name that is replaced stays in the record as a former one.
        """
        reader = query.mark, query.audiences, query.subject
        blocks = self._frequent.get(reader)
        if blocks is None:
            blocks = self._frequent[reader] = LRU(_CACHED_BLOCKS)
        return blocks

    async def fetch(self, statement: Statement[Row], binds: Binds) -> Sequence[Row]:
        """Return the rows of a statement. Retries once, on a new connection, if the first one was broken."""
        joined = bool(self.parties)
        binds = {**binds, PARTIES: self.parties.json} if joined else binds
        prepared = compiled(statement.select, binds, joined=joined)
        values = prepared.values(binds)
        rows = await self._fetched(statement, prepared.text, values)
        return rows if statement.as_recorded else self.parties.rows(rows)

    async def _fetched(self, statement: Statement[Row], sql: str, values: Sequence[object]) -> Sequence[Row]:
        as_row = partial(tuple.__new__, statement.row)
        try:
            return list(map(as_row, await self._pool.fetch(sql, *values)))
        except _TOO_MUCH as error:
            raise TooMuchWork(_TOO_MUCH_TEXT) from error
        except AWAY:
            # Other connections may be broken too.
            await self._pool.expire_connections()
        try:
            return list(map(as_row, await self._pool.fetch(sql, *values)))
        except _TOO_MUCH as error:
            raise TooMuchWork(_TOO_MUCH_TEXT) from error
        except AWAY as error:
            raise Unavailable("The views cannot be read: PostgreSQL does not answer. Ask again.") from error

    async def fetch_cached(self, statement: Statement[Row], query: Query, binds: Binds) -> Sequence[Row]:
        """`fetch` with a cache, for slow statements with few rows, such as counts over all pages.

        The rows known at a position do not change until the tables' mark does.
        """
        key = statement, query.mark, _hashable(binds)
        rows: Sequence[Row] | None = self._cache.get(key)
        if rows is None:
            fetch = (
                self.fetch_unchanged(statement, query, binds)
                if statement.reads
                else self.fetch(statement, binds)
            )
            rows = self._cache[key] = await fetch
        return rows

    async def fetch_unchanged(self, statement: Statement[Row], query: Query, binds: Binds) -> Sequence[Row]:
        """`fetch` of a slow statement with `reads`: also at later positions, until a fact may have changed these rows."""
        key = statement, query.mark, _hashable(binds, without="known")
        entry = self._unchanged.get(key)
        if entry is None or await self._changed(statement, *sorted((entry[0], query.known_at))):
            rows = await self.fetch(statement, binds)
        else:
            rows = entry[1]
        self._unchanged[key] = query.known_at, rows
        return rows

    async def fetch_onward(self, statement: Statement[OpenedRow], query: Query) -> Sequence[OpenedRow]:
        """`fetch` of a slow statement whose rows at a position are among those of any earlier one and those opened since.

        It has the binds of the caller, `earlier`, the ids of the earlier rows, and `opened_from`, the least id of the others.
        """
        binds = {name: value for name, value in query.binds.items() if name in _OF_READER}
        key = statement, query.mark, _hashable(binds, without="known")
        position, rows = self._unchanged.get(key, (query.known_at + 1, ()))
        if position == query.known_at:
            return rows
        onward = position < query.known_at
        earlier = [row.id for row in rows] if onward else []
        opened_from = (position + 1) * ROWS_PER_EVENT if onward else 0
        rows = await self.fetch(statement, {**binds, "earlier": earlier, "opened_from": opened_from})
        self._unchanged[key] = query.known_at, rows
        return rows

    async def _changed(self, statement: Statement[Row], earlier: int, later: int) -> bool:
        if earlier == later:
            return False
        if later - earlier > MOST_EVENTS:
            return True
        return bool(await self.fetch(CHANGING, changing_binds(statement.reads, earlier, later)))

    async def page(
        self,
        statement: Statement[Row],
        query: Query,
        sort: Sequence[type],
        place: Callable[[Row], SortValues],
        more: Binds | None = None,
        *,
        cached: bool = False,
    ) -> tuple[Sequence[Row], str | None]:
        """Return one page of a statement made by `predicates.page`, and the cursor of the next one."""
        binds = query.binds | dict(more or {}) | predicates.page_binds(query.after, sort, query.limit)
        rows = await (self.fetch_cached(statement, query, binds) if cached else self.fetch(statement, binds))
        if len(rows) <= query.limit:
            return rows, None
        return rows[: query.limit], query.next(place(rows[query.limit - 1]))

    async def references(self, query: Query, rows: Iterable[StreamRow], *more: str) -> References:
        """Return the directory's rows of every stream that these rows name, and of the streams that those rows name."""
        wanted = set(more)
        for row in rows:
            wanted.add(row.stream)
            fields = row._fields
            for name in ("touched", "subjects"):
                if name in fields:
                    wanted.update(getattr(row, name))
            for name in _JSON:
                if name in fields:
                    wanted.update(streams_named(getattr(row, name)))
        directory = await self.names(query, wanted)
        # One more level: a unit's parent, a person's organisation.
        nested = {stream for row in directory for stream in streams_named(row.about)} - wanted
        return References(query, [*directory, *(await self.names(query, nested) if nested else ())])

    async def names(self, query: Query, streams: Iterable[str]) -> Sequence[DirectoryRow]:
        """Return the directory's rows of some streams."""
        wanted = sorted(streams)
        return await self.fetch(_NAMES, query.binds | {"streams": wanted}) if wanted else ()

    async def reached(self) -> Reached:
        """See `Clocks.reached`. Dead letters are never deleted, so the number of replayed ones only increases."""
        [(watermark, mark, aside)] = await self.fetch(_REACHED, {})
        return Reached(watermark, watermark if aside is None else min(watermark, aside - 1), mark)

    async def position_at(self, moment: datetime) -> int:
        """Return the last position recorded at or before a moment; 0 for none."""
        rows = await self.fetch(_POSITION, {"moment": moment})
        return rows[0].position or 0


def _hashable(binds: Binds, without: str = "") -> tuple[object, ...]:
    """Return the values of the binds, but for one."""
    return tuple(
        tuple(value) if isinstance(value, list) else value for name, value in binds.items() if name != without
    )
