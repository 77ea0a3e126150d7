"""The registry's role writes the log through `registry.append`, and in no other way."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from runtime.database import open_pool
from services.registry.log.appends import CALL, Append, NewEvent, arguments
from services.registry.log.log import Log
from tests.servers import Database

REGISTRY = "upland_registry"
_EVENT = "2, 'party-x', 1, 'PartyRegistered', 1, now(), 'public', '\\x00112233445566778899aabbccddeeff', 'c', NULL, '{}'"


def event() -> NewEvent:
    return NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")


@pytest.fixture
async def registry(database: Database) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection of the registry's role, on a log with one event and one claim."""
    url = database.url(REGISTRY)
    pool = await open_pool(url, size=2)
    async with Log(url, pool) as log:
        await log.append(Append("party-a", 0, [event()], "key", b"hash"))
    await pool.close()
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("INSERT INTO registry.claims VALUES ('party-nip', '5260250274', 'party-a', 1)")
    await owner.close()
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO registry.events VALUES ({_EVENT})",
        "COPY registry.events FROM STDIN",
        (
            "MERGE INTO registry.events USING (SELECT 2) AS n (p) ON position = p"
            f" WHEN NOT MATCHED THEN INSERT VALUES ({_EVENT})"
        ),
        "UPDATE registry.events SET type = 'x'",
        "DELETE FROM registry.events",
        "TRUNCATE registry.events",
        "ALTER TABLE registry.events DISABLE TRIGGER append_only",
        "UPDATE registry.head SET position = 7",
        "UPDATE registry.head SET recorded_at = 'infinity'",
        "DELETE FROM registry.head",
        "INSERT INTO registry.head VALUES (true, 7, now())",
        "INSERT INTO registry.commands VALUES ('k', 'h', 1, 1)",
        "UPDATE registry.commands SET position = 7",
        "DELETE FROM registry.commands",
        "INSERT INTO registry.claims VALUES ('party-nip', '1', 'party-a', 1)",
        "UPDATE registry.claims SET stream = 'party-b'",
        "DELETE FROM registry.claims",
        "INSERT INTO registry.epochs VALUES (2, '0123456789abcdef', 0, now(), 'mine')",
        "UPDATE registry.epochs SET epoch = '0123456789abcdef'",
        "DELETE FROM registry.epochs",
        "UPDATE registry.event_hashes SET hash = sha256('')",
        "DELETE FROM registry.event_hashes",
        "SELECT registry.begin_epoch('mine')",
        "SELECT registry.release('party-nip', '5260250274', 'party-a')",
        "CREATE FUNCTION registry.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION registry.append SECURITY INVOKER",
        "SET ROLE upland",
    ],
)
async def test_the_registrys_role_cannot_get_past_append(
    registry: asyncpg.Connection[asyncpg.Record], statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registry.execute(statement)


@pytest.mark.parametrize("role", ["upland_projections", "upland_notifications"])
async def test_no_other_service_appends(database: Database, role: str) -> None:
    other = await asyncpg.connect(database.url(role))
    given = arguments([Append("party-b", 0, [event()])])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await other.fetch(CALL, *given, latest())
    await other.close()


def latest() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


# What `arguments` gives, by its place.
STREAMS, EXPECTED, COUNTS, OFFSETS, OWNERS, EVENT_STREAMS, EVENT_VERSIONS, INDEXES = 0, 1, 2, 5, 6, 7, 8, 9


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (EVENT_STREAMS, ["party-z", "party-c", "party-c"]),
        (EVENT_VERSIONS, [7, 1, 2]),
        (EVENT_VERSIONS, [1, 1, 3]),
        (INDEXES, [2, 1, 2]),
        (INDEXES, [1, 2, 1]),
        (OWNERS, [1, 1, 2]),
        (OWNERS, [1, 2, 3]),
        (COUNTS, [1, 3]),
        (COUNTS, [1, 1]),
        (COUNTS, [None, 2]),
        (OFFSETS, [1, 0]),
        (OFFSETS, [0, 0]),
        (OFFSETS, [0, None]),
    ],
)
@pytest.mark.parametrize("path", ["fast", "slow"])
async def test_append_stores_its_appends_and_nothing_else(
    registry: asyncpg.Connection[asyncpg.Record], place: int, value: list[Any], path: str
) -> None:
    """Arguments that contradict each other would leave holes: the batch is refused, also when checked one by one."""
    given = arguments([Append("party-b", 0, [event()]), Append("party-c", 0, [event(), event()])])
    if path == "slow":
        if place in {EVENT_STREAMS, EVENT_VERSIONS}:
            return  # they are not read on this way
        given[EXPECTED] = [None, None]
    given[place] = value
    with pytest.raises((asyncpg.InvalidParameterValueError, asyncpg.NotNullViolationError)):
        await registry.fetch(CALL, *given, latest())
    assert await registry.fetchval("SELECT count(*) FROM registry.events") == 1
    assert await registry.fetchval("SELECT position FROM registry.head") == 1


async def test_two_appends_of_one_batch_cannot_claim_one_value(
    registry: asyncpg.Connection[asyncpg.Record],
) -> None:
    given = arguments([Append("party-b", 0, [event()]), Append("party-c", 0, [event()])])
    given[17:20] = [[1, 2], ["party-nip"] * 2, ["1"] * 2]
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await registry.fetch(CALL, *given, latest())


async def test_a_claim_is_released_with_the_retraction_of_its_stream_only(
    registry: asyncpg.Connection[asyncpg.Record],
) -> None:
    retraction = event()._replace(type="FactRetracted")
    release = "SELECT registry.release('party-nip', '5260250274', $1)"
    other = registry.transaction()
    await other.start()
    await registry.fetch(CALL, *arguments([Append("party-b", 0, [retraction])]), latest())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registry.execute(release, "party-a")
    await other.rollback()
    async with registry.transaction():
        await registry.fetch(CALL, *arguments([Append("party-a", 1, [retraction])]), latest())
        await registry.execute(release, "party-a")
    assert await registry.fetchval("SELECT count(*) FROM registry.claims") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registry.execute(
            release, "party-a"
        )  # the retraction is in the record, but not of this transaction
