"""The questions over HTTP. Each answer comes from the read models and has `meta` and an ETag."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from runtime.errors import NotFound, Reply
from services.projections.queries.formats import csv, export, filenames, jsonld
from services.projections.queries.http.query import Clocks, Query, audience_of, parse_query
from services.projections.queries.sql.store import Store
from services.projections.questions import QUESTIONS, Question

# Maximum size of an answer, unless a single row is larger.
_BYTES = 4 << 20
News = Callable[..., AsyncIterator[bytes]]
_Data = TypeVar("_Data")


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
        if following:
            # Before the body, so that a client asks for the next page while it reads this one.
            headers["X-Next-Cursor"] = following
        if query.format != "json":
            headers["Content-Disposition"] = filenames.disposition(question.path, id, query)
            if following:
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
