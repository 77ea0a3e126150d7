"""The feed: built from the log's events by the sink; and pulled by one client, 1,000 events a page, as partner and operator."""

from __future__ import annotations

import asyncio
import http.client
import time
import zlib
from urllib.parse import urljoin, urlsplit

import asyncpg
import uvloop

from benchmarks import world
from benchmarks.parts import Processes, computed, fill
from benchmarks.rounds import ROUNDS, Result, absolute, settle, show
from contracts.envelope import Recorded
from runtime.database import open_pool
from services.notifications.feed import Feed
from tests import servers
from tests.notifications.given import Applier, emptied

_EVENTS = 100_000
# Built in batches as the consumer's are when it has much to do.
_BUILT, _BATCH = 40_000, 2_000


async def measure(databases: servers.Databases) -> list[Result]:
    """The lines of this file."""
    return [*await _building(await databases.clone()), *await _pulling(await databases.clone())]


async def _building(database: servers.Database) -> list[Result]:
    """Events of every kind into the feed; in time, and in what the two processes compute for each."""
    events = [*world.events(_BUILT)]
    rates: list[float] = []
    costs: list[float] = []
    pool = await open_pool(database.url("upland_notifications"), size=1)
    settle()
    for number in range(ROUNDS + 1):
        owner = await asyncpg.connect(database.url())
        await emptied(owner)
        await owner.close()
        seconds, processors = await _built(pool, events)
        if number:  # the first warms up
            rates.append(_BUILT / seconds)
            costs.append(processors / _BUILT * 1e6)
    await pool.close()
    return [
        absolute("feed building", "events/s", rates, at_least=25_000),
        absolute("feed building, computed for an event", "µs", costs, at_most=40),
    ]


async def _built(pool: asyncpg.Pool[asyncpg.Record], events: list[Recorded]) -> tuple[float, float]:
    """Seconds, and seconds of processors, in which a new sink writes the events."""
    applier = Applier(pool, Feed())
    pid = await pool.fetchval("SELECT pg_backend_pid()")
    began, before = time.perf_counter(), time.process_time() + computed(pid)
    for first in range(0, len(events), _BATCH):
        if failed := await applier.apply(*events[first : first + _BATCH]):
            raise RuntimeError(f"events were set aside: {failed}")
    return time.perf_counter() - began, time.process_time() + computed(pid) - before


async def _pulling(database: servers.Database) -> list[Result]:
    await fill(database, _EVENTS)
    processes = Processes(database, None, "none")
    [partner] = processes.add_partners("cluster-dkm")
    # Without Kafka the feed is built from history, and the service says that it lacks Kafka.
    async with (
        processes.run("registry", "upland_registry"),
        processes.run("notifications", "upland_notifications", "/health/live") as url,
    ):
        await _complete(database)
        ways = {
            "pull feed, one partner": (partner, "identity"),
            "pull feed, one partner, gzip": (partner, "gzip"),
            "pull feed, one operator": (processes.key, "identity"),
        }
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            for name, (key, coding) in ways.items():
                rate = await asyncio.to_thread(_pulled, url, key, coding)
                if number:  # the first warms up
                    rates[name].append(rate)
    return [
        absolute(name, "events/s", measured, at_least=30_000 if "gzip" in name else 50_000)
        for name, measured in rates.items()
    ]


async def _complete(database: servers.Database) -> None:
    """Wait until the feed has all events."""
    owner = await asyncpg.connect(database.url())
    try:
        while await owner.fetchval("SELECT watermark FROM notifications.reader") < _EVENTS:
            await asyncio.sleep(0.2)
        await owner.execute("VACUUM ANALYZE notifications.feed")
    finally:
        await owner.close()


def _pulled(url: str, key: str, coding: str) -> float:
    """Events a second of a client that reads the feed from its beginning to its end."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": coding}
    path, count, began = "/v1/feed?limit=1000", 0, time.perf_counter()
    while True:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered {answer.status}: {body.decode()}")
        if answer.headers.get("Content-Encoding") == "gzip":
            body = zlib.decompress(body, 31)
        if body == b"[]":
            break
        count += body.count(b'"specversion"')
        path = urljoin(path, answer.headers["Link"].partition(">")[0].removeprefix("<"))
    seconds = time.perf_counter() - began
    connection.close()
    if count != _EVENTS:
        raise RuntimeError(f"{count} events came, not {_EVENTS}")
    return count / seconds


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(databases))

        uvloop.run(run())


if __name__ == "__main__":
    main()
