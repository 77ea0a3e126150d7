"""The notifications' only place of wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from runtime.consumer.consumer import Consumer
from runtime.database import open_pool
from runtime.http.app import create_app
from runtime.http.cross_origin import CrossOrigin
from runtime.http.server import run_service
from runtime.identity.tokens import callers
from runtime.openapi import committed
from runtime.operators import routes as operator_routes
from runtime.operators.overview import Operated
from runtime.operators.rebuilds import FEED
from runtime.pages import routes as page_routes
from runtime.settings import Settings
from runtime.signals import closed_by_signals
from runtime.tasks import Background
from services.notifications.announcements import listen
from services.notifications.channels import atom, calendar, pull, tickets
from services.notifications.channels.links import Links
from services.notifications.channels.sse.application import EventStreams
from services.notifications.channels.sse.hub import Hub
from services.notifications.channels.sse.pace import Pace
from services.notifications.channels.sse.revocations import watch_subscriptions
from services.notifications.feed import Feed
from services.notifications.operated import channel_lines, feed_state
from services.notifications.pages import Pages
from services.notifications.push import Push
from services.notifications.requests import caller_of
from services.notifications.subscriptions import me
from services.notifications.subscriptions import routes as subscription_routes
from services.notifications.subscriptions.queries import FeedQueries
from services.notifications.subscriptions.record import RecordClient
from services.notifications.subscriptions.routes import SubscriptionParts
from services.notifications.tail import Tail

# What `make contracts` writes and the gate compares with the code.
OPENAPI = Path(__file__).with_name("openapi.json")


async def build(settings: Settings, pace: Pace | None = None) -> FastAPI:
    """The application; it connects to the database and to Kafka when it is started."""
    pool = await open_pool(settings.database_url.get_secret_value())
    feed = Feed()
    consumer = Consumer(settings, pool, feed)
    pages = Pages(pool)
    keys = callers(settings)
    hub = Hub(Tail(pool, lambda: feed.rebuilds), feed.notifier, keys, pace or Pace())

    def close() -> None:
        feed.notifier.close()
        hub.close()

    push = Push.open(settings, pool, pages, feed.notifier)
    subscriptions, record = push.parts.subscriptions, RecordClient(settings)
    queries, links = FeedQueries(settings, subscriptions, pages), Links(push.parts.channels, subscriptions)
    streams = EventStreams(hub, pages, settings, queries)
    announcements = Background(
        "feed-announcements", partial(listen, settings.database_url.get_secret_value(), feed.notifier)
    )
    revocations = Background("stream-subscriptions", partial(watch_subscriptions, hub, subscriptions))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with closed_by_signals(close):
            async with consumer, announcements, hub, revocations, push.running():
                yield
        await record.close()
        pool.terminate()

    app = create_app(feed.name, settings, lifespan, consumer.health, keys=keys, shortcut=streams.shortcut)
    app.state.feed = feed
    app.user_middleware.append(Middleware(GZipMiddleware, minimum_size=1_024, compresslevel=1))
    app.include_router(pull.router(pages, feed.notifier, lambda: consumer.watermark, queries))
    app.router.routes += streams.routes()
    app.include_router(atom.router(pages, settings, queries, links))
    app.include_router(calendar.router(pages, settings, queries, links))
    for router in push.routers():
        app.include_router(router)
    app.include_router(
        subscription_routes.router(
            SubscriptionParts(subscriptions, push.parts.channels, push.kafka, record, pages, feed.notifier)
        )
    )
    app.include_router(me.router(pages, subscriptions, push.parts.channels, settings))
    app.include_router(tickets.router(keys))
    more = {"models": feed_state, "channels": channel_lines}
    operated = Operated(feed.name, pool, lambda: [consumer.part()], [FEED], more=more)
    app.router.routes += operator_routes.routes(operated)
    app.add_middleware(CrossOrigin, keys=keys, caller=caller_of, own=settings.dashboard_origin)
    document = committed.read(OPENAPI)
    app.router.routes += [committed.route(OPENAPI), *page_routes.routes(document)]
    return app


def main() -> None:
    """Serve the partners' feed."""
    run_service(build)
