"""The table of the questions: the address of each, its function, its parameters and its formats."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, TypeVar

from contracts.fields import STREAM_PATTERN
from services.projections.queries import (
    agreements,
    bridges,
    change_days,
    changes,
    commitments,
    directory,
    dossier,
    facts,
    matrix,
    membership,
    network,
    profile,
    recognitions,
    thresholds,
    timeline,
    together,
    visits,
    worklist,
)
from services.projections.queries.formats import csv, gexf, lines
from services.projections.queries.http.query import Query
from services.projections.queries.search import search
from services.projections.queries.similar import similar
from services.projections.queries.sql.store import Store

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
_EVENT = re.compile(f"{STREAM_PATTERN[1:-1]}@[1-9][0-9]{{0,8}}", re.ASCII)
_Data = TypeVar("_Data")


@dataclass(frozen=True)
class Question(Generic[_Data]):
    """One query.

    path: its address; the part in braces is the argument `id` of `run`, and a 404 unless it matches the pattern `id`.
    run: returns the data and the cursor of the next page. sort: the types of the sort values of its pages.
    filters: its own parameters. lines: returns its facts one by one, for CSV; by default `export.lines` collects them.
    files: other formats, each with its media type and a function that makes the file.
    """

    path: str
    run: Callable[[Query, Store, str], Awaitable[tuple[_Data, str | None]]]
    sort: tuple[type, ...] = ()
    filters: frozenset[str] = frozenset()
    limit: int = 100
    lines: Callable[[_Data, Query], Iterable[csv.Line]] | None = None
    files: Mapping[str, tuple[str, Callable[[_Data, Query], bytes]]] = field(default_factory=dict)
    id: re.Pattern[str] = _ID


def _unpaged(
    run: Callable[..., Awaitable[_Data]], *before: str
) -> Callable[[Query, Store, str], Awaitable[tuple[_Data, None]]]:
    """Adapt a function without pages: it gets the id, after the prefix if there is one."""

    @wraps(run)  # its module describes the question, its return type the answer
    async def answer(query: Query, store: Store, id: str) -> tuple[_Data, None]:
        return await run(query, store, *([f"{''.join(before)}{id}"] if id else ())), None

    return answer


def _paged(
    run: Callable[[Query, Store], Awaitable[tuple[_Data, str | None]]],
) -> Callable[[Query, Store, str], Awaitable[tuple[_Data, str | None]]]:
    @wraps(run)
    async def answer(query: Query, store: Store, _: str) -> tuple[_Data, str | None]:
        return await run(query, store)

    return answer


# Any: each has an answer of its own type.
QUESTIONS: tuple[Question[Any], ...] = (
    Question(
        "/v1/network",
        _paged(network.network),
        network.SORT,
        limit=500,
        lines=lambda data, query: lines.of_network(data, query.lang),
        files={"gexf": (gexf.MEDIA_TYPE, gexf.document)},
    ),
    Question(
        "/v1/timeline",
        _paged(timeline.timeline),
        timeline.SORT,
        frozenset({"subject"}),
        limit=500,
        lines=lambda data, query: lines.of_timeline(data, query.lang),
    ),
    Question(
        "/v1/agreements",
        _paged(agreements.agreements),
        agreements.SORT,
        agreements.FILTERS,
        lines=lambda data, query: lines.of_agreements(data, query.lang),
    ),
    Question(
        "/v1/agreements/{id}",
        _unpaged(agreements.agreement),
        filters=agreements.ONE,
        lines=lambda data, query: lines.of_agreements([data], query.lang),
    ),
    Question(
        "/v1/matrix",
        _unpaged(matrix.matrix),
        filters=frozenset({"clusters"}),
        lines=lambda data, query: lines.of_matrix(data, query.lang),
    ),
    Question("/v1/clusters", _paged(directory.clusters), directory.SORT),
    Question("/v1/clusters/{id}", _unpaged(profile.profile, "cluster-"), limit=500),
    Question("/v1/parties", _paged(directory.parties), directory.SORT, frozenset({"kind"})),
    Question("/v1/parties/{id}", _unpaged(profile.profile, "party-"), limit=500),
    Question(
        "/v1/membership",
        _paged(membership.membership),
        membership.SORT,
        frozenset({"cluster"}),
        limit=50,  # each with its series, its claims and its first members
        lines=lambda data, query: membership.lines(data, query.lang),
    ),
    Question(
        "/v1/recognitions",
        _paged(recognitions.recognitions),
        recognitions.SORT,
        recognitions.FILTERS,
        lines=lambda data, query: recognitions.lines(data, query.lang),
    ),
    Question(
        "/v1/thresholds",
        _paged(thresholds.thresholds),
        thresholds.SORT,
        thresholds.FILTERS,
        lines=lambda data, query: thresholds.lines(data, query.lang),
    ),
    Question(
        "/v1/visits",
        _paged(visits.visits),
        visits.SORT,
        frozenset({"subject"}),
        lines=lambda data, query: visits.lines(data, query.lang),
    ),
    Question("/v1/together", _unpaged(together.together), filters=frozenset({"subjects"}), limit=500),
    Question(
        "/v1/visits/{id}",
        _unpaged(visits.visit),
        lines=lambda data, query: visits.lines([data], query.lang),
    ),
    Question(
        "/v1/commitments",
        _paged(commitments.commitments),
        commitments.SORT,
        frozenset({"promisor", "verdict"}),
        lines=lambda data, query: commitments.lines(data, query.lang),
    ),
    Question(
        "/v1/commitments/{id}",
        _unpaged(commitments.commitment),
        lines=lambda data, query: commitments.lines([data], query.lang),
    ),
    Question(
        "/v1/bridges",
        _paged(bridges.bridges),
        bridges.SORT,
        frozenset({"role", "cluster"}),
        lines=lambda data, query: bridges.lines(data, query.lang),
    ),
    Question(
        "/v1/changes",
        _paged(changes.changes),
        changes.SORT,
        frozenset({"since", "subject", "type"}),
        lines=lambda data, query: changes.lines(data, query.lang),
    ),
    Question(
        "/v1/changes/days",
        _paged(change_days.change_days),
        change_days.SORT,
        frozenset({"subject"}),
        limit=30,
        lines=lambda data, _: change_days.lines(data),
    ),
    Question(
        "/v1/worklist",
        _paged(worklist.worklist),
        worklist.SORT,
        frozenset({"reason", "subject"}),
        lines=lambda data, query: worklist.lines(data, query.lang),
    ),
    Question("/v1/search", _paged(search.search), search.SORT, frozenset({"q", "kind"}), limit=20),
    Question(
        "/v1/similar-parties", _paged(similar.parties), similar.SORT, similar.FILTERS, lines=similar.lines
    ),
    Question("/v1/dossiers/{id}", dossier.dossier, dossier.SORT, id=_STREAM),
    Question("/v1/facts/{id}", _unpaged(facts.fact), id=_EVENT),
)
