"""What a service shows to operators in one answer: its parts, its rebuilds, what is set aside by failure, and the audit trail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import asyncpg

from runtime.database import Connection
from runtime.lag import Lag
from runtime.operators import audit, rebuilds
from runtime.operators.failures import failures
from runtime.operators.letters import open_letters
from runtime.operators.rebuilds import Action

# Rebuilds that are shown.
_REBUILDS = 10
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Operated:
    """What operators see of a service that reads the log, and what they may rebuild there.

    parts: its parts as `part` gives them. models, channels: more rows of the answer.
    rebuilt: the names of what can be rebuilt. actions: what can be done with them.
    """

    service: str
    pool: asyncpg.Pool[asyncpg.Record]
    parts: Callable[[], Rows]
    rebuilt: Sequence[str]
    actions: Sequence[Action] = ("rebuild", "compare")
    more: Mapping[str, Callable[[Connection], Awaitable[Rows]]] = field(default_factory=dict)


def part(name: str, reasons: Sequence[str], position: int | None, lag: Lag) -> dict[str, Any]:
    """A part of the instance, as operators see it."""
    return {
        "name": name,
        "ready": not reasons,
        "reasons": [*reasons],
        "position": position,
        "lag": lag.events,
        "seconds": round(lag.seconds, 1),
        "trend": round(lag.trend, 3),
        "drain": round(lag.drain, 1) if isfinite(lag.drain) else None,
    }


async def overview(operated: Operated) -> dict[str, Any]:
    """The answer of `GET /v1/operations`."""
    schema = operated.service
    async with operated.pool.acquire() as connection, connection.transaction(readonly=True):
        letters = await open_letters(connection, schema)
        runs = await rebuilds.latest(connection, schema, _REBUILDS)
        more = {name: await rows(connection) for name, rows in operated.more.items()}
        return {
            "service": schema,
            "parts": operated.parts(),
            "models": [],
            "channels": [],
            **more,
            "rebuilds": [run.as_json() for run in runs],
            "failures": [
                row.as_json() | {"since": row.since.isoformat(), "streams": len(row.streams)}
                for row in failures(letters)
            ],
            "actions": await audit.latest(connection, schema),
        }
