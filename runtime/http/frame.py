"""The frame around every application: correlation, admission, the count of answers, faults as problems, HEAD."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime import tracing
from runtime.database import AWAY
from runtime.errors import Reply, Unavailable
from runtime.http.admission import PROBES, STREAMS, Admission
from runtime.http.responses import correlation_of, problem_response
from runtime.http.wellformed import check_form
from runtime.http.wire import CONNECTION
from runtime.telemetry import REQUESTS, logger

# The member of a request's scope where a shortcut names the route that it stands for.
ROUTE = "upland.route"
# Health and metrics are read every few seconds, and a stream lasts for hours.
UNTRACED = PROBES | STREAMS
Shortcut = Callable[[Scope], ASGIApp | None]


class Frame:
    """Gives every answer its correlation id and turns what went wrong into a problem. Plain ASGI: it costs little.

    `shortcut` may name the application for a request at once, past the router and what FastAPI wraps around it.
    """

    def __init__(self, app: ASGIApp, admission: Admission, shortcut: Shortcut | None = None) -> None:
        self.app = app
        self.admission = admission
        self.shortcut = shortcut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        correlation = correlation_of(scope)
        with structlog.contextvars.bound_contextvars(correlation_id=correlation):
            if not tracing.is_on() or scope["path"] in UNTRACED:
                await self._answer(scope, receive, send, correlation)
                return
            given = next((value for name, value in scope["headers"] if name == b"traceparent"), None)
            with tracing.request(scope["method"], given, correlation):
                await self._answer(scope, receive, send, correlation)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, correlation: str) -> None:
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                route = _route(scope)
                REQUESTS.labels(route, message["status"]).inc()
                if tracing.is_on():
                    tracing.note_response(route, message["status"])
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-correlation-id", correlation.encode()),
                ]
            await send(message)

        caller: str | None = None
        try:
            await self.admission.prepare(scope)
            caller = self.admission.enter(scope)
            check_form(scope)
            if scope["method"] == "HEAD":
                await _head(self.app, scope, receive, answer)
                return
            app = self.shortcut(scope) if self.shortcut else None
            await (app or self.app)(scope, receive, answer)
        except Reply as error:
            if started:
                raise
            await problem_response(error, correlation)(scope, receive, answer)
        except Exception as error:
            logger.exception("request.failed", path=scope["path"], correlation_id=correlation)
            if started:
                raise
            fault = Reply("The fault is ours; it is in the log under this correlation id.")
            if isinstance(error, (*AWAY, MemoryError)):  # a full disk, no memory, no descriptor: it passes
                fault = Unavailable(
                    f"This is not possible now ({type(error).__name__}). Try again in a moment."
                )
            await problem_response(fault, correlation)(scope, receive, answer)
        finally:
            self.admission.leave(caller)


def _route(scope: Scope) -> str:
    """The route of a request as it is declared, so that the metric has few of them; `none` where there is none."""
    if (path := scope.get(ROUTE) or getattr(scope.get("route"), "path", None)) is not None:
        return str(path)
    endpoint = scope.get("endpoint")
    routes = scope["app"].routes if endpoint is not None and "app" in scope else ()
    return next((route.path for route in routes if getattr(route, "endpoint", None) is endpoint), "none")


async def _head(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer HEAD as GET is; the server leaves the content out. A stream, which has no length, ends with its head."""
    ended = asyncio.Event()

    async def head(message: Message) -> None:
        if ended.is_set():
            return
        await send(message)
        if message["type"] == "http.response.start" and not _has_length(message):
            await send({"type": "http.response.body", "body": b""})
            ended.set()

    work = asyncio.ensure_future(app({**scope, "method": "GET", CONNECTION: None}, receive, head))
    end = asyncio.create_task(ended.wait())
    try:
        await asyncio.wait({work, end}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        work.cancel()
        end.cancel()


def _has_length(start: Message) -> bool:
    return any(name == b"content-length" for name, _ in start.get("headers", ()))
