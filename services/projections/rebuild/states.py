"""The read models as operators see them: how many rows, when they were built, and whether a rebuild can be undone."""

from __future__ import annotations

from typing import Any

from runtime.database import Connection
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild import shadow_tables
from services.projections.rebuild.shadow_tables import PREVIOUS

_STATE = """
    SELECT greatest(c.reltuples, 0)::bigint AS rows, b.built_at, obj_description(to_regclass($2), 'pg_class') AS previous
    FROM pg_class c LEFT JOIN projections.builds b ON b.model = $3 WHERE c.oid = to_regclass($1)
"""


async def model_states(connection: Connection) -> list[dict[str, Any]]:
    """A row for each read model."""
    states = []
    for model in MODELS:
        row = await connection.fetchrow(
            _STATE, shadow_tables.table(model), shadow_tables.table(model, PREVIOUS), model.name
        )
        if row is not None:
            # The comment of the rows before ends with the version that made them.
            undoable = row["previous"] is not None and row["previous"].endswith(f" {model.version}")
            built_at = row["built_at"].isoformat() if row["built_at"] else None
            states.append(
                {"name": model.name, "rows": row["rows"], "built_at": built_at, "undoable": undoable}
            )
    return states
