"""Rules that span streams hold among any number of writers: an append names what its decision consulted; the log checks it."""

from __future__ import annotations

import asyncio
from itertools import count

import asyncpg
import orjson
import pytest

from services.registry.app import build
from services.registry.log.appends import CALL, Append, Appended, Outdated, arguments
from tests.registry.test_append_only import latest
from tests.registry.test_claims import Record
from tests.registry.test_log import append, event, opened
from tests.running import KeyRing, Running, served, settings_for, until
from tests.servers import Database

WRITERS = 64


async def test_an_append_is_refused_when_a_consulted_stream_has_gone_on(database: Database) -> None:
    async with opened(database) as log:
        await log.append(append("cluster-a"))
        current, outdated, unknown, other = await asyncio.gather(
            log.append(append("party-a", consulted={"cluster-a": 1})),
            log.append(append("party-b", consulted={"cluster-a": 0})),
            log.append(append("party-c", consulted={"cluster-b": 0, "cluster-a": 1})),
            log.append(append("party-d")),
            return_exceptions=True,
        )
        assert isinstance(outdated, Outdated)
        assert outdated.args == ("cluster-a",)
        assert all(isinstance(each, Appended) for each in (current, unknown, other))
        assert [each.stream for each in await log.after(0, limit=10)] == [
            "cluster-a",
            "party-a",
            "party-c",
            "party-d",
        ]


async def test_what_waits_with_a_write_to_the_consulted_stream_comes_before_it_or_is_refused(
    database: Database,
) -> None:
    async with opened(database) as log:
        before, write, after = await asyncio.gather(
            log.append(append("party-a", consulted={"cluster-a": 0})),
            log.append(append("cluster-a")),
            log.append(append("party-b", consulted={"cluster-a": 0})),
            return_exceptions=True,
        )
        assert isinstance(write, Appended)
        for each in (before, after):
            if isinstance(each, Appended):
                assert each.position < write.position
            else:
                assert isinstance(each, Outdated)


async def test_a_stored_command_is_answered_whatever_has_gone_on_since(database: Database) -> None:
    async with opened(database) as log:
        first = append("party-a", key="k", hash=b"1", consulted={"cluster-a": 0})
        await log.append(first)
        await log.append(append("cluster-a"))
        again = append("party-a", key="k", hash=b"1", consulted={"cluster-a": 0})
        assert (await log.append(again)).replayed


async def test_no_append_of_a_batch_writes_to_a_stream_that_another_consulted(database: Database) -> None:
    connection = await asyncpg.connect(database.url("upland_registry"))
    batch = [
        Append("party-a", 0, [event()], consulted={"cluster-a": 0}),
        Append("cluster-a", 0, [event()]),
    ]
    with pytest.raises(asyncpg.InvalidParameterValueError):
        await connection.fetch(CALL, *arguments(batch), latest())
    await connection.close()


async def test_nobody_joins_a_dissolved_cluster_however_many_write(
    registry: Running, database: Database, keys: KeyRing, operator: str
) -> None:
    """64 writers of two registries join a cluster while it is dissolved and goes on again and again."""
    async with served(settings_for(database, "upland_registry", keys), build) as other:
        records = [Record(registry, operator), Record(other, operator)]
        records[1].keys = count(1_000_000)  # the idempotency keys of one holder are different
        await records[0].accepted("clusters/dkm/found", {"names": {"pl": "DKM"}})
        done = asyncio.Event()
        statuses: list[tuple[int, str | None]] = []

        async def joins(writer: int) -> None:
            for number in count():
                if done.is_set():
                    return
                path = f"memberships/dkm.w{writer}-{number}/join"
                status, answer = await records[writer % 2].post(path, {})
                statuses.append((status, answer.get("rule")))

        async def wait_for_status(status: int) -> None:
            """Wait until a join that was answered from now on has this status."""
            before = len(statuses)

            async def there() -> bool:
                return any(code == status for code, _ in statuses[before:])

            await until(there)

        async def dissolves() -> None:
            try:
                for times in range(1, 11):
                    await records[0].accepted("clusters/dkm/dissolve", {})
                    await wait_for_status(422)
                    target = f"cluster-dkm@{2 * times}"
                    await records[0].accepted(
                        "clusters/dkm/retract", {"target": target, "reason": "it goes on"}
                    )
                    await wait_for_status(201)
            finally:
                done.set()

        await asyncio.gather(dissolves(), *(joins(writer) for writer in range(WRITERS)))
    assert {(201, None), (422, "cluster-open")} == set(statuses)
    assert await joined_while_open(database) == statuses.count((201, None))


async def joined_while_open(database: Database) -> int:
    """How many joined the cluster; each in the order of the log while it was not dissolved."""
    owner = await asyncpg.connect(database.owner_url)
    events = await owner.fetch("SELECT stream, type, data FROM registry.events ORDER BY position")
    await owner.close()
    dissolved, joined = False, 0
    for stream, type, data in events:
        if stream == "cluster-dkm":
            dissolved = type == "ClusterDissolved"
        elif type == "MemberJoined":
            assert orjson.loads(data)["mode"] == "performed"
            assert not dissolved, f"{stream} joined a dissolved cluster"
            joined += 1
    return joined
