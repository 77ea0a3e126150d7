"""From the commit of an event to its row in a query, at 500 events a second, over HTTP, relay, Kafka and projections."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import uvloop

from benchmarks.parts import Processes, percentile
from benchmarks.rounds import ROUNDS, Result, absolute, show
from tests import servers

_RATE = 500
_SECONDS = 4
_SAMPLED = 10  # every tenth event is waited for


async def measure(database: servers.Database, kafka: servers.Broker) -> list[Result]:
    """The lines of this file."""
    topic = await kafka.make_topic()
    processes = Processes(database, kafka, topic)
    async with (
        processes.run("registry", "upland_registry") as registry,
        processes.run("relay", "upland_registry"),
        processes.run("projections", "upland_projections") as projections,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {processes.key}"}) as session,
    ):
        p50s: list[float] = []
        p99s: list[float] = []
        for number in range(ROUNDS + 1):
            latencies = await _round(session, registry, projections, number)
            if number:  # the first warms up
                p50s.append(percentile(latencies, 0.5))
                p99s.append(percentile(latencies, 0.99))
    return [
        absolute(f"commit to visible in a query at {_RATE}/s, p50", "ms", p50s, at_most=20),
        absolute(f"commit to visible in a query at {_RATE}/s, p99", "ms", p99s, at_most=200),
    ]


async def _round(session: aiohttp.ClientSession, registry: str, projections: str, number: int) -> list[float]:
    latencies: list[float] = []

    async def one(index: int) -> None:
        name = f"v{number}-{index}"
        async with session.post(
            f"{registry}/v1/memberships/bench.{name}/join",
            json={"class": "full", "occurred": "2015", "mode": "reported"},
            headers={"Idempotency-Key": name},
        ) as answer:
            assert answer.status == 201, await answer.text()
            position = (await answer.json())["position"]
        if index % _SAMPLED == 0:
            committed = time.perf_counter()
            url = f"{projections}/v1/parties/{name}?wait_for={position}&timeout=10"
            async with session.get(url) as answer:
                await answer.read()
                assert answer.status in {200, 404}, await answer.text()
            latencies.append((time.perf_counter() - committed) * 1000)

    start = time.perf_counter()
    tasks = []
    for index in range(_RATE * _SECONDS):
        await asyncio.sleep(max(0.0, start + index / _RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(one(index)))
    await asyncio.gather(*tasks)
    return latencies


def main() -> None:
    """Start the servers, measure, print."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as kafka:

        async def run() -> None:
            show(await measure(await databases.clone(), kafka))

        uvloop.run(run())


if __name__ == "__main__":
    main()
