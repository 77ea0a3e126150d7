"""Facts in the registry's table, from where other processes can read them too."""

from __future__ import annotations

import asyncpg

from contracts.envelope import Recorded
from ops.log.reader import RegistryLog, current_log
from tests.projections.given import Log
from tests.servers import Database


async def stored(database: Database, log: Log) -> RegistryLog:
    """Write a log where the registry would."""
    connection = await asyncpg.connect(database.owner_url)
    columns = list(Recorded._fields)
    await connection.copy_records_to_table(
        "events", schema_name="registry", columns=columns, records=log.events
    )
    await connection.execute("UPDATE registry.head SET position = $1, recorded_at = now()", log.head)
    await connection.close()
    return await current_log(database.owner_url)
