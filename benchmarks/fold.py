"""Where the time of a rebuild goes: folding by model, calls, rows, bytes, COPY and indexes. One process and one connection.

It is no line of `make bench`: it explains the line of the rebuild.
"""

from __future__ import annotations

import dataclasses
import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import asyncpg
import psutil
import uvloop

from benchmarks import stored_world
from contracts.envelope import Fact
from ops.log.reader import RegistryLog, current_log
from runtime.database import Connection
from services.projections.engine.readmodel import ReadModel, Record, Row
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild import shadow_tables
from services.projections.rebuild.loader import build_streams, categories
from services.projections.rebuild.shadow_tables import NEXT
from services.projections.text import stemming
from tests.servers import Database

_SAMPLE = 2  # slices whose calls are counted
_HEAD = (
    "| read model | fold, µs | calls | rows | bytes | complete folds | COPY here, µs | COPY, µs | indexes, µs |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


async def measure(database: Database) -> None:
    """Print a line for each model, and one for all together; each number is of one event of the log."""
    source = await current_log(database.url())
    connection = await asyncpg.connect(database.url(), server_settings={"synchronous_commit": "off"})
    start = time.process_time()
    slices = await _read(connection, source)
    events = sum(map(len, slices))
    print(
        f"{events:,} events, read and decoded in {(time.process_time() - start) * 1e6 / events:.1f} µs each\n"
    )
    print(_HEAD)
    stemming.load()
    gc.disable()
    for models in (*((model,) for model in MODELS), MODELS):
        name = models[0].name if len(models) == 1 else "all"
        print(f"| {name} | {await _line(connection, models, slices, events)} |", flush=True)
    await connection.close()


async def _read(connection: Connection, source: RegistryLog) -> list[list[Fact]]:
    return [await source.read(connection, part) for part in await source.slices(categories(MODELS))]


async def _line(
    connection: Connection, models: Sequence[ReadModel], slices: Sequence[list[Fact]], events: int
) -> str:
    for model in models:
        await shadow_tables.make(connection, model)
    complete, counting = _counted(models)
    server = psutil.Process(connection.get_server_pid())
    folding = copying = 0.0
    rows = 0
    first = _used(server)
    for facts in slices:
        start = time.process_time()
        built = build_streams(counting, facts)
        folded = time.process_time()
        rows += await _copied(connection, models, built)
        folding += folded - start
        copying += time.process_time() - folded
    written = _used(server)
    size = [await connection.fetchval("SELECT pg_table_size($1::regclass)", _next(model)) for model in models]
    for model in models:
        for job in await shadow_tables.indexing(connection, model):
            await job(connection)
    indexed = _used(server)
    for model in models:
        await connection.execute(f"DROP TABLE {_next(model)}")
    micro = 1e6 / events
    on_server = f"{(written - first) * micro:.1f} | {(indexed - written) * micro:.1f}"
    of_rows = f"{rows / events:.2f} | {sum(size) / events:.0f} | {complete() / events:.3f}"
    calls = _calls(models, slices[:_SAMPLE])
    return f"{folding * micro:.1f} | {calls:.0f} | {of_rows} | {copying * micro:.1f} | {on_server}"


async def _copied(connection: Connection, models: Sequence[ReadModel], built: dict[str, list[Record]]) -> int:
    for model in models:
        if records := built[model.name]:
            await shadow_tables.write(connection, model, _next(model), records)
    return sum(map(len, built.values()))


def _next(model: ReadModel) -> str:
    return shadow_tables.table(model, NEXT)


def _used(process: psutil.Process) -> float:
    """Seconds of the processor."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _counted(models: Sequence[ReadModel]) -> tuple[Callable[[], int], list[ReadModel]]:
    """Return the same models, and a function that returns how often one of them folded a complete stream."""
    count = 0

    def counting(model: ReadModel) -> ReadModel:
        def rows(facts: Sequence[Fact]) -> Iterable[Row]:
            nonlocal count
            count += 1
            return model.rows(facts)

        return dataclasses.replace(model, rows=rows)

    return lambda: count, [counting(model) for model in models]


def _calls(models: Sequence[ReadModel], slices: Sequence[list[Fact]]) -> float:
    """Return the calls of Python functions for one event."""
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    for facts in slices:
        sys.setprofile(count)
        build_streams(models, facts)
        sys.setprofile(None)
    return calls / sum(map(len, slices))


def main() -> None:
    """Start the world's PostgreSQL, measure, print."""
    with stored_world.record() as database:
        uvloop.run(measure(database))


if __name__ == "__main__":
    main()
