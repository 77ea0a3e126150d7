"""Ends without an event in the row's own stream: by the dissolution of a cluster, or by the next lead.

Rows of other streams do not contain the dissolution: queries look it up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

import orjson
from sqlalchemy import ColumnElement, Date, bindparam, exists, not_, select
from sqlalchemy.sql.expression import FromClause

from services.projections.engine.interval import FUTURE, PAST
from services.projections.facts.provenance import between
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.expressions import AnyColumn
from services.projections.queries.sql.joined import party
from services.projections.queries.sql.rows import (
    BridgeRow,
    NetworkRow,
    ShortenableFactRow,
    ShortenableRow,
    Statement,
    TimedRow,
)
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

_Row = TypeVar("_Row", bound=ShortenableRow)
_FactRow = TypeVar("_FactRow", bound=ShortenableFactRow)
_DISSOLVED = TABLES["network"].alias("dissolved")
_OF_CLUSTERS = Statement(
    predicates.rows_of(
        _DISSOLVED, _DISSOLVED.c.kind == "dissolved", _DISSOLVED.c.stream == predicates.any_of("streams")
    ).order_by(_DISSOLVED.c.recorded_from.desc()),
    NetworkRow,
)


def there(cluster: AnyColumn) -> ColumnElement[bool]:
    """Condition: the cluster in the column was not certainly dissolved before the first day of the query."""
    gone = select(_DISSOLVED.c.stream).where(
        _DISSOLVED.c.kind == "dissolved",
        predicates.known(_DISSOLVED),
        _DISSOLVED.c.start_latest < bindparam("since", type_=Date),
    )
    return not_(cluster.in_(gone))


async def dissolutions(query: Query, store: Store, clusters: Iterable[str]) -> dict[str, NetworkRow]:
    """Return the dissolutions of some clusters at any time, by cluster."""
    wanted = sorted({cluster for cluster in clusters if cluster.startswith("cluster-")})
    rows = await store.fetch(_OF_CLUSTERS, query.binds | {"streams": wanted}) if wanted else ()
    return {row.stream: row for row in rows}


def cut(row: _Row, gone: TimedRow | None) -> _Row:
    """Return the row with its interval ended by the dissolution of its cluster; the row itself if there was none."""
    if gone is None or gone.start_latest > row.end_latest:
        return row
    left = between(
        (row.start_earliest, row.start_latest),
        (min(row.end_earliest, gone.start_earliest), min(row.end_latest, gone.start_latest)),
    )
    return row._replace(**left._asdict())


# ---- one lead at a time ------------------------------------------------------------------------------------------
_LEADS = TABLES["bridges"].alias("leads")
_OF_LEADS = Statement(
    predicates.rows_of(
        _LEADS, _LEADS.c.role == "coordinator", _LEADS.c.cluster == predicates.any_of("clusters")
    ),
    BridgeRow,
)
_NEXT = TABLES["bridges"].alias("next")


def not_followed(tie: FromClause) -> ColumnElement[bool]:
    """Condition: no other lead has certainly followed this one before the first day of the query."""
    followed = exists().where(
        tie.c.role == "coordinator",
        _NEXT.c.cluster == tie.c.cluster,
        _NEXT.c.role == "coordinator",
        party(_NEXT.c.party) != party(tie.c.party),
        _NEXT.c.start_earliest > tie.c.start_latest,
        _NEXT.c.start_latest <= bindparam("since", type_=Date),
        predicates.known(_NEXT),
    )
    return not_(followed)


async def leads(query: Query, store: Store, clusters: Iterable[str]) -> dict[str, list[BridgeRow]]:
    """Return all leads of some clusters at any time, by cluster."""
    by_cluster: dict[str, list[BridgeRow]] = defaultdict(list)
    if wanted := sorted(set(clusters)):
        for row in await store.fetch(_OF_LEADS, query.binds | {"clusters": wanted}):
            if orjson.loads(row.fact)["type"] == "CoordinatorAppointed":
                by_cluster[row.cluster].append(row)
    return by_cluster


def until_next(row: _FactRow, others: Iterable[BridgeRow]) -> _FactRow:
    """Return the row of a lead with its interval ended by the next lead of the cluster.

    If the order of two is not certain, neither is certain from the day on which the other may have begun.
    """
    own = next((other for other in others if other.event == row.event), None)
    if own is None:
        return row
    first, last = row.end_earliest, row.end_latest
    for other in others:
        if other.party == own.party or other.start_latest < row.start_earliest:
            continue
        if row.start_latest < other.start_earliest:
            last = min(last, _day_before(other.start_latest))
        first = min(first, _day_before(other.start_earliest))
    left = between((row.start_earliest, row.start_latest), (first, last))
    return row._replace(**left._asdict())


def _day_before(day: date) -> date:
    return day if day in {PAST, FUTURE} else day - timedelta(days=1)
