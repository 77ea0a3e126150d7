"""The log's end: a notification wakes, and carries no truth."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from runtime.database import open_pool
from services.registry.app import build
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from services.registry.log.tail import Tail
from tests.running import KeyRing, Running, served, settings_for, until
from tests.servers import ROLES, Database


@pytest.fixture
async def registry(database: Database, tmp_path: Path) -> AsyncIterator[Running]:
    keys = KeyRing(tmp_path / "keys.json")
    keys.write()
    async with served(settings_for(database, "upland_registry", keys), build) as running:
        yield running


async def append(database: Database, stream: str) -> None:
    url = database.url("upland_registry")
    pool = await open_pool(url, size=2)
    async with Log(url, pool) as log:
        await log.append(
            Append(stream, 0, [NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")])
        )
    await pool.close()


async def health(registry: Running) -> dict[str, object]:
    async with registry.session.get(f"{registry.url}/health/ready") as answer:
        state: dict[str, object] = await answer.json()
        return state


@pytest.mark.parametrize("payload", ["999999999", "-1", "", "no number", "9" * 400])
async def test_what_a_stranger_announces_changes_nothing(
    database: Database, registry: Running, payload: str
) -> None:
    strangers = [await asyncpg.connect(database.url(role)) for role in (*ROLES, "upland")]
    for stranger in strangers:
        for _ in range(50):
            await stranger.execute("SELECT pg_notify('upland_log', $1)", payload)
        await stranger.close()
    # An event after all these announcements is read, so they were read too.
    await append(database, "party-a")

    async def came() -> bool:
        return (await health(registry))["head"] == 1

    await until(came)
    state = await health(registry)
    assert (state["ready"], state["head"]) == (True, 1)


async def test_a_reader_is_woken_by_the_head_and_not_by_a_notification(database: Database) -> None:
    async with Tail(database.url("upland_registry")) as tail:

        async def reachable() -> bool:
            return tail.reachable

        await until(reachable)
        stranger = await asyncpg.connect(database.url("upland_notifications"))
        await stranger.execute("NOTIFY upland_log, '999999999'")
        await stranger.close()
        assert not await tail.wait_beyond(0, 0.3)
        await append(database, "party-a")
        assert await tail.wait_beyond(0, 60)
        assert tail.position == 1


async def test_the_epoch_is_reported(registry: Running, database: Database) -> None:
    async def epoch_now() -> object:
        return (await health(registry))["epoch"]

    owner = await asyncpg.connect(database.owner_url)
    first = await owner.fetchval("SELECT epoch FROM registry.epochs")
    assert await until(epoch_now) == first
    second = await owner.fetchval("SELECT registry.begin_epoch('a test')")
    await owner.close()

    async def came() -> bool:
        return (await health(registry))["epoch"] == str(second)

    await until(came)
    assert first != second
