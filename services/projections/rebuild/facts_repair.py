"""Repairs `projections.facts` from the log, up to its head. The consumer itself only appends facts."""

from __future__ import annotations

from runtime.database import Connection
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.loader import categories
from services.projections.rebuild.log_slices import LogReader

_COLUMNS = ("stream", "version", "position", "type", "schema_version", "recorded_at", "audience", "data")
_NAMES = ", ".join(_COLUMNS)
# Events set aside as dead letters, or discarded, count as absent from the log.
_ASIDE = (
    "SELECT FROM projections.dead_letters AS l"
    " WHERE l.position = e.position AND l.status IN ('poison', 'waiting', 'discarded')"
)
_SAME = " AND ".join(f"e.{name} = f.{name}" for name in _COLUMNS)


# The slice of the log to compare the facts with.
_LOG_SLICE = f"CREATE TEMP TABLE IF NOT EXISTS log_slice ON COMMIT DELETE ROWS AS SELECT {_NAMES} FROM projections.facts LIMIT 0"
_DELETE = f"""
    DELETE FROM projections.facts AS f WHERE f.stream >= $2 AND f.stream < $3
        AND (f.position <= $1
            OR EXISTS (SELECT FROM log_slice AS e WHERE e.stream = f.stream AND e.version = f.version))
        AND NOT EXISTS (SELECT FROM log_slice AS e WHERE {_SAME} AND NOT EXISTS ({_ASIDE}))
"""
_INSERT = f"""
    INSERT INTO projections.facts ({_NAMES}) SELECT {_NAMES} FROM log_slice AS e
    WHERE NOT EXISTS (SELECT FROM projections.facts AS f WHERE f.stream = e.stream AND f.version = e.version)
        AND NOT EXISTS ({_ASIDE}) ON CONFLICT DO NOTHING
"""


async def repair_facts(connection: Connection, log: LogReader) -> int:
    """Delete facts that the log does not have, and insert missing ones. Returns the number of changed rows.

    Each slice is one transaction. Events beyond the head, and dead letters, are left to the consumer.
    """
    await connection.execute(_LOG_SLICE)
    changed = 0
    for part in await log.slices(categories(MODELS)):
        async with connection.transaction():
            if not await log.copy_slice(connection, part, "log_slice"):
                return 0
            for status in (
                await connection.execute(_DELETE, log.head, *part),
                await connection.execute(_INSERT),
            ):
                changed += int(status.rpartition(" ")[2])
    return changed
