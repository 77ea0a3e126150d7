"""The projections' only place of wiring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

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


async def build(settings: Settings) -> FastAPI:
    """Build the application. It connects to the database and to Kafka at startup."""
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url)
    # The number of matching rows depends on the parameters, which a generic plan ignores.
    reading = await open_pool(
        url, name="questions", plan_cache_mode="force_custom_plan", statement_timeout=QUESTION_TIME
    )
    store = Store(reading)
    live = Live(ReadModels(MODELS))
    consumer = Consumer(settings, pool, live)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Load it now, so that the first fold or question need not wait.
        await asyncio.to_thread(stemming.load)
        with closed_by_signals(live.close):
            async with consumer, Background("places", Follower(pool).follow):
                yield
        reading.terminate()
        pool.terminate()

    app = create_app(live.name, settings, lifespan, consumer.health, at_once=64)
    # Queries read the watermark from the database: another process of this service may have advanced it.
    clocks = Clocks(store.reached, consumer.wait_complete, store.position_at, _today)
    news = partial(live.events, watermark=lambda: consumer.watermark)
    operated = Operated(
        live.name,
        pool,
        lambda: [consumer.part()],
        [model.name for model in MODELS],
        ACTIONS,
        {"models": model_states},
    )
    document = committed.read(OPENAPI)
    app.router.routes += [
        *routes.routes(store, clocks, news),
        places.route(store, clocks),
        *operator_routes.routes(operated),
        committed.route(OPENAPI),
        *page_routes.routes(document, front=False),
        *dashboard.routes(settings),
    ]
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    services = [url for url in (settings.registry_url, settings.notifications_url) if url]
    services += dashboard.sign_in_addresses(settings)
    app.add_middleware(dashboard.Guarded, services=services, embed_origins=settings.embed_origins)
    return app


def _today() -> date:
    return datetime.now(UTC).date()


def main() -> None:
    """Serve the views and the dashboard."""
    run_service(build)
