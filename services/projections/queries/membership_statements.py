"""The statements of `/v1/membership`, and the types of their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, Text, all_, and_, bindparam, func, literal, select
from sqlalchemy.sql.expression import FromClause

from contracts.fields import Audience
from services.projections.queries.http.query import Query
from services.projections.queries.roster import MembershipTime
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import MEMBERSHIP, coverage, times
from services.projections.queries.sql.endings import there
from services.projections.queries.sql.expressions import AnyColumn, AnySelect
from services.projections.queries.sql.joined import party, where_joined
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import DIRECTORY, Store


class MembershipRow(NamedTuple):
    """`membership`: a cluster's existence, a member, a part of its time in one class, a claim or an application.

    `sort` is the sort key of the cluster or member; empty where the rows are not sorted by it.
    """

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
    cluster: str
    kind: str
    party: str | None
    member_class: str | None
    number: int | None
    detail: str
    fact: str
    recorded_at: datetime | None
    sort: str


class CoverageRow(NamedTuple):
    """How many of the members that a claim counts are known by name, and how many of them for certain."""

    id: int
    known: int
    certain: int


MEMBERS = 20  # of each cluster, where the query is about several
_SORT_KEY = {"pl": DIRECTORY.c.sort_key, "en": DIRECTORY.c.sort_key_en}
_LAST = "\U0010ffff"  # streams without a name come last
_OF = MEMBERSHIP.c.cluster == predicates.any_of("clusters")


# The member's rows that are not listed, since another entry of the same party is: the bind is made by `unlisted`.
_LISTED = where_joined(MEMBERSHIP.c.id != all_(bindparam("unlisted", type_=ARRAY(BigInteger))))


class _Joined(NamedTuple):
    """A member that is one party with other entries."""

    id: int
    cluster: str
    party: str
    certain: bool


_JOINED = Statement(
    select(
        MEMBERSHIP.c.id,
        MEMBERSHIP.c.cluster,
        MEMBERSHIP.c.party,
        predicates.certain(MEMBERSHIP).label("certain"),
    ).where(
        MEMBERSHIP.c.kind == "member",
        _OF,
        MEMBERSHIP.c.party == predicates.any_of("joined"),
        predicates.known(MEMBERSHIP),
        predicates.possible(MEMBERSHIP),
    ),
    _Joined,
    as_recorded=True,
)


async def unlisted(query: Query, store: Store, clusters: Sequence[str]) -> list[int]:
    """Return the ids of the members that are not listed: a party is listed by a certain member, else by its first entry by id.

    Few parties have several entries, so these are compared here, and not each member with each in a statement.
    """
    if not store.parties:
        return []
    rows = await store.fetch(
        _JOINED, query.binds | {"clusters": list(clusters), "joined": store.parties.joined}
    )
    by_party: dict[tuple[str, str], list[_Joined]] = defaultdict(list)
    for row in rows:
        by_party[row.cluster, store.parties.id(row.party)].append(row)
    return [
        row.id
        for alike in by_party.values()
        for row in alike
        if any(
            other.party != row.party and (not other.certain, other.party) < (not row.certain, row.party)
            for other in alike
        )
    ]


def _sorted_by(
    key: AnyColumn, table: FromClause, column: AnyColumn, statement: AnySelect
) -> tuple[AnySelect, AnyColumn]:
    """Return the statement extended by the sort key of a stream for each row, and that key."""
    name = func.coalesce(key, _LAST)
    met = and_(DIRECTORY.c.stream == column, predicates.known(DIRECTORY))
    return statement.outerjoin_from(table, DIRECTORY, met).add_columns(name.label("sort")), name


def _clusters(key: AnyColumn) -> Statement[MembershipRow]:
    clusters = predicates.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", predicates.possible(MEMBERSHIP))
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.stream, clusters)
    return Statement(predicates.page(statement, name, MEMBERSHIP.c.stream), MembershipRow)


def _members(key: AnyColumn) -> Statement[MembershipRow]:
    members = predicates.rows_of(
        MEMBERSHIP,
        MEMBERSHIP.c.kind == "member",
        _OF,
        predicates.possible(MEMBERSHIP),
        there(MEMBERSHIP.c.cluster),
        _LISTED,
    )
    statement, name = _sorted_by(key, MEMBERSHIP, party(MEMBERSHIP.c.party), members)
    return Statement(predicates.page(statement, name, MEMBERSHIP.c.event), MembershipRow)


def _first_members(key: AnyColumn) -> Statement[MembershipRow]:
    members = select(MEMBERSHIP).where(
        MEMBERSHIP.c.kind == "member",
        _OF,
        predicates.known(MEMBERSHIP),
        predicates.possible(MEMBERSHIP),
        there(MEMBERSHIP.c.cluster),
        _LISTED,
    )
    statement, name = _sorted_by(key, MEMBERSHIP, party(MEMBERSHIP.c.party), members)
    place = func.row_number().over(partition_by=MEMBERSHIP.c.cluster, order_by=(name, MEMBERSHIP.c.event))
    ranked = statement.add_columns(place.label("place")).subquery("ranked")
    first = predicates.rows_of(ranked, ranked.c.place <= MEMBERS).order_by(ranked.c.place)
    columns = (first.selected_columns[column] for column in MembershipRow._fields)
    return Statement(first.with_only_columns(*columns, maintain_column_froms=True), MembershipRow)


def _unsorted(statement: AnySelect) -> Statement[MembershipRow]:
    return Statement(statement.add_columns(literal("", Text).label("sort")), MembershipRow)


CLUSTERS = {lang: _clusters(key) for lang, key in _SORT_KEY.items()}
ALL_MEMBERS = {lang: _members(key) for lang, key in _SORT_KEY.items()}
FIRST_MEMBERS = {lang: _first_members(key) for lang, key in _SORT_KEY.items()}
CLUSTER = _unsorted(predicates.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", _OF))
CLAIMS_AND_APPLICATIONS = _unsorted(
    predicates.rows_of(
        MEMBERSHIP, _OF, MEMBERSHIP.c.kind == predicates.any_of("kinds"), predicates.possible(MEMBERSHIP)
    ).order_by(MEMBERSHIP.c.start_latest, MEMBERSHIP.c.event)
)
TIMES = Statement(times(lambda table: table.c.cluster == predicates.any_of("clusters")), MembershipTime)
COVERAGE = Statement(coverage(lambda table: table.c.cluster == predicates.any_of("clusters")), CoverageRow)
