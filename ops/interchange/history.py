"""The registry's history as exports and imports read it: all of it, or some types and streams."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import aiohttp
import orjson

from ops.service_client import problem_text
from services.registry.importing.record import RegistryAway

_PAGE = 5000


async def statements(
    session: aiohttp.ClientSession, types: Iterable[str] = ()
) -> AsyncIterator[dict[str, Any]]:
    """As `lines`, each read. Raises `RegistryAway`."""
    async for line in lines(session, types):
        yield orjson.loads(line)


async def lines(
    session: aiohttp.ClientSession, types: Iterable[str] = (), streams: Iterable[str] = ()
) -> AsyncIterator[bytes]:
    """Every event in the order of the log, as its statement; of these types only, where some are named.

    Args:
        session: at the registry's address, with a key that has history:read.
        streams: at most a hundred; where some are named, only of streams whose names begin so.

    Raises:
        RegistryAway: it cannot be reached, or refuses.
    """
    query: dict[str, str] = {"position": "0", "limit": str(_PAGE)}
    if joined := ",".join(types):
        query["type"] = joined
    if joined := ",".join(streams):
        query["stream"] = joined
    while True:
        try:
            async with session.get(
                "/v1/history", params=query, headers={"Accept": "application/x-ndjson"}
            ) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise RegistryAway(
                        f"The registry's history cannot be read: {problem_text(answer.status, body)}"
                    )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RegistryAway(f"The registry does not answer: {error}") from error
        page = body.splitlines()
        for line in page:
            yield line
        reached = answer.headers["Upland-Position"]
        if reached == query["position"] or not page:
            return
        query["position"] = reached


async def head(session: aiohttp.ClientSession) -> int:
    """The last position of the log; 0 where the registry does not give it."""
    async with session.get("/health/ready") as answer:
        readiness = orjson.loads(await answer.read())
        return int(readiness.get("head") or 0)
