"""`/v1/network`: who works with whom, and on what basis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, Boolean, and_, bindparam, exists, func, not_, or_, select
from typing_extensions import TypedDict

from services.projections.queries import objects
from services.projections.queries.answers import References, certainty
from services.projections.queries.http.query import Query
from services.projections.queries.one_party import OneParty
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions, leads, until_next
from services.projections.queries.sql.rows import BridgeRow, NetworkRow, Statement, TimedRow
from services.projections.queries.sql.store import Store
from services.projections.queries.ties import Tie, TiedObjects, ties
from services.projections.readmodels.tables import TABLES

NETWORK = TABLES["network"]
SORT = (str, str, str, int)  # one event may begin several periods of a membership
# The kinds of rows in the answer; other kinds are read along with these, or for the profile of a cluster or party.
KINDS = ("agreement", "announced", "founded", "link", "proposed", "relation", "role", "visit")
_FOUNDED = NETWORK.alias("founded")


class CertaintyCount(TypedDict):
    """The number of certain ones, and of additional possible ones."""

    yes: int
    possibly: int


class Counts(TypedDict):
    """The number of each, over all pages."""

    clusters: CertaintyCount
    agreements: CertaintyCount
    visits: CertaintyCount


class Network(TiedObjects):
    """The objects of one page, the ties between them, and counts over all pages."""

    ties: list[Tie]
    counts: Counts


class KindCount(NamedTuple):
    """How many rows of a kind there are, and how many of these are certain."""

    kind: str
    certain: int
    number: int


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
# A query of any time at all gets both.
_ROWS = Statement(
    predicates.page(
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
    ),
    NetworkRow,
)
_OF_STREAMS = Statement(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind == predicates.bound_text("kind"),
    ).order_by(NETWORK.c.recorded_from),
    NetworkRow,
)
_COUNTED = {"founded": "clusters", "agreement": "agreements", "visit": "visits"}
_COUNTS = Statement(
    select(
        NETWORK.c.kind,
        func.count().filter(predicates.certain(NETWORK)).label("certain"),
        func.count().label("number"),
    )
    .where(
        NETWORK.c.kind == predicates.any_of("kinds"), predicates.known(NETWORK), predicates.possible(NETWORK)
    )
    .group_by(NETWORK.c.kind),
    KindCount,
)
_TOUCHING = Statement(
    predicates.rows_of(
        NETWORK,
        predicates.some_of(NETWORK.c.touched, "streams"),
        NETWORK.c.kind == predicates.any_of("kinds"),
        predicates.possible(NETWORK),
    )
    .order_by(NETWORK.c.start_latest, NETWORK.c.event, NETWORK.c.id)
    .limit(bindparam("size", type_=BigInteger)),
    NetworkRow,
)


async def network(query: Query, store: Store) -> tuple[Network, str | None]:
    """Return the data and the cursor of the next page. `counts` cover all pages, `ties` this one.

    Entries that are certainly one party are one; the link between them is in their profile.
    """
    rows, following = await store.page(
        _ROWS, query, SORT, lambda row: (row.kind, row.event, row.key, row.id), {"kinds": list(KINDS)}
    )
    data = await tied(query, store, [row for row in rows if not _inside(row, store.parties)])
    return {**data, "ties": ties(data), "counts": await counts(query, store)}, following


def _inside(row: NetworkRow, parties: OneParty) -> bool:
    """Whether the row is a link between entries of one party."""
    return row.kind == "link" and len(set(map(parties.id, row.touched))) == 1


async def touching(
    query: Query, store: Store, streams: Sequence[str], kinds: Sequence[str]
) -> Sequence[NetworkRow]:
    """Return the first rows of these kinds that touch a cluster or the entries of a party."""
    binds = query.binds | {"streams": list(streams), "size": query.limit, "kinds": list(kinds)}
    return await store.fetch(_TOUCHING, binds)


async def tied(query: Query, store: Store, rows: Sequence[NetworkRow]) -> TiedObjects:
    """Convert rows to clusters, parties, agreements, visits, roles, links and relations."""
    by_kind: dict[str, list[NetworkRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    outcomes = await _of_streams(query, store, "outcome", {row.stream for row in by_kind["visit"]})
    clusters = {cluster_of(row) for row in by_kind["role"]}
    gone = await dissolutions(query, store, clusters | {row.stream for row in by_kind["relation"]})
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
            if certainty(left := _shortened(row, gone, others), query.world) is not None
        ],
        "links": [objects.link(row, references) for row in by_kind["link"]],
        "relations": [
            objects.relation(left, references)
            for row in sorted(by_kind["relation"], key=lambda row: (references.order(row.stream), row.event))
            if certainty(left := cut(row, gone.get(row.stream)), query.world) is not None
        ],
    }


def cluster_of(row: NetworkRow) -> str:
    """Return the cluster of a row's role."""
    return f"cluster-{row.stream.partition('-')[2].partition('.')[0]}"


def _shortened(
    row: NetworkRow, gone: Mapping[str, TimedRow], others: Mapping[str, Sequence[BridgeRow]]
) -> NetworkRow:
    """Return the row of a role, ended by the dissolution of the cluster or the next lead."""
    cluster = cluster_of(row)
    if row.key.endswith(" coordinator"):
        row = until_next(row, others.get(cluster, ()))
    return cut(row, gone.get(cluster))


def _start(row: NetworkRow) -> tuple[date, date, str, int]:
    return row.start_latest, row.start_earliest, row.event, row.id


def _role_order(references: References) -> Callable[[NetworkRow], tuple[tuple[str, str], str, str, int]]:
    return lambda row: (references.order(cluster_of(row)), row.key, row.event, row.id)


async def _of_streams(
    query: Query, store: Store, kind: str, streams: Iterable[str]
) -> dict[str, list[NetworkRow]]:
    """Return rows of one kind by stream."""
    by_stream: dict[str, list[NetworkRow]] = defaultdict(list)
    if wanted := sorted(streams):
        for row in await store.fetch(_OF_STREAMS, query.binds | {"streams": wanted, "kind": kind}):
            by_stream[row.stream].append(row)
    return by_stream


async def counts(query: Query, store: Store) -> Counts:
    """Count clusters, agreements and visits, certain and possible.

    Announced clusters and proposed agreements are not counted.
    """
    rows = await store.fetch_cached(_COUNTS, query, query.binds | {"kinds": list(_COUNTED)})
    by_kind: dict[str, CertaintyCount] = {
        _COUNTED[row.kind]: {"yes": row.certain, "possibly": row.number - row.certain} for row in rows
    }
    none: CertaintyCount = {"yes": 0, "possibly": 0}
    return {
        "clusters": by_kind.get("clusters", none),
        "agreements": by_kind.get("agreements", none),
        "visits": by_kind.get("visits", none),
    }
