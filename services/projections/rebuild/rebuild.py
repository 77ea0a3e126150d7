"""Rebuilds read models in new tables, compares them with the live ones, and switches atomically; the old rows stay for undo.

Queries and the consumer continue meanwhile. Only the switch locks the consumer's checkpoint. It folds the events since
the start of the build from the facts that the consumer has applied.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass
from functools import partial

from runtime.consumer.checkpoint_tables import stop_readers
from runtime.database import Connection, connect
from runtime.errors import OperationFailed, Poison
from runtime.facts import stored_fact
from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild import shadow_tables
from services.projections.rebuild.facts_repair import repair_facts
from services.projections.rebuild.loader import Progress, build_streams
from services.projections.rebuild.log_slices import LogReader
from services.projections.rebuild.shadow_tables import NEXT, PREVIOUS
from services.projections.rebuild.workers import WorkerLost, fill_together

_FACTS = (
    "SELECT stream, version, position, type, schema_version, recorded_at, audience, data"
    " FROM projections.facts WHERE stream = ANY($1) ORDER BY stream, version"
)
# Streams with events that the read models lack.
_ASIDE = (
    "SELECT DISTINCT stream FROM projections.dead_letters WHERE stream IS NOT NULL AND status <> 'replayed'"
)
# Streams whose applied facts may differ from the log up to the head: they have newer facts, or had dead letters.
_DIRTY = (
    "SELECT DISTINCT stream FROM projections.facts WHERE position > $1 UNION"
    " SELECT DISTINCT stream FROM projections.dead_letters WHERE stream IS NOT NULL"
)
# A rebuild keeps this lock as long as it uses the next tables.
_ALONE = "SELECT pg_try_advisory_lock(hashtext('upland rebuild'))"


class RebuildRefused(OperationFailed):
    """A rebuild is not possible now; the message gives the reason and what to do."""


class Busy(RebuildRefused):
    """Another rebuild is running."""


@dataclass(frozen=True)
class Rebuilt:
    """The result for one read model.

    rows: number of rows in the new table. missing, surplus: number of rows only in the new table, and only in the old one, as
    of the head; streams with dead letters are not compared. switched: whether the new table is live now.
    """

    model: str
    events: int
    rows: int
    missing: int
    surplus: int
    seconds: float
    switched: bool


async def rebuild(
    owner_url: str,
    model_names: Sequence[str],
    source: LogReader,
    *,
    known: Sequence[ReadModel] = MODELS,
    switch: bool = True,
    patience: float = 60.0,
    processes: int | None = None,
    progress: Progress | None = None,
) -> list[Rebuilt]:
    """Build read models from the log, compare them with the live ones, and switch.

    Args:
        owner_url: PostgreSQL as the owner, who may create tables.
        source: the log up to a position, its head.
        known: the models to which the names refer.
        switch: False only compares, and drops the new tables.
        patience: seconds to wait for the live read models to reach the head.
        processes: maximum number of folding processes; by default one for each core.
        progress: called with the number of events read so far.

    Raises:
        RebuildRefused: there is no such model, a stream cannot be folded, the live views do not reach the head, or another
            rebuild is under way.
    """
    models = chosen(model_names, known)
    head = source.head
    count = 0
    started = time.monotonic()

    def counted(events: int) -> None:
        nonlocal count
        count += events
        if progress:
            progress(count)

    # A crash only repeats the build, so only the switch waits for the disk.
    connection, another = [
        await connect(owner_url, server_settings={"synchronous_commit": "off"}) for _ in range(2)
    ]
    if not await connection.fetchval(_ALONE):
        await asyncio.gather(connection.close(), another.close())
        raise Busy("Another rebuild is under way. Wait until it has ended.")
    try:
        for model in models:
            await shadow_tables.make(connection, model)
        # The switch folds these streams from their applied facts.
        aside = {row["stream"] for row in await connection.fetch(_ASIDE)}
        try:
            await fill_together(owner_url, models, source, aside, processes=processes, progress=counted)
        except (Poison, WorkerLost) as error:
            raise RebuildRefused(str(error)) from error
        await _caught_up(connection, head, patience)
        if switch:
            # Streams with newer events are folded from the facts.
            await repair_facts(connection, source)
        compared = await _finished((connection, another), models, head, aside, switch=switch)
        if switch:
            await _switch(connection, models, head)
        seconds = time.monotonic() - started
        return [Rebuilt(model.name, count, *compared[model.name], seconds, switch) for model in models]
    finally:
        await another.close()
        for model in models:
            await connection.execute(f"DROP TABLE IF EXISTS {shadow_tables.table(model, NEXT)}")
        await connection.close()


async def undo(owner_url: str, model_names: Sequence[str]) -> list[str]:
    """Switch back to the tables before the last rebuild, updated to the present. Returns the names of the models.

    Raises:
        RebuildRefused: there is no such model, or it has no earlier table.
    """
    models = chosen(model_names)
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            await stop_readers(connection, "projections")
            for model in models:
                comment = await connection.fetchval(
                    "SELECT obj_description(to_regclass($1), 'pg_class')",
                    shadow_tables.table(model, PREVIOUS),
                )
                if comment is None:
                    raise RebuildRefused(
                        f"{model.name} has no earlier rows: it was not rebuilt, or was switched back"
                    )
                right_to, _, version = comment.partition(" ")
                if version != str(model.version):
                    raise RebuildRefused(
                        f"The earlier rows of {model.name} were made by another version of it, before an upgrade."
                    )
                await _fold_again(connection, model, shadow_tables.table(model, PREVIOUS), int(right_to))
                await shadow_tables.swap(connection, model, PREVIOUS)
        return [model.name for model in models]
    finally:
        await connection.close()


async def clear(owner_url: str) -> None:
    """Remove what a rebuild left behind that was killed; nothing while another one is under way."""
    connection = await connect(owner_url)
    try:
        if await connection.fetchval(_ALONE):
            for model in MODELS:
                await connection.execute(f"DROP TABLE IF EXISTS {shadow_tables.table(model, NEXT)}")
    finally:
        await connection.close()


def chosen(names: Sequence[str], known: Sequence[ReadModel] = MODELS) -> list[ReadModel]:
    """Return the models with these names; all models if there are no names."""
    by_name = {model.name: model for model in known}
    if unknown := [name for name in names if name not in by_name]:
        raise RebuildRefused(f"There is no read model {unknown[0]}; there are {', '.join(by_name)}.")
    return [by_name[name] for name in dict.fromkeys(names)] or list(known)


async def _finished(
    connections: Sequence[Connection],
    models: Sequence[ReadModel],
    head: int,
    aside: Set[str],
    *,
    switch: bool,
) -> dict[str, tuple[int, int, int]]:
    """Compare the new tables with the live ones. Before a switch, create their indexes at the same time."""
    compared: dict[str, tuple[int, int, int]] = {}

    async def compare(connection: Connection, model: ReadModel) -> None:
        compared[model.name] = await shadow_tables.compared(connection, model, head, aside)

    jobs: list[Callable[[Connection], Awaitable[None]]] = [partial(compare, model=model) for model in models]
    if switch:
        for model in models:
            jobs += await shadow_tables.indexing(connections[0], model)
    await _together(connections, jobs)
    if switch:
        await _together(connections, [partial(shadow_tables.finish, model=model) for model in models])
    return compared


async def _together(
    connections: Sequence[Connection], jobs: Sequence[Callable[[Connection], Awaitable[None]]]
) -> None:
    """Run the jobs, one at a time on each connection."""
    pending = iter(jobs)

    async def work(connection: Connection) -> None:
        for job in pending:
            await job(connection)

    # Wait for all, so that no connection is left in the middle of a job.
    for ended in await asyncio.gather(*map(work, connections), return_exceptions=True):
        if ended is not None:
            raise ended


async def _caught_up(connection: Connection, head: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while (reached := await connection.fetchval("SELECT watermark FROM projections.reader")) < head:
        if time.monotonic() > deadline:
            raise RebuildRefused(
                f"The live views are at {reached} and do not reach {head}, the end of what was rebuilt."
                " See `upland status`, and rebuild when they have caught up."
            )
        await asyncio.sleep(0.1)


async def _switch(connection: Connection, models: Sequence[ReadModel], head: int) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL synchronous_commit = on")
        # The consumer's fence: it applies nothing until the switch is complete.
        await stop_readers(connection, "projections")
        for model in models:
            await _fold_again(connection, model, shadow_tables.table(model, NEXT), head)
            await shadow_tables.swap(connection, model, NEXT)


async def _fold_again(connection: Connection, model: ReadModel, table: str, head: int) -> None:
    """Replace the rows of the streams that have changed since a table was built."""
    dirty = [row["stream"] for row in await connection.fetch(_DIRTY, head)]
    if not dirty:
        return
    await connection.execute(f"DELETE FROM {table} WHERE stream = ANY($1)", dirty)
    facts = [stored_fact(*row) for row in await connection.fetch(_FACTS, dirty)]
    await shadow_tables.write(connection, model, table, build_streams([model], facts)[model.name])
