"""The reasons for items of the worklist: the statements that select them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.sql.expression import FromClause

from services.projections.engine.interval import FUTURE
from services.projections.engine.readmodel import ReadModel
from services.projections.queries.network import NETWORK
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import CLAIM, MEMBERSHIP, Of, coverage
from services.projections.queries.sql.expressions import AnyColumn, AnySelect
from services.projections.queries.sql.rows import OpenedRow, Statement
from services.projections.readmodels import membership
from services.projections.readmodels.tables import TABLES
from services.projections.readmodels.worklist import BASIS, NAMES

WORKLIST = TABLES["worklist"]
_NOTHING = literal("", Text)
# The filter `subject` of the question; the bind `subject` is the caller's stream.
_BOUND = any_(bindparam("concerned", type_=ARRAY(Text)))  # all entries of a party
_CONCERNS = predicates.some_of(WORKLIST.c.subjects, "concerned")


class ReasonRow(NamedTuple):
    """A fact that is a reason for work; `detail` is JSON. `name` is the stream or event that the reason is about, or empty.

    fact: JSON; empty if it is the text of the fact as it was recorded.
    """

    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    recorded_from: int
    fact: str
    recorded_at: datetime | None
    subjects: list[str]
    detail: str
    name: str


class ReasonCount(NamedTuple):
    """How many rows a reason has."""

    reason: str
    number: int


class Search(NamedTuple):
    """Statements for the rows of one reason: a page of all, and a page for one subject."""

    page: Statement[ReasonRow]
    of_subject: Statement[ReasonRow]


class Count(NamedTuple):
    """Statements for the number of rows of one or several reasons: of all, and for one subject."""

    every: Statement[ReasonCount]
    of_subject: Statement[ReasonCount]


def _page(
    statement: AnySelect,
    subjects: AnyColumn,
    detail: AnyColumn,
    name: AnyColumn,
    reads: tuple[ReadModel, ...] = (),
) -> Statement[ReasonRow]:
    """Return the statement for a page of rows that `rows_of` selects, by event and name; `reads` as of a `Statement`."""
    own = statement.selected_columns
    columns = (own[column] for column in ReasonRow._fields[:-3])
    more = subjects.label("subjects"), detail.label("detail"), name.label("name")
    rows = statement.with_only_columns(*columns, *more, maintain_column_froms=True)
    return Statement(predicates.page(rows, own.event, name), ReasonRow, as_recorded=True, reads=reads)


def _search(
    statement: AnySelect,
    subjects: AnyColumn,
    detail: AnyColumn,
    concerns: ColumnElement[bool],
    name: AnyColumn = _NOTHING,
) -> Search:
    return Search(
        _page(statement, subjects, detail, name), _page(statement.where(concerns), subjects, detail, name)
    )


def _of_worklist(statement: AnySelect, name: AnyColumn = _NOTHING) -> Search:
    return _search(statement, WORKLIST.c.subjects, WORKLIST.c.detail, _CONCERNS, name)


def _count(
    reason: str | AnyColumn,
    statement: AnySelect,
    concerns: ColumnElement[bool],
    reads: tuple[ReadModel, ...] = (),
) -> Count:
    """Return statements that count rows; `reason` is a column, or the reason of all rows, and `reads` as of a `Statement`."""
    name = literal(reason, Text) if isinstance(reason, str) else reason
    by = [] if isinstance(reason, str) else [reason]
    columns = name.label("reason"), func.count().label("number")
    counted = statement.with_only_columns(*columns, maintain_column_froms=True).group_by(*by)
    return Count(
        Statement(counted, ReasonCount, reads=reads),
        Statement(counted.where(concerns), ReasonCount, reads=reads),
    )


# ---- what one stream shows ---------------------------------------------------------------------------------------
_STORED = ("undecided", "disputed", "unsourced", "inferred", "open-parties", "without-copy")


def _stored(reason: str) -> Search:
    return _of_worklist(predicates.rows_of(WORKLIST, WORKLIST.c.reason == reason))


# ---- names of streams without facts in the record ----------------------------------------------------------------
_NAMED = func.unnest(WORKLIST.c.names).table_valued(column("name", Text)).render_derived("named")
_FACTS = table("facts", *map(column, ("stream", "version", "position")), schema="projections")
_THERE = exists().where(
    _FACTS.c.stream == _NAMED.c.name, _FACTS.c.version == 1, _FACTS.c.position <= bindparam("known")
)
_CITED = _NAMED.c.name.like("source-%")
_OPENED = bindparam("opened_from", type_=BigInteger)
# The rows that name such a stream. Once a stream has a fact it has one at each later position, so that these rows are among those
# of an earlier position and those that were opened since (`Store.fetch_onward`).
UNKNOWN_ROWS = Statement(
    select(WORKLIST.c.id)
    .distinct()
    .join_from(WORKLIST, _NAMED, true())
    .where(
        WORKLIST.c.reason == NAMES,
        predicates.known(WORKLIST),
        not_(_THERE),
        or_(WORKLIST.c.id >= _OPENED, WORKLIST.c.id == any_(bindparam("earlier", type_=ARRAY(BigInteger)))),
    ),
    OpenedRow,
    as_recorded=True,
)
_UNKNOWN = predicates.rows_of(
    WORKLIST,
    WORKLIST.c.id == any_(bindparam("unknown_rows", type_=ARRAY(BigInteger))),
    WORKLIST.c.reason == NAMES,
    not_(_THERE),
).join_from(WORKLIST, _NAMED, true())
_OF_UNKNOWN = case((_CITED, "uncited-document"), else_="dangling")


def _unknown(which: ColumnElement[bool]) -> Search:
    return _of_worklist(_UNKNOWN.where(which), _NAMED.c.name)


# ---- numbers for which the roster knows fewer names --------------------------------------------------------------
# Counting the members of all clusters takes seconds in a large record, and most events are no membership.
_OF_MEMBERSHIP = (membership.MODEL,)


def _thin(of: Of) -> tuple[AnySelect, Statement[ReasonRow]]:
    """Return the statement for all such claims, and that for a page of them."""
    covered = coverage(of).subquery("covered")
    thin = predicates.rows_of(CLAIM, CLAIM.c.kind == "claim", CLAIM.c.number > covered.c.known).join_from(
        CLAIM, covered, covered.c.id == CLAIM.c.id
    )
    numbers = func.json_build_object(
        "class", CLAIM.c.member_class, "known", covered.c.known, "claimed", CLAIM.c.number
    )
    return thin, _page(thin, array([CLAIM.c.cluster]), cast(numbers, Text), _NOTHING, _OF_MEMBERSHIP)


_CLAIMS = MEMBERSHIP.alias("claims")
_CLAIMING = select(_CLAIMS.c.cluster).where(_CLAIMS.c.kind == "claim")
# The claims' own clusters are among them, and need not be looked up for each claim and member.
_THIN, _THIN_PAGE = _thin(lambda table: true() if table is CLAIM else table.c.cluster.in_(_CLAIMING))
_THIN_OF, _THIN_OF_PAGE = _thin(lambda table: table.c.cluster == _BOUND)

# ---- what does not fit with a dissolution ------------------------------------------------------------------------
_GONE = MEMBERSHIP.alias("gone")
_DISSOLVED = and_(_GONE.c.kind == "cluster", _GONE.c.end_earliest != FUTURE, predicates.known(_GONE))


def _open(table: FromClause) -> ColumnElement[bool]:
    return table.c.end_earliest == FUTURE


# Members of a dissolved cluster without a recorded leaving.
# An array, computed first: otherwise the planner would look up the cluster of every member.
_LEFT_BEHIND = predicates.rows_of(
    MEMBERSHIP,
    MEMBERSHIP.c.kind == "member",
    _open(MEMBERSHIP),
    MEMBERSHIP.c.cluster
    == any_(cast(select(func.array_agg(_GONE.c.cluster)).where(_DISSOLVED).scalar_subquery(), ARRAY(Text))),
)
_CLUSTER_AND_PARTY = func.array_remove(
    array([MEMBERSHIP.c.cluster, MEMBERSHIP.c.party]), cast(null(), Text), type_=ARRAY(Text)
)
_OF_MEMBER = (MEMBERSHIP.c.cluster == _BOUND) | (MEMBERSHIP.c.party == _BOUND)
# Agreements without an end that have a dissolved party.
_SIGNED = func.jsonb_build_array(func.jsonb_build_object("party", _GONE.c.cluster))
_WITHOUT = predicates.rows_of(NETWORK, NETWORK.c.kind == "agreement", _open(NETWORK)).join_from(
    NETWORK,
    _GONE,
    and_(
        _DISSOLVED,
        NETWORK.c.touched.op("@>", is_comparison=True)(cast(array([_GONE.c.cluster]), ARRAY(Text))),
        cast(NETWORK.c.detail, JSONB)["parties"].op("@>", is_comparison=True)(_SIGNED),
    ),
)
_OF_PARTY = predicates.some_of(NETWORK.c.touched, "concerned")

# ---- what rests on a fact that was corrected or taken back since --------------------------------------------------
_RESTS = func.unnest(WORKLIST.c.names).table_valued(column("name", Text)).render_derived("rests")
_AMENDED = TABLES["changes"].alias("amended")
_AMENDMENT = table("facts", *map(column, ("position", "type")), schema="projections").alias("amendment")
# The offset keeps it a lookup by the index for each row: joined, each row would be compared with every amendment.
_SINCE_AMENDED = (
    select(literal_column("1"))
    .select_from(_AMENDED.join(_AMENDMENT, _AMENDMENT.c.position == _AMENDED.c.recorded_to))
    .where(
        _AMENDED.c.stream == func.split_part(_RESTS.c.name, "@", 1),
        or_(_AMENDED.c.event == _RESTS.c.name, func.strpos(_RESTS.c.name, "@") == 0),
        _AMENDED.c.recorded_to > WORKLIST.c.recorded_from,
        _AMENDED.c.recorded_to <= bindparam("known"),
        predicates.readable(_AMENDED),
        _AMENDMENT.c.type.in_(("FactCorrected", "FactRetracted")),
    )
    .offset(literal_column("0"))
    .correlate(WORKLIST, _RESTS)
    .exists()
)
_UNFOUNDED = predicates.rows_of(WORKLIST, WORKLIST.c.reason == BASIS, _SINCE_AMENDED).join_from(
    WORKLIST, _RESTS, true()
)

# In the order of the answer.
SEARCHES: dict[str, Search] = {
    **{reason: _stored(reason) for reason in _STORED[:3]},
    "uncited-document": _unknown(_CITED),
    "dangling": _unknown(not_(_CITED)),
    **{reason: _stored(reason) for reason in _STORED[3:]},
    "basis-corrected": _of_worklist(_UNFOUNDED, _RESTS.c.name),
    "thin-claim": Search(_THIN_PAGE, _THIN_OF_PAGE),
    "member-of-dissolved-cluster": _search(_LEFT_BEHIND, _CLUSTER_AND_PARTY, MEMBERSHIP.c.detail, _OF_MEMBER),
    "party-dissolved": _search(_WITHOUT, NETWORK.c.touched, NETWORK.c.detail, _OF_PARTY, _GONE.c.cluster),
}
# It and the two searches have the bind `unknown_rows`.
COUNT_OF_UNKNOWN = _count(_OF_UNKNOWN, _UNKNOWN, _CONCERNS)
COUNTS: tuple[Count, ...] = (
    _count(WORKLIST.c.reason, predicates.rows_of(WORKLIST, WORKLIST.c.reason.in_(_STORED)), _CONCERNS),
    COUNT_OF_UNKNOWN,
    Count(
        _count("thin-claim", _THIN, true(), _OF_MEMBERSHIP).every,
        _count("thin-claim", _THIN_OF, true(), _OF_MEMBERSHIP).of_subject,
    ),
    _count("basis-corrected", _UNFOUNDED, _CONCERNS),
    _count("member-of-dissolved-cluster", _LEFT_BEHIND, _OF_MEMBER, _OF_MEMBERSHIP),
    _count("party-dissolved", _WITHOUT, _OF_PARTY),
)
