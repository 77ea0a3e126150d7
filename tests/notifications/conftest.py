"""A feed on the test's database, applied to by hand; and the service itself, with keys for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import asyncpg
import orjson
import pytest
from fastapi import FastAPI

from runtime.database import open_pool
from runtime.settings import Settings
from services.notifications.app import build
from services.notifications.channels.sse.pace import Pace
from services.notifications.feed import Feed
from tests.notifications.given import Applier, Log
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Database


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[asyncpg.Pool[asyncpg.Record]]:
    opened = await open_pool(database.url("upland_notifications"))
    yield opened
    opened.terminate()


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(database.url())
    yield connection
    await connection.close()


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@dataclass(frozen=True)
class Answer:
    """What a request for the feed was answered."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def ids(self) -> list[str]:
        """The ids of the events in a batch."""
        assert self.status == 200, self.body
        return [event["id"] for event in self.body]

    @property
    def next(self) -> str:
        """The path of the next page."""
        return urljoin("/v1/feed", self.headers["Link"].removeprefix("<").partition(">")[0])

    @property
    def cursor(self) -> str:
        """The cursor in it."""
        return self.next.partition("cursor=")[2].partition("&")[0]


@dataclass(frozen=True)
class Service:
    """The running service, what applies events to its feed, and its keys."""

    running: Running
    applier: Applier
    keys: KeyRing

    def partner(self, subject: str) -> str:
        """A key that reads the feed of a cluster or a party."""
        return self.keys.issue(subject, "feed:read", subject=subject)

    def operator(self) -> str:
        """A key with every scope."""
        return self.keys.issue("operator", *ALL_SCOPES)

    async def get(self, path: str, key: str | None = None, **parameters: Any) -> Answer:
        """GET a path with a key."""
        async with self.running.session.get(
            self.running.url + path,
            params={name: str(value) for name, value in parameters.items()},
            headers={"Authorization": f"Bearer {key}"} if key else {},
        ) as answer:
            return Answer(answer.status, orjson.loads(await answer.read()), dict(answer.headers))

    async def feed(self, key: str | None = None, **parameters: Any) -> Answer:
        """GET /v1/feed."""
        return await self.get("/v1/feed", key, **parameters)


def capturing(feeds: list[Feed], pace: Pace | None) -> Callable[[Settings], Awaitable[FastAPI]]:
    """`build`, keeping the feed that the application writes."""

    async def built(settings: Settings) -> FastAPI:
        app = await build(settings, pace)
        feeds.append(app.state.feed)
        return app

    return built


Start = Callable[..., AbstractAsyncContextManager[Service]]


@pytest.fixture
def start(database: Database, keys: KeyRing, pool: asyncpg.Pool[asyncpg.Record]) -> Start:
    """Starts the service without a registry and without Kafka: what stands in its feed comes from the test."""

    @asynccontextmanager
    async def started(pace: Pace | None = None, **more: Any) -> AsyncIterator[Service]:
        feeds: list[Feed] = []
        more |= {"registry_url": "http://127.0.0.1:9", "kafka_bootstrap": "127.0.0.1:9"}
        settings = settings_for(database, "upland_notifications", keys, **more)
        async with served(settings, capturing(feeds, pace)) as running:
            yield Service(running, Applier(pool, feeds[0]), keys)

    return started


@pytest.fixture
async def service(start: Start) -> AsyncIterator[Service]:
    async with start() as started:
        yield started
