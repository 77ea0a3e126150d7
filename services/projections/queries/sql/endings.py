"""What ends without an event in its own stream: all that a dissolved cluster had, and the time of a lead who is followed.

Rows of other streams, and what the cluster began, know nothing of the dissolution: it is looked up when they are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Date, bindparam, exists, not_, select
from sqlalchemy.sql.expression import FromClause

from services.projections.engine.interval import FUTURE, PAST
from services.projections.facts.provenance import between
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

_DISSOLVED = TABLES["network"].alias("dissolved")
_OF_CLUSTERS = predicates.rows_of(
    _DISSOLVED, _DISSOLVED.c.kind == "dissolved", _DISSOLVED.c.stream == predicates.any_of("streams")
).order_by(_DISSOLVED.c.recorded_from.desc())


def there(cluster: ColumnElement[Any]) -> ColumnElement[bool]:
    """The cluster in the column may not have been dissolved before the first day of the query."""
    gone = select(_DISSOLVED.c.stream).where(
        _DISSOLVED.c.kind == "dissolved",
        predicates.known(_DISSOLVED),
        _DISSOLVED.c.start_latest < bindparam("since", type_=Date),
    )
    return not_(cluster.in_(gone))


async def dissolutions(query: Query, store: Store, clusters: Iterable[str]) -> dict[str, Any]:
    """The dissolutions of some clusters, by cluster, whenever they were."""
    wanted = sorted({cluster for cluster in clusters if cluster.startswith("cluster-")})
    rows = await store.fetch(_OF_CLUSTERS, query.binds | {"streams": wanted}) if wanted else ()
    return {row.stream: row for row in rows}


def cut(row: Any, gone: Any) -> Any:
    """The row with the time that the dissolution of its cluster leaves to it; the row itself where there was none."""
    if gone is None or gone.start_latest > row.end_latest:
        return row
    left = between(
        (row.start_earliest, row.start_latest),
        (min(row.end_earliest, gone.start_earliest), min(row.end_latest, gone.start_latest)),
    )
    return row._replace(**left._asdict())


# ---- one lead at a time ------------------------------------------------------------------------------------------
_LEADS = TABLES["bridges"].alias("leads")
_OF_LEADS = predicates.rows_of(
    _LEADS, _LEADS.c.role == "coordinator", _LEADS.c.cluster == predicates.any_of("clusters")
)
_NEXT = TABLES["bridges"].alias("next")


def not_followed(tie: FromClause) -> ColumnElement[bool]:
    """Nobody else has become the lead of the cluster for certain after this one and before the first day of the query."""
    followed = exists().where(
        tie.c.role == "coordinator",
        _NEXT.c.cluster == tie.c.cluster,
        _NEXT.c.role == "coordinator",
        _NEXT.c.party != tie.c.party,
        _NEXT.c.start_earliest > tie.c.start_latest,
        _NEXT.c.start_latest <= bindparam("since", type_=Date),
        predicates.known(_NEXT),
    )
    return not_(followed)


async def leads(query: Query, store: Store, clusters: Iterable[str]) -> dict[str, list[Any]]:
    """All who were appointed to lead some clusters, whenever that was, by cluster."""
    by_cluster: dict[str, list[Any]] = defaultdict(list)
    if wanted := sorted(set(clusters)):
        for row in await store.fetch(_OF_LEADS, query.binds | {"clusters": wanted}):
            if orjson.loads(row.fact)["type"] == "CoordinatorAppointed":
                by_cluster[row.cluster].append(row)
    return by_cluster


def until_next(row: Any, others: Iterable[Any]) -> Any:
    """The row of a lead with the time that the other leads of the cluster leave to it: the next one ends it.

    Where the order of two is not certain, neither is certain to have stayed when the other may have come.
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
