"""Compares the registry's own tables with the log: claims and idempotency keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import groupby

import asyncpg

from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Claim, Event, Recorded
from runtime.database import Connection, connect
from runtime.facts import fact_of
from runtime.operators import audit
from services.registry.aggregates.amendment import claimed
from services.registry.log.pages import COLUMNS

_CLAIMING = [type for type, version in LATEST.items() if EVENTS[type, version].claims is not Event.claims]
_STREAMS = f"""
    SELECT {COLUMNS} FROM registry.events WHERE position <= $2
        AND stream IN (SELECT stream FROM registry.events WHERE type = ANY($1) AND position <= $2)
    ORDER BY stream, version
"""
_FETCHED = 5_000
_CLAIMS = "SELECT scheme, value, stream FROM registry.claims WHERE position <= $1 ORDER BY scheme, value"
_ALL_CLAIMS = "SELECT scheme, value, stream FROM registry.claims"
_DELETE_CLAIM = "DELETE FROM registry.claims WHERE scheme = $1 AND value = $2"
_INSERT_CLAIM = "INSERT INTO registry.claims (scheme, value, stream, position) VALUES ($1, $2, $3, $4)"
# The lock that orders all appends: while it is taken, no command is stored.
_LOCK_HEAD = "SELECT position FROM registry.head FOR UPDATE"
_KEYS = """
    SELECT e.position FROM registry.events e WHERE e.position <= $1
    EXCEPT SELECT generate_series(c.position, c.position + c.events - 1) FROM registry.commands c
    ORDER BY position
"""
_BEYOND = "position + events - 1 > (SELECT position FROM registry.head)"
_KEYS_BEYOND = f"SELECT key FROM registry.commands WHERE {_BEYOND}"
_DELETE_KEYS_BEYOND = f"DELETE FROM registry.commands WHERE {_BEYOND} RETURNING key"


async def claims(owner_url: str, head: int) -> AsyncIterator[str]:
    """Differences between the claims and the facts that claim, up to the position `head`, in words."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            due = await _due(connection, head)
            rows = await connection.fetch(_CLAIMS, head)
    finally:
        await connection.close()
    stored = {Claim(row["scheme"], row["value"]): row["stream"] for row in rows}
    for claim in sorted(due.keys() | stored.keys()):
        mine, theirs = due.get(claim), stored.get(claim)
        if mine != theirs:
            yield f"{claim.scheme} {claim.value} is claimed by {theirs or 'nobody'}, and by {mine or 'nobody'} in the log"


async def mend_claims(owner_url: str) -> tuple[int, int]:
    """Make the claims those of the log; how many were put in, and how many taken out. No command is stored meanwhile."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            head = await connection.fetchval(_LOCK_HEAD)
            due = await _due(connection, head)
            rows = await connection.fetch(_ALL_CLAIMS)
            stored = {Claim(row["scheme"], row["value"]): row["stream"] for row in rows}
            surplus = [claim for claim, stream in stored.items() if due.get(claim) != stream]
            missing = [(*claim, stream) for claim, stream in due.items() if stored.get(claim) != stream]
            await connection.executemany(_DELETE_CLAIM, [tuple(claim) for claim in surplus])
            await connection.executemany(_INSERT_CLAIM, [(*claim, head) for claim in missing])
            if changed := len(missing) + len(surplus):
                await audit.note(
                    connection, "registry", audit.COMMAND_LINE, "repair", "claims", count=changed
                )
        return len(missing), len(surplus)
    finally:
        await connection.close()


async def keys(owner_url: str, head: int) -> AsyncIterator[str]:
    """Idempotency keys that answer with what the log does not have, and events up to `head` without a key, in words."""
    connection = await connect(owner_url)
    try:
        for row in await connection.fetch(_KEYS_BEYOND):
            yield f"the idempotency key {row['key']!r} answers with a position beyond the log"
        async with connection.transaction(readonly=True):
            async for row in connection.cursor(_KEYS, head, prefetch=_FETCHED):
                yield f"the idempotency key of position {row['position']} is missing"
    finally:
        await connection.close()


async def mend_keys(owner_url: str) -> int:
    """Take out the idempotency keys whose answers lie beyond the log; how many. No command is stored meanwhile."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute(_LOCK_HEAD)
            rows = await connection.fetch(_DELETE_KEYS_BEYOND)
            if rows:
                await audit.note(
                    connection, "registry", audit.COMMAND_LINE, "repair", "keys", count=len(rows)
                )
        return len(rows)
    finally:
        await connection.close()


async def _due(connection: Connection | asyncpg.Connection[asyncpg.Record], head: int) -> dict[Claim, str]:
    """The streams that hold each value, by the facts as now believed."""
    rows = await connection.fetch(_STREAMS, _CLAIMING, head)
    due: dict[Claim, str] = {}
    for stream, events in groupby((Recorded(*row) for row in rows), key=lambda event: event.stream):
        due |= dict.fromkeys(claimed([fact_of(event) for event in events]), stream)
    return due
