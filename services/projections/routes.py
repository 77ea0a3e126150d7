"""The queries over HTTP. Each answer comes from the read models and has `meta` and an ETag."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from contracts.fields import STREAM_PATTERN
from runtime.errors import NotFound, Reply
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
    timeline,
    together,
    visits,
    worklist,
)
from services.projections.queries.formats import csv, export, filenames, gexf, jsonld, lines
from services.projections.queries.http.query import Clocks, Query, audience_of, parse_query
from services.projections.queries.search import search
from services.projections.queries.similar import similar
from services.projections.queries.sql.store import Store

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
_EVENT = re.compile(f"{STREAM_PATTERN[1:-1]}@[1-9][0-9]{{0,8}}", re.ASCII)
# Maximum size of an answer, unless a single row is larger.
_BYTES = 4 << 20
News = Callable[..., AsyncIterator[bytes]]
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


def routes(store: Store, clocks: Clocks, news: News) -> list[Route]:
    """Return the routes of the read side; `news` returns the server-sent events of `Live` for a caller's audiences."""

    async def get_live(request: Request) -> Response:
        audiences, subject = audience_of(request)

        def allowed() -> bool:
            try:
                return audience_of(request) == (audiences, subject)
            except Reply:
                return False

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(news(audiences, allowed=allowed), 200, headers, "text/event-stream")

    questions = [Route(question.path, _endpoint(question, store, clocks)) for question in QUESTIONS]
    return [*questions, Route("/v1/live", get_live)]


def _endpoint(
    question: Question[_Data], store: Store, clocks: Clocks
) -> Callable[[Request], Awaitable[Response]]:
    formats = frozenset({"json", "csv", "jsonld", *question.files})

    async def get(request: Request) -> Response:
        query = await parse_query(
            request,
            clocks,
            filters=question.filters,
            formats=formats,
            sort=question.sort,
            limit=question.limit,
        )
        id = request.path_params.get("id", "")
        if id and not question.id.fullmatch(id):
            raise NotFound(f"{id!r} is not an id of this record.")
        headers = {
            "ETag": query.etag,
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization, Accept-Encoding",
        }
        if _unchanged(",".join(request.headers.getlist("if-none-match")), query.etag):
            return Response(None, 304, headers)
        joining = await store.joining(query)
        query = replace(query, alone=joining.parties.alone(query.subject))
        content, media_type, following = await _content(question, query, joining, id)
        if query.format != "json":
            headers["Content-Disposition"] = filenames.disposition(question.path, id, query)
            if following:
                headers["X-Next-Cursor"] = following
                page = urlencode({**request.query_params, "cursor": following})
                headers["Link"] = f'<?{page}>; rel="next"'
        return Response(content, 200, headers, media_type)

    return get


async def _content(
    question: Question[_Data], query: Query, store: Store, id: str
) -> tuple[bytes, str, str | None]:
    """Return an answer's bytes, its media type, and the cursor of the next page.

    If an answer is too large, a query with fewer rows replaces it; the rest is on the next page.
    """
    while True:
        data, following = await question.run(query, store, id)
        content, media_type = (
            (orjson.dumps({"data": data, "meta": query.meta(following)}), "application/json")
            if query.format == "json"
            else _file(question, data, query)
        )
        if len(content) <= _BYTES or query.limit == 1:
            return content, media_type, following
        # Rows differ in size, so ask for a tenth less than the average size allows.
        query = replace(query, limit=max(1, query.limit * _BYTES * 9 // (len(content) * 10)))


def _unchanged(marks: str, etag: str) -> bool:
    """Return whether If-None-Match contains the ETag; weak comparison (RFC 9110, 13.1.2)."""
    return etag.removeprefix("W/") in {mark.strip().removeprefix("W/") for mark in marks.split(",")}


def _file(question: Question[_Data], data: _Data, query: Query) -> tuple[bytes, str]:
    """Return an answer in one of the other formats, and its media type."""
    if query.format == "csv":
        rows = question.lines(data, query) if question.lines else export.lines(data, query.lang)
        own = csv.COLUMNS.get(question.path.removesuffix("/{id}"), ()) if question.lines else ()
        # Excel takes a file for UTF-8 only by its mark.
        encoding = "utf-8-sig" if query.bom else "utf-8"
        return csv.sheet(rows, query, own).encode(encoding), "text/csv; charset=utf-8"
    if query.format == "jsonld":
        return orjson.dumps(jsonld.document(export.nodes(data))), "application/ld+json"
    media_type, made = question.files[query.format]
    return made(data, query), media_type
