"""How many of the members that a reported number counts are in the roster, on its day and in its class.

Members with the same period are grouped before the join with the numbers: a cluster may have tens of thousands of members,
and hundreds of numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.expression import FromClause

from services.projections.queries.sql import predicates
from services.projections.queries.sql.expressions import AnyColumn, AnySelect
from services.projections.queries.sql.joined import party
from services.projections.readmodels.tables import TABLES

MEMBERSHIP = TABLES["membership"]
CLAIM = MEMBERSHIP.alias("claim")
_BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
# Class of a number → class of a member.
CLASSES = {"founders": "founder", "partners": "partner", "supporting": "supporting"}
_COUNTED = case({"all": "all", **CLASSES}, value=CLAIM.c.member_class)
# Founders stay founders; in any other class, only members on the day of the number count.
_FOUNDERS = CLAIM.c.member_class == "founders"
Of = Callable[[FromClause], ColumnElement[bool]]


def coverage(of: Of) -> AnySelect:
    """Return the statement for `id`, `known` and `certain` of the numbers of some clusters.

    Args:
        of: takes the table of memberships, or an alias; returns the condition that selects the clusters.
    """
    spans = _spans(of)
    names = ("cluster", "counted", "party")
    parties = (
        select(
            *(spans.c[name] for name in names),
            *(func.min(spans.c[name]).label(name) for name in _BOUNDS),
            func.count().label("number"),
        )
        .group_by(*(spans.c[name] for name in names))
        .cte("parties")
    )
    # Most parties have one period, and many the same one.
    times = [parties.c[name] for name in ("cluster", "counted", *_BOUNDS)]
    once = (
        select(*times, func.count().label("number"))
        .where(parties.c.number == 1)
        .group_by(*times)
        .subquery("once")
    )
    often = (
        select(*spans.c)
        .join_from(spans, parties, and_(*(spans.c[name] == parties.c[name] for name in names)))
        .where(parties.c.number > 1)
        .subquery("often")
    )
    # Which members pay, and which are firms, no name tells.
    counted = CLAIM.c.member_class.in_(("all", *CLASSES))
    claims = CLAIM.c.kind == "claim", counted, predicates.known(CLAIM), of(CLAIM)
    first = (
        select(CLAIM.c.id, *(_sum(once, of_day(once), name) for name, of_day in _DAYS.items()))
        .select_from(CLAIM.outerjoin(once, _meets(once)))
        .where(*claims)
        .group_by(CLAIM.c.id)
    )
    second = (
        select(CLAIM.c.id, *(_any(of_day(often), name) for name, of_day in _DAYS.items()))
        .select_from(CLAIM.join(often, _meets(often)))
        .where(*claims, _then(often))  # no other periods count; without them there is half as much to sort
        .group_by(CLAIM.c.id, often.c.party)
    )
    # Added up, not joined: that few numbers are expected, and there may be thousands, made each join of the two one by one.
    either = union_all(first, second).subquery("either")
    return select(
        either.c.id, *(cast(func.sum(either.c[name]), BigInteger).label(name) for name in _DAYS)
    ).group_by(either.c.id)


def times(of: Of) -> AnySelect:
    """Return the periods of members of some clusters: `cluster, kind, party, member_class`, the bounds, and their `number`.

    Parties with a single period each are grouped by it, without `party`.
    """
    member = MEMBERSHIP.alias("member")
    own = ("kind", "member_class", *_BOUNDS)
    one, cluster = party(member.c.party), member.c.cluster
    periods = (
        select(
            cluster,
            one.label("party"),
            *(member.c[name] for name in own),
            func.count().over(partition_by=(cluster, one)).label("rows"),
        )
        .where(*_of_members(member, of))
        .cte("periods")
    )
    alike = [periods.c[name] for name in ("cluster", *own)]
    once = (
        select(*alike, cast(null(), Text).label("party"), func.count().label("number"))
        .where(periods.c.rows == 1)
        .group_by(*alike)
    )
    often = select(*alike, periods.c.party, literal(1).label("number")).where(periods.c.rows > 1)
    merged = union_all(once, often).subquery("times")
    return select(*merged.c)


def _of_members(table: FromClause, of: Of) -> tuple[ColumnElement[bool], ...]:
    return table.c.kind.in_(("member", "class")), predicates.known(table), of(table)


def _spans(of: Of) -> FromClause:
    """Return the periods of members: of all, and of each counted class."""
    member, named = MEMBERSHIP.alias("member"), MEMBERSHIP.alias("named")
    return union_all(
        select(
            member.c.cluster,
            literal("all", Text).label("counted"),
            party(member.c.party).label("party"),
            *(member.c[name] for name in _BOUNDS),
        ).where(member.c.kind == "member", predicates.known(member), of(member)),
        select(
            named.c.cluster,
            named.c.member_class.label("counted"),
            party(named.c.party).label("party"),
            *(named.c[name] for name in _BOUNDS),
        ).where(
            named.c.kind.in_(("member", "class")),
            named.c.member_class.in_(tuple(CLASSES.values())),
            predicates.known(named),
            of(named),
        ),
    ).cte("spans")


def _meets(times: FromClause) -> ColumnElement[bool]:
    return and_(times.c.cluster == CLAIM.c.cluster, times.c.counted == _COUNTED)


def _then(times: FromClause) -> ColumnElement[bool]:
    return or_(
        _FOUNDERS,
        and_(times.c.start_earliest <= CLAIM.c.start_latest, times.c.end_latest >= CLAIM.c.start_earliest),
    )


def _surely(times: FromClause) -> ColumnElement[bool]:
    surely = and_(
        times.c.start_latest <= CLAIM.c.start_earliest, times.c.end_earliest >= CLAIM.c.start_latest
    )
    return and_(_then(times), or_(_FOUNDERS, surely))


_DAYS: dict[str, Of] = {"known": _then, "certain": _surely}


def _sum(times: FromClause, condition: ColumnElement[bool], name: str) -> AnyColumn:
    return cast(func.coalesce(func.sum(times.c.number).filter(condition), 0), BigInteger).label(name)


def _any(condition: ColumnElement[bool], name: str) -> AnyColumn:
    return func.max(case((condition, 1), else_=0)).label(name)
