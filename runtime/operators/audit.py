"""The audit trail: which operator did what with which part of a service, when, and why."""

from __future__ import annotations

from typing import Any

from runtime.database import Connection

# The actor of what the command line did, with the rights of the database's owner.
COMMAND_LINE = "command-line"
# Actions that are shown.
_SHOWN = 50
_NOTE = (
    "INSERT INTO {schema}.operator_actions (actor, action, target, why, count) VALUES ($1, $2, $3, $4, $5)"
)
_LISTED = "SELECT id, at, actor, action, target, why, count FROM {schema}.operator_actions ORDER BY id DESC LIMIT $1"


async def note(
    connection: Connection,
    schema: str,
    actor: str,
    action: str,
    target: str,
    *,
    why: str | None = None,
    count: int = 1,
) -> None:
    """Keep one action.

    Args:
        actor: the published name of a key, or `COMMAND_LINE`.
        target: the id of what it was done to.
        count: to how many it was done.
    """
    await connection.execute(_NOTE.format(schema=schema), actor, action, target, why, count)


async def latest(connection: Connection, schema: str) -> list[dict[str, Any]]:
    """The last actions, the latest first."""
    return [
        {**row, "at": row["at"].isoformat()}
        for row in await connection.fetch(_LISTED.format(schema=schema), _SHOWN)
    ]
