"""The rows of deliveries: written together with the channel's cursor, listed, sent again, forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg

from runtime.database import AWAY
from runtime.errors import Refused, Unavailable
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.delivery import Delivery, Status
from services.notifications.deliveries.store import Channels

_FORGOTTEN_AT_ONCE = 10_000


class Wanted(NamedTuple):
    """Which deliveries are listed: None for any status, time or place. `before` is the last one of the page before."""

    status: Status | None
    since: datetime | None
    until: datetime | None
    before: tuple[datetime, str] | None
    limit: int


class Listed(NamedTuple):
    """A delivery, and when it changed."""

    delivery: Delivery
    changed_at: datetime


class Deliveries:
    """The deliveries in the database."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._pool = channels.pool

    async def record(
        self,
        channel: Channel,
        cursor: Cursor,
        progress: Progress,
        deliveries: Sequence[Delivery],
        now: datetime,
    ) -> None:
        """Write deliveries as they are now, and the cursor behind them, in one transaction.

        Raises:
            ChannelTaken: the lease is not the channel's any more; nothing is written.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            await self._channels.advance(channel.id, channel.lease, cursor, progress, connection)
            if deliveries:
                await connection.execute(
                    _RECORD, channel.id, now, *zip(*map(_values, deliveries), strict=True)
                )

    async def parked(self, channel: Channel) -> list[Delivery]:
        """What is pending or waits, in the order of the feed, without the statements."""
        return [_delivery(row) for row in await self._pool.fetch(_PARKED, channel.id)]

    async def listed(self, channel: str, wanted: Wanted) -> list[Listed]:
        """Deliveries of a channel, the latest change first."""
        changed, id = wanted.before or (None, None)
        rows = await self._fetch(
            _LISTED, channel, wanted.status, wanted.since, wanted.until, changed, id, wanted.limit
        )
        return [Listed(_delivery(row), row["changed_at"]) for row in rows]

    async def get(self, channel: str, id: str) -> Listed | None:
        """One delivery of a channel."""
        rows = await self._fetch(_GET, channel, id)
        return Listed(_delivery(rows[0]), rows[0]["changed_at"]) if rows else None

    async def resend(self, channel: Channel, id: str, now: datetime) -> None:
        """Make a delivery due now, from its first attempt on; the worker that runs the channel begins again with it.

        Raises:
            Refused: it waits for an earlier event of its stream.
        """
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_TAKE_AWAY, channel.id)
                if await connection.fetchval(_RESEND, channel.id, id, now) is None:
                    raise Refused.by(
                        "delivery-waits",
                        f"The delivery {id} waits for an earlier event of its stream; that one can be sent again.",
                    )
        except AWAY as error:
            raise Unavailable("The database of channels does not answer. Try again.") from error
        self._channels.notify()

    async def forget(self, channel: Channel, now: datetime, age: timedelta) -> None:
        """Delete what was delivered or given up so long ago."""
        await self._pool.execute(_DELETE, channel.id, now - age, _FORGOTTEN_AT_ONCE)

    async def counts(self, channel: str) -> dict[str, int]:
        """How many deliveries have each status, of those that are not delivered."""
        return {row["status"]: row["count"] for row in await self._fetch(_COUNTS, channel)}

    async def _fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("The database of channels does not answer. Try again.") from error


def _values(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.id,
        delivery.place.epoch,
        delivery.place.release,
        delivery.place.place,
        delivery.event,
        delivery.stream,
        delivery.type,
        delivery.status,
        delivery.attempts,
        delivery.first_at,
        delivery.last_at,
        delivery.next_at,
        delivery.took_ms,
        delivery.code,
        delivery.answer,
        delivery.error,
    )


def _delivery(row: asyncpg.Record) -> Delivery:
    return Delivery(
        row["id"],
        Cursor(row["release"], row["place"], row["epoch"]),
        row["event"],
        row["stream"],
        row["type"],
        None,
        row["status"],
        row["attempts"],
        row["first_at"],
        row["last_at"],
        row["next_at"],
        row["took_ms"],
        row["code"],
        row["answer"],
        row["error"],
    )


_COLUMNS = (
    "id, epoch, release, place, event, stream, type, status, attempts, first_at, last_at, next_at, took_ms, code,"
    " answer, error"
)
# An entry that is delivered once more, after a replay or a crash, keeps the id of its delivery.
_RECORD = f"""
    INSERT INTO notifications.deliveries ({_COLUMNS}, channel, changed_at)
    SELECT n.*, $1::text, $2::timestamptz
    FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],
                $11::integer[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[], $15::integer[],
                $16::integer[], $17::text[], $18::text[]) n
    ON CONFLICT (channel, epoch, release, place) DO UPDATE
    SET status = excluded.status, attempts = excluded.attempts, first_at = excluded.first_at,
        last_at = excluded.last_at, next_at = excluded.next_at, took_ms = excluded.took_ms, code = excluded.code,
        answer = excluded.answer, error = excluded.error, changed_at = excluded.changed_at
"""
_PARKED = f"""
    SELECT {_COLUMNS} FROM notifications.deliveries
    WHERE channel = $1 AND status IN ('pending', 'waiting') ORDER BY release, place
"""
_LISTED = f"""
    SELECT {_COLUMNS}, changed_at FROM notifications.deliveries
    WHERE channel = $1 AND ($2::text IS NULL OR status = $2)
    AND ($3::timestamptz IS NULL OR changed_at >= $3) AND ($4::timestamptz IS NULL OR changed_at < $4)
    AND ($5::timestamptz IS NULL OR (changed_at, id) < ($5, $6::text))
    ORDER BY changed_at DESC, id DESC LIMIT $7
"""
_GET = f"SELECT {_COLUMNS}, changed_at FROM notifications.deliveries WHERE channel = $1 AND id = $2"
_TAKE_AWAY = """
    UPDATE notifications.channels SET lease = lease + 1, leased_by = NULL, leased_until = NULL WHERE id = $1
"""
_RESEND = """
    UPDATE notifications.deliveries SET status = 'pending', attempts = 0, first_at = NULL, next_at = $3, changed_at = $3
    WHERE channel = $1 AND id = $2 AND status <> 'waiting' RETURNING true
"""
_DELETE = """
    DELETE FROM notifications.deliveries WHERE id IN (
        SELECT id FROM notifications.deliveries
        WHERE channel = $1 AND status IN ('delivered', 'failed') AND changed_at < $2 ORDER BY changed_at LIMIT $3
    )
"""
_COUNTS = """
    SELECT status, count(*) AS count FROM notifications.deliveries WHERE channel = $1 AND status <> 'delivered'
    GROUP BY status
"""
