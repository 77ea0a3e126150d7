"""Sends commands about subscriptions to the registry, with the caller's own key: the log stays the truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4

import aiohttp
import orjson
from starlette.requests import Request

from runtime.errors import Unavailable
from runtime.http.responses import correlation_of
from runtime.settings import Settings
from services.notifications.subscriptions.subscription import stream_of

_TIME = aiohttp.ClientTimeout(total=15, connect=5)
# Headers of the registry's refusals that the caller needs.
_PASSED_ON = ("Content-Type", "Retry-After", "WWW-Authenticate")


class Accepted(NamedTuple):
    """A command that the registry has stored: the subscription's id, and the position of its last event."""

    id: str
    position: int


class Rejected(NamedTuple):
    """A command that the registry has refused: its answer, to be passed on as it is."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class RecordClient:
    """A client of the registry's commands."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.registry_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, request: Request, id: str, verb: str, body: object) -> Accepted | Rejected:
        """Send `POST /v1/subscriptions/{id}/{verb}` with the key of a request, and its Idempotency-Key if it has one.

        Raises:
            Unavailable: the registry does not answer. The command may have been stored.
        """
        headers = {
            "Authorization": request.headers.get("authorization", ""),
            "Content-Type": "application/json",
            "Idempotency-Key": request.headers.get("idempotency-key") or f'"{uuid4()}"',
            "X-Correlation-Id": correlation_of(request.scope),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIME, trust_env=False)
        address = f"{self._url}/v1/subscriptions/{id}/{verb}"
        try:
            async with self._session.post(
                address, data=orjson.dumps(body), headers=headers, allow_redirects=False
            ) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(
                "The registry does not answer. Send the request again with the same Idempotency-Key."
            ) from error
        if answer.status not in {200, 201}:
            passed = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
            return Rejected(answer.status, content, passed)
        stored = orjson.loads(content)
        return Accepted(stored["stream"].removeprefix(stream_of("")), stored["position"])
