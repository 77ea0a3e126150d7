"""`/v1/agreements`: the register, and one agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement

from runtime.errors import NotFound
from services.projections.queries import agreement_status
from services.projections.queries.agreement_register import RegisteredAgreement, Status, entry, status
from services.projections.queries.http.parameters import day_count, wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.expressions import AnySelect
from services.projections.queries.sql.rows import AgreementRow, NetworkRow, Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

AGREEMENTS, NETWORK = TABLES["agreements"], TABLES["network"]
SORT = (date, str)
FILTERS = frozenset({"state", "lapsing_days", "sleeping_days"})
ONE = FILTERS - {"state"}
LAPSING_DAYS, SLEEPING_DAYS = 90, 365
# Maximum number of agreements to filter by state for one page; a page may be short.
_MOST = 5_000
# How many of them at once.
_AT_ONCE = 500
_AGREEMENT_PART = AGREEMENTS.c.part == "agreement"


def _rows(*conditions: ColumnElement[bool]) -> AnySelect:
    return predicates.rows_of(AGREEMENTS, *conditions).add_columns(AGREEMENTS.c.participants)


_ROWS = Statement(
    predicates.page(
        _rows(predicates.possible(AGREEMENTS), _AGREEMENT_PART),
        AGREEMENTS.c.start_latest,
        AGREEMENTS.c.stream,
    ),
    AgreementRow,
)
_OF_STREAMS = Statement(
    _rows(
        predicates.possible(AGREEMENTS), _AGREEMENT_PART, AGREEMENTS.c.stream == predicates.any_of("streams")
    ).order_by(AGREEMENTS.c.start_latest, AGREEMENTS.c.stream),
    AgreementRow,
)
_ONE = Statement(_rows(predicates.one(AGREEMENTS), _AGREEMENT_PART), AgreementRow)
_PARTS = Statement(
    _rows(
        AGREEMENTS.c.stream == predicates.any_of("streams"),
        AGREEMENTS.c.part != "agreement",
        predicates.possible(AGREEMENTS),
    ).order_by(AGREEMENTS.c.start_latest, AGREEMENTS.c.id),
    AgreementRow,
)
_DISSOLVED = Statement(
    predicates.rows_of(
        NETWORK,
        NETWORK.c.stream == predicates.any_of("streams"),
        NETWORK.c.kind == "dissolved",
        predicates.possible(NETWORK),
    ),
    NetworkRow,
)


async def agreements(query: Query, store: Store) -> tuple[list[RegisteredAgreement], str | None]:
    """Return agreements by the day of their registration; with `state`, those certainly or possibly in this state.

    Raises:
        Malformed: the state is unknown, or the days are not a number of days.
    """
    wanted = query.filters.get("state")
    if wanted is not None and wanted not in agreement_status.STATES:
        raise wrong("state", f"is not one of {', '.join(agreement_status.STATES)}")
    if wanted is None:
        rows, following = await store.page(_ROWS, query, SORT, _place)
        return await _entries(query, store, rows), following
    matches, following = await _in_state(query, store, wanted)
    return await _of_status(query, store, matches), following


async def _in_state(
    query: Query, store: Store, wanted: str
) -> tuple[list[tuple[AgreementRow, Status]], str | None]:
    """Return the rows of one page of agreements in a state. Names are read for these only, not for all that are looked at."""
    page, seen = replace(query, limit=_AT_ONCE), 0
    matches: list[tuple[AgreementRow, Status]] = []
    while True:
        rows, following = await store.page(_ROWS, page, SORT, _place)
        seen += len(rows)
        for row, now in await _with_status(query, store, rows):
            if wanted in now.states:
                matches.append((row, now))
                if len(matches) == query.limit and (row is not rows[-1] or following):
                    return matches, query.next(_place(row))
        if following is None or seen >= _MOST:
            return matches, following
        page = replace(page, after=_place(rows[-1]))


async def agreement(query: Query, store: Store, id: str) -> RegisteredAgreement:
    """Return one agreement, at any time; its `certainty` is null if it was not yet proposed at `as_of`.

    Raises:
        NotFound: there was no such agreement in the record, or the caller may not read it.
    """
    rows = await store.fetch(_ONE, query.binds | {"stream": f"agreement-{id}"})
    if not rows:
        raise NotFound(
            f"There is no agreement {id} that you may read in the record as of position {query.known_at}."
        )
    [registered] = await _entries(query, store, rows)
    return registered


async def of_streams(query: Query, store: Store, streams: Iterable[str]) -> list[RegisteredAgreement]:
    """Return some agreements, by the day of their registration."""
    wanted = sorted(streams)
    rows = await store.fetch(_OF_STREAMS, query.binds | {"streams": wanted}) if wanted else ()
    return await _entries(query, store, rows)


def _place(row: AgreementRow) -> tuple[date, str]:
    return row.start_latest, row.stream


async def _entries(query: Query, store: Store, rows: Sequence[AgreementRow]) -> list[RegisteredAgreement]:
    return await _of_status(query, store, await _with_status(query, store, rows))


async def _with_status(
    query: Query, store: Store, rows: Sequence[AgreementRow]
) -> list[tuple[AgreementRow, Status]]:
    """Return each agreement with its states."""
    days = (
        day_count(query.filters, "lapsing_days", LAPSING_DAYS),
        day_count(query.filters, "sleeping_days", SLEEPING_DAYS),
    )
    if not rows:
        return []
    parts: dict[str, list[AgreementRow]] = defaultdict(list)
    for part in await store.fetch(_PARTS, query.binds | {"streams": [row.stream for row in rows]}):
        parts[part.stream].append(part)
    return [(row, status(row, parts[row.stream], query, *days)) for row in rows]


async def _of_status(
    query: Query, store: Store, rows: Sequence[tuple[AgreementRow, Status]]
) -> list[RegisteredAgreement]:
    """Return the entries of agreements whose states are known."""
    if not rows:
        return []
    clusters = {party for row, _ in rows for party in row.participants if party.startswith("cluster-")}
    gone = await store.fetch(_DISSOLVED, query.binds | {"streams": sorted(clusters)}) if clusters else ()
    references = await store.references(
        query, [*(row for row, _ in rows), *(part for _, now in rows for part in now.parts), *gone]
    )
    dissolved = {row.stream: row for row in gone}
    return [entry(row, now, dissolved, references) for row, now in rows]
