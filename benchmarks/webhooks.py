"""Webhook deliveries of one process against a bare aiohttp client that posts the same bodies to the same receiver."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import orjson
import uvloop
from aiohttp import web

from benchmarks.rounds import Result, absolute, alternate, compared, settle, show
from contracts.envelope import Recorded
from contracts.statement import MEDIA_TYPE, statement
from runtime.database import open_pool
from runtime.logs import configure_logging
from runtime.settings import Settings
from services.notifications.channels.desk import Desk
from services.notifications.channels.places import Places
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.worker import Worker
from services.notifications.feed import Feed
from services.notifications.pages import Pages
from services.notifications.push import Push
from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import Subscription, stream_of
from tests import servers
from tests.notifications.given import Applier
from tests.servers import ROOT, Database, free_ports

_EVENTS = 3_000
_AT_ONCE = 20
_ENDPOINTS, _EACH = 100, 50
_PER_SUBSCRIPTION = 20
_DATA = (
    b'{"actor":"bench","class":"full","mode":"reported","occurred":{"earliest":"2015-01-01","edtf":"2015","latest":"2015-12-31",'
    b'"phrase":"w 2015 roku"},"sources":[{"id":"source-003","locator":"akapit 4"}]}'
)


async def measure(database: Database) -> list[Result]:
    """The lines of this file."""
    async with _receiver() as receiver, _opened(database) as bench:
        await bench.fill(_EVENTS)
        settle()

        async def ours() -> float:
            channel = await bench.channel(f"{receiver}/hook")
            began = time.perf_counter()
            await bench.delivered([channel], _EVENTS)
            return _EVENTS / (time.perf_counter() - began)

        mine, theirs = await alternate(ours, lambda: _bare(f"{receiver}/hook", bench.bodies))
        lost = await _lost(bench, receiver)
    return [
        compared("webhooks delivered by one process", "events/s", mine, theirs, at_least=0.7),
        absolute(
            f"events that {_ENDPOINTS - 1} webhooks lack while one of {_ENDPOINTS} is dead",
            "events",
            [lost],
            at_most=0,
        ),
    ]


class Bench:
    """Channels of one subscription to everything that is public, and the worker that runs them."""

    def __init__(self, push: Push, applier: Applier) -> None:
        self._push, self._applier = push, applier
        pool = push.parts.channels.pool
        self._desk = Desk(push.parts, Places(pool, push.parts.pages))
        self.bodies: list[bytes] = []

    async def fill(self, count: int) -> None:
        """Memberships of as many streams, in the feed."""
        first = len(self.bodies) + 1
        events = [
            Recorded(
                position, f"membership-c{position % 50}.p{position}", 1, "MemberJoined", 1,
                datetime.now(UTC), "public", bytes(16), "bench", None, _DATA,
            )
            for position in range(first, first + count)
        ]  # fmt: skip
        await self._applier.apply(*events)
        self.bodies += [statement(event) for event in events]

    async def channel(self, url: str, since: str = "beginning", number: int = 0) -> Channel:
        """A channel that begins to read now; so many of them are in one subscription."""
        subscription = await self._push.parts.subscriptions.get(f"bench{number // _PER_SUBSCRIPTION}")
        assert subscription is not None
        made = await self._desk.create(
            subscription, {"kind": "webhook", "url": url, "since": since, "streams_at_once": _AT_ONCE}
        )
        channels = self._push.parts.channels
        channel = await channels.get(str(made["id"]))
        assert channel is not None
        return await channels.change(channel.id, "active", None, lease=channel.lease)

    async def delivered(self, wanted: list[Channel], position: int) -> None:
        """Return when these channels have delivered everything up to a position; then close all."""
        channels = self._push.parts.channels
        left = {channel.id for channel in wanted}
        while left:
            await asyncio.sleep(0.05)
            left -= {each.id for each in await channels.unfinished() if each.cursor.release >= position}
        for channel in await channels.unfinished():
            await self._desk.close(channel)


@asynccontextmanager
async def _opened(database: Database) -> AsyncIterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        key_file = Path(folder) / "channels.key"
        key_file.write_text(os.urandom(32).hex())
        settings = Settings(channels_key_file=key_file, webhook_loopback=True)
        pool = await open_pool(database.url("upland_notifications"))
        feed = Feed()
        async with pool.acquire() as connection:
            for number in range(_ENDPOINTS // _PER_SUBSCRIPTION):
                id, purpose, now = f"bench{number}", {"en": "bench"}, datetime.now(UTC)
                subscription = Subscription(id, "cluster-bench", "approved", None, 1, purpose, now)
                await store.replace(connection, {stream_of(id): subscription})
        push = Push.open(settings, pool, Pages(pool), feed.notifier)
        worker = asyncio.create_task(Worker(push.parts).run())
        try:
            yield Bench(push, Applier(pool, feed))
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
            await push.session.close()
            await pool.close()


async def _bare(url: str, bodies: list[bytes]) -> float:
    """The limit: the same bodies, the same number of requests at once, nothing else."""
    waiting = iter(bodies)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers={"Content-Type": MEDIA_TYPE}) as session:

        async def work() -> None:
            for body in waiting:
                async with session.post(url, data=body) as answer:
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
        return len(bodies) / (time.perf_counter() - began)


async def _lost(bench: Bench, receiver: str) -> float:
    """Events that the living endpoints lack when one is dead: they are waited for, and counted at the receiver."""
    [nowhere] = free_ports(1)
    await bench.channel(f"http://127.0.0.1:{nowhere}/dead", "latest")
    first = len(bench.bodies)
    living = [
        await bench.channel(f"{receiver}/counted/{number}", "latest", number)
        for number in range(1, _ENDPOINTS)
    ]
    await bench.fill(_EACH)
    await bench.delivered(living, first + _EACH)
    async with aiohttp.ClientSession() as session, session.get(f"{receiver}/counts") as answer:
        counts = orjson.loads(await answer.read())
    return float(sum(_EACH - counts.get(str(number), 0) for number in range(1, _ENDPOINTS)))


@asynccontextmanager
async def _receiver() -> AsyncIterator[str]:
    """The receiver, a process of its own; its URL."""
    [port] = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.webhooks", "receive", str(port), cwd=ROOT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(600):
                try:
                    async with session.get(f"{url}/counts"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        yield url
    finally:
        process.kill()
        await process.wait()


def _receive(port: int) -> None:
    """Take everything; count what comes to `/counted/…`."""
    ids: dict[str, set[str]] = {}

    async def hook(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    async def counted(request: web.Request) -> web.Response:
        event = orjson.loads(await request.read())["id"]
        ids.setdefault(request.match_info["name"], set()).add(event)
        return web.Response(status=204)

    async def counts(_: web.Request) -> web.Response:
        return web.json_response(Counter({name: len(events) for name, events in ids.items()}))

    app = web.Application()
    app.router.add_post("/hook", hook)
    app.router.add_post("/counted/{name}", counted)
    app.router.add_get("/counts", counts)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def main() -> None:
    """Start the servers, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            configure_logging("bench", "error")
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    if sys.argv[1:2] == ["receive"]:
        _receive(int(sys.argv[2]))
    else:
        main()
