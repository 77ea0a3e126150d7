"""Makes `projections.facts` what the log says again, up to its head. The consumer only adds to these facts."""

from __future__ import annotations

from runtime.database import Connection
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.loader import categories
from services.projections.rebuild.log_slices import LogReader

_COLUMNS = ("stream", "version", "position", "type", "schema_version", "recorded_at", "audience", "data")
_NAMES = ", ".join(_COLUMNS)
# What is set aside, or was discarded, counts as never having been there.
_ASIDE = (
    "SELECT FROM projections.dead_letters AS l"
    " WHERE l.position = e.position AND l.status IN ('poison', 'waiting', 'discarded')"
)
_SAME = " AND ".join(f"e.{name} = f.{name}" for name in _COLUMNS)


async def repair_facts(connection: Connection, source: LogReader) -> int:
    """Take out of the facts what the log does not say, and put in what it says; how many rows that were.

    A slice is compared in one transaction. Events beyond the head, and those set aside, are left to the consumer.
    """
    sliced = source.sliced
    if sliced is None:
        return 0
    log = f"WITH e ({_NAMES}) AS ({sliced})"
    take_out = (
        f"{log} DELETE FROM projections.facts AS f WHERE f.stream >= $2 AND f.stream < $3"
        " AND (f.position <= $1 OR EXISTS (SELECT FROM e WHERE e.stream = f.stream AND e.version = f.version))"
        f" AND NOT EXISTS (SELECT FROM e WHERE {_SAME} AND NOT EXISTS ({_ASIDE}))"
    )
    put_in = (
        f"{log} INSERT INTO projections.facts ({_NAMES}) SELECT {_NAMES} FROM e"
        " WHERE NOT EXISTS (SELECT FROM projections.facts AS f WHERE f.stream = e.stream AND f.version = e.version)"
        f" AND NOT EXISTS ({_ASIDE}) ON CONFLICT DO NOTHING"
    )
    mended = 0
    for part in await source.slices(categories(MODELS)):
        async with connection.transaction():
            for statement in (take_out, put_in):
                done = await connection.execute(statement, source.head, *part)
                mended += int(done.rpartition(" ")[2])
    return mended
