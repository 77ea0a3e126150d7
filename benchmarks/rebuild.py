"""Rebuilding a read model from the log, against reading and decoding the same events in the same order."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import asyncpg
import orjson
import uvloop

from benchmarks.parts import fill
from benchmarks.rounds import Result, alternate, compared, show
from contracts.envelope import Recorded
from services.projections.rebuild import rebuild
from tests import servers

_EVENTS = 100_000
_QUERY = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id, data"
    " FROM registry.events ORDER BY stream, version"
)


async def events(url: str) -> AsyncIterator[Recorded]:
    """The log by stream."""
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        cursor = await connection.cursor(_QUERY)
        while rows := await cursor.fetch(5_000):
            for row in rows:
                yield Recorded(*row)
    await connection.close()


async def measure(database: servers.Database) -> list[Result]:
    """The line of this file."""
    await fill(database, _EVENTS)
    owner = await asyncpg.connect(database.url())
    await owner.execute("UPDATE projections.reader SET watermark = $1", _EVENTS)

    async def ours() -> float:
        start = time.perf_counter()
        [rebuilt] = await rebuild(database.url(), ["network"], events(database.url()), head=_EVENTS)
        assert rebuilt.events == _EVENTS
        assert rebuilt.rows == _EVENTS
        return _EVENTS / (time.perf_counter() - start)

    async def limit() -> float:
        start = time.perf_counter()
        count = 0
        async for event in events(database.url()):
            count += bool(orjson.loads(event.data))
        assert count == _EVENTS
        return _EVENTS / (time.perf_counter() - start)

    mine, theirs = await alternate(ours, limit)
    await owner.close()
    return [compared("rebuild of a read model", "events/s", mine, theirs, at_least=0.5)]


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
