"""An event that comes late reaches readers that are at the end already: log, feed and readers as in operation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import aiohttp
import asyncpg
import orjson
import pytest

from contracts.envelope import Recorded
from ops.options import CommandRefused
from ops.rebuild import command
from services.notifications.app import build
from services.notifications.verification import compare
from tests.running import Running, served, until
from tests.runtime.conftest import World
from tests.runtime.test_dead_letters import Elsewhere
from tests.servers import free_ports

FOUNDED = b'{"names":{"pl":"X"},"occurred":{"edtf":"2015","earliest":"2015-01-01","latest":"2015-12-31"}}'


@asynccontextmanager
async def feeding(world: World) -> AsyncIterator[Running]:
    settings = world.settings(database_url=world.database.url("upland_notifications"))
    async with served(
        settings.model_copy(update={"port": free_ports(1)[0], "anonymous_read": True}), build
    ) as running:
        yield running


class Puller:
    """Follows `next` links with a long poll, from `latest` on."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._path = "/v1/feed?cursor=latest&wait=2"
        self.ids: list[str] = []

    async def pull(self) -> None:
        async with self._running.session.get(self._running.url + self._path) as answer:
            assert answer.status == 200, await answer.text()
            self.ids += [event["id"] for event in orjson.loads(await answer.read())]
            self._path = urljoin(self._path, answer.headers["Link"].removeprefix("<").partition(">")[0])

    async def follow(self) -> None:
        while True:
            await self.pull()


class Streamer:
    """Follows the same feed as server-sent events, from `latest` on, and comes again with its last id as an EventSource does.

    `started` once it has a cursor.
    """

    def __init__(self, running: Running) -> None:
        self._running = running
        self._last: str | None = None
        self.ids: list[str] = []
        self.started = asyncio.Event()

    async def follow(self) -> None:
        while True:
            await self._stream()

    async def _stream(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        url = f"{self._running.url}/v1/stream?cursor=latest"
        headers = {"Last-Event-ID": self._last} if self._last else {}
        async with self._running.session.get(url, timeout=timeout, headers=headers) as answer:
            async for line in answer.content:
                if line.startswith(b"id:"):
                    self._last = line.removeprefix(b"id:").strip().decode()
                    self.started.set()
                if line.startswith(b"data:"):
                    data = orjson.loads(line.removeprefix(b"data:"))
                    # An event of the record, and not the stream's own that says where the reader is.
                    if "specversion" in data:
                        self.ids.append(data["id"])


@asynccontextmanager
async def reading(running: Running) -> AsyncIterator[tuple[Puller, Streamer]]:
    puller, streamer = Puller(running), Streamer(running)
    await puller.pull()
    tasks = [asyncio.create_task(each.follow()) for each in (puller, streamer)]
    await asyncio.wait_for(streamer.started.wait(), 90)
    yield puller, streamer
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _reached(running: Running, position: int) -> bool:
    async with running.session.get(f"{running.url}/health/ready") as answer:
        return bool(orjson.loads(await answer.read())["consumers"][0]["position"] >= position)


async def _each(world: World) -> AsyncIterator[Recorded]:
    for event in await world.log.after(0, limit=1_000):
        yield event


async def test_a_reader_at_the_end_gets_what_was_cancelled_while_the_feed_was_locked(world: World) -> None:
    owner = await asyncpg.connect(world.database.owner_url)
    watching = await asyncpg.connect(world.database.url("upland_notifications"))
    waiting = (
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename = current_user AND wait_event_type = 'Lock' AND state = 'active'"
    )
    async with feeding(world) as running, reading(running) as readers:
        async with owner.transaction():
            await owner.execute("LOCK TABLE notifications.feed")
            await world.append("cluster-one", 0, "ClusterFounded", FOUNDED)
            for _ in range(2):
                await until(lambda: watching.fetch(waiting))
        await world.append("cluster-two", 0, "ClusterFounded", FOUNDED)
        for reader in readers:
            await until(partial(_got, reader, ["cluster-one@1", "cluster-two@1"]))
        assert await world.rows("SELECT FROM notifications.dead_letters") == []
        assert await compare(world.database.url("upland_notifications"), _each(world)) is None
    await owner.close()
    await watching.close()


async def test_what_was_set_aside_reaches_readers_at_the_end_each_once(world: World) -> None:
    """Two events in a row are refused while nothing else comes, so that the watermark stands still when they are tried
    again; then what is behind them in one of the streams comes too."""
    await world.rows(
        "CREATE FUNCTION notifications.refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'not this one' USING ERRCODE = '23514'; END $$"
    )
    await world.rows(
        "CREATE TRIGGER refuse BEFORE INSERT ON notifications.feed FOR EACH ROW"
        " WHEN (NEW.position IN (2, 3, 4)) EXECUTE FUNCTION notifications.refuse()"
    )
    due = ["cluster-two@1", "cluster-three@1", "cluster-three@2"]
    async with feeding(world) as running:
        await world.append("cluster-one", 0, "ClusterFounded", FOUNDED)
        await until(lambda: _reached(running, 1))
        async with reading(running) as early:
            await world.append("cluster-two", 0, "ClusterFounded", FOUNDED)
            await world.append("cluster-three", 0, "ClusterFounded", FOUNDED)
            await world.append("cluster-three", 1, "ClusterFounded", FOUNDED)
            await until(lambda: _reached(running, 4))
            async with reading(running) as late:
                assert [reader.ids for reader in (*early, *late)] == [[]] * 4
                await world.rows("DROP TRIGGER refuse ON notifications.feed")
                again = "UPDATE notifications.dead_letters SET next_retry = now() WHERE status = 'poison' AND position = "
                for position, count in ((2, 1), (3, 3)):
                    await world.rows(again + str(position))
                    for reader in (*early, *late):
                        await until(partial(_got, reader, due[:count]))
                await world.append("cluster-one", 1, "ClusterFounded", FOUNDED)
                for reader in (*early, *late):
                    await until(partial(_got, reader, [*due, "cluster-one@2"]))
        assert await compare(world.database.url("upland_notifications"), _each(world)) is None


async def test_upland_rebuild_feed_brings_what_readers_lack_and_verify_is_green(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = Elsewhere(Path("nowhere"), owner_url=world.database.owner_url)
    feed_url = world.database.url("upland_notifications")
    async with feeding(world) as running:
        for name in ("one", "two", "three"):
            await world.append(f"cluster-{name}", 0, "ClusterFounded", FOUNDED)
        await until(lambda: _reached(running, 3))
        async with reading(running) as readers:
            await world.rows("DELETE FROM notifications.feed WHERE position = 2")
            assert await compare(feed_url, _each(world)) is not None
            for compare_only, exit_code in ((True, 1), (False, 0), (True, 0)):
                got = await asyncio.to_thread(command.run, instance, "feed", compare_only, False, True)
                assert got == exit_code
                capsys.readouterr()
            for reader in readers:
                await until(partial(_got, reader, ["cluster-two@1"]))
            await world.append("cluster-two", 1, "ClusterFounded", FOUNDED)
            for reader in readers:
                await until(partial(_got, reader, ["cluster-two@1", "cluster-two@2"]))
        assert await compare(feed_url, _each(world)) is None
        with pytest.raises(CommandRefused, match="cannot go back"):
            command.run(instance, "feed", False, True, True)


async def _got(reader: Puller | Streamer, ids: list[str]) -> bool:
    return reader.ids == ids
