"""Which read models' tables were made by another version of their function than ours, and building these anew.

After an upgrade this comes before the services start. A table that a migration has just made is such a table too, once
there is anything in the record: the consumer's checkpoint is behind it, so nothing else would fill it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from runtime.database import Connection, connect
from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild import shadow_tables
from services.projections.rebuild.log_slices import LogReader
from services.projections.rebuild.rebuild import Busy, rebuild

_BUILT = "SELECT model, version FROM projections.builds"
_REACHED = (
    "SELECT r.watermark, r.watermark > 0 OR EXISTS (SELECT FROM projections.facts) FROM projections.reader r"
)
# Who comes second waits, and finds nothing left to do.
_ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('upland builds'))"
_AGAIN = 1.0
_NEVER = 0


async def outdated(connection: Connection, models: Sequence[ReadModel] = MODELS) -> list[ReadModel]:
    """The models whose table another version has built, or none."""
    built = {row["model"]: row["version"] for row in await connection.fetch(_BUILT)}
    return [model for model in models if built.get(model.name) != model.version]


async def bring_up_to_date(
    owner_url: str,
    log_up_to: Callable[[int], LogReader],
    *,
    models: Sequence[ReadModel] = MODELS,
    progress: Callable[[Sequence[str], int, int], None] | None = None,
) -> list[str]:
    """Build anew what is outdated; the names of these models. To be called while no older process writes to the tables.

    Args:
        owner_url: PostgreSQL as the owner, who may make tables.
        log_up_to: the log up to a position.
        progress: called with the models' names, how many events are folded, and how many there are at most.

    Raises:
        RebuildRefused: a stream cannot be folded.
    """
    connection = await connect(owner_url)
    try:
        await connection.execute(_ONE_AT_A_TIME)
        due = await outdated(connection, models)
        watermark, begun = await connection.fetchrow(_REACHED) or (0, False)
        if not begun:
            for model in due:
                await shadow_tables.note(connection, model)
            return []
        names = [model.name for model in due]
        known = {row["model"] for row in await connection.fetch(_BUILT)}
        for model in due:
            if model.name not in known:
                await shadow_tables.note(connection, model, _NEVER)

        def report(done: int) -> None:
            if progress:
                progress(names, done, max(done, watermark))

        # What is applied above the watermark is folded from the facts when the tables are switched.
        while names:
            try:
                await rebuild(owner_url, names, log_up_to(watermark), known=models, progress=report)
                break
            except Busy:
                await asyncio.sleep(_AGAIN)
        return names
    finally:
        await connection.close()
