"""A consumer applies the log that its rows are of, and stops at any other with what to do."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest

from contracts.envelope import Recorded
from ops.log.epochs import bring_in_line
from runtime.consumer.consumer import Consumer
from runtime.consumer.epochs import Mark, difference, hash_of
from tests.running import until
from tests.runtime.conftest import World

OLD, NEW = "9f86d081884c7d65", "60303ae22b998861"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def event(position: int, data: bytes = b"{}") -> Recorded:
    return Recorded(
        position, "cluster-dkm", position, "ClusterFounded", 1, AT, "public", b"", "c", None, data
    )


def test_the_log_of_the_rows_is_known_by_its_epoch_and_its_event() -> None:
    mark = Mark(OLD, 7, hash_of(event(7)))
    assert difference(mark, OLD, 7, event(7)) is None
    assert difference(mark, OLD, 900, event(7)) is None
    assert difference(Mark(OLD, 0, None), OLD, 0, None) is None
    assert difference(Mark(OLD, 7, None), OLD, 7, None) is None  # rows from before there were marks


@pytest.mark.parametrize(
    ("epoch", "head", "logged", "reason"),
    [
        (NEW, 7, event(7), "is of epoch"),
        (OLD, 6, None, "ends at 6, before 7"),
        (OLD, 900, event(7, b'{"n":1}'), "another event at position 7"),
        (OLD, 900, None, "another event at position 7"),
    ],
)
def test_another_log_is_named_with_what_to_do(
    epoch: str, head: int, logged: Recorded | None, reason: str
) -> None:
    text = difference(Mark(OLD, 7, hash_of(event(7))), epoch, head, logged)
    assert text is not None
    assert reason in text
    assert "upland republish" in text


async def owner(world: World, *statements: str) -> None:
    connection = await asyncpg.connect(world.database.owner_url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def reached(consumer: Consumer, position: int) -> None:
    async def there() -> bool:
        return consumer.watermark >= position and not consumer.readiness()

    await until(there)


async def wait_for_reason(consumer: Consumer, words: str) -> None:
    async def reported() -> bool:
        return any(words in reason for reason in consumer.readiness())

    await until(reported)


# What a restored `registry` schema is to the services: the log ends earlier, then goes on with other events.
CUT = (
    "ALTER TABLE registry.events DISABLE TRIGGER append_only",
    "DELETE FROM registry.events WHERE position > 6",
    "DELETE FROM registry.commands WHERE position > 6",
    "ALTER TABLE registry.events ENABLE TRIGGER append_only",
    "UPDATE registry.head SET position = 6",
)


async def test_an_older_log_stops_the_reader_also_when_it_has_grown_again(world: World) -> None:
    await world.join(0, 10)
    async with world.relayed(), world.consumer() as consumer:
        await reached(consumer, 10)
        before = await world.rows("SELECT position, stream FROM projections.facts ORDER BY 1")
        await owner(world, *CUT)
        await wait_for_reason(consumer, "ends at 6, before 10")
    await world.join(20, 30)  # the log grows past where the rows are, with other events
    async with world.consumer() as consumer:
        await wait_for_reason(consumer, "another event at position 10")
        assert await world.rows("SELECT position, stream FROM projections.facts ORDER BY 1") == before


async def test_another_epoch_stops_the_reader_until_its_rows_are_of_it(world: World) -> None:
    await world.join(0, 3)
    async with world.consumer() as consumer:
        await reached(consumer, 3)
        await owner(world, "SELECT registry.begin_epoch('a test')")
        await wait_for_reason(consumer, "upland republish")
        await world.join(3, 5)
        await wait_for_reason(consumer, "is of epoch")
        assert consumer.watermark == 3
        await owner(
            world,
            "INSERT INTO projections.epochs SELECT number, epoch, position, began_at FROM registry.epochs"
            " WHERE number = 2",
            "UPDATE projections.reader SET revision = revision + 1",
        )
        await reached(consumer, 5)


async def test_what_another_log_left_is_removed_and_made_again(world: World) -> None:
    await world.join(0, 10)
    async with world.consumer() as consumer:
        await reached(consumer, 10)
    await owner(
        world, *CUT, "INSERT INTO projections.operator_actions (actor, action, target) VALUES ('a', 'b', 'c')"
    )
    await world.join(20, 26)
    async with world.consumer() as consumer:
        await wait_for_reason(consumer, "another event at position 10")
        assert not await bring_in_line(world.database.owner_url, "projections")
        await reached(consumer, 12)
        facts = await world.rows("SELECT position, stream, data FROM projections.facts ORDER BY 1")
        log = await world.rows("SELECT position, stream, data FROM registry.events ORDER BY 1")
        assert facts == log
        members = await world.rows("SELECT DISTINCT stream FROM projections.membership")
        assert {row["stream"] for row in members} == {row["stream"] for row in log}
        # What operators did is not made of events.
        assert len(await world.rows("SELECT FROM projections.operator_actions")) == 1


async def test_rows_of_the_log_stay(world: World) -> None:
    await world.join(0, 4)
    async with world.consumer() as consumer:
        await reached(consumer, 4)
        before = await world.rows("SELECT xmin, position FROM projections.facts ORDER BY 2")
        await owner(world, "SELECT registry.begin_epoch('a test')")
        await wait_for_reason(consumer, "is of epoch")
        assert await bring_in_line(world.database.owner_url, "projections")
        await world.join(4, 6)
        await reached(consumer, 6)
        after = await world.rows("SELECT xmin, position FROM projections.facts ORDER BY 2")
        assert after[:4] == before
