"""Builds read models anew beside the live rows, compares, and switches in one moment; the old rows stay for a way back.

Queries and the consumer go on meanwhile. Only the switch holds the consumer's checkpoints; what the log has brought
since the build began is folded there, from the facts that the consumer has applied.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass
from functools import partial

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
# Streams of which the views lack something that the log has.
_ASIDE = (
    "SELECT DISTINCT stream FROM projections.dead_letters WHERE stream IS NOT NULL AND status <> 'replayed'"
)
# Streams whose applied facts may not be the log's facts up to the head: newer ones, or some that were set aside once.
_DIRTY = (
    "SELECT DISTINCT stream FROM projections.facts WHERE position > $1 UNION"
    " SELECT DISTINCT stream FROM projections.dead_letters WHERE stream IS NOT NULL"
)
# Held for as long as the next tables are somebody's.
_ALONE = "SELECT pg_try_advisory_lock(hashtext('upland rebuild'))"


class RebuildRefused(OperationFailed):
    """A rebuild cannot be done now; the message says why and what to do."""


class Busy(RebuildRefused):
    """Another rebuild is under way."""


@dataclass(frozen=True)
class Rebuilt:
    """What became of one read model.

    rows: in the new table. missing, surplus: rows that only the new table has, and only the old one, as of the head;
    streams with dead letters are not compared. switched: whether the new rows are the live ones now.
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
        owner_url: PostgreSQL as the owner, who may make tables.
        source: the log up to a position, its head.
        known: the models of which these are the names.
        switch: False only compares, and leaves nothing behind.
        patience: seconds to wait until the live views have reached the head.
        processes: at most so many fold at once; one for each core when left out.
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

    # What a crash would lose is made again; only the switch waits for the disk.
    connection, another = [
        await connect(owner_url, server_settings={"synchronous_commit": "off"}) for _ in range(2)
    ]
    if not await connection.fetchval(_ALONE):
        await asyncio.gather(connection.close(), another.close())
        raise Busy("Another rebuild is under way. Wait until it has ended.")
    try:
        for model in models:
            await shadow_tables.make(connection, model)
        # These streams are folded from what was applied of them, when the tables are switched.
        aside = {row["stream"] for row in await connection.fetch(_ASIDE)}
        try:
            await fill_together(owner_url, models, source, aside, processes=processes, progress=counted)
        except (Poison, WorkerLost) as error:
            raise RebuildRefused(str(error)) from error
        await _caught_up(connection, head, patience)
        if switch:
            # What has moved on since is folded from the facts.
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
    """Switch back to the rows before the last rebuild, with what has been recorded since; the names of the models.

    Raises:
        RebuildRefused: there is no such model, or no earlier rows of it.
    """
    models = chosen(model_names)
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM projections.reader FOR UPDATE")
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


def chosen(names: Sequence[str], known: Sequence[ReadModel] = MODELS) -> list[ReadModel]:
    """The models of these names; all of them for none."""
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
    """Compare the new rows with the live ones; when they are to be switched, make their indexes at the same time."""
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
    """Do the jobs, as many at a time as there are connections."""
    pending = iter(jobs)

    async def work(connection: Connection) -> None:
        for job in pending:
            await job(connection)

    # All of them to their end, so that no connection is left in the middle of its work.
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
        # The consumer's fence: nothing is applied until the switch is done.
        await connection.execute("SELECT FROM projections.reader FOR UPDATE")
        for model in models:
            await _fold_again(connection, model, shadow_tables.table(model, NEXT), head)
            await shadow_tables.swap(connection, model, NEXT)


async def _fold_again(connection: Connection, model: ReadModel, table: str, head: int) -> None:
    """Replace the rows of the streams that have moved on since a table was built."""
    dirty = [row["stream"] for row in await connection.fetch(_DIRTY, head)]
    if not dirty:
        return
    await connection.execute(f"DELETE FROM {table} WHERE stream = ANY($1)", dirty)
    facts = [stored_fact(*row) for row in await connection.fetch(_FACTS, dirty)]
    await shadow_tables.write(connection, model, table, build_streams([model], facts)[model.name])
