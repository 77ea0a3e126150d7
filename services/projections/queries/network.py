"""`/v1/network`: who works with whom, and on what basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, and_, bindparam, exists, func, not_, or_, select

from services.projections.queries import objects
from services.projections.queries.answers import References, certainty
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions, leads, until_next
from services.projections.queries.sql.store import Store
from services.projections.queries.ties import ties
from services.projections.readmodels.tables import TABLES

NETWORK = TABLES["network"]
SORT = (str, str, str, int)  # the stretches of one membership may be told by one event
# What stands in the answer; rows of other kinds are read with these, or for the profile of one cluster or party.
KINDS = ("agreement", "announced", "founded", "link", "proposed", "role", "visit")
_FOUNDED = NETWORK.alias("founded")

# A cluster that exists hides its announcement.
unhidden = or_(
    NETWORK.c.kind != "announced",
    not_(
        exists().where(
            and_(
                _FOUNDED.c.stream == NETWORK.c.stream,
                _FOUNDED.c.kind == "founded",
                predicates.known(_FOUNDED),
                predicates.possible(_FOUNDED),
            )
        )
    ),
)
# Who asks for any time at all sees both, and can tell for each day which one it was.
_ROWS = predicates.page(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.kind == predicates.any_of("kinds"),
        predicates.possible(NETWORK),
        or_(bindparam("any_time", type_=Boolean), unhidden),
    ),
    NETWORK.c.kind,
    NETWORK.c.event,
    NETWORK.c.key,
    NETWORK.c.id,
)
_BESIDE = predicates.rows_of(
    NETWORK,
    NETWORK.c.stream == predicates.any_of("streams"),
    NETWORK.c.kind == predicates.bound_text("beside"),
).order_by(NETWORK.c.recorded_from)
_COUNTED = {"founded": "clusters", "agreement": "agreements", "visit": "visits"}
_COUNTS = (
    select(
        NETWORK.c.kind,
        func.count().filter(predicates.certain(NETWORK)).label("certain"),
        func.count().label("held"),
    )
    .where(
        NETWORK.c.kind == predicates.any_of("kinds"), predicates.known(NETWORK), predicates.possible(NETWORK)
    )
    .group_by(NETWORK.c.kind)
)
_TOUCHING = (
    predicates.rows_of(
        NETWORK,
        predicates.among(NETWORK.c.touched, "stream"),
        NETWORK.c.kind == predicates.any_of("kinds"),
        predicates.possible(NETWORK),
    )
    .order_by(NETWORK.c.start_latest, NETWORK.c.event, NETWORK.c.id)
    .limit(bindparam("size", type_=BigInteger))
)


async def network(query: Query, store: Store) -> tuple[dict[str, Any], str | None]:
    """The data of the answer, and the cursor of the next page. `counts` are of all pages, `ties` of this one."""
    rows, following = await store.page(
        _ROWS, query, SORT, lambda row: (row.kind, row.event, row.key, row.id), {"kinds": list(KINDS)}
    )
    data = await tied(query, store, rows)
    return data | {"ties": ties(data), "counts": await counts(query, store)}, following


async def touching(query: Query, store: Store, stream: str, kinds: Sequence[str]) -> Sequence[Any]:
    """The first rows of these kinds that touch one stream."""
    binds = query.binds | {"stream": stream, "size": query.limit, "kinds": list(kinds)}
    return await store.fetch(_TOUCHING, binds)


async def tied(query: Query, store: Store, rows: Sequence[Any]) -> dict[str, Any]:
    """Rows as clusters, parties, agreements, visits, roles and links."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    outcomes = await _beside(query, store, "outcome", {row.stream for row in by_kind["visit"]})
    clusters = {cluster_of(row) for row in by_kind["role"]}
    gone = await dissolutions(query, store, clusters)
    leading = {cluster_of(row) for row in by_kind["role"] if row.key.endswith(" coordinator")}
    others = await leads(query, store, leading)
    references = await store.references(
        query, [*rows, *(item for items in outcomes.values() for item in items)]
    )
    parties = {stream for row in rows for stream in row.touched if stream.startswith("party-")}
    roles = sorted(by_kind["role"], key=_role_order(references))
    return {
        "clusters": [
            objects.cluster(row, references)
            for row in sorted(
                by_kind["founded"] + by_kind["announced"], key=lambda row: references.order(row.stream)
            )
        ],
        "parties": references.refs(sorted(parties, key=references.order)),
        "agreements": [
            objects.agreement(row, references)
            for row in sorted(by_kind["agreement"] + by_kind["proposed"], key=_start)
        ],
        "visits": [
            objects.visit(row, references, outcomes.get(row.stream, ()))
            for row in sorted(by_kind["visit"], key=_start)
        ],
        "roles": [
            objects.role(left, references)
            for row in roles
            if certainty(left := _left(row, gone, others), query.world) is not None
        ],
        "links": [objects.link(row, references) for row in by_kind["link"]],
    }


def cluster_of(row: Any) -> str:
    """The cluster in which a row's role is."""
    return f"cluster-{row.stream.partition('-')[2].partition('.')[0]}"


def _left(row: Any, gone: Mapping[str, Any], others: Mapping[str, Sequence[Any]]) -> Any:
    """The row of a role with the time that the cluster's end and the next lead leave to it."""
    cluster = cluster_of(row)
    if row.key.endswith(" coordinator"):
        row = until_next(row, others.get(cluster, ()))
    return cut(row, gone.get(cluster))


def _start(row: Any) -> tuple[Any, ...]:
    return row.start_latest, row.start_earliest, row.event, row.id


def _role_order(references: References) -> Any:
    return lambda row: (references.order(cluster_of(row)), row.key, row.event, row.id)


async def _beside(query: Query, store: Store, kind: str, streams: Iterable[str]) -> dict[str, list[Any]]:
    """Rows of one kind by their stream."""
    found: dict[str, list[Any]] = defaultdict(list)
    if wanted := sorted(streams):
        for row in await store.fetch(_BESIDE, query.binds | {"streams": wanted, "beside": kind}):
            found[row.stream].append(row)
    return found


async def counts(query: Query, store: Store) -> dict[str, dict[str, int]]:
    """How many clusters, agreements and visits there were for certain, and how many possibly.

    Announced clusters and agreements that are only proposed are not counted.
    """
    rows = await store.fetch_cached(_COUNTS, query, query.binds | {"kinds": list(_COUNTED)})
    found = {_COUNTED[row.kind]: {"yes": row.certain, "possibly": row.held - row.certain} for row in rows}
    return {name: found.get(name, {"yes": 0, "possibly": 0}) for name in _COUNTED.values()}
