"""Which position was known at a moment: also where time steps back at an epoch's border."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import asyncpg

from tests.servers import Database

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def at(second: int) -> datetime:
    return BEGAN + timedelta(seconds=second)


def expected(times: list[int], epochs: list[tuple[int, int]], moment: int) -> int:
    """The last position that was recorded by then. What lies before a border was recorded before the border's time.

    times: second by position, from 1 on; epochs: position and second of each border, in their order.
    """
    known = 0
    for position, second in enumerate(times, 1):
        recorded = min([second, *(began for border, began in epochs if position <= border)])
        if recorded <= moment:
            known = position
    return known


def world(order: random.Random) -> tuple[list[int], list[tuple[int, int]]]:
    """A log as `registry.append` and `registry.begin_epoch` make it under a clock that leaps and is put right."""
    times: list[int] = []
    epochs: list[tuple[int, int]] = []
    clock = head = 0
    for _ in range(order.randrange(1, 4)):
        for _ in range(order.randrange(0, 6)):
            clock += order.randrange(0, 4)
            head = max(head, clock)
            times.append(head)
        if order.random() < 0.5:
            clock = max(0, clock + order.choice([-8, 9]))
        epochs.append((len(times), clock))
        head = min(head, clock)
    return times, epochs


async def test_a_moment_is_a_position_whatever_the_clock_did(database: Database) -> None:
    order = random.Random(5)
    owner = await asyncpg.connect(database.owner_url)
    for _ in range(60):
        times, epochs = world(order)
        await owner.execute("TRUNCATE projections.facts; DELETE FROM projections.epochs WHERE number > 1")
        rows = [
            (f"party-{n}", 1, n, "PartyRegistered", 1, at(second), "public", b"{}")
            for n, second in enumerate(times, 1)
        ]
        await owner.copy_records_to_table("facts", schema_name="projections", records=rows)
        await owner.executemany(
            "INSERT INTO projections.epochs VALUES ($1, $2, $3, $4)",
            [(n, f"{n:016x}", position, at(second)) for n, (position, second) in enumerate(epochs, 2)],
        )
        for moment in range(-1, 40):
            position = await owner.fetchval("SELECT projections.position_at($1)", at(moment))
            assert position == expected(times, epochs, moment), (times, epochs, moment)
    await owner.close()
