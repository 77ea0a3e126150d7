"""`/v1/visits`: what came of visits, as paths with the days in between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import ARRAY, Text, bindparam, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import array

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries import objects
from services.projections.queries.answers import References, certainty
from services.projections.queries.formats.csv import fact_cells
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.network import NETWORK
from services.projections.queries.sql import predicates
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

VISITS, TIMELINE = TABLES["visits"], TABLES["timeline"]
SORT = (date, str)
_SUBJECT = re.compile("(?:cluster|party)-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_THERE = predicates.rows_of(VISITS, VISITS.c.state != "outcome", predicates.possible(VISITS))
_ROWS, _ROWS_OF_SUBJECT = (
    predicates.page(statement, VISITS.c.day, VISITS.c.event)
    for statement in (_THERE, _THERE.where(predicates.among(VISITS.c.touched, "stream")))
)
_OUTCOMES = predicates.rows_of(
    VISITS, VISITS.c.stream == predicates.any_of("streams"), VISITS.c.state == "outcome"
).order_by(VISITS.c.recorded_from, VISITS.c.id)
# What a visit can lead to, when it was there by the asked day: agreements and clusters, other visits, conferences.
_RESULTS = (
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind.in_(("agreement", "proposed", "founded", "visit")),
        NETWORK.c.start_earliest <= bindparam("until"),
    ),
    predicates.rows_of(
        TIMELINE,
        TIMELINE.c.stream == predicates.any_of("streams"),
        TIMELINE.c.type == "ConferenceHeld",
        TIMELINE.c.start_earliest <= bindparam("until"),
    ),
)
# For each pair of a host and a visitor the agreements to which both are parties, perhaps among others.
_PAIRS = (
    func.unnest(bindparam("hosts", type_=ARRAY(Text)), bindparam("visitors", type_=ARRAY(Text)))
    .table_valued(column("host", Text), column("visitor", Text))
    .render_derived("pairs")
)
# Each pair asks the index of those who are touched, and nothing else: another condition would have the index of all
# agreements read for each pair. `OFFSET` keeps the planner from seeing more.
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
_AGREEMENTS = (
    predicates.rows_of(
        _TOGETHER, _TOGETHER.c.kind == "agreement", _TOGETHER.c.start_earliest <= bindparam("until")
    )
    .join_from(_PAIRS, _TOGETHER, true())
    .add_columns(_PAIRS.c.host, _PAIRS.c.visitor)
    .order_by(_TOGETHER.c.start_latest, _TOGETHER.c.event)
)
PATHS = 20  # inferred ones of each visit: the first
BASIS = {
    "pl": "Po wizycie zawarły ją strony wizyty; żadne źródło nie mówi, że z niej wynikła",
    "en": "The visit's host and a visitor concluded it afterwards; no source says that it came of the visit",
}
# For who may not read what came of visits.
BASIS_OF_OTHERS = {
    "pl": "Po wizycie zawarły ją strony wizyty; żadne źródło, które wolno Ci czytać, nie mówi, że z niej wynikła",
    "en": "The visit's host and a visitor concluded it afterwards; no source that you may read says that it came of the "
    "visit",
}


async def visits(query: Query, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Visits by their day, each with its outcomes and with the paths from it.

    A path is `recorded` where an outcome names what it led to. Others are `inferred`: agreements that the host and a
    visitor concluded after the visit, so far as the dates allow: the first `PATHS` of them.

    Raises:
        Malformed: the filter `subject` is neither a cluster nor a party.
    """
    subject = query.filters.get("subject")
    if subject is not None and not _SUBJECT.fullmatch(subject):
        raise wrong("subject", "is not a stream such as cluster-dkm or party-lublin")
    rows, following = await store.page(
        _ROWS_OF_SUBJECT if subject else _ROWS,
        query,
        SORT,
        lambda row: (row.day, row.event),
        {"stream": subject} if subject else None,
    )
    outcomes: dict[str, list[Any]] = defaultdict(list)
    for row in await store.fetch(_OUTCOMES, query.binds | {"streams": [row.stream for row in rows]}):
        outcomes[row.stream].append(row)
    named = {
        target
        for items in outcomes.values()
        for item in items
        if (target := orjson.loads(item.detail).get("leads_to"))
    }
    results = {
        row.stream: row
        for statement in _RESULTS
        for row in (await store.fetch(statement, query.binds | {"streams": sorted(named)}) if named else ())
    }
    agreements = await _agreements(query, store, rows)
    shown = [*rows, *(item for items in outcomes.values() for item in items), *results.values()]
    shown += [item for items in agreements.values() for item in items]
    references = await store.references(query, shown)
    return [
        _visit(row, outcomes[row.stream], results, agreements.get(row.stream, ()), references) for row in rows
    ], following


async def _agreements(query: Query, store: Store, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """For each visit the first agreements that may have come of it."""
    visits_held = [(row, orjson.loads(row.detail)) for row in rows if row.state == "held"]
    pairs = {(detail["host"], visitor) for _, detail in visits_held for visitor in detail["visitors"]}
    if not pairs:
        return {}
    hosts, visitors = zip(*sorted(pairs), strict=True)
    by_pair: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for row in await store.fetch(
        _AGREEMENTS, query.binds | {"hosts": list(hosts), "visitors": list(visitors)}
    ):
        by_pair[row.host, row.visitor][row.stream] = row
    by_visit = {}
    for visit, detail in visits_held:
        together: dict[str, Any] = {}
        for visitor in detail["visitors"]:
            together |= by_pair[detail["host"], visitor]
        after = sorted(together.values(), key=lambda row: (row.start_latest, row.event))
        by_visit[visit.stream] = list(islice((row for row in after if candidate(visit, detail, row)), PATHS))
    return by_visit


def _visit(
    row: Any,
    outcomes: Sequence[Any],
    results: Mapping[str, Any],
    agreements: Sequence[Any],
    references: References,
) -> dict[str, Any]:
    detail = orjson.loads(row.detail)
    came_of_it = [{"row": item, **orjson.loads(item.detail)} for item in outcomes]
    paths = [
        _path(row, item, results.get(item["leads_to"]), references)
        for item in came_of_it
        if item.get("leads_to")
    ]
    named = {item.get("leads_to") for item in came_of_it}
    if row.state == "held":
        paths += [_path(row, None, result, references) for result in agreements if result.stream not in named]
    return {
        "ref": references.ref(row.stream),
        "state": row.state,
        "kind": detail.get("kind"),
        "host": references.ref(detail["host"]),
        "visitors": references.refs(detail["visitors"]),
        "clusters": references.refs(detail.get("clusters", ())),
        "sites": references.refs(detail.get("sites", ())),
        "place": references.place(detail.get("place")),
        "delegates": references.people(detail.get("delegates", ())),
        "purpose": detail.get("purpose"),
        "reason": detail.get("reason"),
        "outcomes": [
            {
                "text": item["text"],
                "leads_to": references.maybe(item.get("leads_to")),
                **references.fact(item["row"]),
            }
            for item in came_of_it
        ],
        "outcomes_hidden": objects.outcomes_hidden(detail, references),
        "paths": paths,
        **references.fact(row),
    }


def candidate(visit: Any, detail: Mapping[str, Any], result: Any) -> bool:
    """Whether the host and a visitor are both parties, and the agreement can have been concluded after the visit.

    Of a visit that is known by its last possible day only, nothing before that day is taken for later.
    """
    parties = {item["party"] for item in orjson.loads(result.detail)["parties"]}
    since = visit.start_latest if visit.start_earliest == PAST else visit.start_earliest
    together = detail["host"] in parties and not parties.isdisjoint(
        set(detail["visitors"]) - {detail["host"]}
    )
    return together and result.start_earliest != PAST and since <= result.start_latest


def lag(visit: Any, result: Any) -> dict[str, int | None]:
    """The fewest and the most days from a visit to what followed, null where a date is open.

    Fewer than none are none, unless the dates leave no other choice.
    """
    least = _days(visit.start_latest, result.start_earliest)
    most = _days(visit.start_earliest, result.start_latest)
    if least is not None and least < 0 and (most is None or most >= 0):
        least = 0
    return {"min": least, "max": most}


def _days(first: date, last: date) -> int | None:
    return None if {first, last} & {PAST, FUTURE} else (last - first).days


def _path(
    visit: Any, outcome: Mapping[str, Any] | None, result: Any, references: References
) -> dict[str, Any]:
    """One path; what it leads to is null where that was not yet so on the asked day, or may not be read."""
    steps = [{"step": "visit", "ref": references.ref(visit.stream), **references.fact(visit)}]
    if outcome is not None:
        steps.append(
            {
                "step": "outcome",
                "ref": references.ref(visit.stream),
                "text": outcome["text"],
                **references.fact(outcome["row"]),
            }
        )
    if result is not None:
        kind = result.stream.partition("-")[0]
        steps.append({"step": kind, "ref": references.ref(result.stream), **references.fact(result)})
    after = result is not None and visit.start_latest <= result.start_earliest
    sure = after and certainty(visit, references.query.world) == "yes"
    detail = orjson.loads(visit.detail)
    hidden = outcome is None and objects.outcomes_hidden(detail, references) is not None
    basis = BASIS_OF_OTHERS if hidden else BASIS
    return {
        "path": steps,
        "leads_to": references.ref(outcome["leads_to"] if outcome is not None else result.stream),
        "lag_days": lag(visit, result) if result is not None else {"min": None, "max": None},
        "certainty": "yes" if sure and _stood(result, references) else "possibly",
        "recorded": outcome is not None,
        "inferred": outcome is None,
        "basis": basis if outcome is None else None,
    }


def _stood(result: Any, references: References) -> bool:
    """Whether it had come about by the asked day for certain, whatever became of it later."""
    return bool(result.start_latest <= references.query.world[0]) or references.query.any_time


def lines(data: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Visits with their outcomes, and the ends of their paths, as lines of a sheet."""
    for item in data:
        kind = f"{labels.kind_in(item['kind'] or 'visit', lang, 'visit')} {labels.code_label(item['state'], lang)}"
        cells = {
            name: item[name]
            for name in ("state", "host", "visitors", "clusters", "sites", "place", "purpose")
        }
        cells |= {
            "delegates": [
                ", ".join(
                    filter(
                        None,
                        (
                            each["person"],
                            labels.text_in(each["function"] or {}, lang),
                            (each["organisation"] or {}).get("short"),
                        ),
                    )
                )
                for each in item["delegates"]
            ],
            "outcomes": [each["text"] for each in item["outcomes"]],
            "leads_to": [each["leads_to"] for each in item["outcomes"] if each["leads_to"]],
        }
        yield dict(item) | fact_cells(kind, item["ref"], [item["host"], *item["visitors"]]) | {"cells": cells}
        for path in item["paths"]:
            last = path["path"][-1]
            if last["step"] not in {"visit", "outcome"}:
                kind = labels.code_label("led to" if path["recorded"] else "may have led to", lang)
                days = " … ".join("?" if day is None else str(day) for day in path["lag_days"].values())
                what = f"{last['ref']['label']} ({days} d)"
                more = {
                    "leads_to": last["ref"],
                    "lag_min": path["lag_days"]["min"],
                    "lag_max": path["lag_days"]["max"],
                    "recorded": path["recorded"],
                    "basis": path["basis"],
                }
                cells_of_line = fact_cells(kind, item["ref"], [last["ref"]]) | {"what": what, "cells": more}
                yield {**last, "certainty": path["certainty"], **cells_of_line}
