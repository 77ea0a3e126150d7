"""The simulated `registry.append` gives what the real one gives, batch for batch."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.envelope import Claim
from services.registry.log.appends import CALL, Append, NewEvent, arguments
from tests.servers import Database
from tests.simulation.append_function import AppendFunction, Stored

_STREAMS = [f"membership-{n}" for n in range(4)]


def _drawn(dice: random.Random, stored: Stored) -> list[Append]:
    """A batch; mostly one that the log could make, now and then one that it must not."""
    batch = []
    for stream in dice.sample(_STREAMS, dice.randint(1, 4)):
        version = stored.versions.get(stream, 0)
        others = [each for each in _STREAMS if each != stream]
        events = [
            NewEvent(
                "MemberJoined", 1, "public", dice.randbytes(16), "c", dice.choice((None, "before")), b"{}"
            )
            for _ in range(dice.randint(1, 3))
        ]
        batch.append(
            Append(
                stream,
                dice.choice((version, version, version, None, version + 1)),
                events,
                dice.choice((None, f"k{dice.randrange(1_000)}", f"k{dice.randrange(4)}")),
                dice.choice((b"a", b"a", b"b")),
                [Claim("party-krs", str(dice.randrange(5)))] if dice.random() < 0.3 else (),
                consulted={dice.choice(others): dice.choice((version, 0, 1))} if dice.random() < 0.15 else {},
            )
        )
    keys: set[str | None] = set()
    for append in batch:  # a batch has each key once
        append.key = None if append.key in keys else append.key
        keys.add(append.key)
    return batch


async def _result(call: Any) -> Any:
    try:
        return [tuple(row) for row in await call]
    except asyncpg.PostgresError as error:
        return error.sqlstate


async def test_the_simulated_function_is_the_real_one(database: Database) -> None:
    dice = random.Random(7)
    owner = await asyncpg.connect(database.url())
    connection = await asyncpg.connect(database.url("upland_registry"))
    stored, function = Stored(), AppendFunction()
    outcomes = set()
    for _ in range(150):
        given = [*arguments(_drawn(dice, stored)), datetime.now(UTC) + timedelta(minutes=5)]
        real = await _result(connection.fetch(CALL, *given))
        if isinstance(real, str):
            with pytest.raises(asyncpg.PostgresError) as refused:
                function(stored, given, datetime.now(UTC))
            assert refused.value.sqlstate == real
            outcomes.add(real)
            continue
        rows, change = function(stored, given, datetime.now(UTC))
        assert [tuple(row) for row in rows] == real
        stored.add(change)
        outcomes |= {row[0] for row in real}
    assert outcomes == {-1, 0, 1, 2, 3, 4, 5, "22023"}
    names = (
        "position, stream, version, type, schema_version, audience, salt, correlation_id, causation_id, data"
    )
    events = await owner.fetch(f"SELECT {names} FROM registry.events ORDER BY position")
    assert [tuple(event) for event in events] == [(*event[:5], *event[6:]) for event in stored.events]
    claims = await owner.fetch("SELECT scheme, value, stream FROM registry.claims")
    assert {((scheme, value), stream) for scheme, value, stream in claims} == {*stored.claims.items()}
    commands = await owner.fetch("SELECT key, hash, position, events FROM registry.commands")
    assert {key: tuple(command) for key, *command in commands} == stored.commands
    await asyncio.gather(owner.close(), connection.close())
