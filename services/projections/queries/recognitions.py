"""`/v1/recognitions`: the recognitions of clusters, and which of them end soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import orjson
from sqlalchemy import Date, bindparam, or_

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.answer_types import Certainty, FuzzyDate, RecordedFact, Reference
from services.projections.queries.answers import References, certainty, date_of
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import day_count, wrong
from services.projections.queries.http.query import Query
from services.projections.queries.network import NETWORK
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions
from services.projections.queries.sql.rows import NetworkRow, Statement, TimedRow
from services.projections.queries.sql.store import Store
from services.projections.text import labels

SORT = (date, str)
FILTERS = frozenset({"cluster", "ending_days"})
ENDING_DAYS = 365
_OF = predicates.bound_text("of")
_ROWS = Statement(
    predicates.page(
        predicates.rows_of(
            NETWORK,
            NETWORK.c.kind == "recognition",
            predicates.possible(NETWORK),
            NETWORK.c.end_earliest <= bindparam("before", type_=Date),
            or_(_OF == "", NETWORK.c.stream == _OF),
        ),
        NETWORK.c.end_latest,
        NETWORK.c.event,
    ),
    NetworkRow,
)


class ClusterRecognition(RecordedFact):
    """A title of a cluster. `ends`: whether it ends within the asked number of days; null bounds of its end are open."""

    cluster: Reference
    scheme: str
    grantor: Reference | None
    valid_from: FuzzyDate | None
    valid_to: FuzzyDate | None
    ends: Certainty


async def recognitions(query: Query, store: Store) -> tuple[list[ClusterRecognition], str | None]:
    """Return the recognitions in the time of the query, those that end first before others.

    With `ending_days` only those that certainly or possibly end within so many days after it; `ends` says which, and without
    the filter it is about the next 365 days. A recognition ends with its last day, its withdrawal or the cluster's dissolution.

    Raises:
        Malformed: the cluster is none, or the days are not a number of days.
    """
    given = query.filters.get("cluster")
    id = (given or "").removeprefix("cluster-")
    if given is not None and not predicates.is_id(id):
        raise wrong("cluster", "is not a cluster such as lkb")
    days = day_count(query.filters, "ending_days", ENDING_DAYS)
    # What has no end does not end at any time either.
    soon = min(_after(query.world[1], days), FUTURE - timedelta(days=1))
    before = soon if "ending_days" in query.filters else FUTURE
    rows, following = await store.page(
        _ROWS,
        query,
        SORT,
        lambda row: (row.end_latest, row.event),
        {"of": f"cluster-{id}" if id else "", "before": before},
    )
    gone = await dissolutions(query, store, {row.stream for row in rows})
    references = await store.references(query, rows)
    shortened = [cut(row, gone.get(row.stream)) for row in rows]
    return [
        _recognition(row, ending(row, query.world, days), references)
        for row in shortened
        if certainty(row, query.world) is not None
    ], following


def ending(row: TimedRow, world: tuple[date, date], days: int) -> Certainty:
    """Return whether a row certainly, possibly or not ends within some days after the time of a query."""
    first, last = world
    if row.end_latest <= _after(first if first != PAST else last, days) and row.end_latest != FUTURE:
        return "yes"
    return "possibly" if row.end_earliest <= _after(last, days) and row.end_earliest != FUTURE else "no"


def _after(day: date, days: int) -> date:
    return FUTURE if (FUTURE - day).days <= days else day + timedelta(days=days)


def _recognition(row: NetworkRow, ends: Certainty, references: References) -> ClusterRecognition:
    detail = orjson.loads(row.detail)
    return {
        "cluster": references.ref(row.stream),
        "scheme": detail["scheme"],
        "grantor": references.maybe(detail.get("grantor")),
        "valid_from": date_of(detail["valid_from"]) if "valid_from" in detail else None,
        "valid_to": date_of(detail["valid_to"]) if "valid_to" in detail else None,
        "ends": ends,
        **references.fact(row),
    }


def lines(data: Iterable[ClusterRecognition], lang: str) -> Iterator[Line]:
    """Yield recognitions as lines of a sheet."""
    for item in data:
        cells = {
            "cluster": item["cluster"]["id"],
            "scheme": item["scheme"],
            "grantor": item["grantor"],
            "valid_from": item["valid_from"],
            "valid_to": item["valid_to"],
            "ends": item["ends"],
        }
        parties = [item["cluster"], *([item["grantor"]] if item["grantor"] else [])]
        kind = labels.code_label("recognition", lang)
        yield fact_line(item, kind, item["cluster"], parties, cells, item["scheme"])
