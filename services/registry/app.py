"""The registry's only place of wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from runtime.database import open_pool
from runtime.http.app import create_app
from runtime.http.server import run_service
from runtime.identity.tokens import callers
from runtime.openapi import committed
from runtime.pages import routes as page_routes
from runtime.settings import Settings
from services.registry.commands.facts import States
from services.registry.commands.pipeline import Commands
from services.registry.http import export_routes, history_routes, name_routes, operation_routes
from services.registry.http.batch import Batches
from services.registry.http.command_routes import CommandRoutes
from services.registry.imports import routes as import_routes
from services.registry.imports.store import Imports
from services.registry.imports.worker import Worker
from services.registry.log.clock import Clock
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from services.registry.names.master_key import MasterKeys
from services.registry.names.names import Names
from services.registry.names.sweep import Sweep

# What `make contracts` writes and the gate compares with the code.
OPENAPI = Path(__file__).with_name("openapi.json")


async def build(settings: Settings) -> FastAPI:
    """The application; it connects to the database when it is first needed."""
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url)
    clock = Clock(timedelta(seconds=settings.clock_tolerance))
    log = Log(url, pool, queue_limit=settings.queue_limit, queue_bytes=settings.queue_bytes, clock=clock)
    tail = Tail(url)
    names = Names(pool, MasterKeys(settings.names_key_file) if settings.names_key_file else None)
    sweep = Sweep(url, names.erased)

    keys = callers(settings)
    commands = Commands(log, States(log), names, keys)
    imports = Imports(pool)
    worker = Worker(imports, log, Batches(commands, settings.max_body), keys, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with log, tail, sweep, worker:
            yield
        pool.terminate()

    def ready() -> dict[str, Any]:
        reasons = clock.reasons(tail.end.ahead) if tail.reachable else ["PostgreSQL does not answer"]
        if (unstored := log.reason()) is not None:
            reasons = [*reasons, unstored]
        return {"ready": not reasons, "reasons": reasons, "head": tail.position, "epoch": tail.epoch}

    posted = CommandRoutes(commands, keys, settings)
    app = create_app(
        "registry", settings, lifespan, ready, keys=keys, shortcut=posted.shortcut, at_once=1_024
    )
    document = committed.read(OPENAPI)
    app.router.routes += [committed.route(OPENAPI), *page_routes.routes(document)]
    app.include_router(history_routes.router(log, tail, settings))
    app.include_router(export_routes.router(log, tail, settings))
    app.include_router(name_routes.router(log, names, keys))
    app.router.routes.append(operation_routes.route(pool, settings.topic, ready))
    app.include_router(import_routes.router(imports, worker, settings))
    app.router.routes += posted.routes()
    if settings.dashboard_origin:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[settings.dashboard_origin],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "X-Correlation-Id",
            ],
            expose_headers=["ETag", "Idempotent-Replayed", "Retry-After", "X-Correlation-Id", "Link"],
        )
    return app


def main() -> None:
    """Serve the registry."""
    run_service(build)
