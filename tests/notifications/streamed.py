"""The stream's part of the service alone, and partners that follow it as an `EventSource` does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import asyncpg
import orjson
from fastapi import FastAPI

from runtime.http.app import create_app
from runtime.security import Keys
from runtime.settings import Settings
from services.notifications.channels.sse.application import EventStreams
from services.notifications.channels.sse.hub import Hub
from services.notifications.channels.sse.pace import Pace
from services.notifications.channels.sse.revocations import watch_subscriptions
from services.notifications.feed import Feed
from services.notifications.pages import Pages
from services.notifications.subscriptions.queries import FeedQueries
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.tail import Tail
from tests.notifications.test_stream import Reading
from tests.running import KeyRing, served, settings_for
from tests.servers import Database


@dataclass
class Streams:
    """The stream, at `url`, with keys for it."""

    url: str
    hub: Hub
    keys: KeyRing
    session: aiohttp.ClientSession

    @classmethod
    @asynccontextmanager
    async def serving(
        cls, database: Database, pool: asyncpg.Pool[asyncpg.Record], feed: Feed, keys: KeyRing
    ) -> AsyncIterator[Streams]:
        """It answers inside the block; no channel that pushes runs in it."""
        known, pages, subscriptions = Keys(keys.path), Pages(pool), Subscriptions(pool)
        hub = Hub(Tail(pool, lambda: feed.rebuilds), feed.notifier, known, Pace(look=0.1))

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            watching = asyncio.create_task(watch_subscriptions(hub, subscriptions))
            async with hub:
                yield
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

        async def build(settings: Settings) -> FastAPI:
            streams = EventStreams(hub, pages, settings, FeedQueries(settings, subscriptions, pages))
            return create_app(
                "streams", settings, lifespan, lambda: {"ready": True}, keys=known, shortcut=streams.shortcut
            )

        async with served(settings_for(database, "upland_notifications", keys), build) as running:
            yield cls(running.url, hub, keys, running.session)
            hub.close()

    def cut(self) -> None:
        """Break all connections in their middle, as a process does that dies."""
        for stream in list(self.hub._open):
            stream.wire._connection.transport.abort()

    def reader(self, subscription: str, subscriber: str) -> StreamReader:
        """A partner with a key of its own."""
        return StreamReader(
            self, subscription, self.keys.issue(subscription, "feed:read", subject=subscriber)
        )


@dataclass
class StreamReader:
    """What came of a subscription, in its order, since the beginning or since `replay`."""

    streams: Streams
    subscription: str
    key: str
    ids: list[str] = field(default_factory=list)
    last: str | None = None
    refused: int | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Follow in the background."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Break the connection off, and do not come again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def replay(self) -> None:
        """Begin at the beginning, as one who has lost what it had."""
        await self.stop()
        self.ids, self.last = [], None
        self.start()

    async def _follow(self) -> None:
        while self.refused is None:
            headers = {"Authorization": f"Bearer {self.key}"}
            if self.last is not None:
                headers["Last-Event-ID"] = self.last
            try:
                await self._connection(headers)
            except (aiohttp.ClientError, TimeoutError, OSError):
                await asyncio.sleep(0.01)

    async def _connection(self, headers: dict[str, str]) -> None:
        url, parameters = f"{self.streams.url}/v1/stream", {"subscription": self.subscription}
        timeout = aiohttp.ClientTimeout(total=None)
        async with self.streams.session.get(
            url, params=parameters, headers=headers, timeout=timeout
        ) as answer:
            if answer.status != 200:
                self.refused = answer.status
                return
            reading = Reading(answer)
            while (block := await reading.block()) is not None:
                if "id" in block:
                    self.last = block["id"].decode()
                if "data" in block and "event" not in block:
                    self.ids.append(orjson.loads(block["data"])["id"])
