"""Dead letters from end to end: set aside by a consumer, then listed, shown, replayed and discarded by `upland`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts.envelope import Fact
from ops.dead_letters import actions, replays
from ops.instance import Instance
from ops.options import CommandRefused
from runtime.consumer.dead_letters import DeadLetters, Letter
from runtime.database import connect
from services.projections.engine.readmodel import Row
from services.projections.readmodels import network
from tests.running import until
from tests.runtime.conftest import World

STREAM = "membership-lkb.m7"


@dataclass(frozen=True)
class Elsewhere(Instance):
    """An instance whose database is the test's."""

    owner_url: str = ""

    def database_url(self, role: str = "upland") -> str:
        return self.owner_url


class Moody:
    """Folds no stream that has a broken version, until it is mended."""

    def __init__(self) -> None:
        self.broken = {2}

    def rows(self, facts: Sequence[Fact]) -> Iterable[Row]:
        if any(fact.version in self.broken for fact in facts):
            raise ValueError("this fold has a [fault]")
        return network.rows(facts)


async def postpone(world: World) -> None:
    """Let no letter be tried by itself, which would come between."""
    await world.rows(
        "UPDATE projections.dead_letters SET next_retry = now() + interval '1 hour' WHERE status = 'poison'"
    )


@asynccontextmanager
async def poisoned(world: World) -> AsyncIterator[tuple[Instance, Moody]]:
    """A consumer that has set aside version 2 of a stream, with versions 3 and 4 behind it."""
    mood = Moody()
    async with world.consumer((replace(network.MODEL, rows=mood.rows, fold=None),)) as consumer:
        for version in range(4):
            await world.append(STREAM, version)
        await consumer.wait(4, 90)
        await postpone(world)
        yield Elsewhere(Path("nowhere"), owner_url=world.database.owner_url), mood


async def status(world: World) -> list[str]:
    return [
        row["status"]
        for row in await world.rows("SELECT status FROM projections.dead_letters ORDER BY position")
    ]


async def versions(world: World) -> list[int]:
    rows = await world.rows(
        f"SELECT version FROM projections.facts WHERE stream = '{STREAM}' ORDER BY version"
    )
    return [row["version"] for row in rows]


async def test_what_is_set_aside_is_listed_and_shown(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    async with poisoned(world) as (instance, _):
        assert await asyncio.to_thread(actions.listing, instance, True) == 0
        listed = orjson.loads(capsys.readouterr().out)
        assert [(letter["id"], letter["status"], letter["event"]) for letter in listed] == [
            ("projections:1", "poison", f"{STREAM}@2"),
            ("projections:2", "waiting", f"{STREAM}@3"),
            ("projections:3", "waiting", f"{STREAM}@4"),
        ]
        assert listed[0]["reason"] == "ValueError: this fold has a [fault]"
        assert listed[0]["behind"] == 2
        assert await asyncio.to_thread(actions.show, instance, "projections:1", True) == 0
        shown = orjson.loads(capsys.readouterr().out)
        assert (shown["key"], shown["value"], shown["headers"]["id"]) == (STREAM, "{}", f"{STREAM}@2")
        for command in (actions.listing, lambda i, j: actions.show(i, "projections:1", j)):
            assert await asyncio.to_thread(command, instance, False) == 0
            assert "this fold has a [fault]" in " ".join(capsys.readouterr().out.split())


async def test_a_replay_reports_its_result(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    async with poisoned(world) as (instance, mood):
        assert await asyncio.to_thread(actions.replay, instance, "projections:1") == 1
        assert "failed again: ValueError" in capsys.readouterr().out
        mood.broken = {4}
        assert await asyncio.to_thread(actions.replay, instance, "projections:1") == 1
        assert f"{STREAM}@2 was applied; its stream waits now for projections:3" in capsys.readouterr().out
        mood.broken = set()
        assert await asyncio.to_thread(actions.replay, instance, "projections:3") == 0
        assert f"{STREAM}@4 was applied" in capsys.readouterr().out
        assert await versions(world) == [1, 2, 3, 4]
        with pytest.raises(CommandRefused, match="projections:1 is replayed already"):
            await asyncio.to_thread(actions.replay, instance, "projections:1")


async def test_what_one_failure_has_stopped_is_replayed_with_one_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    async with poisoned(world) as (instance, mood):

        async def printed(code: int, command: Callable[..., int], *arguments: object) -> Any:
            assert await asyncio.to_thread(command, instance, *arguments, True) == code
            return orjson.loads(capsys.readouterr().out)

        [failure] = await printed(0, actions.by_failure)
        kind = failure["id"]
        assert kind.startswith("projections:ValueError:")
        assert (failure["events"], failure["waiting"], failure["streams"]) == (1, 2, [STREAM])
        assert failure["reason"] == "ValueError: this fold has a [fault]"
        stopped = await printed(1, replays.replay, STREAM, None)
        assert (stopped["applied"], stopped["stopped"][0]["id"]) == ([], "projections:1")
        # Behind the mended event is another one that is broken; the next time all are in order.
        await postpone(world)
        mood.broken = {4}
        stopped = await printed(1, replays.replay, None, None)
        assert [letter["event"] for letter in stopped["stopped"]] == [f"{STREAM}@4"]
        await postpone(world)
        mood.broken = set()
        assert await printed(0, replays.replay, None, kind) == {"applied": [STREAM], "stopped": []}
        assert await versions(world) == [1, 2, 3, 4]
        for stream, of in ((STREAM, None), (None, kind), (None, None)):
            with pytest.raises(CommandRefused, match="upland dead-letters failures"):
                await asyncio.to_thread(replays.replay, instance, stream, of, False)
        assert await asyncio.to_thread(actions.by_failure, instance, False) == 0
        assert capsys.readouterr().out.strip() == "nothing is set aside"


async def test_what_is_discarded_lets_the_rest_of_its_stream_go_on(
    world: World,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with poisoned(world) as (instance, mood):
        assert await asyncio.to_thread(actions.discard, instance, "projections:1", " not needed ") == 0
        assert f"{STREAM}@2 is discarded; 2 behind it go on" in capsys.readouterr().out

        async def gone_on() -> bool:
            return await status(world) == ["discarded", "replayed", "replayed"]

        await until(gone_on)
        assert await versions(world) == [1, 3, 4]
        assert await asyncio.to_thread(actions.show, instance, "projections:1", True) == 0
        assert orjson.loads(capsys.readouterr().out)["why"] == "not needed"
        assert await asyncio.to_thread(actions.listing, instance, True) == 0
        assert orjson.loads(capsys.readouterr().out) == []
        with pytest.raises(CommandRefused, match="is discarded already"):
            await asyncio.to_thread(actions.discard, instance, "projections:1", "again")
        assert mood.broken


async def test_what_cannot_be_done_is_refused_with_a_reason(world: World) -> None:
    async with poisoned(world) as (instance, _):
        letter = Letter("foreign", 3, 17, "no header ce_type", {"a": "b"}, None, b"\xff", None)
        connection = await connect(world.database.owner_url)
        await DeadLetters("notifications").add(connection, [letter, letter])
        refused = {
            "projections:2": r"waits behind projections:1 \(membership-lkb.m7@2\)",
            "projections:99": "there is no projections:99",
            "registry:1": "is no dead letter's id",
            "12": "is no dead letter's id",
            "notifications:1": "is no event of the log, so it cannot be applied; discard it",
        }
        for id, sentence in refused.items():
            with pytest.raises(CommandRefused, match=sentence):
                await asyncio.to_thread(actions.replay, instance, id)
        with pytest.raises(CommandRefused, match="give the reason"):
            await asyncio.to_thread(actions.discard, instance, "projections:1", " ")
        assert await asyncio.to_thread(actions.show, instance, "notifications:1", False) == 0
        assert await asyncio.to_thread(actions.discard, instance, "notifications:1", "somebody's test") == 0
        with pytest.raises(CommandRefused, match="notifications:1 is discarded already"):
            await asyncio.to_thread(actions.discard, instance, "notifications:1", "again")
        await DeadLetters("notifications").add(connection, [letter])  # Kafka brings it again
        assert await connection.fetchval("SELECT count(*) FROM notifications.dead_letters") == 1
        await connection.close()


async def test_what_one_failure_has_stopped_is_discarded_with_one_reason(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    async with poisoned(world) as (instance, _):
        await asyncio.to_thread(actions.by_failure, instance, True)
        [failure] = [each["id"] for each in orjson.loads(capsys.readouterr().out)]
        with pytest.raises(CommandRefused, match="give the reason"):
            await asyncio.to_thread(actions.discard_failure, instance, failure, "", False)
        with pytest.raises(CommandRefused, match="nothing stopped by projections:Error:x"):
            await asyncio.to_thread(actions.discard_failure, instance, "projections:Error:x", "x", False)
        assert await asyncio.to_thread(actions.discard_failure, instance, failure, "a test", True) == 0
        assert orjson.loads(capsys.readouterr().out) == {"discarded": ["projections:1"], "behind": 2}

        async def gone_on() -> bool:
            return await status(world) == ["discarded", "replayed", "replayed"]

        await until(gone_on)
        [action] = await world.rows("SELECT * FROM projections.operator_actions")
        noted = [action[name] for name in ("actor", "action", "target", "why")]
        assert noted == ["command-line", "discard", failure, "a test"]
