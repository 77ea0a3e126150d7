"""Reads the read models. No transaction: rows at or below the watermark are there already and never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from lru import LRU
from sqlalchemy import Select, TextClause, select, text

from runtime.database import AWAY
from runtime.errors import TooMuchWork, Unavailable
from services.projections.facts.provenance import streams_named
from services.projections.queries.answers import Book
from services.projections.queries.http.query import Asked, Reached
from services.projections.queries.sql import predicates
from services.projections.queries.sql.compiled import compiled
from services.projections.readmodels.tables import TABLES

DIRECTORY = TABLES["directory"]
# What things are called is asked for hundreds of them, so no more is read than is told.
_NAMES = select(
    *(
        DIRECTORY.c[name]
        for name in ("stream", "kind", "names", "abbreviation", "about", "sort_key", "sort_key_en")
    )
).where(DIRECTORY.c.stream == predicates.any_of("streams"), predicates.known(DIRECTORY))
# The sum changes with every switch, also with one that began before another and ended after it.
_REACHED = text(
    "SELECT r.watermark, concat((SELECT sum(extract(epoch FROM b.built_at)) FROM projections.builds b), ' ',"
    " (SELECT count(*) FROM projections.dead_letters l WHERE l.status = 'replayed'), ' ',"
    " (SELECT e.epoch FROM projections.epochs e ORDER BY e.number DESC LIMIT 1)),"
    " (SELECT min(l.position) FROM projections.dead_letters l WHERE l.status IN ('poison', 'waiting'))"
    " FROM projections.reader r"
)
_POSITION = text("SELECT projections.position_at(:moment)")
_JSON = ("detail", "fact")
# The time limit, and the limit of temporary files.
_TOO_MUCH = (asyncpg.QueryCanceledError, asyncpg.ConfigurationLimitExceededError)
_ASK_FOR_LESS = (
    "This question takes longer, or needs more of the disk, than one question may. Ask for less: of one cluster or subject,"
    " with a smaller limit, or at another time."
)
# Answers that are kept: of each a few rows.
_KEPT = 1_000


class Store:
    """Runs the statements of the queries.

    Raises `Unavailable` from every method while PostgreSQL is away, and `TooMuchWork` where a statement takes too long.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool
        self._kept: LRU[Any, Sequence[Any]] = LRU(_KEPT)

    async def fetch(self, statement: Select[Any] | TextClause, binds: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of a statement. One that met a broken connection is asked once more, on a new one."""
        asked = compiled(statement, binds)
        values = asked.values(binds)
        try:
            return asked.rows(await self._pool.fetch(asked.text, *values))
        except _TOO_MUCH as error:
            raise TooMuchWork(_ASK_FOR_LESS) from error
        except AWAY:
            # The others may be broken too.
            await self._pool.expire_connections()
        try:
            return asked.rows(await self._pool.fetch(asked.text, *values))
        except _TOO_MUCH as error:
            raise TooMuchWork(_ASK_FOR_LESS) from error
        except AWAY as error:
            raise Unavailable("The views cannot be read: PostgreSQL does not answer. Ask again.") from error

    async def kept(self, statement: Select[Any], asked: Asked, binds: Mapping[str, Any]) -> Sequence[Any]:
        """`fetch` for what takes long and gives few rows, such as counts over all pages: done once.

        Rows that were known at a position stay as they are while the tables' mark does.
        """
        told = tuple(tuple(value) if isinstance(value, list) else value for value in binds.values())
        key = statement, asked.mark, told
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = await self.fetch(statement, binds)
        return found

    async def page(
        self,
        statement: Select[Any],
        asked: Asked,
        sort: Sequence[type],
        place: Callable[[Any], tuple[Any, ...]],
        more: Mapping[str, Any] | None = None,
        *,
        keep: bool = False,
    ) -> tuple[Sequence[Any], str | None]:
        """One page of a statement made by `conditions.page`, and the cursor of the next one."""
        binds = asked.binds | dict(more or {}) | predicates.page_binds(asked.after, sort, asked.limit)
        rows = await (self.kept(statement, asked, binds) if keep else self.fetch(statement, binds))
        if len(rows) <= asked.limit:
            return rows, None
        return rows[: asked.limit], asked.next(place(rows[asked.limit - 1]))

    async def book(self, asked: Asked, rows: Iterable[Any], *more: str) -> Book:
        """The directory's rows of every stream that these rows name, and of those that name their names."""
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
        found = await self.names(asked, wanted)
        # A unit's parent, a person's organisation: one step further, once.
        nested = {stream for row in found for stream in streams_named(row.about)} - wanted
        return Book(asked, [*found, *(await self.names(asked, nested) if nested else ())])

    async def names(self, asked: Asked, streams: Iterable[str]) -> Sequence[Any]:
        """The directory's rows of some streams."""
        wanted = sorted(streams)
        return await self.fetch(_NAMES, asked.binds | {"streams": wanted}) if wanted else ()

    async def reached(self) -> Reached:
        """As `Clocks.reached` says. Letters are never deleted, so those that were replayed only become more."""
        [(watermark, mark, aside)] = await self.fetch(_REACHED, {})
        return Reached(watermark, watermark if aside is None else min(watermark, aside - 1), mark)

    async def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before a moment; 0 for none."""
        rows = await self.fetch(_POSITION, {"moment": moment})
        return int(rows[0][0])
