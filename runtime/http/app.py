"""The frame of every service's HTTP side: problems, correlation, health, metrics, keys, and how it is served."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import orjson
import uvicorn
import uvloop
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime import tasks
from runtime.database import AWAY
from runtime.errors import FieldError, Malformed, NotFound, Reply, Unavailable
from runtime.http.admission import Admission, Limits
from runtime.http.connections import Bounds, Server, protocol
from runtime.http.wellformed import CORRELATION, check_form
from runtime.logs import configure_logging
from runtime.randomness import random_bytes
from runtime.security import Keys, Principal
from runtime.settings import Settings
from runtime.telemetry import REQUESTS, logger

# Objects that may be made before the youngest generation is looked through (Python's own default is 700).
GARBAGE = 50_000
PROBLEM = "application/problem+json"
# The member of a request's scope where a shortcut names the route that it stands for.
ROUTE = "upland.route"
Shortcut = Callable[[Scope], ASGIApp | None]


def json_response(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer encoded by orjson."""
    return Response(orjson.dumps(data), status, headers, "application/json")


def problem_response(error: Reply, correlation_id: str | None = None) -> Response:
    """An error as problem+json (RFC 9457)."""
    body = error.problem()
    if correlation_id:
        body["correlation_id"] = correlation_id
    return Response(orjson.dumps(body), error.status, error.headers, PROBLEM)


def correlation_of(scope: Scope) -> str:
    """The request's correlation id: the caller's where it is well-formed, else a new one. Stays with the request."""
    correlation = scope.get("upland.correlation")
    if correlation is None:
        correlation = next((value for name, value in scope["headers"] if name == b"x-correlation-id"), None)
        correlation = (
            correlation.decode()
            if correlation is not None and CORRELATION.fullmatch(correlation)
            else random_bytes(16).hex()
        )
        scope["upland.correlation"] = correlation
    return str(correlation)


def principal(request: Request) -> Principal:
    """Who sends the request. Raises `Unauthenticated` for a key that is not known."""
    keys: Keys = request.app.state.keys
    return keys.principal(request.headers.get("authorization"))


class _Frame:
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
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                REQUESTS.labels(_route(scope), message["status"]).inc()
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-correlation-id", correlation.encode()),
                ]
            await send(message)

        caller: str | None = None
        try:
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

    work = asyncio.ensure_future(app({**scope, "method": "GET"}, receive, head))
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


async def _on_reply(request: Request, error: Exception) -> Response:
    assert isinstance(error, Reply)
    return problem_response(error, correlation_of(request.scope))


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(
            NotFound(f"{request.scope['path']} is not an address of this service."),
            correlation_of(request.scope),
        )
    body = {"type": "/problems/http", "title": str(error.detail), "status": error.status_code}
    headers = dict(error.headers or {})
    if "GET" in (allowed := headers.get("Allow", "")).split(", ") and "HEAD" not in allowed:
        headers["Allow"] = f"{allowed}, HEAD"
    return Response(orjson.dumps(body), error.status_code, headers, PROBLEM)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = []
    for item in error.errors():
        where, *rest = (str(part) for part in item["loc"])
        name, message = rest[0] if rest else "", item["msg"]
        pointers = {"query": f"?{name}", "path": "path", "header": name.title()}
        errors.append(
            FieldError(
                pointers.get(where, "/" + "/".join(rest)),
                f"{name}: {message}" if where == "path" else message,
            )
        )
    detail = f"{errors[0].pointer}: {errors[0].message}."
    return problem_response(Malformed(detail, tuple(errors)), correlation_of(request.scope))


def create_app(
    title: str,
    settings: Settings,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
    ready: Callable[[], dict[str, Any]],
    *,
    keys: Keys | None = None,
    shortcut: Shortcut | None = None,
    at_once: int = 256,
) -> FastAPI:
    """An application with the frame around it.

    Args:
        ready: the readiness as JSON; its member `ready` decides between 200 and 503.
        keys: those of `settings.keys_file`, where the caller has read them already.
        shortcut: the application for a hot request, None for any other.
        at_once: requests that one caller may have under way.
    """

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        configure_logging(title, settings.log_level)
        async with lifespan(app):
            yield

    app = FastAPI(
        title=title, lifespan=run, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.keys = keys = keys or Keys(settings.keys_file)
    app.state.settings = settings
    app.add_exception_handler(Reply, _on_reply)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    admission = Admission(keys, Limits(settings.rate_limit, at_once))
    app.add_middleware(_Frame, admission=admission, shortcut=shortcut)

    async def live(_: Request) -> Response:
        return json_response({"live": True})

    async def readiness(_: Request) -> Response:
        state = ready()
        if ended := tasks.reasons():
            state |= {"ready": False, "reasons": [*state["reasons"], *ended]}
        return json_response(state, 200 if state["ready"] else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    for path, endpoint in (("/health/live", live), ("/health/ready", readiness), ("/metrics", metrics)):
        app.router.routes.append(Route(path, endpoint, methods=["GET"]))
    return app


def run_service(build: Callable[[Settings], Awaitable[FastAPI]]) -> None:
    """The process of a service: settings from the environment, the application made of them, served until SIGTERM."""

    async def serving() -> None:
        settings = Settings()
        configure_logging(build.__module__.rpartition(".")[2], settings.log_level)
        tasks.take_process_down()
        await serve(await build(settings), settings)

    uvloop.run(serving())


def server(app: FastAPI, settings: Settings, bounds: Bounds | None = None) -> Server:
    """The server of an application, not started."""
    bounds = bounds or Bounds(connections=settings.max_connections)
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=protocol(bounds),
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=75,
            backlog=2048,
            server_header=False,
            date_header=False,
        )
    )


async def serve(app: FastAPI, settings: Settings) -> None:
    """Answer requests until SIGTERM; what is under way then has three seconds."""
    # What is loaded now stays; looking through it again and again costs a third of a consumer's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)
    await server(app, settings).serve()
