"""The statements of `/v1/visits`, and the types of their rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple

from sqlalchemy import ARRAY, Text, bindparam, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import array

from contracts.fields import Audience
from services.projections.queries.network import NETWORK
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import NetworkRow, Statement, TimelineRow
from services.projections.readmodels.tables import TABLES


class VisitRow(NamedTuple):
    """`visits`: a visit or an outcome."""

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
    state: Literal["held", "cancelled", "planned", "outcome"]
    touched: list[str]
    day: date
    detail: str
    fact: str
    recorded_at: datetime | None


class PairRow(NamedTuple):
    """An agreement, as in `network`, with a host and a visitor that are both parties to it."""

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
    host: str
    visitor: str


VISITS, TIMELINE = TABLES["visits"], TABLES["timeline"]
_THERE = predicates.rows_of(VISITS, VISITS.c.state != "outcome", predicates.possible(VISITS))
ROWS, ROWS_OF_SUBJECT = (
    Statement(predicates.page(statement, VISITS.c.day, VISITS.c.event), VisitRow)
    for statement in (_THERE, _THERE.where(predicates.some_of(VISITS.c.touched, "entries")))
)
ONE = Statement(
    predicates.rows_of(VISITS, predicates.one(VISITS), VISITS.c.state != "outcome").order_by(
        VISITS.c.id.desc()
    ),
    VisitRow,
)
OUTCOMES = Statement(
    predicates.rows_of(
        VISITS, VISITS.c.stream == predicates.any_of("streams"), VISITS.c.state == "outcome"
    ).order_by(VISITS.c.recorded_from, VISITS.c.id),
    VisitRow,
)
# Possible results of a visit that existed by the last day of the query: agreements, clusters and other visits; conferences.
RESULTS = Statement(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind.in_(("agreement", "proposed", "founded", "visit")),
        NETWORK.c.start_earliest <= bindparam("until"),
    ),
    NetworkRow,
)
CONFERENCES = Statement(
    predicates.rows_of(
        TIMELINE,
        TIMELINE.c.stream == predicates.any_of("streams"),
        TIMELINE.c.type == "ConferenceHeld",
        TIMELINE.c.start_earliest <= bindparam("until"),
    ),
    TimelineRow,
)
# For each pair of a host and a visitor, the agreements to which both are parties.
_PAIRS = (
    func.unnest(bindparam("hosts", type_=ARRAY(Text)), bindparam("visitors", type_=ARRAY(Text)))
    .table_valued(column("host", Text), column("visitor", Text))
    .render_derived("pairs")
)
# For each pair, use only the index on `touched`: another condition would scan the index of all agreements for each pair.
# `OFFSET` is the optimisation fence.
_TOGETHER = (
    select(NETWORK)
    .where(
        NETWORK.c.touched.op("@>", is_comparison=True)(
            cast(array([_PAIRS.c.host, _PAIRS.c.visitor]), ARRAY(Text))
        )
    )
    .offset(0)
    .lateral("together")
)
AGREEMENTS = Statement(
    predicates.rows_of(
        _TOGETHER, _TOGETHER.c.kind == "agreement", _TOGETHER.c.start_earliest <= bindparam("until")
    )
    .join_from(_PAIRS, _TOGETHER, true())
    .add_columns(_PAIRS.c.host, _PAIRS.c.visitor)
    .order_by(_TOGETHER.c.start_latest, _TOGETHER.c.event),
    PairRow,
)
