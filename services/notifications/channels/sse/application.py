"""`GET /v1/stream` as a plain ASGI application: ten thousand of them are open at once, and none keeps more than it needs."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.errors import Forbidden, Malformed, NotFound, Refused, Reply, Unauthenticated
from runtime.http.frame import ROUTE
from runtime.http.wire import wire_of
from runtime.settings import Settings
from services.notifications.channels.sse import frames
from services.notifications.channels.sse.course import PAGE, follow
from services.notifications.channels.sse.hub import Hub
from services.notifications.channels.sse.stream import Interest, Stream
from services.notifications.cursor import Cursor
from services.notifications.pages import Page, Pages
from services.notifications.requests import STREAM_PATH, FeedQuery, choice, start, still_reads
from services.notifications.subscriptions.queries import FeedQueries

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class EventStreams:
    """Answers with the feed of a reader as server-sent events."""

    def __init__(self, hub: Hub, pages: Pages, settings: Settings, queries: FeedQueries) -> None:
        self._hub = hub
        self._pages = pages
        self._settings = settings
        self._queries = queries

    def shortcut(self, scope: Scope) -> ASGIApp | None:
        """This application, for its path; past the router and what wraps it, which would stay in memory."""
        if scope["method"] != "GET" or scope["path"] != STREAM_PATH:
            return None
        scope[ROUTE] = STREAM_PATH
        return self

    def routes(self) -> list[Route]:
        """The same for the router, which answers HEAD and refuses other methods."""
        return [Route(STREAM_PATH, self, methods=["GET"])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  as ASGI has it
        try:
            stream, page = await self._opened(scope)
        except (Malformed, Unauthenticated, Forbidden, NotFound, Refused) as error:
            if not _reads_problems(scope):
                raise
            await self._send_refusal(error, scope, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        if stream is None:
            await send({"type": "http.response.body", "body": b""})
        else:
            await follow(self._hub, self._pages, stream, page, send)

    async def _opened(self, scope: Scope) -> tuple[Stream | None, Page]:
        """The stream and its first page, which is read before the answer begins: what is refused gets a status."""
        request = Request(scope)
        query = await self._queries.parse(request, ("events", "problems", "ticket"))
        named = choice(request, "events", ("message", "named")) == "named"
        _reads_problems(scope)
        cursor, page = await self._first(request, query)
        wire = wire_of(scope)
        if wire is None:
            return None, page
        ends_at = asyncio.get_running_loop().time() + self._hub.pace.lifetime()
        interest = Interest(query, named, wire.chunked)
        return Stream(interest, wire, cursor, ends_at, still_reads(request, self._settings, query)), page

    async def _first(self, request: Request, query: FeedQuery) -> tuple[Cursor, Page]:
        cursor = await start(request, self._end, request.headers.get("last-event-id"))
        page = self._hub.tail.page(cursor, PAGE, query.reader, query.filters)
        return cursor, page or await self._pages.after(cursor, PAGE, query.reader, query.filters)

    async def _end(self) -> Cursor:
        """The end of the feed: the tail's while it is followed."""
        end = self._hub.tail.end if len(self._hub) else None
        return end or await self._pages.end()

    async def _send_refusal(self, error: Reply, scope: Scope, send: Send) -> None:
        """A refusal as the only event of a stream, for a client that cannot read the body of a refusal."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        text = frames.retry(60_000) + frames.problem(error.problem(), None)
        await send({"type": "http.response.body", "body": text if wire_of(scope) else b""})


def _reads_problems(scope: Scope) -> bool:
    return choice(Request(scope), "problems", ("status", "event")) == "event"
