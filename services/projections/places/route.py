"""`/v1/places`: where the marks of the network's picture lie, the same for every reader of the same record."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

import orjson
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import TypedDict

from runtime.errors import NotLaidOut
from services.projections.engine.stream_fold import ROWS_PER_EVENT
from services.projections.layout.graph import HEIGHT, WIDTH, Layout, Place
from services.projections.places.pictured import KINDS, Picture, PicturedRow
from services.projections.places.worker import computed
from services.projections.queries.http.query import Clocks, Query, parse_query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

PATH = "/v1/places"
# Seconds to wait for a layout, and between two looks.
_PATIENCE, _LOOK = 10.0, 0.05


class Sheet(TypedDict):
    """Where the marks lie.

    size: width and height in pixels of a sheet on which all marks have room in the size in which they are drawn.
    places: by stream, the shares of the width and of the height, from 0 to 1.
    """

    size: tuple[float, float]
    places: dict[str, Place]


class _Stored(NamedTuple):
    stream: str
    x: float
    y: float


class _Laid(NamedTuple):
    """The last layout that begins at or before a position: its width; and whether any later change has none yet."""

    width: float | None
    due: bool


class _City(NamedTuple):
    stream: str


NETWORK = TABLES["network"]
_KINDS = f"({', '.join(repr(kind) for kind in KINDS)})"
_LAID = Statement(
    text(
        "SELECT (SELECT l.width FROM projections.layouts l WHERE l.first <= :known ORDER BY l.first DESC LIMIT 1) AS width,"
        " EXISTS (SELECT FROM projections.network n"
        f" WHERE n.id >= (1 + (SELECT coalesce(max(l.last), -1) FROM projections.layouts l)) * {ROWS_PER_EVENT}::bigint"
        f" AND n.audience = 'public' AND n.kind IN {_KINDS} AND n.recorded_from <= :known) AS due"
    ),
    _Laid,
)
_STORED = Statement(
    text(
        "SELECT stream, x, y FROM projections.places"
        " WHERE recorded_from <= :known AND (recorded_to IS NULL OR recorded_to > :known)"
    ),
    _Stored,
)
_SHOWN = Statement(
    predicates.rows_of(NETWORK, NETWORK.c.kind == predicates.any_of("kinds"))
    .with_only_columns(NETWORK.c.recorded_from, NETWORK.c.kind, NETWORK.c.stream, NETWORK.c.detail)
    .order_by(NETWORK.c.id),
    PicturedRow,
)
_CITIES = Statement(text("SELECT DISTINCT stream FROM projections.directory WHERE kind = 'city'"), _City)


def route(store: Store, clocks: Clocks) -> Route:
    """Return the route."""

    async def get(request: Request) -> Response:
        query = await parse_query(request, clocks)
        headers = {
            "ETag": query.etag,
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization, Accept-Encoding",
        }
        data = await places(query, store)
        return Response(orjson.dumps({"data": data, "meta": query.meta()}), 200, headers, "application/json")

    return Route(PATH, get)


async def places(query: Query, store: Store) -> Sheet:
    """Return the places of the record at `known_at`, whatever the time in the world.

    Raises:
        NotLaidOut: the picture is not laid out yet.
    """
    width = await _laid(query, store)
    rows = await store.fetch(_STORED, query.binds)
    layout = Layout(width, {row.stream: (row.x, row.y) for row in rows})
    if query.audiences != ("public",) or query.subject:
        layout = await _with_hidden(query, store, layout)
    width = layout.width or WIDTH
    return {"size": (width, width * HEIGHT / WIDTH), "places": dict(layout.places)}


async def _laid(query: Query, store: Store) -> float:
    deadline = time.monotonic() + _PATIENCE
    while True:
        [(width, due)] = await store.fetch(_LAID, query.binds)
        if not due:
            return width or 0.0
        if time.monotonic() > deadline:
            raise NotLaidOut("The picture of the network is being laid out. Ask again.")
        await asyncio.sleep(_LOOK)


async def _with_hidden(query: Query, store: Store, layout: Layout) -> Layout:
    """Add what this caller may read besides: the places of what everybody reads stay as they are."""
    rows = await store.fetch(_SHOWN, query.binds | {"kinds": list(KINDS)})
    picture = Picture(city.stream for city in await store.fetch(_CITIES, {}))
    for row in rows:
        picture.add(row)
    if picture.marks() <= layout.places.keys():
        return layout
    return await computed(await asyncio.to_thread(picture.graph), layout)
