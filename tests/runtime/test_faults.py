"""Whose fault an error is: what the database cannot do now is waited for, and blamed on no event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial

import asyncpg
import pytest

from contracts.envelope import Recorded
from runtime.consumer.consumer import Consumer
from runtime.database import Connection, at_fault, open_pool
from runtime.errors import NotReached, Poison, Unavailable
from services.projections.engine.sink import ReadModels
from services.projections.readmodels.tables import MODELS
from tests.running import until
from tests.runtime.conftest import World

PATIENCE = 90
# By SQLSTATE: the server cannot do it now. Each is raised by the real server in the middle of a batch.
PASSING = (
    "57014", "40P01", "40001", "55P03", "53100", "53200", "53300", "53400", "25006", "25P04", "57P01", "57P03",
    "58030", "XX000", "XX001", "08006", "42501", "42P01", "0A000", "3D000", "F0001", "99999",
)  # fmt: skip
# The event itself is refused, whenever it comes.
PERMANENT = ("22012", "22P05", "22021", "23505", "23514", "54000", "P0001", "21000")


def _raised(code: str) -> asyncpg.PostgresError:
    return asyncpg.PostgresError.new({"C": code, "M": "in the server's words", "S": "ERROR"})


@pytest.mark.parametrize("code", PASSING)
def test_what_the_server_cannot_do_now_is_no_events_fault(code: str) -> None:
    assert not at_fault(_raised(code))


@pytest.mark.parametrize("code", PERMANENT)
def test_what_the_server_refuses_for_good_is_the_events_fault(code: str) -> None:
    assert at_fault(_raised(code))


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ValueError("a fold"), True), (Poison("no JSON"), True), (RecursionError(), True), (TimeoutError(), False),
        (ConnectionResetError(), False), (asyncpg.InterfaceError("closed"), False), (MemoryError(), False),
        (Unavailable(), False), (asyncpg.DataError("invalid input for query argument"), True),
    ],
)  # fmt: skip
def test_what_python_raises(error: Exception, fault: bool) -> None:
    assert at_fault(error) is fault


class Failing(ReadModels):
    """Lets the server raise one SQLSTATE after another, in the middle of a batch that holds a position."""

    def __init__(self, position: int, codes: Sequence[str]) -> None:
        super().__init__(MODELS)
        self.position = position
        self.codes = list(codes)

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        reasons = await super().apply(connection, events)
        if self.codes and any(event.position == self.position for event in events):
            code = self.codes.pop(0)
            await connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'now' USING ERRCODE = '{code}'; END $$")
        return reasons


@pytest.fixture
async def pool(world: World) -> AsyncIterator[asyncpg.Pool[asyncpg.Record]]:
    opened = await open_pool(world.database.url("upland_projections"), size=4)
    yield opened
    opened.terminate()


async def test_a_server_that_cannot_now_is_waited_for_and_nothing_is_set_aside(
    world: World, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    await world.join(0, 5)
    sink = Failing(3, ("57014", "40P01", "55P03", "53100", "25006", "57P03", "42501"))
    async with Consumer(world.settings(), pool, sink) as consumer:
        assert await consumer.wait_complete(5, PATIENCE) == 5
    assert sink.codes == []
    assert await world.rows("SELECT FROM projections.dead_letters") == []
    facts = await world.rows("SELECT position FROM projections.facts ORDER BY position")
    assert [row["position"] for row in facts] == [1, 2, 3, 4, 5]


async def test_a_replay_that_the_server_cannot_do_now_counts_as_no_attempt(
    world: World, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    await world.join(0, 1)
    for version in range(1, 4):
        await world.append("membership-lkb.m0", version)
    # Refused for good when it comes; when it is tried again, the server is busy twice, then it works.
    sink = Failing(2, ("22012", "22012", "22012", "57014", "40P01"))
    async with Consumer(world.settings(), pool, sink) as consumer:
        await until(lambda: _attempts(world, {2: 1}))
        with pytest.raises(NotReached) as refused:
            await consumer.wait_complete(4, 0.2)
        assert refused.value.numbers == {"position": 1, "set_aside": [2, 3, 4]}
        assert consumer.complete == 1
        assert await consumer.wait(4, PATIENCE) == 4
        await world.rows(
            "UPDATE projections.dead_letters SET next_retry = now() WHERE next_retry IS NOT NULL"
        )
        assert await consumer.wait_complete(4, PATIENCE) == 4
    assert sink.codes == []
    letters = await world.rows("SELECT status, attempts FROM projections.dead_letters ORDER BY position")
    assert [tuple(row) for row in letters] == [("replayed", 1)] * 3


async def _attempts(world: World, expected: dict[int, int]) -> bool:
    rows = await world.rows("SELECT position, attempts FROM projections.dead_letters WHERE status = 'poison'")
    return {row["position"]: row["attempts"] for row in rows} == expected


async def test_a_replay_blames_the_letter_at_fault_and_not_the_one_before_it(
    world: World, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    await world.join(0, 1)
    for version in range(1, 5):
        await world.append("membership-lkb.m0", version)
    sink = Failing(2, ("22012",) * 6)
    async with Consumer(world.settings(), pool, sink) as consumer:
        await until(lambda: _attempts(world, {2: 1}))
        sink.position, sink.codes = 4, ["22012"] * 50
        await world.rows(
            "UPDATE projections.dead_letters SET next_retry = now() WHERE next_retry IS NOT NULL"
        )
        await until(lambda: _is(world, ["replayed", "replayed", "poison", "waiting"]))
        sink.codes = []
        await world.rows(
            "UPDATE projections.dead_letters SET next_retry = now() WHERE next_retry IS NOT NULL"
        )
        assert await consumer.wait_complete(5, PATIENCE) == 5


async def _is(world: World, statuses: list[str]) -> bool:
    rows = await world.rows("SELECT status FROM projections.dead_letters ORDER BY position")
    return [row["status"] for row in rows] == statuses


async def test_a_statement_cancelled_while_it_waits_for_a_lock_is_tried_again(world: World) -> None:
    """Somebody holds the table, an administrator cancels who waits: three times over, and one connection is cut."""
    owner = await asyncpg.connect(world.database.owner_url)
    watching = await asyncpg.connect(world.database.url("upland_projections"))  # a role sees and ends its own
    async with world.consumer() as consumer:
        await world.join(0, 1)
        await consumer.wait_complete(1, PATIENCE)
        async with owner.transaction():
            await owner.execute("LOCK TABLE projections.facts")
            await world.join(1, 2)
            for end in (
                "pg_cancel_backend",
                "pg_cancel_backend",
                "pg_cancel_backend",
                "pg_terminate_backend",
            ):
                await until(partial(_ended, watching, end))
            with pytest.raises(NotReached) as refused:
                await consumer.wait_complete(2, 0.5)
            assert refused.value.numbers == {"position": 1}
            assert consumer.watermark == 1
        assert await consumer.wait_complete(2, PATIENCE) == 2
        assert len(await world.rows("SELECT FROM projections.facts WHERE position = 2")) == 1
    assert await world.rows("SELECT FROM projections.dead_letters") == []
    await owner.close()
    await watching.close()


async def _ended(connection: asyncpg.Connection[asyncpg.Record], end: str) -> bool:
    """Cancel what waits for a lock on the facts, if anything does."""
    rows = await connection.fetch(
        f"SELECT {end}(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename = current_user AND wait_event_type = 'Lock' AND state = 'active'"
    )
    return bool(rows)
