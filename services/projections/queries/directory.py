"""`/v1/clusters` and `/v1/parties`: the registers, and everything about one of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from runtime.errors import NotFound
from services.projections.queries import conditions
from services.projections.queries.asked import Asked
from services.projections.queries.network import NETWORK, tied, touching, unhidden
from services.projections.queries.objects import cluster as cluster_object
from services.projections.queries.parameters import wrong
from services.projections.queries.store import DIRECTORY, Store
from services.projections.queries.timeline import lane, occurrences

SORT = (str, str)
KINDS = ("organisation", "unit", "city", "region")
_SORT_KEY = {"pl": DIRECTORY.c.sort_key, "en": DIRECTORY.c.sort_key_en}
_CLUSTERS = {
    lang: conditions.page(
        conditions.rows_of(
            NETWORK,
            NETWORK.c.kind == conditions.any_of("kinds"),
            conditions.possible(NETWORK),
            unhidden,
            conditions.known(DIRECTORY),
        )
        .join_from(NETWORK, DIRECTORY, and_(DIRECTORY.c.stream == NETWORK.c.stream))
        .add_columns(key.label("sort")),
        key,
        NETWORK.c.event,
    )
    for lang, key in _SORT_KEY.items()
}
_PARTIES = {
    lang: conditions.page(
        select(DIRECTORY, key.label("sort")).where(
            conditions.known(DIRECTORY), DIRECTORY.c.kind == conditions.any_of("kinds")
        ),
        key,
        DIRECTORY.c.stream,
    )
    for lang, key in _SORT_KEY.items()
}
_OWN = conditions.rows_of(
    NETWORK, conditions.one(NETWORK), NETWORK.c.kind == conditions.any_of("kinds")
).order_by(NETWORK.c.kind.desc())
_STAGES = ["founded", "announced"]


async def clusters(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Clusters by name, each with its stage and the fact on which that rests."""
    rows, following = await store.page(
        _CLUSTERS[asked.lang], asked, SORT, lambda row: (row.sort, row.event), {"kinds": _STAGES}
    )
    book = await store.book(asked, rows)
    return [cluster_object(row, book) for row in rows], following


async def parties(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Organisations, units, cities and regions by name; the filter `kind` keeps one of these."""
    if asked.filters.get("kind", "city") not in KINDS:
        raise wrong("kind", f"is not one of {', '.join(KINDS)}")
    kinds = [asked.filters["kind"]] if "kind" in asked.filters else list(KINDS)
    rows, following = await store.page(
        _PARTIES[asked.lang], asked, SORT, lambda row: (row.sort, row.stream), {"kinds": kinds}
    )
    book = await store.book(asked, rows)
    data = [
        {
            "ref": book.ref(row.stream),
            "part_of": book.maybe(book.about(row.stream).get("part_of")),
            "event": row.event,
        }
        for row in rows
    ]
    return data, following


async def dossier(asked: Asked, store: Store, stream: str) -> dict[str, Any]:
    """Everything about one cluster or party: its ties, and its lane of the timeline.

    Raises:
        NotFound: the record did not know it, or the caller may not read it.
    """
    if not await store.names(asked, [stream]):
        raise NotFound(
            f"There is no {stream} that you may read in the record as of position {asked.known_at}."
        )
    ties = await touching(asked, store, stream)
    data = await tied(asked, store, [row for row in ties if row.kind not in _STAGES])
    happened = await lane(asked, store, stream)
    own = await store.fetch(_OWN, asked.binds | {"stream": stream, "kinds": _STAGES})
    book = await store.book(asked, [*own, *happened], stream)
    about = book.about(stream)
    return {
        "ref": book.ref(stream),
        "part_of": book.maybe(about.get("part_of")),
        # Founded before announced; both stay readable whatever day is asked for.
        "stages": [cluster_object(row, book) for row in own],
        **{name: data[name] for name in ("agreements", "visits", "roles")},
        "timeline": occurrences(happened, book),
    }
