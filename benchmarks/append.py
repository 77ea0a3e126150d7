"""Appends to the log against one autocommit INSERT per event by asyncpg, with 1, 16 and 256 clients; and appends that consult
another stream against those that consult none."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import count

import asyncpg
import uvloop

from benchmarks.rounds import Result, absolute, alternate, compared, settle, show
from runtime.database import open_pool
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from tests import servers

SECONDS = 1.5
# Streams that the appends consult.
_CONSULTED = 40
_DATA = b'{"actor":"bench","mode":"performed","names":{"en":"' + b"x" * 240 + b'","pl":"y"},"sources":[]}'
_BARE = """
    CREATE TABLE bare (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream text NOT NULL, version int NOT NULL,
    type text NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(), salt bytea NOT NULL, data bytea NOT NULL,
    UNIQUE (stream, version))
"""
_INSERT = "INSERT INTO bare (stream, version, type, salt, data) VALUES ($1, 1, 'PartyRegistered', $2, $3)"


async def append_one(log: Log, n: int, consulted: Mapping[str, int] = {}) -> None:
    """Append one event to a new stream."""
    event = NewEvent("PartyRegistered", 1, "public", os.urandom(16), os.urandom(16).hex(), None, _DATA)
    await log.append(Append(f"party-b{n}", 0, [event], f"bench:{n}", b"0" * 16, consulted=consulted))


async def _consulting(log: Log, numbers: Iterator[int]) -> Result:
    """Appends of 256 clients, each of which consults one of a few streams, against those that consult none."""
    for n in range(_CONSULTED):
        founded = NewEvent("ClusterFounded", 1, "public", os.urandom(16), "bench", None, _DATA)
        await log.append(Append(f"cluster-b{n}", 0, [founded], f"bench:founded:{n}", b"0" * 16))

    async def ours() -> float:
        rate, _ = await in_parallel(
            256, lambda n: append_one(log, next(numbers), {f"cluster-b{n % _CONSULTED}": 1})
        )
        return rate

    async def limit() -> float:
        return (await in_parallel(256, lambda _: append_one(log, next(numbers))))[0]

    mine, theirs = await alternate(ours, limit)
    return compared("append, 256 clients, consulting a stream", "events/s", mine, theirs, at_least=0.95)


async def in_parallel(number: int, one: Callable[[int], Awaitable[None]]) -> tuple[float, list[float]]:
    """Events a second, and the latencies in milliseconds, of `number` clients that each await one append after another."""
    latencies: list[float] = []
    end = time.perf_counter() + SECONDS

    async def client(index: int) -> None:
        while (start := time.perf_counter()) < end:
            await one(index)
            latencies.append((time.perf_counter() - start) * 1000)

    start = time.perf_counter()
    await asyncio.gather(*(client(n) for n in range(number)))
    return len(latencies) / (time.perf_counter() - start), latencies


def _percentile(values: list[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]


async def measure(database: servers.Database) -> list[Result]:
    """The lines of this file."""
    owner = await asyncpg.connect(database.url())
    await owner.execute(_BARE)
    await owner.execute("GRANT ALL ON bare TO upland_registry")
    url = database.url("upland_registry")
    results: list[Result] = []
    numbers = count()
    pool = await open_pool(url, size=2)
    async with Log(url, pool) as log:
        for clients, goal in ((1, None), (16, 2.5), (256, 10.0)):
            connections = [await asyncpg.connect(url) for _ in range(min(clients, 90))]
            locks = asyncio.Semaphore(len(connections))
            p50s: list[tuple[float, float]] = []
            p99s: list[float] = []
            last: dict[str, list[float]] = {}

            async def append(_: int) -> None:
                await append_one(log, next(numbers))

            async def insert(_: int) -> None:
                async with locks:
                    connection = connections.pop()
                    try:
                        await connection.execute(_INSERT, f"party-b{next(numbers)}", os.urandom(16), _DATA)
                    finally:
                        connections.append(connection)

            async def ours() -> float:
                rate, last["ours"] = await in_parallel(clients, append)
                p99s.append(_percentile(last["ours"], 0.99))
                return rate

            async def limit() -> float:
                rate, last["limit"] = await in_parallel(clients, insert)
                p50s.append((statistics.median(last["ours"]), statistics.median(last["limit"])))
                return rate

            mine, theirs = await alternate(ours, limit)
            if goal is None:
                ours_p50, limit_p50 = zip(*p50s[1:], strict=True)
                results.append(
                    compared("append, 1 client, p50", "ms", list(ours_p50), list(limit_p50), at_most=1.1)
                )
            else:
                results.append(
                    compared(f"append, {clients} clients", "events/s", mine, theirs, at_least=goal)
                )
            if clients == 256:
                results.append(absolute("append, 256 clients, p99", "ms", p99s[1:], at_most=40))
                results.append(await _consulting(log, numbers))
            for connection in connections:
                await connection.close()
    await pool.close()
    await owner.close()
    return results


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:
        settle()

        async def run() -> None:
            database = await databases.clone()
            show(await measure(database))

        uvloop.run(run())


if __name__ == "__main__":
    main()
