"""The application of a service: health, readiness and metrics, inside the frame that all services share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from runtime import tasks, tracing
from runtime.database import measure_pools
from runtime.errors import Reply
from runtime.http.admission import Admission, Limits
from runtime.http.faults import on_http, on_invalid, on_reply
from runtime.http.frame import Frame, Shortcut
from runtime.http.responses import json_response
from runtime.identity.tokens import callers
from runtime.logs import configure_logging
from runtime.loop_delay import watch_loop_delay
from runtime.security import Keys, Principal
from runtime.settings import Settings
from runtime.tasks import Background


def principal(request: Request) -> Principal:
    """Who sends the request. Raises `Unauthenticated` for a key or a token that does not count."""
    keys: Keys = request.app.state.keys
    return keys.principal(request.headers.get("authorization"))


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
        async with (
            tracing.exporting(title, settings),
            Background("loop-delay", watch_loop_delay),
            lifespan(app),
        ):
            yield

    app = FastAPI(
        title=title, lifespan=run, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.keys = keys = keys or callers(settings)
    app.state.settings = settings
    app.add_exception_handler(Reply, on_reply)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    admission = Admission(keys, Limits(settings.rate_limit, at_once, settings.streams_at_once))
    app.add_middleware(Frame, admission=admission, shortcut=shortcut)

    async def live(_: Request) -> Response:
        return json_response({"live": True})

    async def readiness(_: Request) -> Response:
        state = ready()
        if ended := tasks.reasons():
            state |= {"ready": False, "reasons": [*state["reasons"], *ended]}
        return json_response(state, 200 if state["ready"] else 503)

    async def metrics(_: Request) -> Response:
        measure_pools()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    for path, endpoint in (("/health/live", live), ("/health/ready", readiness), ("/metrics", metrics)):
        app.router.routes.append(Route(path, endpoint, methods=["GET"]))
    return app
