"""The feed and the channels as operators see them."""

from __future__ import annotations

from typing import Any

from runtime.database import Connection

_FEED = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'notifications.feed'::regclass"
# Channels that are listed, those in trouble first.
_LISTED = 200
_CHANNELS = """
    SELECT c.id, c.subscription, s.subscriber, c.kind, c.state, c.reason, c.progress ->> 'failing_since' AS failing_since,
        greatest((SELECT watermark FROM notifications.reader) - c.release, 0) AS lag,
        (SELECT count(*) FROM notifications.deliveries d
            WHERE d.channel = c.id AND d.status IN ('pending', 'waiting')) AS undelivered,
        (SELECT count(*) FROM notifications.deliveries d WHERE d.channel = c.id AND d.status = 'failed') AS failed
    FROM notifications.channels c LEFT JOIN notifications.subscriptions s ON s.id = c.subscription
    WHERE c.state NOT IN ('making', 'closing', 'closed')
    ORDER BY c.state <> 'disabled', c.state <> 'pending', lag DESC, c.id LIMIT $1
"""


async def feed_state(connection: Connection) -> list[dict[str, Any]]:
    """The feed as one row."""
    rows = await connection.fetchval(_FEED)
    return [{"name": "feed", "rows": rows, "built_at": None, "undoable": False}]


async def channel_lines(connection: Connection) -> list[dict[str, Any]]:
    """A row for each open channel; no secret and nothing of its settings."""
    return [dict(row) for row in await connection.fetch(_CHANNELS, _LISTED)]
