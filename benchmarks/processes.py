"""What a second process of the projections adds: events by second of the processor, of two that share the partitions and of one.

Two processes need processors of their own, PostgreSQL and Kafka others: where there are fewer, what they apply in a second
says more about the machine than about them. So what is counted is the time of processors, of Python and of PostgreSQL's
connections, for each event. From 0.85 of one process's on, a second process on a free processor adds at least 0.7
(2 × 0.85 − 1). One read model, so that what both do for each commit counts for much. Records are given to them as Kafka
would; the time for which they wait for each other's commits is not in it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import uvloop

from benchmarks.live import NoHistory, empty
from benchmarks.parts import computed, fill
from benchmarks.rounds import Result, alternate, compared, settle, show
from contracts.envelope import Recorded
from runtime.consumer.applier import Applier
from runtime.database import open_pool
from runtime.kafka.partitions import partition_of
from runtime.settings import Settings
from services.projections.engine.sink import ReadModels
from services.projections.readmodels import network
from services.registry.log.readable_log import ReadableLog
from tests import servers

_EVENTS, _BATCH, _PARTITIONS = 9_000, 250, 6
# Batches of each process that are not counted: its connection prepares its statements, which it does once in its life.
_FIRST = 6


def _partition(event: Recorded) -> int:
    return partition_of(event.stream, _PARTITIONS)


async def _rate(
    database: servers.Database,
    history: NoHistory,
    events: Sequence[Recorded],
    number: int,
) -> float:
    """Events by second of the processor, of so many processes that have every number-th partition each."""
    await empty(database)
    shares = [[each for each in events if _partition(each) % number == part] for part in range(number)]
    pools = [await open_pool(database.url("upland_projections"), size=1) for _ in shares]
    appliers = [Applier(pool, ReadModels((network.MODEL,)), _partition) for pool in pools]
    for applier in appliers:
        await applier.load(history)
    backends = [int(await pool.fetchval("SELECT pg_backend_pid()")) for pool in pools]

    async def apply(applier: Applier, share: list[Recorded]) -> None:
        for first in range(0, len(share), _BATCH):
            async with applier.lock:
                await applier.apply_bisecting(
                    [(_partition(each), each) for each in share[first : first + _BATCH]]
                )

    prepared = _FIRST * _BATCH
    await asyncio.gather(*map(apply, appliers, [share[:prepared] for share in shares]))
    began = time.process_time() + sum(map(computed, backends))
    await asyncio.gather(*map(apply, appliers, [share[prepared:] for share in shares]))
    took = time.process_time() + sum(map(computed, backends)) - began
    assert max(applier.watermark for applier in appliers) == len(events)
    for pool in pools:
        await pool.close()
    return (len(events) - prepared * number) / took


async def measure(database: servers.Database) -> list[Result]:
    """The lines of this file."""
    await fill(database, _EVENTS)
    pool = await open_pool(database.url("upland_registry"), size=1)
    log = ReadableLog(pool)
    events: list[Recorded] = []
    while page := await log.after(len(events), limit=10_000):
        events += page
    epoch = str(await pool.fetchval("SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1"))
    await pool.close()
    history = NoHistory(Settings(), events, epoch)
    settle()

    async def two() -> float:
        return await _rate(database, history, events, 2)

    async def one() -> float:
        return await _rate(database, history, events, 1)

    mine, theirs = await alternate(two, one)
    name = "two processes of the projections, one read model"
    return [compared(name, "events/s of CPU", mine, theirs, at_least=0.85)]


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
