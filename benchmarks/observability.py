"""What seeing costs: appends with the metrics against appends that count nothing, and with one request in a hundred traced.

Counted is the time of the process's own processor, so that other work on the machine makes no difference. What PostgreSQL
computes is left out, so the ratio is worse than that of the throughput.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import process_time
from typing import Any

import uvloop

from benchmarks.append import append_one, in_parallel
from benchmarks.parts import empty_service
from benchmarks.rounds import Result, alternate, compared, settle, show
from runtime import tracing
from runtime.database import open_pool
from runtime.settings import Settings
from services.registry.log import log as module
from services.registry.log.log import Log
from tests import servers

_CLIENTS = 256


class _Uncounted:
    """Takes the place of a metric."""

    def observe(self, _: float) -> None:
        """Nothing."""

    def set(self, _: float) -> None:
        """Nothing."""


@asynccontextmanager
async def _without_metrics() -> AsyncIterator[None]:
    names = ("APPEND_BATCH", "APPEND_SECONDS", "QUEUED")
    before: dict[str, Any] = {name: getattr(module, name) for name in names}
    for name in names:
        setattr(module, name, _Uncounted())
    try:
        yield
    finally:
        for name, metric in before.items():
            setattr(module, name, metric)


async def measure(database: servers.Database) -> list[Result]:
    """The lines of this file."""
    url, numbers = database.url("upland_registry"), count()
    pool = await open_pool(url, size=2)
    async with Log(url, pool) as log, empty_service() as receiver:

        async def counted() -> float:
            began = process_time()
            _, latencies = await in_parallel(_CLIENTS, lambda _: append_one(log, next(numbers)))
            return len(latencies) / (process_time() - began)

        async def uncounted() -> float:
            async with _without_metrics():
                return await counted()

        async def traced() -> float:
            settings = Settings(traces_endpoint=receiver, traces_ratio=0.01)
            async with tracing.exporting("benchmark", settings):
                return await counted()

        metrics = await alternate(counted, uncounted)
        traces = await alternate(traced, counted)
    await pool.close()
    return [
        compared("append with metrics, 256 clients", "events/s of CPU", *metrics, at_least=0.95),
        compared("append with 1 % traced, 256 clients", "events/s of CPU", *traces, at_least=0.95),
    ]


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:
        settle()

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
