"""`/v1/clusters` and `/v1/parties`: the registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, and_, bindparam, column, func, select, true
from typing_extensions import TypedDict

from contracts.fields import Audience
from services.projections.queries.answer_types import ClusterView, Identifier, Reference
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.network import NETWORK, tied, touching, unhidden
from services.projections.queries.objects import cluster as cluster_object
from services.projections.queries.objects import predecessor
from services.projections.queries.possessions import possessions
from services.projections.queries.profile_answer import Predecessor, Seat
from services.projections.queries.sql import predicates
from services.projections.queries.sql.joined import goes_by
from services.projections.queries.sql.rows import NetworkRow, Statement
from services.projections.queries.sql.store import DIRECTORY, Store
from services.projections.queries.tie_types import RoleView

SORT = (str, str)
KINDS = ("organisation", "unit", "city", "region")
_SORT_KEY = {"pl": DIRECTORY.c.sort_key, "en": DIRECTORY.c.sort_key_en}


class SortedCluster(NamedTuple):
    """A `NetworkRow` of a cluster, and its sort key."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    kind: str
    key: str
    touched: list[str]
    detail: str
    fact: str
    recorded_at: datetime | None
    sort: str


class SortedParty(NamedTuple):
    """A party and its sort key."""

    stream: str
    event: str
    sort: str


_CLUSTERS = {
    lang: Statement(
        predicates.page(
            predicates.rows_of(
                NETWORK,
                NETWORK.c.kind == predicates.any_of("kinds"),
                predicates.possible(NETWORK),
                unhidden,
                predicates.known(DIRECTORY),
            )
            .join_from(NETWORK, DIRECTORY, and_(DIRECTORY.c.stream == NETWORK.c.stream))
            .add_columns(key.label("sort")),
            key,
            NETWORK.c.event,
        ),
        SortedCluster,
    )
    for lang, key in _SORT_KEY.items()
}
_WANTED = (
    func.unnest(bindparam("kinds", type_=ARRAY(Text)))
    .table_valued(column("kind", Text))
    .render_derived("wanted")
)


def _parties(key: ColumnElement[str]) -> Statement[SortedParty]:
    # Take the first rows of each kind in index order, and of these the first.
    of_kind = predicates.page(
        select(DIRECTORY.c.stream, DIRECTORY.c.event, key.label("sort")).where(
            predicates.known(DIRECTORY), DIRECTORY.c.kind == _WANTED.c.kind, goes_by(DIRECTORY.c.stream)
        ),
        key,
        DIRECTORY.c.stream,
    ).lateral("of_kind")
    parties = select(*of_kind.c).join_from(_WANTED, of_kind, true())
    return Statement(
        parties.order_by(of_kind.c.sort, of_kind.c.stream).limit(bindparam("size", type_=BigInteger)),
        SortedParty,
    )


_PARTIES = {lang: _parties(key) for lang, key in _SORT_KEY.items()}
_STAGES = ["founded", "announced"]
# A role of a member is in a stream of its own: this index entry has few rows for each cluster.
_COORDINATORS = Statement(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind == "role",
        NETWORK.c.key.endswith(" coordinator", autoescape=True),
        predicates.possible(NETWORK),
    ).order_by(NETWORK.c.start_latest, NETWORK.c.event),
    NetworkRow,
)
_SEATS = Statement(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind == "seat",
        predicates.possible(NETWORK),
    ).order_by(NETWORK.c.start_latest, NETWORK.c.event),
    NetworkRow,
)


class ClusterEntry(ClusterView):
    """A cluster in the register, with the clusters that it continues and the organisations that lead it."""

    predecessors: list[Predecessor]
    coordinators: list[RoleView]


class PartyEntry(TypedDict):
    """A party in the register."""

    ref: Reference
    part_of: Reference | None
    identifiers: list[Identifier]
    seats: list[Seat]
    event: str


async def clusters(query: Query, store: Store) -> tuple[list[ClusterEntry], str | None]:
    """Clusters by name, each with its stage and the fact on which that rests, those that went into it, and who leads it."""
    rows, following = await store.page(
        _CLUSTERS[query.lang], query, SORT, lambda row: (row.sort, row.event), {"kinds": _STAGES}
    )
    streams = [row.stream for row in rows]
    ends = await touching(query, store, streams, ["dissolved"]) if rows else []
    leading = await store.fetch(_COORDINATORS, query.binds | {"streams": streams}) if rows else []
    roles = (await tied(query, store, leading))["roles"] if leading else []
    references = await store.references(query, [*rows, *ends])
    return [
        {
            **cluster_object(row, references),
            "predecessors": [
                predecessor(end, references)
                for end in ends
                if row.stream in end.touched and row.stream != end.stream
            ],
            "coordinators": [role for role in roles if role["cluster"]["id"] == row.stream],
        }
        for row in rows
    ], following


async def parties(query: Query, store: Store) -> tuple[list[PartyEntry], str | None]:
    """Organisations, units, cities and regions by name; the filter `kind` keeps one of these."""
    if query.filters.get("kind", "city") not in KINDS:
        raise wrong("kind", f"is not one of {', '.join(KINDS)}")
    kinds = [query.filters["kind"]] if "kind" in query.filters else list(KINDS)
    rows, following = await store.page(
        _PARTIES[query.lang], query, SORT, lambda row: (row.sort, row.stream), {"kinds": kinds}
    )
    return await register(query, store, rows), following


class Registered(Protocol):
    """A party's row of the directory."""

    @property
    def stream(self) -> str: ...
    @property
    def event(self) -> str: ...


async def register(query: Query, store: Store, rows: Sequence[Registered]) -> list[PartyEntry]:
    """Return the entries of the register of some parties, in the order of the rows."""
    of_rows = {row.stream: store.parties.entries(row.stream) for row in rows}
    streams = [entry for of_one in of_rows.values() for entry in of_one]
    seats = await store.fetch(_SEATS, query.binds | {"streams": streams})
    references = await store.references(query, seats, *streams)
    of_parties: dict[str, list[NetworkRow]] = defaultdict(list)
    for seat in seats:
        of_parties[store.parties.id(seat.stream)].append(seat)
    return [
        {
            "ref": references.ref(row.stream),
            "part_of": references.maybe(references.about(row.stream).get("part_of")),
            "identifiers": references.identifiers(of_rows[row.stream]),
            "seats": possessions(of_parties[store.parties.id(row.stream)], references)["seats"],
            "event": row.event,
        }
        for row in rows
    ]
