"""The projections' only place of wiring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from runtime.consumer.consumer import Consumer
from runtime.database import open_pool
from runtime.http.app import create_app
from runtime.http.server import run_service
from runtime.openapi import committed
from runtime.operators import routes as operator_routes
from runtime.operators.overview import Operated
from runtime.operators.rebuilds import ACTIONS
from runtime.pages import routes as page_routes
from runtime.settings import Settings
from runtime.signals import closed_by_signals
from runtime.tasks import Background
from services.projections import dashboard, routes
from services.projections.answering import Answering
from services.projections.engine.sink import ReadModels
from services.projections.places import route as places
from services.projections.places.follower import Follower
from services.projections.queries.http.live import Live
from services.projections.queries.http.query import Clocks
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.states import model_states
from services.projections.text import stemming

# What `make contracts` writes and the gate compares with the code.
OPENAPI = Path(__file__).with_name("openapi.json")

# Time limit of one statement of a question, in milliseconds.
QUESTION_TIME = "10000"
# The number of matching rows depends on the parameters, which a generic plan ignores.
PLANNING = "force_custom_plan"


# For every connection of a process that only answers: also where its database is no replica, it writes nothing.
_READ_ONLY = {"default_transaction_read_only": "on"}
_ANSWERS_ONLY = (
    "it only answers questions (UPLAND_ANSWERS_ONLY). Send this to a process that follows the log."
)


@dataclass(frozen=True)
class _Role:
    """What depends on whether a process follows the log or only answers.

    running: what runs while it serves. health: the readiness as JSON. wait: waits for a position (raises `NotReached`).
    watermark: how far the views are. routes: those for operators.
    """

    running: Callable[[], AbstractAsyncContextManager[object]]
    health: Callable[[], dict[str, Any]]
    wait: Callable[[int, float], Awaitable[int]]
    watermark: Callable[[], int]
    routes: list[Route]


async def build(settings: Settings) -> FastAPI:
    """Build the application. It connects to the database, and to Kafka where it follows the log, at startup."""
    url = settings.database_url.get_secret_value()
    rights: dict[str, Any] = _READ_ONLY if settings.answers_only else {}
    pool = await open_pool(url, **rights)
    reading = await open_pool(
        url, name="questions", plan_cache_mode=PLANNING, statement_timeout=QUESTION_TIME, **rights
    )
    store = Store(reading)
    live = Live(ReadModels(MODELS))
    role = _answering(settings, pool) if settings.answers_only else _following(settings, pool, live)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Load it now, so that the first fold or question need not wait.
        await asyncio.to_thread(stemming.load)
        with closed_by_signals(live.close):
            async with role.running():
                yield
        reading.terminate()
        pool.terminate()

    app = create_app(live.name, settings, lifespan, role.health, at_once=64)
    # Queries read the watermark from the database: another process of this service may have advanced it.
    clocks = Clocks(store.reached, role.wait, store.position_at, _today)
    document = committed.read(OPENAPI)
    app.router.routes += [
        *routes.routes(store, clocks, partial(live.events, watermark=role.watermark)),
        places.route(store, clocks),
        *role.routes,
        committed.route(OPENAPI),
        *page_routes.routes(document, front=False),
        *dashboard.routes(settings),
    ]
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    services = [url for url in (settings.registry_url, settings.notifications_url) if url]
    services += dashboard.sign_in_addresses(settings)
    app.add_middleware(dashboard.Guarded, services=services, embed_origins=settings.embed_origins)
    return app


def _following(settings: Settings, pool: asyncpg.Pool[asyncpg.Record], live: Live) -> _Role:
    consumer = Consumer(settings, pool, live)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with consumer, Background("places", Follower(pool).follow):
            yield

    operated = Operated(
        live.name,
        pool,
        lambda: [consumer.part()],
        [model.name for model in MODELS],
        ACTIONS,
        {"models": model_states},
    )
    return _Role(
        running,
        consumer.health,
        consumer.wait_complete,
        lambda: consumer.watermark,
        operator_routes.routes(operated),
    )


def _answering(settings: Settings, pool: asyncpg.Pool[asyncpg.Record]) -> _Role:
    answering = Answering(settings, pool)
    return _Role(
        lambda: answering,
        answering.health,
        answering.wait_complete,
        lambda: answering.watermark,
        operator_routes.routes_elsewhere(_ANSWERS_ONLY),
    )


def _today() -> date:
    return datetime.now(UTC).date()


def main() -> None:
    """Serve the views and the dashboard."""
    run_service(build)
