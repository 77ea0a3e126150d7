"""The registry and the relay as operators see them: whether they are ready, how far Kafka is behind, and what operators did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from runtime.http.responses import json_response
from runtime.lag import Lag
from runtime.operators import audit
from runtime.operators.overview import part
from runtime.operators.routes import for_operators
from runtime.security import Principal

_RELAYED = "SELECT max(position) FROM registry.relay WHERE topic = $1"
# Seconds for which events may wait before the relay counts as stalled.
_PATIENCE = 15.0


def route(pool: asyncpg.Pool[asyncpg.Record], topic: str, ready: Callable[[], dict[str, Any]]) -> Route:
    """The route; `ready` is the registry's readiness."""
    relayed = Lag()

    async def shown(_: Request, __: Principal) -> Response:
        state = ready()
        async with pool.acquire() as connection:
            position = await connection.fetchval(_RELAYED, topic)
            actions = await audit.latest(connection, "registry")
        relayed.see(state["head"], position or 0, asyncio.get_running_loop().time())
        waits = relayed.seconds > _PATIENCE
        reasons = [f"{relayed.events} events are not in Kafka, the oldest since {relayed.seconds:.0f} s"]
        parts = [
            part("registry", state["reasons"], state["head"], Lag()),
            part("relay", reasons if waits else [], position, relayed),
        ]
        nothing: dict[str, list[Any]] = {name: [] for name in ("models", "channels", "rebuilds", "failures")}
        return json_response({"service": "registry", "parts": parts, **nothing, "actions": actions})

    return Route("/v1/operations", for_operators(shown), methods=["GET"])
