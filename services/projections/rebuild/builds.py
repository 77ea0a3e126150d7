"""Rebuilds the read models whose tables another version of their function has built.

Runs after an upgrade, before the services start. It also fills the table of a new read model if the record is not empty:
the consumer's checkpoint is past those events, so nothing else would fill it.
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
# A second process waits, and then has nothing to do.
_ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('upland builds'))"
_AGAIN = 1.0
_NEVER = 0


async def outdated(connection: Connection, models: Sequence[ReadModel] = MODELS) -> list[ReadModel]:
    """Return the models whose table another version, or none, has built."""
    built = {row["model"]: row["version"] for row in await connection.fetch(_BUILT)}
    return [model for model in models if built.get(model.name) != model.version]


async def bring_up_to_date(
    owner_url: str,
    log_up_to: Callable[[int], LogReader],
    *,
    models: Sequence[ReadModel] = MODELS,
    progress: Callable[[Sequence[str], int, int], None] | None = None,
) -> list[str]:
    """Rebuild the outdated models and return their names. No older process may write to the tables meanwhile.

    Args:
        owner_url: PostgreSQL as the owner, who may create tables.
        log_up_to: returns a reader of the log up to a position.
        progress: called with the models' names, the number of folded events, and the maximum number of events.

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

        # The switch folds events above the watermark from the applied facts.
        while names:
            try:
                await rebuild(owner_url, names, log_up_to(watermark), known=models, progress=report)
                break
            except Busy:
                await asyncio.sleep(_AGAIN)
        return names
    finally:
        await connection.close()
