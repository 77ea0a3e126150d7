"""Rebuilds as operators request, follow and cancel them: a row for each, kept up to date by the program that rebuilds.

That program keeps an advisory lock of its row, so that a row whose program is gone shows as `lost`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg

from runtime.database import Connection
from runtime.operators import audit

Action = Literal["rebuild", "compare", "undo"]
ACTIONS: tuple[Action, ...] = ("rebuild", "compare", "undo")
Ended = Literal["done", "failed", "cancelled"]
# The channel on which the program that rebuilds hears of requests.
CHANNEL = "upland_rebuilds"
FEED = "feed"
_LOCK = "SELECT pg_try_advisory_lock(hashtext('{schema}.rebuilds'), $1)"
_COLUMNS = """
    id, action, models, requested_by, requested_at, started_at, ended_at, events, head, cancelled_by, message,
    CASE WHEN state = 'running' AND NOT EXISTS (
        SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.objid::bigint = id
            AND l.classid::bigint = hashtext('{schema}.rebuilds')::bigint & 4294967295
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) THEN 'lost' ELSE state END AS state
"""
_INSERT = "INSERT INTO {schema}.rebuilds (action, models, state, requested_by) VALUES ($1, $2, 'requested', $3) RETURNING id"
_START = (
    "UPDATE {schema}.rebuilds SET state = 'running', started_at = clock_timestamp()"
    " WHERE id = $1 AND state = 'requested' RETURNING id"
)
_ADVANCE = (
    "UPDATE {schema}.rebuilds SET events = $2, head = $3 WHERE id = $1 RETURNING cancelled_by IS NOT NULL"
)
_END = "UPDATE {schema}.rebuilds SET state = $2, message = $3, ended_at = clock_timestamp() WHERE id = $1"
# What does not run any more, or not yet, ends at once; what runs sees it within half a second.
_CANCEL = """
    UPDATE {schema}.rebuilds SET cancelled_by = $2,
        state = CASE WHEN $3 THEN state ELSE 'cancelled' END,
        ended_at = CASE WHEN $3 THEN ended_at ELSE clock_timestamp() END
    WHERE id = $1 AND state IN ('requested', 'running')
"""


@dataclass(frozen=True)
class Run:
    """A rebuild that somebody requested.

    models: the names of read models, or `feed`. state: `requested`, `running`, `done`, `failed`, `cancelled`, or `lost` where
    the program that ran it is gone. events: how many were read, of at most `head`. cancelled_by: who wants it to end.
    message: what came of it.
    """

    id: int
    action: Action
    models: list[str]
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    events: int
    head: int
    cancelled_by: str | None
    message: str | None
    state: str

    @property
    def under_way(self) -> bool:
        """Whether it has not ended."""
        return self.state in {"requested", "running", "lost"}

    def as_json(self) -> dict[str, Any]:
        """The rebuild as HTTP shows it."""
        moments = ("requested_at", "started_at", "ended_at")
        times = {name: moment.isoformat() if (moment := getattr(self, name)) else None for name in moments}
        return vars(self) | times


async def request(
    connection: Connection, schema: str, action: Action, models: Sequence[str], actor: str
) -> int:
    """Note a rebuild that is to be run; its id."""
    async with connection.transaction():
        id = int(await connection.fetchval(_INSERT.format(schema=schema), action, list(models), actor))
        await audit.note(connection, schema, actor, action, ",".join(models))
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, schema)
    return id


async def start(connection: Connection, schema: str, id: int) -> bool:
    """Take a requested rebuild for this connection; False where it was cancelled or another program has it."""
    if not await connection.fetchval(_LOCK.format(schema=schema), id):
        return False
    return await connection.fetchval(_START.format(schema=schema), id) is not None


async def advance(connection: Connection, schema: str, id: int, events: int, head: int) -> bool:
    """Note how far a rebuild is; whether it is to end."""
    return bool(await connection.fetchval(_ADVANCE.format(schema=schema), id, events, head))


async def end(connection: Connection, schema: str, id: int, state: Ended, message: str | None) -> None:
    """Note how a rebuild ended."""
    await connection.execute(_END.format(schema=schema), id, state, message)


async def cancel(connection: Connection, schema: str, run: Run, actor: str) -> None:
    """Have a rebuild end and leave nothing behind. One that has ended stays as it is."""
    if not run.under_way:
        return
    async with connection.transaction():
        await connection.execute(_CANCEL.format(schema=schema), run.id, actor, run.state == "running")
        await audit.note(connection, schema, actor, "cancel", ",".join(run.models))


async def latest(connection: Connection, schema: str, limit: int) -> list[Run]:
    """The last rebuilds, the latest first."""
    query = f"SELECT {_COLUMNS} FROM {{schema}}.rebuilds ORDER BY id DESC LIMIT $1"
    return [_run(row) for row in await connection.fetch(query.format(schema=schema), limit)]


async def one(connection: Connection, schema: str, id: int) -> Run | None:
    """One rebuild; None where there is none."""
    query = f"SELECT {_COLUMNS} FROM {{schema}}.rebuilds WHERE id = $1"
    row = await connection.fetchrow(query.format(schema=schema), id)
    return _run(row) if row else None


async def under_way(connection: Connection, schema: str) -> list[Run]:
    """The rebuilds that have not ended, in the order in which they were requested."""
    query = f"SELECT {_COLUMNS} FROM {{schema}}.rebuilds WHERE state IN ('requested', 'running') ORDER BY id"
    return [_run(row) for row in await connection.fetch(query.format(schema=schema))]


def _run(row: asyncpg.Record) -> Run:
    return Run(**dict(row))
