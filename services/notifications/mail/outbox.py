"""The mails of digests in the database. Each write is fenced by the lease of the mail's channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import asyncpg

from runtime.randomness import random_bytes
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.store import Channels, ChannelTaken

State = Literal["waiting", "sending", "sent", "unknown", "refused"]


class Mail(NamedTuple):
    """A mail that is not finished. start, end: the channel's cursor before and after its events."""

    id: str
    state: State
    start: Cursor
    end: Cursor
    message: bytes
    attempts: int
    next_at: datetime
    created_at: datetime


def new_id() -> str:
    """The id of a mail; its Message-ID is made of it."""
    return f"mail_{random_bytes(16).hex()}"


class Outbox:
    """The mails in the database."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], channels: Channels) -> None:
        self._pool = pool
        self._channels = channels

    async def unfinished(self, channel: str) -> Mail | None:
        """The mail of a channel that waits, or that a process was sending when it ended."""
        row = await self._pool.fetchrow(_UNFINISHED, channel)
        if row is None:
            return None
        return Mail(
            row["id"],
            row["state"],
            Cursor(row["start_release"], row["start_place"], row["epoch"]),
            Cursor(row["release"], row["place"], row["epoch"]),
            row["message"],
            row["attempts"],
            row["next_at"],
            row["created_at"],
        )

    async def add(
        self,
        id: str,
        channel: Channel,
        end: Cursor,
        events: int,
        message: bytes,
        progress: Mapping[str, object],
        now: datetime,
    ) -> None:
        """Write a mail, and move the channel's cursor past its events.

        Args:
            channel: its `cursor` is the one before the events.

        Raises:
            ChannelTaken: the lease is over.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await self._channels.advance(channel.id, channel.lease, end, progress, connection)
            start = channel.cursor
            await connection.execute(
                _ADD, id, channel.id, start.release, start.place, *end, events, message, now
            )

    async def begin(self, mail: Mail, channel: Channel, now: datetime) -> None:
        """The message of a mail is about to be sent.

        Raises:
            ChannelTaken: the lease is over.
        """
        if await self._pool.fetchval(_BEGIN, mail.id, channel.id, channel.lease, now) is None:
            raise ChannelTaken(f"channel {channel.id} is not under lease {channel.lease} any more")

    async def postpone(self, mail: Mail, channel: Channel, answer: str, at: datetime, now: datetime) -> None:
        """A mail was not accepted; it is tried again at a time.

        Raises:
            ChannelTaken: the lease is over.
        """
        if await self._pool.fetchval(_POSTPONE, mail.id, channel.id, channel.lease, answer, at, now) is None:
            raise ChannelTaken(f"channel {channel.id} is not under lease {channel.lease} any more")

    async def finish(
        self,
        mail: Mail,
        channel: Channel,
        state: Literal["sent", "unknown", "refused"],
        answer: str,
        now: datetime,
        progress: Mapping[str, object],
    ) -> None:
        """A mail is done with.

        Args:
            channel: its `cursor` is the one from now on.

        Raises:
            ChannelTaken: the lease is over.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await self._channels.advance(channel.id, channel.lease, channel.cursor, progress, connection)
            await connection.execute(_FINISH, mail.id, state, answer, now)

    async def forget(self, channel: str) -> None:
        """Delete what is kept of a channel's recipient: its mails and its address."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("DELETE FROM notifications.mails WHERE channel = $1", channel)
            await connection.execute(_FORGET_ADDRESS, channel)


_UNFINISHED = """
    SELECT id, state, start_release, start_place, release, place, epoch, message, attempts, next_at, created_at
    FROM notifications.mails WHERE channel = $1 AND state IN ('waiting', 'sending')
"""
_ADD = """
    INSERT INTO notifications.mails
        (id, channel, state, start_release, start_place, release, place, epoch, events, message, next_at, created_at,
         changed_at)
    VALUES ($1, $2, 'waiting', $3, $4, $5, $6, $7, $8, $9, $10, $10, $10)
"""
_BEGIN = """
    WITH mine AS (SELECT id FROM notifications.channels WHERE id = $2 AND lease = $3 FOR UPDATE)
    UPDATE notifications.mails m SET state = 'sending', attempts = m.attempts + 1, changed_at = $4
    FROM mine WHERE m.id = $1 AND m.channel = mine.id AND m.state = 'waiting' RETURNING true
"""
_POSTPONE = """
    WITH mine AS (SELECT id FROM notifications.channels WHERE id = $2 AND lease = $3 FOR UPDATE)
    UPDATE notifications.mails m
    SET state = 'waiting', attempts = m.attempts + (m.state = 'waiting')::integer, answer = $4, next_at = $5,
        changed_at = $6
    FROM mine WHERE m.id = $1 AND m.channel = mine.id RETURNING true
"""
_FINISH = """
    UPDATE notifications.mails SET state = $2, answer = $3, changed_at = $4, message = NULL WHERE id = $1
"""
_FORGET_ADDRESS = "UPDATE notifications.channels SET settings = settings - 'address' WHERE id = $1"
