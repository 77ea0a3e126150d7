"""The clock that events are recorded by: a leap is found and refused, a log from the future too."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from runtime.database import open_pool
from runtime.errors import Untimely
from services.registry.log.appends import Append, Appended, NewEvent
from services.registry.log.clock import Clock
from services.registry.log.log import Log
from tests.servers import Database

MINUTES = timedelta(minutes=5)
HOUR = timedelta(hours=1)


@dataclass
class Machine:
    """A machine's two clocks, in seconds."""

    wall: float = 1_800_000_000.0
    passed: float = 100.0

    def clock(self) -> Clock:
        return Clock(MINUTES, wall=lambda: self.wall, passed=lambda: self.passed)

    def goes_on(self, seconds: float) -> None:
        self.wall += seconds
        self.passed += seconds


def test_a_clock_that_goes_on_is_trusted() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.goes_on(400 * 86_400)  # an instance that was quiet for long
    assert clock.reasons(timedelta()) == []
    assert clock.latest() == datetime.fromtimestamp(machine.wall, UTC) + MINUTES


def test_a_leap_ahead_is_not_trusted_until_the_clock_is_right_again() -> None:
    machine = Machine()
    clock = machine.clock()
    right = machine.wall
    machine.wall += 400 * 86_400
    [reason] = clock.reasons(timedelta())
    assert "400 days" in reason
    assert "restart the registry" in reason
    assert clock.latest() == datetime.fromtimestamp(right, UTC) + MINUTES
    machine.wall = right + 2  # a small difference is what a clock does when it is set
    assert clock.reasons(timedelta()) == []


def test_a_clock_that_is_put_back_counts_at_once() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall -= 3_600
    assert clock.latest() == datetime.fromtimestamp(machine.wall, UTC) + MINUTES
    [reason] = clock.reasons(HOUR)
    assert "upland republish" in reason


async def store(database: Database, clock: Clock, stream: str) -> Appended:
    url = database.url("upland_registry")
    pool = await open_pool(url, size=2)
    event = NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")
    try:
        async with Log(url, pool, clock=clock) as log:
            return await log.append(Append(stream, 0, [event]))
    finally:
        await pool.close()


async def test_a_leaping_clock_does_not_enter_the_log(database: Database) -> None:
    """PostgreSQL's clock is an hour ahead of the registry's."""
    machine = Machine(wall=datetime.now(UTC).timestamp() - 3_600)
    with pytest.raises(Untimely, match="Nothing was stored") as refused:
        await store(database, machine.clock(), "party-a")
    assert refused.value.headers == {"Retry-After": "60"}
    assert set(refused.value.numbers) == {"clock", "last", "latest"}
    assert (await store(database, Clock(MINUTES), "party-a")).position == 1


@pytest.mark.parametrize(("ahead", "taken"), [(timedelta(minutes=4), True), (timedelta(days=400), False)])
async def test_the_last_event_may_be_a_little_ahead(
    database: Database, ahead: timedelta, taken: bool
) -> None:
    owner = await asyncpg.connect(database.owner_url)
    last = datetime.now(UTC) + ahead
    await owner.execute("UPDATE registry.head SET recorded_at = $1", last)
    if not taken:
        with pytest.raises(Untimely, match="400 days ahead of the clock"):
            await store(database, Clock(MINUTES), "party-a")
        # The way out: time steps back where an epoch begins.
        await owner.execute("SELECT registry.begin_epoch('a test')")
    assert (await store(database, Clock(MINUTES), "party-a")).position == 1
    recorded = await owner.fetchval("SELECT recorded_at FROM registry.events")
    assert (recorded == last) == taken
    assert recorded < datetime.now(UTC) + MINUTES
    await owner.close()
