"""Epochs of the log, as the database's owner: beginning one, and bringing each reader's rows in line with it."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from contracts.envelope import Recorded
from contracts.statement import statement
from runtime.consumer.checkpoint_tables import stop_readers
from runtime.database import Connection, connect
from runtime.operators import audit

READERS = ("projections", "notifications")
# What is not made of events: how far a reader is, of which epochs it is, by which code its tables were built,
# and what operators did.
# What partners have set up is theirs: their cursors are of the epoch before until they move them.
_BOOKKEEPING = frozenset({"reader", "epochs", "builds", "dead_letters", "rebuilds", "operator_actions"})
_PARTNERS = frozenset({"channels", "deliveries", "mails", "workers"})
_BEYOND = """
    SELECT r.watermark > h.position OR EXISTS (SELECT FROM {name}.checkpoints c WHERE c.position > h.position)
    FROM {name}.reader r, registry.head h
"""
_LETTERS = """
    SELECT EXISTS (
        SELECT FROM {name}.dead_letters d LEFT JOIN registry.events e ON e.position = d.position
        WHERE d.status <> 'foreign' AND (e.stream, e.data) IS DISTINCT FROM (d.stream, d.value)
    )
"""
_FACTS = """
    SELECT EXISTS (
        SELECT FROM projections.facts f LEFT JOIN registry.events e USING (position)
        WHERE (e.stream, e.version, e.type, e.schema_version, e.recorded_at, e.audience, e.data)
            IS DISTINCT FROM (f.stream, f.version, f.type, f.schema_version, f.recorded_at, f.audience, f.data)
    )
"""
_FEED = """
    SELECT f.statement, e.position, e.stream, e.version, e.type, e.schema_version, e.recorded_at, e.audience, e.salt,
           e.correlation_id, e.causation_id, e.data
    FROM notifications.feed f LEFT JOIN registry.events e ON e.position = f.position
"""


@dataclass(frozen=True)
class Begun:
    """An epoch that has just begun: its name, and the position that the log had then."""

    epoch: str
    head: int


async def begin(owner_url: str, why: str) -> Begun:
    """Begin a new epoch. What carries the one before is not believed any more: Kafka's records, cursors, readers' rows.

    Where the last event lies in the clock's future, time steps back here, and commands are taken again.
    """
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            epoch = await connection.fetchval("SELECT registry.begin_epoch($1)", why)
            await audit.note(connection, "registry", audit.COMMAND_LINE, "begin-epoch", epoch, why=why)
        head = await connection.fetchval("SELECT position FROM registry.epochs WHERE epoch = $1", epoch)
        return Begun(epoch, head)
    finally:
        await connection.close()


async def borders(connection: Connection) -> frozenset[int]:
    """The positions after which another epoch begins: there, and only there, time may step back."""
    rows = await connection.fetch("SELECT position FROM registry.epochs WHERE number > 1")
    return frozenset(row["position"] for row in rows)


async def bring_in_line(owner_url: str, reader: str) -> bool:
    """Make a reader's rows those of the log as it is now: kept where the log has every event that they are made of, else
    thrown away, to be made again from the log. Whether they were kept.
    """
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            # The consumer's fence: nothing is applied until this is done.
            await stop_readers(connection, reader)
            unchanged = not await _differs(connection, reader)
            if not unchanged:
                await _empty(connection, reader)
            await connection.execute(f"DELETE FROM {reader}.epochs")
            await connection.execute(
                f"INSERT INTO {reader}.epochs SELECT number, epoch, position, began_at FROM registry.epochs"
            )
            await connection.execute(
                f"UPDATE {reader}.reader SET revision = revision + 1, resets = resets + 1, last_position = NULL,"
                " last_hash = NULL"
            )
        return unchanged
    finally:
        await connection.close()


async def _differs(connection: Connection, reader: str) -> bool:
    for query in (_BEYOND, _LETTERS):
        if await connection.fetchval(query.format(name=reader)):
            return True
    if reader == "projections":
        return bool(await connection.fetchval(_FACTS))
    async for row in connection.cursor(_FEED, prefetch=5_000):
        if _other(row):
            return True
    return False


def _other(row: asyncpg.Record) -> bool:
    """Whether a line of the feed is not the log's event at its position; the line's statement comes first."""
    delivered, position, *rest = row.values()
    return position is None or statement(Recorded(position, *rest)) != delivered


async def _empty(connection: Connection, reader: str) -> None:
    """Throw away what is made of events, earlier and unfinished builds too."""
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", reader)
    names = {row["tablename"] for row in rows} - _BOOKKEEPING - _PARTNERS
    builds = {name for name in names if name.endswith(("_previous", "_next"))}
    for name in sorted(builds):
        await connection.execute(f"DROP TABLE {reader}.{name}")
    # In one statement: some refer to others.
    await connection.execute(f"TRUNCATE {', '.join(f'{reader}.{name}' for name in sorted(names - builds))}")
    await connection.execute(f"DELETE FROM {reader}.dead_letters WHERE status <> 'foreign'")
    await connection.execute(f"UPDATE {reader}.reader SET watermark = 0, above = '{{}}'")
