"""The live consumer: from records in Kafka to rows and checkpoint committed."""

from __future__ import annotations

import asyncio
import time

import asyncpg
import uvloop

from benchmarks.parts import fill
from benchmarks.rounds import ROUNDS, Result, absolute, settle, show
from contracts.envelope import Recorded
from runtime.consumer import Consumer
from runtime.database import open_pool
from runtime.fold import ReadModels
from runtime.history import History
from runtime.readmodel import ReadModel
from runtime.settings import Settings
from services.projections import network
from services.projections.tables import MODELS
from services.registry import relay
from services.registry.log import Log
from services.registry.tail import Tail
from tests import servers

_EVENTS = 60_000


class _NoHistory(History):
    """Kafka has everything: what is measured comes from there."""

    async def after(self, position: int, limit: int = 0) -> list[Recorded]:
        return []

    async def head(self) -> int:
        return 0


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
    await pool.close()

    async def one(models: tuple[ReadModel, ...], number: int) -> float:
        await _empty(database)
        settings = Settings.model_validate(common | {"database_url": database.url("upland_projections")})
        pool = await open_pool(database.url("upland_projections"), size=4)
        group = ReadModels(models)
        # A group of its own, so that each round begins at the topic's beginning.
        async with Consumer(
            settings, pool, group, _NoHistory(settings), group=f"bench-{len(models)}-{number}"
        ) as consumer:
            while consumer.watermark == 0:
                await asyncio.sleep(0.002)
            first, start = consumer.watermark, time.perf_counter()
            await consumer.wait(_EVENTS, 120)
            took = time.perf_counter() - start
        await pool.close()
        return (_EVENTS - first) / took

    settle()
    results = []
    for models, name in (((network.MODEL,), "one read model"), (MODELS, f"all {len(MODELS)} read models")):
        await one(models, -1)
        rates = [await one(models, number) for number in range(ROUNDS)]
        results.append(absolute(f"live consumer, {name}", "events/s", rates, at_least=25_000))
    return results


async def _empty(database: servers.Database) -> None:
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
