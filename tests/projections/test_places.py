"""`/v1/places`: one picture for every reader, stored, and the same when it is made again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg

from services.projections.places.follower import Follower
from tests.projections.conftest import Views
from tests.projections.given import START, Log, founded, history, party
from tests.running import until

Spots = dict[str, tuple[float, float]]
# Pixels at the size in which the picture is drawn, that a mark may move when something is recorded.
FEW = 3.0
_STORED = "SELECT stream, recorded_from, recorded_to, x, y FROM projections.places ORDER BY 1, 2"


async def shown(views: Views, key: str | None = None, **query: Any) -> Spots:
    """The places in pixels, by stream; a machine that is busy lays them out later than a request waits."""

    async def laid_out() -> Any:
        status, body = await views.get("/v1/places", key, **query)
        if (status, body.get("type")) == (503, "/problems/not-laid-out"):
            return None
        assert status == 200, body
        return body["data"]

    data = await until(laid_out)
    width, height = data["size"]
    return {stream: (x * width, y * height) for stream, (x, y) in data["places"].items()}


async def stored(views: Views) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(views.database.url())
    try:
        return [tuple(row) for row in await connection.fetch(_STORED)]
    finally:
        await connection.close()


async def emptied(views: Views) -> None:
    connection = await asyncpg.connect(views.database.url())
    try:
        await connection.execute("TRUNCATE projections.layouts, projections.places")
    finally:
        await connection.close()


def joined(log: Log, cluster: str, id: str, **more: Any) -> None:
    party(log, id, "organisation", id.upper())
    log.add(
        f"membership-{cluster}.{id}", "MemberJoined", occurred="2020", mode="reported", sources=[], **more
    )


def in_one_go(log: Log) -> None:
    """Record everything that was added as an import does."""
    log.events[:] = [
        event._replace(recorded_at=START + timedelta(milliseconds=20 * event.position))
        for event in log.events
    ]


async def test_every_mark_has_a_place_and_a_new_member_moves_nothing(views: Views) -> None:
    network = await views.data("/v1/network", as_of="../..")
    before = await shown(views)
    marks = {row["ref"]["id"] for name in ("clusters", "agreements", "visits") for row in network[name]}
    assert marks | {ref["id"] for ref in network["parties"] if ref["id"] in before} <= before.keys()
    assert {role["party"]["id"] for role in network["roles"]} <= before.keys()
    then = views.log.head
    joined(views.log, "lkb", "newcomer")
    await views.apply()
    after = await shown(views)
    assert after.keys() - before.keys() == {"party-newcomer"}
    assert max(abs(after[id][axis] - before[id][axis]) for id in before for axis in (0, 1)) <= FEW
    # The earlier record keeps its picture.
    assert await shown(views, known_at=then) == before
    assert await shown(views, known_at=0) == {}


async def test_the_layout_is_that_of_the_record_whoever_makes_it_and_when(views: Views) -> None:
    await shown(views)
    first = await stored(views)
    assert first
    # Made again at once, by two processes at the same time.
    await emptied(views)
    pools = [await asyncpg.create_pool(views.database.url("upland_projections")) for _ in range(2)]
    try:
        while any(await asyncio.gather(*(Follower(pool).advance() for pool in pools))):
            pass
    finally:
        for pool in pools:
            await pool.close()
    assert await stored(views) == first


async def test_what_is_recorded_together_is_laid_out_together(views: Views) -> None:
    def more(log: Log) -> None:
        for at in range(40):
            founded(log, f"c{at}", f"C{at}", f"Cluster {at}", "2020")
            joined(log, f"c{at}", f"m{at}")

    # Read in two pieces, or in one: the load is one.
    await emptied(views)
    log = history()
    half = log.head
    more(log)
    in_one_go(log)
    views.log.events[:] = log.events
    connection = await asyncpg.connect(views.database.url())
    await connection.execute(
        "UPDATE projections.facts SET recorded_at = $1::timestamptz + position * interval '20 ms'", START
    )
    await connection.close()
    in_two = await shown(views)
    assert in_two
    assert len({row[1] for row in await stored(views)}) == 1
    await views.apply()
    in_one = await shown(views)
    assert in_one != in_two
    assert await shown(views, known_at=half) == in_one
    pieces = await stored(views)
    assert len({row[1] for row in pieces}) == 1
    await emptied(views)
    await shown(views)
    assert await stored(views) == pieces


async def test_what_few_may_read_moves_nothing_that_all_see(views: Views) -> None:
    everybody = await shown(views)
    joined(views.log, "lkb", "secret", audience="owner")
    views.log.add(
        "agreement-hidden", "AgreementProposed", kind="letter-of-intent", parties=["cluster-dkm", "cluster-lkb"],
        subject={"pl": "Tajemnica"}, audience="participants", mode="reported", sources=[],
    )  # fmt: skip
    await views.apply()
    assert await shown(views) == everybody
    mine = await shown(views, views.keys.issue("operator", "views:read", "history:read"))
    assert mine.keys() - everybody.keys() == {"party-secret", "agreement-hidden"}
    assert {id: mine[id] for id in everybody} == everybody


async def test_a_picture_that_is_not_laid_out_is_no_picture(views: Views) -> None:
    """Another process holds the lock: the answer waits, then says so."""
    await shown(views)
    connection = await asyncpg.connect(views.database.url("upland_projections"))
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('upland places'))")
            joined(views.log, "lkb", "late")
            await views.apply()
            status, problem = await views.get("/v1/places")
            assert (status, problem["title"]) == (503, "The picture is not laid out yet")
            assert "party-late" not in await shown(views, known_at=views.log.head - 2)
    finally:
        await connection.close()
    assert "party-late" in await shown(views)
