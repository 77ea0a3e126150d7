"""The statements of `/v1/membership`, and the types of their rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Text, and_, exists, func, literal, not_, select, tuple_
from sqlalchemy.sql.expression import FromClause

from contracts.fields import Audience
from services.projections.queries.roster import MembershipTime
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import MEMBERSHIP, coverage, times
from services.projections.queries.sql.endings import there
from services.projections.queries.sql.expressions import AnyColumn, AnySelect
from services.projections.queries.sql.joined import party, where_joined
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import DIRECTORY


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


_ALSO = MEMBERSHIP.alias("also")
# A party that is a member by several entries is listed by one of them: a certain member, else the first by id.
_LISTED = where_joined(
    not_(
        exists().where(
            _ALSO.c.cluster == MEMBERSHIP.c.cluster,
            _ALSO.c.kind == "member",
            _ALSO.c.party != MEMBERSHIP.c.party,
            party(_ALSO.c.party) == party(MEMBERSHIP.c.party),
            tuple_(not_(predicates.certain(_ALSO)), _ALSO.c.party)
            < tuple_(not_(predicates.certain(MEMBERSHIP)), MEMBERSHIP.c.party),
            predicates.known(_ALSO),
            predicates.possible(_ALSO),
        )
    )
)


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
