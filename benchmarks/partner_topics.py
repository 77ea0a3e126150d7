"""The topics of 20 partners, filled by one process with the same events, against the relay in the same run."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import asyncpg
import uvloop

from benchmarks.parts import fill
from benchmarks.relay import relay_rate
from benchmarks.rounds import Result, alternate, compared, show
from runtime.database import open_pool
from services.notifications.feed import Feed
from services.registry.log.log import Log
from tests import servers
from tests.notifications.deliveries.given import Working
from tests.notifications.given import Applier
from tests.notifications.kafka.given import Office

_EVENTS = 5_000
_PARTNERS = 20
_OF_RELAY = 40_000
_WATERMARK = "UPDATE notifications.reader SET watermark = $1"
_BEGUN = (
    "SELECT count(*) FROM notifications.channels WHERE state = 'active' AND progress->>'topic' IS NOT NULL"
)
_BEHIND = "SELECT count(*) FROM notifications.channels WHERE state = 'active' AND release < $1"


async def measure(database: servers.Database, kafka: servers.Broker, folder: Path) -> list[Result]:
    """The line of this file."""
    await fill(database, _OF_RELAY)
    registry = await open_pool(database.url("upland_registry"), size=4)
    pool = await open_pool(database.url("upland_notifications"))
    log, feed = Log(database.url("upland_registry"), registry), Feed()
    events = await log.after(0, limit=_EVENTS)
    await Applier(pool, feed).apply(*events)

    async def ours() -> float:
        await pool.execute(_WATERMARK, 0)
        office = await Office.open(kafka, database, pool, feed.notifier, folder)
        partners = [await office.subscribe(f"p{number}-", since="beginning") for number in range(_PARTNERS)]
        async with Working(office.worker()):
            await _until(pool, _BEGUN, _PARTNERS)
            start = time.perf_counter()
            await pool.execute(_WATERMARK, _EVENTS)
            feed.notifier.notify()
            await _until(pool, _BEHIND, 0, _EVENTS)
            took = time.perf_counter() - start
        for partner in partners:
            await office.desk.close(await office.channel(partner.channel))
        await office.kind.access.compare()
        return _EVENTS * _PARTNERS / took

    async def limit() -> float:
        return await relay_rate(database, log, kafka, _OF_RELAY)

    mine, theirs = await alternate(ours, limit)
    await registry.close()
    await pool.close()
    name = f"records in the topics of {_PARTNERS} partners, against the relay"
    return [compared(name, "records/s", mine, theirs, at_least=0.5)]


async def _until(pool: asyncpg.Pool[asyncpg.Record], query: str, expected: int, *arguments: object) -> None:
    while await pool.fetchval(query, *arguments) != expected:
        await asyncio.sleep(0.02)


def main() -> None:
    """Start the servers, measure, print."""
    with (
        servers.postgres(fsync=True) as databases,
        servers.kafka() as kafka,
        tempfile.TemporaryDirectory() as folder,
    ):

        async def run() -> None:
            show(await measure(await databases.clone(), kafka, Path(folder)))

        uvloop.run(run())


if __name__ == "__main__":
    main()
