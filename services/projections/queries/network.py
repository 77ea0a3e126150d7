"""`/v1/network`: who works with whom, and on what basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, and_, bindparam, exists, func, not_, or_, select

from services.projections.queries import conditions, objects
from services.projections.queries.asked import Asked
from services.projections.queries.shapes import Book
from services.projections.queries.store import Store
from services.projections.tables import TABLES

NETWORK = TABLES["network"]
SORT = (str, str, str)
_FOUNDED = NETWORK.alias("founded")

# A cluster that exists hides its announcement.
unhidden = or_(
    NETWORK.c.kind != "announced",
    not_(
        exists().where(
            and_(
                _FOUNDED.c.stream == NETWORK.c.stream,
                _FOUNDED.c.kind == "founded",
                conditions.known(_FOUNDED),
                conditions.possible(_FOUNDED),
            )
        )
    ),
)
# Who asks for any time at all sees both, and can tell for each day which one it was.
_ROWS = conditions.page(
    conditions.rows_of(
        NETWORK,
        NETWORK.c.kind != "outcome",
        conditions.possible(NETWORK),
        or_(bindparam("whole", type_=Boolean), unhidden),
    ),
    NETWORK.c.kind,
    NETWORK.c.event,
    NETWORK.c.key,
)
_OUTCOMES = conditions.rows_of(
    NETWORK, NETWORK.c.stream == conditions.any_of("streams"), NETWORK.c.kind == "outcome"
).order_by(NETWORK.c.recorded_from)
_COUNTED = {"founded": "clusters", "agreement": "agreements", "visit": "visits"}
_COUNTS = (
    select(
        NETWORK.c.kind,
        func.count().filter(conditions.certain(NETWORK)).label("certain"),
        func.count().label("held"),
    )
    .where(
        NETWORK.c.kind == conditions.any_of("kinds"), conditions.known(NETWORK), conditions.possible(NETWORK)
    )
    .group_by(NETWORK.c.kind)
)
_TOUCHING = (
    conditions.rows_of(NETWORK, conditions.among(NETWORK.c.touched, "stream"), conditions.possible(NETWORK))
    .order_by(NETWORK.c.start_latest, NETWORK.c.event, NETWORK.c.key)
    .limit(bindparam("size", type_=BigInteger))
)


async def network(asked: Asked, store: Store) -> tuple[dict[str, Any], str | None]:
    """The data of the answer, and the cursor of the next page. `counts` are of all pages."""
    rows, following = await store.page(_ROWS, asked, SORT, lambda row: (row.kind, row.event, row.key))
    data = await tied(asked, store, rows)
    return data | {"counts": await counts(asked, store)}, following


async def touching(asked: Asked, store: Store, stream: str) -> Sequence[Any]:
    """Rows of everything that touches one stream."""
    binds = asked.binds | {"stream": stream, "size": asked.limit}
    return await store.fetch(_TOUCHING, binds)


async def tied(asked: Asked, store: Store, rows: Sequence[Any]) -> dict[str, Any]:
    """Rows as clusters, parties, agreements, visits and roles."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    outcomes = await _outcomes(asked, store, [row.stream for row in by_kind["visit"]])
    book = await store.book(asked, [*rows, *(item for items in outcomes.values() for item in items)])
    clusters = sorted(by_kind["founded"] + by_kind["announced"], key=lambda row: book.order(row.stream))
    agreements = sorted(by_kind["agreement"] + by_kind["proposed"], key=_start)
    parties = {stream for row in rows for stream in row.touched if stream.startswith("party-")}
    return {
        "clusters": [objects.cluster(row, book) for row in clusters],
        "parties": book.refs(sorted(parties, key=book.order)),
        "agreements": [objects.agreement(row, book) for row in agreements],
        "visits": [
            objects.visit(row, book, outcomes[row.stream]) for row in sorted(by_kind["visit"], key=_start)
        ],
        "roles": [objects.role(row, book) for row in sorted(by_kind["role"], key=_role_order(book))],
    }


def _start(row: Any) -> tuple[Any, ...]:
    return row.start_latest, row.start_earliest, row.event


def _role_order(book: Book) -> Any:
    return lambda row: (
        book.order(f"cluster-{row.stream.partition('-')[2].partition('.')[0]}"),
        row.key,
        row.event,
    )


async def _outcomes(asked: Asked, store: Store, visits: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    if visits:
        for row in await store.fetch(_OUTCOMES, asked.binds | {"streams": list(visits)}):
            found[row.stream].append(row)
    return found


async def counts(asked: Asked, store: Store) -> dict[str, dict[str, int]]:
    """How many clusters, agreements and visits there were for certain, and how many possibly.

    Announced clusters and agreements that are only proposed are not counted.
    """
    rows = await store.fetch(_COUNTS, asked.binds | {"kinds": list(_COUNTED)})
    found = {_COUNTED[row.kind]: {"yes": row.certain, "possibly": row.held - row.certain} for row in rows}
    return {name: found.get(name, {"yes": 0, "possibly": 0}) for name in _COUNTED.values()}
