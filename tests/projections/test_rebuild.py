"""Rebuilding read models while the live ones serve queries, switching, and the way back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import asyncpg
import pytest

from contracts.envelope import Fact, Recorded
from runtime.database import Connection
from runtime.facts import fact_of
from services.projections.queries.http.live import Live
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.log_slices import Slice
from services.projections.rebuild.rebuild import RebuildRefused, rebuild, undo
from services.projections.rebuild.verification import differences
from tests.projections.conftest import Views
from tests.projections.stored import stored


class Listed:
    """A log in memory, in slices of one category each. Only this process can read it."""

    worker = None

    def __init__(self, events: Sequence[Recorded]) -> None:
        self.events = sorted(events, key=lambda event: (event.stream, event.version))
        self.head = len(events)

    async def slices(self, categories: Iterable[str]) -> list[Slice]:
        return [Slice(f"{category}-", f"{category}.") for category in sorted(categories)]

    async def read(self, connection: Connection, part: Slice) -> list[Fact]:
        return [fact_of(event) for event in self.events if part.first <= event.stream < part.end]

    async def copy_slice(self, connection: Connection, part: Slice, table: str) -> bool:
        return False


async def _by_stream(events: Sequence[Recorded]) -> AsyncIterator[Recorded]:
    for event in sorted(events, key=lambda event: (event.stream, event.version)):
        yield event


async def _rebuild(views: Views, *names: str, head: int | None = None, **more: Any) -> Any:
    return await rebuild(views.database.owner_url, names, Listed(views.log.events[:head]), **more)


async def _verified(views: Views) -> str | None:
    dsn = views.database.url("upland_projections")
    return (
        "; ".join([each async for each in differences(dsn, _by_stream(views.log.events), views.log.head)])
        or None
    )


async def _as_owner(views: Views, statement: str) -> Any:
    connection = await asyncpg.connect(views.database.owner_url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_rebuild_gives_the_same_rows_and_serves_queries_from_then_on(views: Views) -> None:
    before = await views.data("/v1/network", as_of="../..")
    indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'projections' AND tablename !~ 'previous$'"
    count = await _as_owner(views, indexes)
    seen: list[int] = []
    rebuilt = await _rebuild(views, progress=seen.append)
    assert [(item.model, item.missing, item.surplus, item.switched) for item in rebuilt] == [
        (model.name, 0, 0, True) for model in MODELS
    ]
    assert seen[-1] == rebuilt[0].events == views.log.head
    assert await views.data("/v1/network", as_of="../..") == before
    assert await _verified(views) is None
    assert await _as_owner(views, indexes) == count
    views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"})
    await views.apply()  # the service's role may write to the new tables
    assert await _verified(views) is None


_DAMAGE = """
    DELETE FROM projections.facts WHERE position IN (2, 9);
    DELETE FROM projections.facts WHERE stream LIKE 'agreement-%';
    UPDATE projections.facts SET data = '{}' WHERE position = 3;
    UPDATE projections.facts SET audience = 'owner', type = 'PartyRenamed' WHERE position = 4;
    UPDATE projections.facts SET recorded_at = recorded_at + interval '1 second' WHERE position = 5;
    UPDATE projections.facts SET position = 999999999 WHERE position = 6;
    UPDATE projections.facts SET version = version + 100 WHERE position = 7;
    INSERT INTO projections.facts SELECT stream, version + 100, 0, type, schema_version, recorded_at, audience, data
    FROM projections.facts WHERE position = 8;
"""


async def test_facts_that_are_not_the_logs_are_mended(views: Views) -> None:
    source = await stored(views.database, views.log)
    before = await _as_owner(views, _ALL_FACTS)
    for damage in _DAMAGE.strip().rstrip(";").split(";"):
        await _as_owner(views, damage)
    assert await _verified(views) is not None
    await rebuild(views.database.owner_url, ["bridges"], source)
    assert await _as_owner(views, _ALL_FACTS) == before
    await rebuild(views.database.owner_url, [], source)
    assert await _verified(views) is None


_ALL_FACTS = "SELECT array_agg(f::text ORDER BY f.position) FROM projections.facts f"


async def test_an_event_that_is_set_aside_is_not_mended(views: Views) -> None:
    source = await stored(views.database, views.log)
    await _as_owner(views, "DELETE FROM projections.facts WHERE position = 5")
    letter = (
        "INSERT INTO projections.dead_letters (status, stream, position, partition, reason, value, headers)"
        " SELECT 'poison', stream, position, 0, 'a fault', data, '[]' FROM registry.events WHERE position = 5"
    )
    await _as_owner(views, letter)
    await rebuild(views.database.owner_url, ["directory"], source)
    assert await _as_owner(views, "SELECT count(*) FROM projections.facts WHERE position = 5") == 0


async def test_damage_is_counted_and_mended(views: Views) -> None:
    await _as_owner(views, "UPDATE projections.network SET detail = '{}' WHERE kind = 'visit'")
    await _as_owner(views, "DELETE FROM projections.network WHERE stream = 'agreement-iabm'")
    [only] = await _rebuild(views, "network", switch=False)
    assert (only.missing > 1, only.surplus, only.switched) == (True, 1, False)
    assert await _verified(views) is not None
    assert await _as_owner(views, "SELECT to_regclass('projections.network_next')::text") is None
    await _rebuild(views, "network")
    assert await _verified(views) is None


async def test_what_came_during_the_build_is_in_the_new_rows(views: Views) -> None:
    head = views.log.head
    views.log.add("cluster-lm", "FactRetracted", target="cluster-lm@1", reason="x")
    views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"})
    await views.apply()
    await _rebuild(views, head=head)
    assert await _verified(views) is None


async def test_the_way_back_has_what_came_since(views: Views) -> None:
    await _as_owner(views, "UPDATE projections.network SET detail = '{\"old\":1}' WHERE kind = 'visit'")
    await _rebuild(views, "network")
    views.log.add("cluster-lm", "FactRetracted", target="cluster-lm@1", reason="x")
    await views.apply()
    assert await undo(views.database.owner_url, ["network"]) == ["network"]
    assert (
        await _as_owner(views, "SELECT detail FROM projections.network WHERE kind = 'visit'") == '{"old":1}'
    )
    names = str(await views.data("/v1/clusters", as_of="2020"))
    assert "cluster-lm'" not in names
    await undo(views.database.owner_url, ["network"])  # and forth again
    assert await _verified(views) is None
    with pytest.raises(RebuildRefused, match="timeline has no earlier rows"):
        await undo(views.database.owner_url, ["timeline"])


async def test_a_writer_forgets_what_it_cached_of_the_old_rows(views: Views) -> None:
    live = Live(views.sink)
    await _as_owner(views, "DELETE FROM projections.network WHERE stream = 'cluster-lm'")

    async def apply() -> None:
        connection = await asyncpg.connect(views.database.url("upland_projections"))
        async with connection.transaction():
            await live.apply(connection, views.log.events[views.applied :])
            await connection.execute("UPDATE projections.reader SET watermark = $1", views.log.head)
        await connection.close()
        await live.committed(views.log.head, [])
        views.applied = views.log.head

    views.log.add("cluster-lm", "PurposeDeclared", mission={"pl": "x"})
    await apply()
    await _rebuild(views, "network")
    views.log.add("cluster-lm", "FactRetracted", target="cluster-lm@1", reason="x")
    await apply()
    assert await _verified(views) is None


async def test_a_stream_with_dead_letters_keeps_what_was_applied_of_it(views: Views) -> None:
    cluster = "cluster-lm"
    poison = views.log.head + 1
    views.log.add(cluster, "FactRetracted", target=f"{cluster}@1", reason="x")
    views.applied = views.log.head
    await _as_owner(
        views,
        "INSERT INTO projections.dead_letters (status, stream, position, partition, reason, headers)"
        f" VALUES ('discarded', '{cluster}', {poison}, 0, 'x', '{{}}')",
    )
    await _as_owner(views, f"UPDATE projections.reader SET watermark = {views.log.head}")
    rebuilt = await _rebuild(views)
    assert {(item.missing, item.surplus) for item in rebuilt} == {(0, 0)}
    assert cluster in str(await views.data("/v1/clusters", as_of="2020"))
    assert await _verified(views) is None


async def test_a_stream_that_cannot_be_folded_is_named(views: Views) -> None:
    damaged = [
        event._replace(data=b"{}") if event.id == "agreement-iabm@1" else event for event in views.log.events
    ]
    with pytest.raises(RebuildRefused, match="network: agreement-iabm cannot be folded: KeyError: 'parties'"):
        await rebuild(views.database.owner_url, ["network"], Listed(damaged))


async def test_one_rebuild_at_a_time(views: Views) -> None:
    class Slow(Listed):
        async def read(self, connection: Connection, part: Slice) -> list[Fact]:
            with pytest.raises(RebuildRefused, match="Another rebuild is under way"):
                await _rebuild(views, "matrix")
            return await super().read(connection, part)

    await rebuild(views.database.owner_url, ["matrix"], Slow(views.log.events))
    assert await _verified(views) is None


async def test_several_processes_build_the_same_rows(views: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        views.log.add(f"party-n{number}", "PartyRegistered", kind="city", names={"pl": f"Nowe {number}"})
    await views.apply()
    source = await stored(views.database, views.log)
    monkeypatch.setattr("services.projections.rebuild.log_slices.SLICE", 8)
    seen: list[int] = []
    slices = await source.slices(["party", "cluster", "agreement"])
    assert len(slices) > 20
    rebuilt = await rebuild(views.database.owner_url, [], source, processes=3, progress=seen.append)
    assert {(item.missing, item.surplus) for item in rebuilt} == {(0, 0)}
    assert rebuilt[0].events == seen[-1] == views.log.head
    assert await _verified(views) is None


async def test_poison_in_another_process_is_reported(views: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        views.log.add(f"party-n{number}", "PartyRegistered", kind="city", names={"pl": f"Nowe {number}"})
    await views.apply()
    views.log.events = [
        event._replace(data=b"{}") if event.type == "PartyRegistered" else event for event in views.log.events
    ]
    source = await stored(views.database, views.log)
    monkeypatch.setattr("services.projections.rebuild.log_slices.SLICE", 8)
    with pytest.raises(RebuildRefused, match=r"directory: party-\w+ cannot be folded: KeyError"):
        await rebuild(views.database.owner_url, ["directory"], source, processes=3)
    assert await _as_owner(views, "SELECT to_regclass('projections.directory_next')::text") is None


async def test_what_cannot_be_rebuilt(views: Views) -> None:
    with pytest.raises(RebuildRefused, match="no read model friends"):
        await _rebuild(views, "friends")
    views.log.add("party-new", "PartyRegistered", kind="city", names={"pl": "Nowe"})
    with pytest.raises(RebuildRefused, match="do not reach 52"):
        await _rebuild(views, patience=0.1)
    assert await _as_owner(views, "SELECT to_regclass('projections.network_next')::text") is None
