"""The subject of a key must be in the record: a key for a mistyped cluster would read and write nothing, in silence."""

import asyncpg

from ops.keys.api_keys import KeyRefused
from runtime.database import connect
from runtime.errors import Unavailable

_KNOWN = "SELECT EXISTS (SELECT FROM registry.events WHERE stream = $1)"
_LIKE = "SELECT DISTINCT stream FROM registry.events WHERE stream LIKE 'cluster-%' ORDER BY stream LIMIT 12"


async def require(url: str, subject: str) -> None:
    """Refuse a subject without events in the record.

    Args:
        url: PostgreSQL as the owner. subject: a stream, such as `cluster-dkm`.

    Raises:
        KeyRefused: it is neither a cluster nor a party of the record, or the record cannot be read now.
    """
    try:
        connection = await connect(url)
    except (Unavailable, asyncpg.PostgresError) as error:
        raise KeyRefused(
            f"whether {subject} is in the record cannot be looked up: {error} Start the instance with `upland up` first"
        ) from error
    try:
        if subject.startswith(("cluster-", "party-")) and await connection.fetchval(_KNOWN, subject):
            return
        clusters = [row["stream"] for row in await connection.fetch(_LIKE)]
    finally:
        await connection.close()
    raise KeyRefused(
        f"the record has no cluster or party {subject}; register it first, or name one that it has"
        f" ({', '.join(clusters) or 'it has no cluster yet'})"
    )
