"""The relay from the log to Kafka, against a bare aiokafka producer with the same records, and against itself unsigned."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import uvloop
from aiokafka import AIOKafkaProducer

from benchmarks.parts import fill
from benchmarks.rounds import Result, alternate, compared, show
from runtime.database import open_pool
from runtime.kafka.records import headers_of
from runtime.settings import Settings
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from services.registry.relay import relay
from tests import servers

_EVENTS = 40_000


async def measure(database: servers.Database, kafka: servers.Broker) -> list[Result]:
    """The lines of this file."""
    await fill(database, _EVENTS)
    url = database.url("upland_registry")
    pool = await open_pool(url, size=4)
    log = Log(url, pool)
    events = await log.after(0, limit=_EVENTS)
    records = [(event.stream.encode(), event.data, headers_of(event, 0)) for event in events]

    async def ours(
        key: Path | None = servers.BUS_KEY_FILE, clock: Callable[[], float] = time.perf_counter
    ) -> float:
        return await relay_rate(database, log, kafka, _EVENTS, key, clock)

    async def limit() -> float:
        topic = await kafka.make_topic()
        producer = AIOKafkaProducer(
            **kafka.client(), acks="all", enable_idempotence=True, linger_ms=5, max_batch_size=128 << 10
        )
        await producer.start()
        start = time.perf_counter()
        futures = []
        for key, value, headers in records:
            futures.append(await producer.send(topic, value, key=key, headers=headers))
            if len(futures) == 5_000:
                await asyncio.gather(*futures)
                futures = []
        await asyncio.gather(*futures)
        took = time.perf_counter() - start
        await producer.stop()
        await kafka.drop_topic(topic)
        return _EVENTS / took

    # What a signature costs is so little that only the processor's own time shows it.
    async def with_signatures() -> float:
        return await ours(clock=time.process_time)

    async def without() -> float:
        return await ours(None, time.process_time)

    mine, theirs = await alternate(ours, limit)
    signed, plain = await alternate(with_signatures, without)
    await pool.close()
    return [
        compared("relay", "events/s", mine, theirs, at_least=0.8),
        compared("relay, signed against unsigned", "events/s of CPU", signed, plain, at_least=0.9),
    ]


async def relay_rate(
    database: servers.Database,
    log: Log,
    kafka: servers.Broker,
    count: int,
    key: Path | None = servers.BUS_KEY_FILE,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """How many events a second the relay brings to a new topic, once it is active.

    Args:
        count: the log's events.
        key: the file with the key that signs; None for no signatures.
    """
    topic = await kafka.make_topic()
    url = database.url("upland_registry")
    settings = Settings.model_validate(
        {
            "database_url": url,
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_security": kafka.security,
            "kafka_username": kafka.username,
            "kafka_password": kafka.password,
            "topic": topic,
            "bus_key_file": key,
        }
    )
    async with Tail(url) as tail:
        relayed = relay.Relay(settings, log, tail)
        task = asyncio.create_task(relayed.run())
        while not relayed.state.startswith("active"):
            await asyncio.sleep(0.001)
        start = clock()
        while relayed.position < count:
            await asyncio.sleep(0.005)
        took = clock() - start
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await kafka.drop_topic(topic)
    return count / took


def main() -> None:
    """Start the servers, measure, print."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as kafka:

        async def run() -> None:
            show(await measure(await databases.clone(), kafka))

        uvloop.run(run())


if __name__ == "__main__":
    main()
