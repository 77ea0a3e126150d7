"""The log as it is read: `registry.events` in order, and the registry's tables of commands, claims and relays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from contracts.envelope import Claim, Recorded
from runtime.database import AWAY
from runtime.errors import Unavailable
from services.registry.log.command_log import StoredCommand
from services.registry.log.pages import COLUMNS, Page, Wanted, page

_EVENTS = f"SELECT {COLUMNS} FROM registry.events"
_AFTER = f"{_EVENTS} WHERE position > $1 ORDER BY position LIMIT $2"
_AT = f"{_EVENTS} WHERE position = ANY($1)"
_STREAM = f"{_EVENTS} WHERE stream = $1 AND version >= $2 ORDER BY version LIMIT $3"
_STREAMS = f"{_EVENTS} WHERE stream = ANY($1) ORDER BY stream, version"
_COMMANDS = f"""
    SELECT c.key, c.hash, {", ".join(f"e.{name}" for name in COLUMNS.split(", "))}
    FROM registry.commands c
    JOIN registry.events e ON e.position >= c.position AND e.position < c.position + c.events
    WHERE c.key = ANY($1) ORDER BY e.position
"""
_HOLDERS = """
    SELECT c.scheme, c.value, c.stream FROM registry.claims c
    JOIN unnest($1::text[], $2::text[]) AS w (scheme, value) USING (scheme, value)
"""
_RELAYED = "SELECT cluster, position, offsets, positions FROM registry.relay WHERE topic = $1"
_HEAD = "SELECT position FROM registry.head"


class ReadableLog:
    """Reads the log.

    Args:
        pool: PostgreSQL with the registry's role.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def stored_commands(self, *keys: str) -> dict[str, StoredCommand]:
        """The commands that were stored under these idempotency keys."""
        commands: dict[str, StoredCommand] = {}
        rows = await self._fetch(_COMMANDS, keys)
        for key, fingerprint, *columns in rows:
            commands.setdefault(key, StoredCommand(fingerprint, [])).events.append(Recorded(*columns))
        return commands

    async def after(self, position: int, *, limit: int) -> list[Recorded]:
        """Events after a position, in order; at most `limit`."""
        return [Recorded(*row) for row in await self._fetch(_AFTER, position, limit)]

    async def page(self, wanted: Wanted, position: int, limit: int) -> Page:
        """The wanted events after a position, in order."""
        query, arguments = wanted.after(position, limit)
        return page(await self._fetch(query, *arguments), limit)

    async def stream_page(self, wanted: Wanted, stream: str, from_version: int, limit: int) -> Page:
        """The wanted events of one stream from a version on, in order."""
        query, arguments = wanted.of_stream(stream, from_version, limit)
        return page(await self._fetch(query, *arguments), limit)

    async def at(self, positions: Sequence[int]) -> dict[int, Recorded]:
        """The events at these positions, where there are any."""
        events = [Recorded(*row) for row in await self._fetch(_AT, list(positions))]
        return {event.position: event for event in events}

    async def stream(self, stream: str, *, from_version: int = 1, limit: int = 1_000_000) -> list[Recorded]:
        """One stream's events in order."""
        return [Recorded(*row) for row in await self._fetch(_STREAM, stream, from_version, limit)]

    async def streams(self, names: Sequence[str]) -> dict[str, list[Recorded]]:
        """The events of several streams in order; streams without events are left out."""
        streams: dict[str, list[Recorded]] = {}
        for row in await self._fetch(_STREAMS, list(names)):
            event = Recorded(*row)
            streams.setdefault(event.stream, []).append(event)
        return streams

    async def holders(self, claims: Sequence[Claim]) -> dict[Claim, str]:
        """The streams that hold these values, where any does."""
        if not claims:
            return {}
        schemes, values = zip(*claims, strict=True)
        rows = await self._fetch(_HOLDERS, list(schemes), list(values))
        return {Claim(row["scheme"], row["value"]): row["stream"] for row in rows}

    async def relayed(self, topic: str) -> asyncpg.Record | None:
        """What the last relay noted of a topic: cluster, position, offsets, and positions by partition."""
        rows = await self._fetch(_RELAYED, topic)
        return rows[0] if rows else None

    async def head(self) -> int:
        """The last position, 0 for an empty log."""
        return int((await self._fetch(_HEAD))[0]["position"])

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("PostgreSQL does not answer. Ask again.") from error
