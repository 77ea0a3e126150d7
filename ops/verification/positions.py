"""Whether a reader, a partner's channel, or the relay claims to be further than the log."""

from __future__ import annotations

from collections.abc import AsyncIterator

from runtime.database import connect

_BEYOND = """
    SELECT 'the relay' AS what, max(position) AS position FROM registry.relay
    UNION ALL SELECT 'the watermark of the projections', watermark FROM projections.reader
    UNION ALL SELECT 'a checkpoint of the projections', max(position) FROM projections.checkpoints
    UNION ALL SELECT 'the watermark of the notifications', watermark FROM notifications.reader
    UNION ALL SELECT 'a checkpoint of the notifications', max(position) FROM notifications.checkpoints
    UNION ALL SELECT 'the channel ' || id || ' of ' || subscription, release FROM notifications.channels
        WHERE state <> 'closed' AND epoch = (SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1)
"""


async def differences(owner_url: str) -> AsyncIterator[str]:
    """The checkpoints, watermarks and channels' cursors that lie beyond the end of the log, in words."""
    connection = await connect(owner_url)
    try:
        head = await connection.fetchval("SELECT position FROM registry.head")
        rows = await connection.fetch(_BEYOND)
        # The readers may have moved on between the two statements, and the log before them.
        head = max(head, await connection.fetchval("SELECT position FROM registry.head"))
    finally:
        await connection.close()
    for row in rows:
        if (row["position"] or 0) > head:
            yield f"{row['what']} is at {row['position']}, and the log ends at {head}"
