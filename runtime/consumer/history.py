"""The registry's history endpoint, as a consumer reads it: what Kafka no longer has comes from here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec

from contracts.envelope import Recorded
from contracts.statement import split_type
from runtime.errors import OtherLog, Poison, Unavailable
from runtime.kafka.records import read_salt, read_time
from runtime.settings import Settings


class _Statement(msgspec.Struct):
    type: str
    subject: str
    time: str
    sequence: str
    streamversion: str
    correlationid: str
    data: msgspec.Raw  # the exact bytes
    causationid: str | None = None
    audience: str = "public"
    salt: str | None = None


_read = msgspec.json.Decoder(_Statement).decode


def event_of_statement(line: bytes) -> Recorded:
    """The event in a statement; a public one's statement has no salt.

    Raises:
        Poison: the bytes are not a statement.
    """
    try:
        statement = _read(line)
        type = split_type(statement.type)
        if type is None:
            raise Poison(f"{statement.type} is not a type of ours")
        audience: Any = statement.audience
        return Recorded(
            int(statement.sequence),
            statement.subject,
            int(statement.streamversion),
            *type,
            read_time(statement.time),
            audience,
            read_salt(statement.salt.encode() if statement.salt else None),
            statement.correlationid,
            statement.causationid,
            bytes(statement.data),
        )
    except (msgspec.DecodeError, ValueError) as error:
        raise Poison(f"not a statement: {error}") from None


class _BeyondTheEnd(Unavailable):
    """The log ends before the requested position."""


class History:
    """A client of `GET /v1/history`.

    epoch: the log's, as of the last answer. expected: the one that the caller's rows are of; events of another are not
    given out. Both are empty while they are not known.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = settings.registry_url.rstrip("/")
        self._headers = {"Accept": "application/x-ndjson"}
        if settings.registry_key is not None:
            self._headers["Authorization"] = f"Bearer {settings.registry_key.get_secret_value()}"
        self._session: aiohttp.ClientSession | None = None
        self.epoch = ""
        self.expected = ""

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()

    async def after(self, position: int, limit: int = 2_000) -> list[Recorded]:
        """Events after a position, in order.

        Raises:
            Unavailable: the registry does not answer, or refuses.
            OtherLog: the log is of another epoch than the one that is expected.
        """
        body = await self._get("/v1/history", {"position": str(position), "limit": str(limit)})
        if self.expected and self.epoch and self.epoch != self.expected:
            raise OtherLog(f"the log is of epoch {self.epoch}, not of {self.expected}")
        return [event_of_statement(line) for line in body.splitlines()]

    async def at(self, position: int) -> Recorded | None:
        """The event at a position; None where the log ends before it.

        Raises:
            Unavailable: the registry does not answer, or refuses.
        """
        try:
            page = await self.after(position - 1, 1)
        except _BeyondTheEnd:
            return None
        return page[0] if page else None

    async def between(self, position: int, last: int) -> AsyncIterator[list[Recorded]]:
        """Events after `position` up to and with `last`, in pages."""
        while position < last:
            page = await self.after(position, min(5_000, last - position))
            if not page:
                return
            yield page
            position = page[-1].position

    async def head(self) -> int:
        """The last position of the log."""
        # A registry that takes no commands for now can be read all the same.
        health = msgspec.json.decode(await self._get("/health/ready", {}, 200, 503))
        if not isinstance(health, dict) or not health.get("epoch"):
            raise Unavailable("the registry has not read the log yet")
        self.epoch = health["epoch"]
        return int(health["head"])

    async def _get(self, path: str, query: dict[str, str], *taken: int) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers, timeout=aiohttp.ClientTimeout(total=40, connect=3)
            )
        try:
            async with self._session.get(self._url + path, params=query) as answer:
                body = await answer.read()
                if answer.status not in (taken or (200,)):
                    beyond = answer.status == 400 and b'"?position"' in body
                    raise (_BeyondTheEnd if beyond else Unavailable)(
                        f"the registry answered {answer.status} to {path}: {body[:300].decode(errors='replace')}"
                    )
                self.epoch = answer.headers.get("Upland-Epoch", self.epoch)
                return body
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"the registry does not answer ({type(error).__name__})") from error
