"""The live consumer: from records in Kafka to rows and checkpoint committed; and what it costs to know the relay's records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import uvloop

from benchmarks.parts import fill
from benchmarks.rounds import ROUNDS, Result, absolute, alternate, compared, settle, show
from contracts.envelope import Recorded
from runtime.consumer import incoming
from runtime.consumer.consumer import Consumer
from runtime.consumer.history import History
from runtime.database import open_pool
from runtime.kafka.records import ReceivedRecord, read_record
from runtime.settings import Settings
from services.projections.engine.readmodel import ReadModel
from services.projections.engine.sink import ReadModels
from services.projections.readmodels import network
from services.projections.readmodels.tables import MODELS
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from services.registry.relay import relay
from tests import servers

_EVENTS = 60_000


class NoHistory(History):
    """Kafka has everything: what is measured comes from there. The log only confirms the last record of a batch."""

    def __init__(self, settings: Settings, events: Sequence[Recorded], epoch: str) -> None:
        super().__init__(settings)
        self._events = events
        self.epoch = epoch

    async def after(self, position: int, limit: int = 0) -> list[Recorded]:
        return [self._events[position]] if limit == 1 else []

    async def head(self) -> int:
        return len(self._events)


def _unverified(*record: Any) -> ReceivedRecord:
    """Read a record without looking whether the relay has signed it."""
    arrived = read_record(*record[:-1])
    return ReceivedRecord(*arrived[:4], True, None)


async def measure(database: servers.Database, kafka: servers.Broker) -> list[Result]:
    """The lines of this file."""
    await fill(database, _EVENTS)
    topic = await kafka.make_topic()
    common = {
        "kafka_bootstrap": kafka.bootstrap,
        "kafka_security": kafka.security,
        "kafka_username": kafka.username,
        "kafka_password": kafka.password,
        "topic": topic,
        "bus_key_file": servers.BUS_KEY_FILE,
    }
    url = database.url("upland_registry")
    pool = await open_pool(url, size=2)
    async with Tail(url) as tail:
        relayed = relay.Relay(Settings.model_validate(common | {"database_url": url}), Log(url, pool), tail)
        task = asyncio.create_task(relayed.run())
        while relayed.position < _EVENTS:
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    log = Log(url, pool)
    events: list[Recorded] = []
    while page := await log.after(len(events), limit=10_000):
        events += page
    epoch = str(await pool.fetchval("SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1"))
    await pool.close()

    async def one(
        models: tuple[ReadModel, ...], number: int, clock: Callable[[], float] = time.perf_counter
    ) -> float:
        await empty(database)
        settings = Settings.model_validate(common | {"database_url": database.url("upland_projections")})
        pool = await open_pool(database.url("upland_projections"), size=4)
        history = NoHistory(settings, events, epoch)
        # A group of its own, so that each round begins at the topic's beginning.
        async with Consumer(
            settings, pool, ReadModels(models), history, group=f"bench-{len(models)}-{number}"
        ) as consumer:
            while consumer.watermark == 0:
                await asyncio.sleep(0.002)
            first, start = consumer.watermark, clock()
            await consumer.wait(_EVENTS, 120)
            took = clock() - start
        await pool.close()
        return (_EVENTS - first) / took

    # What a MAC costs is so little that only the processor's own time shows it.
    rounds = iter(range(1_000, 2_000))

    async def signed() -> float:
        return await one((network.MODEL,), next(rounds), time.process_time)

    async def unverified() -> float:
        setattr(incoming, "read_record", _unverified)  # noqa: B010  it is not this module's to export
        try:
            return await one((network.MODEL,), next(rounds), time.process_time)
        finally:
            setattr(incoming, "read_record", read_record)  # noqa: B010  the same

    settle()
    results = []
    for models, name in (((network.MODEL,), "one read model"), (MODELS, f"all {len(MODELS)} read models")):
        await one(models, -1)
        rates = [await one(models, number) for number in range(ROUNDS)]
        results.append(absolute(f"live consumer, {name}", "events/s", rates, at_least=25_000))
    mine, theirs = await alternate(signed, unverified)
    name = "live consumer, verified against believed"
    results.append(compared(name, "events/s of CPU", mine, theirs, at_least=0.9))
    return results


async def empty(database: servers.Database) -> None:
    """Remove what was applied."""
    owner = await asyncpg.connect(database.url())
    tables = ", ".join(f"projections.{name}" for name in ("facts", "checkpoints", *(m.name for m in MODELS)))
    await owner.execute(f"TRUNCATE {tables}")
    await owner.execute("UPDATE projections.reader SET watermark = 0")
    await owner.close()


def main() -> None:
    """Start the servers, measure, print."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as kafka:

        async def run() -> None:
            show(await measure(await databases.clone(), kafka))

        uvloop.run(run())


if __name__ == "__main__":
    main()
