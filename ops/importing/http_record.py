"""The record over HTTP, as the command line imports into it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import aiohttp
import orjson

from ops.interchange.history import lines
from services.registry.importing.record import RegistryAway
from services.registry.importing.sending.outcomes import refusal

_STREAMS, _PAGE = 100, 5_000  # of one request
_NDJSON = {"Accept": "application/x-ndjson"}


class HttpRecord:
    """The registry at a session's address, with the session's key."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    def history(self, types: Iterable[str] = (), streams: Iterable[str] = ()) -> AsyncIterator[bytes]:
        return lines(self._session, types, streams)

    async def answers(self, body: AsyncIterator[bytes], *, dry_run: bool) -> AsyncIterator[bytes]:
        try:
            async with self._session.post(
                "/v1/commands",
                params={"dry_run": "true"} if dry_run else {},
                data=body,
                headers={"Content-Type": "application/x-ndjson"},
            ) as response:
                if response.status != 200:
                    problem = refusal(_problem(await response.read()))
                    raise RegistryAway(
                        f"The registry answers {response.status}: {problem.message or response.reason}"
                    )
                async for chunk in response.content.iter_any():
                    yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._lost(error) from error

    async def missing(self, streams: Sequence[str]) -> set[str]:
        absent: set[str] = set()
        for at in range(0, len(streams), _STREAMS):
            some = streams[at : at + _STREAMS]
            present, complete = await self._begun(some)
            for stream in some:
                if stream not in present and (complete or await self._missing(stream)):
                    absent.add(stream)
        return absent

    async def _begun(self, streams: Sequence[str]) -> tuple[set[str], bool]:
        """The streams of the first events of these, and whether that is all that begins so."""
        query = {"stream": ",".join(streams), "limit": str(_PAGE)}
        try:
            async with self._session.get("/v1/history", params=query, headers=_NDJSON) as response:
                if response.status != 200:  # not with this key: each for itself
                    return set(), False
                lines = (await response.read()).splitlines()
                reached = int(response.headers["Upland-Position"])
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._lost(error) from error
        events = [orjson.loads(line) for line in lines]
        # A page that is full ends at its last event.
        return {event["subject"] for event in events}, not events or int(events[-1]["sequence"]) < reached

    async def _missing(self, stream: str) -> bool:
        try:
            async with self._session.get(f"/v1/streams/{stream}", params={"limit": "1"}) as response:
                return response.status == 404
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._lost(error) from error

    def _lost(self, error: Exception) -> ConnectionError:
        return ConnectionError(f"The registry at {self._url} does not answer: {error}")


def _problem(raw: bytes) -> dict[str, Any]:
    try:
        problem = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return problem if isinstance(problem, dict) else {}
