"""Rebuilding read models of the world from its log, against reading and decoding the same events in the same order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import asyncpg
import orjson
import psutil
import uvloop

from benchmarks import stored_world
from benchmarks.rounds import Result, absolute, compared, show
from contracts.envelope import Recorded
from ops.log.reader import RegistryLog, current_log
from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.builds import bring_up_to_date
from services.projections.rebuild.loader import categories
from services.projections.rebuild.rebuild import rebuild
from tests.servers import Database

# Search is counted apart: it is no read model that answers one of the eleven questions.
ELEVEN = tuple(model for model in MODELS if model.name != "search")
_MEMORY = 400.0  # MB
_QUERY = (
    "SELECT position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id, data"
    " FROM registry.events WHERE split_part(stream, '-', 1) = ANY($1) ORDER BY stream, version"
)


async def measure(database: Database) -> list[Result]:
    """The lines of this file."""
    owner = await asyncpg.connect(database.url())
    head = await owner.fetchval("SELECT position FROM registry.head")
    await owner.close()
    results: list[Result] = []
    async with _watched() as peaks:
        for model in MODELS:
            # Once each: with so many events a noisy moment is a small part of it.
            count, seconds = await _decoded(database, [model])
            mine = count / await _rebuilt(database, [model])
            results.append(
                compared(f"rebuild of {model.name}", "events/s", [mine], [count / seconds], at_least=0.5)
            )
        # Last, so that there are live rows of each to compare with.
        together = await _rebuilt(database, ELEVEN)
        results.append(
            absolute(
                f"rebuild of {len(ELEVEN)} read models at once, {head:,} events",
                "events/s",
                [head / together],
                at_least=30_000,
            )
        )
    results += [
        absolute(f"rebuild, memory of {name}", "MB", [peak], at_most=_MEMORY) for name, peak in peaks.items()
    ]
    return results


async def rebuild_all(database: Database) -> None:
    """Build what was not built by the functions of today."""
    url = database.url()
    await bring_up_to_date(url, lambda head: RegistryLog(url, head))


async def _rebuilt(database: Database, models: Sequence[ReadModel]) -> float:
    """Seconds."""
    source = await current_log(database.url())
    start = time.perf_counter()
    built = await rebuild(database.url(), [model.name for model in models], source)
    seconds = time.perf_counter() - start
    assert built[0].rows
    return seconds


async def _decoded(database: Database, models: Iterable[ReadModel]) -> tuple[int, float]:
    """How many events of these models' streams there are, and the seconds it takes to read and decode them."""
    start = time.perf_counter()
    count = 0
    async for event in _events(database.url(), categories(models)):
        count += bool(orjson.loads(event.data))
    return count, time.perf_counter() - start


async def _events(url: str, wanted: Iterable[str]) -> AsyncIterator[Recorded]:
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        cursor = await connection.cursor(_QUERY, list(wanted))
        while rows := await cursor.fetch(5_000):
            for row in rows:
                yield Recorded(*row)
    await connection.close()


@asynccontextmanager
async def _watched() -> AsyncIterator[dict[str, float]]:
    """The most memory in MB that any process of a kind has had to itself, looked at while the block runs."""
    peaks = {"a folding process": 0.0, "a process of PostgreSQL": 0.0}
    own = psutil.Process()

    async def look() -> None:
        while True:
            for process in [own, *own.children(recursive=True)]:
                try:
                    postgres = process.name() == "postgres"
                    used = process.memory_info()
                except psutil.NoSuchProcess:
                    continue
                # What PostgreSQL's processes share is counted once, in its settings, not in each of them.
                memory = used.rss - used.shared if postgres else used.rss
                name = "a process of PostgreSQL" if postgres else "a folding process"
                peaks[name] = max(peaks[name], memory / 2**20)
            await asyncio.sleep(0.2)

    task = asyncio.create_task(look())
    try:
        yield peaks
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def main() -> None:
    """Start the world's PostgreSQL, measure, print."""
    with stored_world.record() as database:
        show(uvloop.run(measure(database)))


if __name__ == "__main__":
    main()
