"""The rows of channels. What a worker writes is fenced by its lease; what an owner changes takes the lease away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import asyncpg
import orjson

from runtime.database import AWAY, Connection
from runtime.errors import Unavailable, UplandError
from runtime.randomness import random_bytes
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import (
    COLUMNS,
    Channel,
    Progress,
    Settings,
    State,
    channel_of,
)


class ChannelTaken(UplandError):
    """Another process runs the channel now, or its owner changed it."""


class RequestTaken(UplandError):
    """A channel is made already by a request with the same Idempotency-Key."""


class ChannelRequest(NamedTuple):
    """The Idempotency-Key of a request that makes a channel, and the SHA-256 of its body."""

    key: str
    digest: bytes


class Requested(NamedTuple):
    """The channel that a request made, the digest of its body, and what its answer has shown once, sealed."""

    channel: Channel
    digest: bytes
    answer: bytes | None


class Channels:
    """The channels in the database.

    `changed` is set when this process changed a channel, so that its own worker looks at once.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self.pool = pool
        self.changed = asyncio.Event()

    async def create(
        self,
        subscription: str,
        kind: str,
        settings: Settings,
        cursor: Cursor,
        request: ChannelRequest | None = None,
    ) -> Channel:
        """A new channel in the state `making`, read from `cursor` on.

        Raises:
            RequestTaken: there is a channel of the subscription that a request with the same key made.
        """
        id, written = f"chn_{random_bytes(16).hex()}", orjson.dumps(settings).decode()
        key, digest = request or (None, None)
        row = await self._one(_CREATE, id, subscription, kind, *cursor, written, key, digest)
        if row is None:
            raise RequestTaken(
                f"a request made a channel of {subscription} under this key at the same moment"
            )
        return channel_of(row)

    async def requested(self, subscription: str, key: str) -> Requested | None:
        """The channel that a request with this key made."""
        row = await self._one(_REQUESTED, subscription, key)
        return Requested(channel_of(row), row["request_digest"], row["answer"]) if row is not None else None

    async def forget_answers(self) -> None:
        """Delete what answers have shown once, after a day."""
        await self.pool.execute(_FORGET_ANSWERS)

    async def get(self, id: str) -> Channel | None:
        """The channel of that id."""
        row = await self._one(_GET, id)
        return channel_of(row) if row is not None else None

    async def listed(self, subscription: str | None = None) -> list[Channel]:
        """The channels of a subscription, or of all, in the order in which they were made; closed ones too."""
        return [channel_of(row) for row in await self._all(_LISTED, subscription)]

    async def unfinished(self) -> list[Channel]:
        """The channels that are not closed."""
        return [channel_of(row) for row in await self._all(_UNFINISHED)]

    async def change(
        self,
        id: str,
        state: State,
        reason: str | None,
        *,
        lease: int,
        secrets: bytes | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        answer: bytes | None = None,
    ) -> Channel:
        """Change a channel's state, and what else is given; the worker that runs it loses it.

        A closed channel keeps no secrets and no contact, and a changed one no `answer` of before.

        Raises:
            ChannelTaken: the lease is not the channel's any more.
        """
        row = await self._one(
            _CHANGE,
            id,
            lease,
            state,
            reason,
            secrets,
            None if settings is None else orjson.dumps(settings).decode(),
            None if progress is None else orjson.dumps(progress).decode(),
            answer,
        )
        self.notify()
        if row is None:
            raise ChannelTaken(f"channel {id} is not under lease {lease} any more")
        return channel_of(row)

    async def move(self, id: str, cursor: Cursor, *, lease: int) -> Channel:
        """Set a channel's cursor, for its owner; what waits to be delivered from behind it is forgotten: it comes again.

        Raises:
            ChannelTaken: the lease is not the channel's any more.
        """
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                row = await connection.fetchrow(_MOVE, id, lease, *cursor)
                if row is None:
                    raise ChannelTaken(f"channel {id} is not under lease {lease} any more")
                await connection.execute(_FORGET, id, *cursor)
        except AWAY as error:
            raise Unavailable("The database of channels does not answer. Try again.") from error
        self.notify()
        return channel_of(row)

    async def forget(self, id: str) -> None:
        """Delete the row of a channel that came to nothing."""
        await self.pool.execute("DELETE FROM notifications.channels WHERE id = $1 AND state = 'making'", id)

    async def advance(
        self,
        id: str,
        lease: int,
        cursor: Cursor,
        progress: Mapping[str, object] | None = None,
        connection: Connection | None = None,
    ) -> None:
        """Move the cursor of a channel that one runs, and write its progress; in one's own transaction where one is given.

        Raises:
            ChannelTaken: the lease is not the channel's any more.
        """
        written = None if progress is None else orjson.dumps(progress).decode()
        done = await (connection or self.pool).fetchval(_ADVANCE, id, lease, *cursor, written)
        if done is None:
            raise ChannelTaken(f"channel {id} is not under lease {lease} any more")

    def notify(self) -> None:
        """Let this process's worker look at once: a channel was changed."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    # ---- leases
    async def seen(self, worker: str, ttl: float) -> int:
        """Note that a worker is alive for so many seconds; how many are."""
        count: int = await self.pool.fetchval(_SEEN, worker, timedelta(seconds=ttl))
        return count

    async def take(self, worker: str, ids: Sequence[str], most: int, ttl: float) -> list[Channel]:
        """Lease at most so many of these channels, of those that are active and that nobody runs, for so many seconds."""
        rows = await self.pool.fetch(_TAKE, worker, ids, most, timedelta(seconds=ttl))
        return [channel_of(row) for row in rows]

    async def renew(self, leases: Mapping[str, int], ttl: float) -> set[str]:
        """Extend leases; the ids of the channels that are still one's own and active."""
        rows = await self.pool.fetch(_RENEW, [*leases], [*leases.values()], timedelta(seconds=ttl))
        return {row["id"] for row in rows}

    async def release(self, leases: Mapping[str, int]) -> None:
        """Give leases up, so that another process need not wait for their end."""
        await self.pool.execute(_RELEASE, [*leases], [*leases.values()])

    async def leave(self, worker: str) -> None:
        """A worker ends."""
        await self.pool.execute("DELETE FROM notifications.workers WHERE name = $1", worker)

    # ---- inside
    async def _one(self, query: str, *arguments: object) -> asyncpg.Record | None:
        rows = await self._all(query, *arguments)
        return rows[0] if rows else None

    async def _all(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        try:
            return await self.pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("The database of channels does not answer. Try again.") from error


_CREATE = f"""
    INSERT INTO notifications.channels
        (id, subscription, kind, state, release, place, epoch, settings, request_key, request_digest)
    VALUES ($1, $2, $3, 'making', $4, $5, $6, $7::jsonb, $8, $9)
    ON CONFLICT (subscription, request_key) WHERE request_key IS NOT NULL DO NOTHING RETURNING {COLUMNS}
"""
_REQUESTED = f"""
    SELECT {COLUMNS}, request_digest, answer FROM notifications.channels WHERE subscription = $1 AND request_key = $2
"""
_FORGET_ANSWERS = """
    UPDATE notifications.channels SET answer = NULL
    WHERE answer IS NOT NULL AND created_at < clock_timestamp() - interval '1 day'
"""
_GET = f"SELECT {COLUMNS} FROM notifications.channels WHERE id = $1"
_LISTED = f"""
    SELECT {COLUMNS} FROM notifications.channels WHERE $1::text IS NULL OR subscription = $1 ORDER BY created_at, id
"""
_UNFINISHED = f"SELECT {COLUMNS} FROM notifications.channels WHERE state <> 'closed' ORDER BY created_at, id"
_CHANGE = f"""
    UPDATE notifications.channels
    SET state = $3, reason = $4, changed_at = clock_timestamp(),
        secrets = CASE WHEN $3 = 'closed' THEN NULL ELSE coalesce($5, secrets) END,
        settings = CASE WHEN $3 = 'closed' THEN settings - 'contact' ELSE coalesce($6::jsonb, settings) END,
        progress = coalesce($7::jsonb, progress), answer = $8,
        notice = CASE WHEN $3 = 'disabled' AND state <> 'disabled' THEN NULL ELSE notice END,
        lease = lease + 1, leased_by = NULL, leased_until = NULL
    WHERE id = $1 AND lease = $2 RETURNING {COLUMNS}
"""
_MOVE = f"""
    UPDATE notifications.channels
    SET release = $3, place = $4, epoch = $5, changed_at = clock_timestamp(),
        lease = lease + 1, leased_by = NULL, leased_until = NULL
    WHERE id = $1 AND lease = $2 RETURNING {COLUMNS}
"""
_FORGET = """
    DELETE FROM notifications.deliveries
    WHERE channel = $1 AND status <> 'delivered' AND ((release, place) > ($2::bigint, $3::bigint) OR epoch <> $4::text)
"""
_ADVANCE = """
    UPDATE notifications.channels
    SET release = $3, place = $4, epoch = $5, progress = coalesce($6::jsonb, progress)
    WHERE id = $1 AND lease = $2 RETURNING true
"""
_SEEN = """
    WITH mine AS (
        INSERT INTO notifications.workers VALUES ($1, clock_timestamp() + $2::interval)
        ON CONFLICT (name) DO UPDATE SET seen_until = excluded.seen_until
    ), gone AS (
        DELETE FROM notifications.workers WHERE seen_until < clock_timestamp() AND name <> $1
    )
    SELECT count(*) FILTER (WHERE name <> $1 AND seen_until >= clock_timestamp()) + 1 FROM notifications.workers
"""
_TAKE = f"""
    UPDATE notifications.channels
    SET lease = lease + 1, leased_by = $1, leased_until = clock_timestamp() + $4::interval
    WHERE id IN (
        SELECT id FROM notifications.channels
        WHERE id = ANY($2) AND state = 'active' AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
    )
    RETURNING {COLUMNS}
"""
_RENEW = """
    UPDATE notifications.channels c SET leased_until = clock_timestamp() + $3::interval
    FROM unnest($1::text[], $2::bigint[]) AS own (id, lease)
    WHERE c.id = own.id AND c.lease = own.lease AND c.state = 'active' RETURNING c.id
"""
_RELEASE = """
    UPDATE notifications.channels c SET leased_by = NULL, leased_until = NULL
    FROM unnest($1::text[], $2::bigint[]) AS own (id, lease) WHERE c.id = own.id AND c.lease = own.lease
"""
