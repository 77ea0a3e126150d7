"""A database of an earlier release, with a record in it, is brought to this one and goes on."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import asyncpg
import pytest

from ops.log.epochs import READERS
from runtime.database import open_pool
from runtime.migrate import migrate
from services.notifications.cursor import parse
from services.notifications.pages import Filters, Pages, Reader
from services.registry.log.appends import CALL, Append, NewEvent, arguments
from services.registry.log.log import Log
from tests.servers import Database

# Before the log had epochs, and when the registry's role wrote the tables itself.
BEFORE = "0010"


def append(stream: str) -> Append:
    event = NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")
    return Append(stream, 0, [event], stream, b"hash")


@pytest.fixture
async def earlier(database: Database) -> AsyncIterator[Database]:
    """A database of that release with three events, which the feed has."""
    owner = await asyncpg.connect(database.owner_url)
    made = Database(
        f"{database.name}_earlier", database.owner_url.replace(database.name, f"{database.name}_earlier")
    )
    await owner.execute(f"CREATE DATABASE {made.name}")
    await migrate(made.owner_url, BEFORE)
    registry = await asyncpg.connect(made.url("upland_registry"))
    call = CALL.partition(", $21")[0] + ")"  # it consulted nothing, and had no latest time
    for n in range(3):
        await registry.fetch(call, *arguments([append(f"party-{n}")])[:20])
    await registry.close()
    notifications = await asyncpg.connect(made.url("upland_notifications"))
    for n in range(1, 4):
        await notifications.execute(
            "INSERT INTO notifications.feed VALUES ($1, $1, $1, false, 'x', '{public}', '{}', '{}', '{}')", n
        )
    await notifications.execute("UPDATE notifications.reader SET watermark = 3, revision = 3")
    await notifications.close()
    yield made
    await owner.execute(f"DROP DATABASE {made.name} WITH (FORCE)")
    await owner.close()


async def test_the_record_goes_on_in_its_first_epoch(earlier: Database) -> None:
    await migrate(earlier.owner_url)
    await migrate(earlier.owner_url)  # again, as by the next start
    owner = await asyncpg.connect(earlier.owner_url)
    epochs = await owner.fetch("SELECT number, epoch, position FROM registry.epochs")
    assert [(row["number"], row["position"]) for row in epochs] == [(1, 0)]
    for reader in READERS:
        assert await owner.fetch(f"SELECT number, epoch, position FROM {reader}.epochs") == epochs
    await owner.close()

    pool = await open_pool(earlier.url("upland_registry"), size=2)
    async with Log(earlier.url("upland_registry"), pool) as log:
        assert (await log.append(append("party-3"))).position == 4
        assert (await log.append(append("party-1"))).replayed
        assert [event.position for event in await log.after(0, limit=9)] == [1, 2, 3, 4]
    await pool.close()


async def test_a_partners_cursor_from_before_goes_on(earlier: Database) -> None:
    await migrate(earlier.owner_url)
    pool = await open_pool(earlier.url("upland_notifications"), size=1)
    page = await Pages(pool).after(parse("2-2"), 10, Reader.of(None), Filters())
    assert [entry.cursor[:2] for entry in page.entries] == [(3, 3)]
    await pool.close()
