"""The pull feed of a partner: 1,000 events a page, one client that follows `next`; with and without compression."""

from __future__ import annotations

import asyncio
import http.client
import time
import zlib
from urllib.parse import urljoin, urlsplit

import asyncpg
import uvloop

from benchmarks.parts import Processes, fill
from benchmarks.rounds import ROUNDS, Result, absolute, show
from tests import servers

_EVENTS = 100_000


async def measure(database: servers.Database) -> list[Result]:
    """The lines of this file."""
    await fill(database, _EVENTS)
    processes = Processes(database, None, "none")
    # Without Kafka the feed is built from history, and the service says that it lacks Kafka.
    async with (
        processes.run("registry", "upland_registry"),
        processes.run("notifications", "upland_notifications", "/health/live") as url,
    ):
        await _built(database)
        rates: dict[str, list[float]] = {"identity": [], "gzip": []}
        for number in range(ROUNDS + 1):
            for coding, measured in rates.items():
                rate = await asyncio.to_thread(_pulled, url, processes.key, coding)
                if number:  # the first warms up
                    measured.append(rate)
    return [
        absolute("pull feed, one client", "events/s", rates["identity"], at_least=50_000),
        absolute("pull feed, one client, gzip", "events/s", rates["gzip"], at_least=30_000),
    ]


async def _built(database: servers.Database) -> None:
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
    path, count, began = "/v1/feed?limit=1000&subject=cluster-dkm", 0, time.perf_counter()
    while True:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
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
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
