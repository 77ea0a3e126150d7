"""The log: `registry.events`, appended to by group commit and read in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from contracts.envelope import Claim, Recorded
from runtime.database import AWAY
from runtime.errors import Unavailable
from services.registry.log.appends import Append, Appended
from services.registry.log.command_log import StoredCommand
from services.registry.log.group_commit import GroupCommit
from services.registry.log.pages import COLUMNS, Page, Wanted, page


class Log:
    """Writes and reads the log. Reading needs no `async with`; appending does.

    Args:
        url: PostgreSQL with the registry's role, for the connections that append.
        pool: for reading.
        limits: those of `GroupCommit`, and its clock.
    """

    def __init__(self, url: str, pool: asyncpg.Pool[asyncpg.Record], **limits: Any) -> None:
        self._pool = pool
        self._appends = GroupCommit(url, **limits)

    async def __aenter__(self) -> Log:
        await self._appends.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._appends.__aexit__()

    def reason(self) -> str | None:
        """Why commands are not stored at the moment; None where nothing is known against it."""
        return self._appends.reason()

    def append(self, append: Append) -> asyncio.Future[Appended]:
        """Queue an append: see `GroupCommit.append`."""
        return self._appends.append(append)

    async def stored_commands(self, *keys: str) -> dict[str, StoredCommand]:
        """The commands that were stored under these idempotency keys."""
        commands: dict[str, StoredCommand] = {}
        rows = await self._fetch(
            f"SELECT c.key, c.hash, {', '.join(f'e.{name}' for name in COLUMNS.split(', '))} FROM registry.commands c"
            " JOIN registry.events e ON e.position >= c.position AND e.position < c.position + c.events"
            " WHERE c.key = ANY($1) ORDER BY e.position",
            keys,
        )
        for key, fingerprint, *columns in rows:
            commands.setdefault(key, StoredCommand(fingerprint, [])).events.append(Recorded(*columns))
        return commands

    async def after(self, position: int, *, limit: int) -> list[Recorded]:
        """Events after a position, in order; at most `limit`."""
        query = f"SELECT {COLUMNS} FROM registry.events WHERE position > $1 ORDER BY position LIMIT $2"
        return [Recorded(*row) for row in await self._fetch(query, position, limit)]

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
        query = f"SELECT {COLUMNS} FROM registry.events WHERE position = ANY($1)"
        events = [Recorded(*row) for row in await self._fetch(query, list(positions))]
        return {event.position: event for event in events}

    async def stream(self, stream: str, *, from_version: int = 1, limit: int = 1_000_000) -> list[Recorded]:
        """One stream's events in order."""
        query = f"SELECT {COLUMNS} FROM registry.events WHERE stream = $1 AND version >= $2 ORDER BY version LIMIT $3"
        return [Recorded(*row) for row in await self._fetch(query, stream, from_version, limit)]

    async def streams(self, names: Sequence[str]) -> dict[str, list[Recorded]]:
        """The events of several streams in order; streams without events are left out."""
        query = f"SELECT {COLUMNS} FROM registry.events WHERE stream = ANY($1) ORDER BY stream, version"
        streams: dict[str, list[Recorded]] = {}
        for row in await self._fetch(query, list(names)):
            event = Recorded(*row)
            streams.setdefault(event.stream, []).append(event)
        return streams

    async def holders(self, claims: Sequence[Claim]) -> dict[Claim, str]:
        """The streams that hold these values, where any does."""
        if not claims:
            return {}
        schemes, values = zip(*claims, strict=True)
        rows = await self._fetch(
            "SELECT c.scheme, c.value, c.stream FROM registry.claims c"
            " JOIN unnest($1::text[], $2::text[]) AS w (scheme, value) USING (scheme, value)",
            list(schemes),
            list(values),
        )
        return {Claim(row["scheme"], row["value"]): row["stream"] for row in rows}

    async def relayed(self, topic: str) -> asyncpg.Record | None:
        """What the last relay noted of a topic: cluster, position, offsets."""
        rows = await self._fetch(
            "SELECT cluster, position, offsets FROM registry.relay WHERE topic = $1", topic
        )
        return rows[0] if rows else None

    async def head(self) -> int:
        """The last position, 0 for an empty log."""
        return int((await self._fetch("SELECT position FROM registry.head"))[0]["position"])

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("PostgreSQL does not answer. Ask again.") from error
