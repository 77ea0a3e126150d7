"""Lays out what was recorded since: in the background, in the order of the record, by one process at a time.

Facts recorded within `PAUSE` seconds of each other are one load and get one layout; so the result depends on the record only,
and not on how quickly it was read. Only public facts count: a place says nothing about what a reader may not read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg

from runtime.database import WAITS, Connection
from runtime.telemetry import logger
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.layout.graph import Layout, Place
from services.projections.places.pictured import KINDS, Picture, PicturedRow
from services.projections.places.worker import computed

PAUSE = timedelta(seconds=5)
_LOOK = 0.5
_WAITS: tuple[type[BaseException], ...] = (*WAITS, ChildProcessError)
# A load that goes on is laid out again and again: in so many times the time that it took, nothing is laid out.
_REST = 4.0
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('upland places'))"
_LAST = "SELECT first, last, recorded_at, width FROM projections.layouts ORDER BY first DESC LIMIT 1"
_SHOWN = f"audience = 'public' AND kind IN ({', '.join(repr(kind) for kind in KINDS)})"
_CHANGES = (
    "SELECT DISTINCT n.recorded_from AS position, f.recorded_at FROM projections.network n"
    " JOIN projections.facts f ON f.position = n.recorded_from"
    f" WHERE n.id >= $1 AND n.{_SHOWN} AND n.recorded_from <= (SELECT watermark FROM projections.reader) ORDER BY 1"
)
_ROWS = (
    "SELECT n.recorded_from, n.kind, n.stream, n.detail FROM projections.network n"
    f" WHERE n.{_SHOWN} AND n.recorded_from <= $1 ORDER BY n.recorded_from, n.id"
)
_CITIES = "SELECT DISTINCT stream FROM projections.directory WHERE kind = 'city' AND audience = 'public'"
_BEFORE = "SELECT stream, x, y FROM projections.places WHERE recorded_from < $1 AND (recorded_to IS NULL OR recorded_to >= $1)"
_WIDTH_BEFORE = "SELECT width FROM projections.layouts WHERE first < $1 ORDER BY first DESC LIMIT 1"
# The layout of a load that goes on is made again from what was before the load.
_TAKE_BACK = (
    "DELETE FROM projections.places WHERE recorded_from = $1",
    "UPDATE projections.places SET recorded_to = NULL WHERE recorded_to = $1",
)
_NOTE = (
    "INSERT INTO projections.layouts (first, last, recorded_at, width) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (first) DO UPDATE SET last = $2, recorded_at = $3, width = $4"
)
_CLOSE = "UPDATE projections.places SET recorded_to = $1 WHERE stream = ANY($2) AND recorded_to IS NULL"
_OPEN = (
    "INSERT INTO projections.places (stream, recorded_from, x, y)"
    " SELECT p.stream, $1, p.x, p.y FROM unnest($2::text[], $3::float8[], $4::float8[]) AS p (stream, x, y)"
)


class Load(NamedTuple):
    """Facts recorded together: the first and the last position that changed the picture, and when the last was recorded."""

    first: int
    last: int
    recorded_at: datetime


def loads(changes: Sequence[tuple[int, datetime]], before: Load | None) -> list[Load]:
    """Group changes (position, time of recording) into loads; the first may continue the load before."""
    result = [before] if before else []
    for position, at in changes:
        if result and at - result[-1].recorded_at < PAUSE:
            result[-1] = Load(result[-1].first, position, at)
        else:
            result.append(Load(position, position, at))
    return result[1:] if before and result[0] == before else result


class Follower:
    """Stores a layout for each load, as soon as the rows of `network` are there."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def follow(self) -> None:
        """Lay out whatever comes. Does not return."""
        while True:
            began = time.monotonic()
            try:
                await self.advance()
            except _WAITS as error:
                logger.warning("places.waits", error=type(error).__name__)
            await asyncio.sleep(max(_LOOK, _REST * (time.monotonic() - began)))

    async def advance(self) -> bool:
        """Lay out what was recorded since the last layout. Returns False when there was nothing."""
        async with self._pool.acquire() as connection:
            _, due = await _due(connection)
            if not due:
                return False
            cities = [row["stream"] for row in await connection.fetch(_CITIES)]
            rows = [PicturedRow(*row) for row in await connection.fetch(_ROWS, due[-1].last)]
            picture, place = Picture(cities), 0
            layout: Layout | None = None
            for load in due:
                place = await asyncio.to_thread(_add, picture, rows, place, load.last)
                async with connection.transaction():
                    await connection.execute(_ALONE)
                    _, still_due = await _due(connection)
                    if load not in still_due[:1]:
                        break  # another process was quicker, or more was recorded
                    before = layout or await _layout_before(connection, load.first)
                    layout = await _laid_out(picture, before)
                    await _store(connection, load, before, layout)
            return True


async def _laid_out(picture: Picture, before: Layout) -> Layout:
    if picture.marks() <= before.places.keys():
        return before
    return await computed(await asyncio.to_thread(picture.graph), before)


async def _store(connection: Connection, load: Load, before: Layout, layout: Layout) -> None:
    for statement in _TAKE_BACK:
        await connection.execute(statement, load.first)
    await connection.execute(_NOTE, *load, layout.width)
    moved = {stream: place for stream, place in layout.places.items() if place != before.places.get(stream)}
    await connection.execute(_CLOSE, load.first, list(moved))
    across, down = ([place[axis] for place in moved.values()] for axis in (0, 1))
    await connection.execute(_OPEN, load.first, list(moved), across, down)


def _add(picture: Picture, rows: Sequence[PicturedRow], place: int, last: int) -> int:
    """Add rows up to a position to a picture; returns the place of the next row."""
    while place < len(rows) and rows[place].recorded_from <= last:
        picture.add(rows[place])
        place += 1
    return place


async def _due(connection: Connection) -> tuple[Load | None, list[Load]]:
    """Return the last load with a layout, and the loads without one, of which the first may be that one continued."""
    last = await connection.fetchrow(_LAST)
    before = Load(last["first"], last["last"], last["recorded_at"]) if last else None
    following = (before.last + 1) * ROWS_PER_EVENT if before else 0
    changes = [(row["position"], row["recorded_at"]) for row in await connection.fetch(_CHANGES, following)]
    return before, loads(changes, before)


async def _layout_before(connection: Connection, position: int) -> Layout:
    """Return the layout that the record had before a position."""
    width = await connection.fetchval(_WIDTH_BEFORE, position)
    places: Mapping[str, Place] = {
        row["stream"]: (row["x"], row["y"]) for row in await connection.fetch(_BEFORE, position)
    }
    return Layout(width or 0.0, places)
