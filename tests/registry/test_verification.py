"""The registry's own tables against the log: damage is found, named and mended, and nothing else is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from ops.verification import positions
from services.registry.log import verification
from tests.registry.test_claims import NIP, Record, refused
from tests.running import Running
from tests.servers import Database

TRAIL = "SELECT actor, action, target, why, count FROM registry.operator_actions ORDER BY id"
CLAIMS = "SELECT scheme, value, stream FROM registry.claims ORDER BY 1, 2"


@pytest.fixture
async def recorded(registry: Running, operator: str) -> Record:
    """Two parties with a number each, one of which was taken back: five events."""
    record = Record(registry, operator)
    await record.register("one", "two")
    await record.accepted("parties/one/identify", NIP)
    await record.accepted("parties/two/identify", {"scheme": "nip", "value": "774-000-14-54"})
    assert (await record.retract("party-two@2"))[0] == 201
    return record


async def every(differences: AsyncIterator[str]) -> list[str]:
    return [each async for each in differences]


async def run(database: Database, *statements: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def fetch(database: Database, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return [tuple(row.values()) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_a_consistent_log_has_no_difference(recorded: Record, database: Database) -> None:
    [(head,)] = await fetch(database, "SELECT position FROM registry.head")
    url = database.owner_url
    assert await every(verification.claims(url, head)) == []  # type: ignore[arg-type]
    assert await every(verification.keys(url, head)) == []  # type: ignore[arg-type]
    assert await every(positions.differences(url)) == []
    assert await verification.mend_claims(url) == (0, 0)
    assert await verification.mend_keys(url) == 0
    assert await fetch(database, TRAIL) == []  # nothing was changed


async def test_claims_are_mended(recorded: Record, database: Database) -> None:
    claims = await fetch(database, CLAIMS)
    [(scheme, value, stream)] = claims
    await run(
        database,
        "DELETE FROM registry.claims",
        f"INSERT INTO registry.claims VALUES ('{scheme}', '{value}', 'party-two', 1), ('{scheme}', '1', 'party-two', 99)",
    )
    assert await every(verification.claims(database.owner_url, 5)) == [
        f"{scheme} {value} is claimed by party-two, and by {stream} in the log"
    ]
    assert len(await every(verification.claims(database.owner_url, 99))) == 2
    assert await verification.mend_claims(database.owner_url) == (1, 2)
    assert await fetch(database, CLAIMS) == claims
    assert await fetch(database, TRAIL) == [("command-line", "repair", "claims", None, 3)]
    # What was mended is what the registry asks.
    refused(await recorded.post("parties/two/identify", NIP), "unique-value", "/value")


async def test_keys_and_positions_beyond_the_log_are_named(recorded: Record, database: Database) -> None:
    await run(
        database,
        "INSERT INTO registry.commands VALUES ('x:later', '\\x00', 90, 1)",
        "DELETE FROM registry.commands WHERE position = 3",
        "UPDATE projections.reader SET watermark = 77",
        "INSERT INTO notifications.checkpoints VALUES (2, 78)",
        "INSERT INTO registry.relay (topic, cluster, position, offsets) VALUES ('t', 'c', 79, '{}')",
    )
    assert await every(verification.keys(database.owner_url, 5)) == [
        "the idempotency key 'x:later' answers with a position beyond the log",
        "the idempotency key of position 3 is missing",
    ]
    assert await every(positions.differences(database.owner_url)) == [
        "the relay is at 79, and the log ends at 5",
        "the watermark of the projections is at 77, and the log ends at 5",
        "a checkpoint of the notifications is at 78, and the log ends at 5",
    ]
    assert await verification.mend_keys(database.owner_url) == 1
    assert await fetch(database, TRAIL) == [("command-line", "repair", "keys", None, 1)]
