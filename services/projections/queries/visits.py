"""`/v1/visits`: the results of visits, as paths with the days in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import Literal

import orjson

from runtime.errors import NotFound
from services.projections.queries import objects
from services.projections.queries.answer_types import Delegate, Place, RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.details import OutcomeDetail, VisitDetail
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import subject_filter
from services.projections.queries.http.query import Query
from services.projections.queries.sql.rows import NetworkRow, StreamRow, TimelineRow
from services.projections.queries.sql.store import Store
from services.projections.queries.visit_paths import VisitPath, candidate, inferred_path, recorded_path
from services.projections.queries.visit_statements import (
    AGREEMENTS,
    CONFERENCES,
    ONE,
    OUTCOMES,
    RESULTS,
    ROWS,
    ROWS_OF_SUBJECT,
    PairRow,
    VisitRow,
)
from services.projections.text import labels

SORT = (date, str)
PATHS = 20  # maximum number of inferred paths of each visit


class DatedOutcome(RecordedFact):
    """An outcome of a visit, with its own fact."""

    text: Text
    leads_to: Reference | None


class VisitWithPaths(RecordedFact):
    """A visit with its outcomes, and the paths from it. `outcomes_hidden` is why outcomes may be missing."""

    ref: Reference
    state: Literal["held", "cancelled", "planned"]
    kind: str | None
    host: Reference
    visitors: list[Reference]
    clusters: list[Reference]
    sites: list[Reference]
    place: Place | None
    delegates: list[Delegate]
    purpose: Text | None
    reason: str | None
    outcomes: list[DatedOutcome]
    outcomes_hidden: Text | None
    paths: list[VisitPath]


async def visits(query: Query, store: Store) -> tuple[list[VisitWithPaths], str | None]:
    """Return visits by day, each with its outcomes and the paths from it.

    A path is `recorded` if an outcome names its result. Others are `inferred`: the first `PATHS` agreements that the host
    and a visitor possibly concluded after the visit.

    Raises:
        Malformed: the filter `subject` is neither a cluster nor a party.
    """
    subject = subject_filter(query.filters)
    rows, following = await store.page(
        ROWS_OF_SUBJECT if subject else ROWS,
        query,
        SORT,
        lambda row: (row.day, row.event),
        {"entries": store.parties.entries(subject)} if subject else None,
    )
    return await with_paths(query, store, rows), following


async def visit(query: Query, store: Store, id: str) -> VisitWithPaths:
    """Return one visit, at any time; its `certainty` is `no` if it was not yet planned at `as_of`.

    Raises:
        NotFound: there was no such visit in the record, or the caller may not read it.
    """
    rows = await store.fetch(ONE, query.binds | {"stream": f"visit-{id}"})
    if not rows:
        raise NotFound(
            f"There is no visit {id} that you may read in the record as of position {query.known_at}."
        )
    [entry] = await with_paths(query, store, rows[:1])
    return entry


async def with_paths(query: Query, store: Store, rows: Sequence[VisitRow]) -> list[VisitWithPaths]:
    """Return visits with their outcomes and the paths from them, in the order of the rows."""
    outcomes: dict[str, list[VisitRow]] = defaultdict(list)
    for row in await store.fetch(OUTCOMES, query.binds | {"streams": [row.stream for row in rows]}):
        outcomes[row.stream].append(row)
    results = await _results(query, store, [row for rows in outcomes.values() for row in rows])
    agreements = await _agreements(query, store, rows)
    shown: list[StreamRow] = [*rows, *results.values()]
    shown += [row for items in outcomes.values() for row in items]
    shown += [row for items in agreements.values() for row in items]
    references = await store.references(query, shown)
    return [
        _visit(row, outcomes[row.stream], results, agreements.get(row.stream, ()), references) for row in rows
    ]


async def _results(
    query: Query, store: Store, outcomes: Iterable[VisitRow]
) -> dict[str, NetworkRow | TimelineRow]:
    """Return the results that the outcomes name, by stream."""
    details: list[OutcomeDetail] = [orjson.loads(row.detail) for row in outcomes]
    named = {target for detail in details if (target := detail.get("leads_to"))}
    if not named:
        return {}
    results: dict[str, NetworkRow | TimelineRow] = {}
    binds = query.binds | {"streams": sorted(named)}
    results |= {row.stream: row for row in await store.fetch(RESULTS, binds)}
    results |= {row.stream: row for row in await store.fetch(CONFERENCES, binds)}
    return results


async def _agreements(query: Query, store: Store, rows: Sequence[VisitRow]) -> dict[str, list[PairRow]]:
    """Return for each visit the first agreements that may result from it."""
    took_place: list[tuple[VisitRow, VisitDetail]] = [
        (row, orjson.loads(row.detail)) for row in rows if row.state == "held"
    ]
    pairs = {(detail["host"], visitor) for _, detail in took_place for visitor in detail["visitors"]}
    if not pairs:
        return {}
    # Either side may have been recorded as any entry of its party.
    entries = {pair: party for party in pairs for pair in product(*map(store.parties.entries, party))}
    hosts, visitors = zip(*sorted(entries), strict=True)
    by_pair: dict[tuple[str, str], dict[str, PairRow]] = defaultdict(dict)
    for row in await store.fetch(
        AGREEMENTS, query.binds | {"hosts": list(hosts), "visitors": list(visitors)}
    ):
        by_pair[entries[row.host, row.visitor]][row.stream] = row
    by_visit: dict[str, list[PairRow]] = {}
    for visit, detail in took_place:
        together: dict[str, PairRow] = {}
        for visitor in detail["visitors"]:
            together |= by_pair[detail["host"], visitor]
        after = sorted(together.values(), key=lambda row: (row.start_latest, row.event))
        by_visit[visit.stream] = list(islice((row for row in after if candidate(visit, detail, row)), PATHS))
    return by_visit


def _visit(
    row: VisitRow,
    outcomes: Sequence[VisitRow],
    results: Mapping[str, NetworkRow | TimelineRow],
    agreements: Sequence[PairRow],
    references: References,
) -> VisitWithPaths:
    detail: VisitDetail = orjson.loads(row.detail)
    listed: list[tuple[VisitRow, OutcomeDetail]] = [(each, orjson.loads(each.detail)) for each in outcomes]
    paths = [
        recorded_path(row, each, item, results.get(target), references)
        for each, item in listed
        if (target := item.get("leads_to"))
    ]
    if row.state == "held":
        named = {item.get("leads_to") for _, item in listed}
        paths += [
            inferred_path(row, detail, result, references)
            for result in agreements
            if result.stream not in named
        ]
    assert row.state != "outcome"
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
                **references.fact(each),
            }
            for each, item in listed
        ],
        "outcomes_hidden": objects.outcomes_hidden(detail, references),
        "paths": paths,
        **references.fact(row),
    }


def lines(data: Iterable[VisitWithPaths], lang: str) -> Iterator[Line]:
    """Yield visits with their outcomes and the results of their paths as lines of a sheet."""
    for item in data:
        kind = f"{labels.kind_in(item['kind'] or 'visit', lang, 'visit')} {labels.code_label(item['state'], lang)}"
        cells: dict[str, object] = {
            name: value
            for name, value in item.items()
            if name in {"state", "host", "visitors", "clusters", "sites", "place", "purpose"}
        }
        cells |= {
            "delegates": [
                ", ".join(
                    filter(
                        None,
                        (
                            each["person"],
                            labels.text_in(each["function"] or {}, lang),
                            each["organisation"]["short"] if each["organisation"] else None,
                        ),
                    )
                )
                for each in item["delegates"]
            ],
            "outcomes": [each["text"] for each in item["outcomes"]],
            "leads_to": [each["leads_to"] for each in item["outcomes"] if each["leads_to"]],
        }
        yield fact_line(item, kind, item["ref"], (item["host"], *item["visitors"]), cells)
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
                line = fact_line(last, kind, item["ref"], (last["ref"],), more, what)
                yield line._replace(certainty=path["certainty"])
