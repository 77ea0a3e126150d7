"""After an upgrade, read models built by another version are rebuilt before they serve queries."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from contracts.envelope import Fact
from ops.log.reader import RegistryLog
from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.builds import bring_up_to_date
from services.projections.rebuild.rebuild import RebuildRefused, undo
from services.projections.rebuild.verification import differences
from tests.projections.conftest import Views
from tests.projections.given import Log
from tests.projections.stored import stored
from tests.servers import Database

_NAMES = [model.name for model in MODELS]


async def _upgrade(database: Database, models: Sequence[ReadModel] = MODELS) -> list[str]:
    def log(head: int) -> RegistryLog:
        return RegistryLog(database.owner_url, head)

    return await bring_up_to_date(database.owner_url, log, models=models)


async def _as_owner(database: Database, statement: str) -> Any:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def _verified(views: Views) -> str | None:
    async def events() -> Any:
        for event in sorted(views.log.events, key=lambda event: (event.stream, event.version)):
            yield event

    dsn = views.database.url("upland_projections")
    return "; ".join([each async for each in differences(dsn, events(), views.log.head)]) or None


async def test_nothing_is_built_where_nothing_is_recorded(database: Database) -> None:
    assert await _upgrade(database) == []
    assert await _as_owner(database, "SELECT count(*) FROM projections.builds WHERE version > 0") == len(
        MODELS
    )
    await stored(database, Log())
    assert await _upgrade(database) == []


async def test_a_table_that_a_migration_has_just_made_is_filled_from_the_log(views: Views) -> None:
    await stored(views.database, views.log)
    before = await views.data("/v1/network", as_of="../..")
    await _as_owner(views.database, "TRUNCATE projections.network")
    assert await views.data("/v1/network", as_of="../..") != before
    # These tables have rows, and nobody has written down which version made them: the release before did not.
    assert await _upgrade(views.database) == _NAMES
    assert await views.data("/v1/network", as_of="../..") == before
    assert await _verified(views) is None
    assert await _upgrade(views.database) == []
    with pytest.raises(RebuildRefused, match=r"network were made by another version"):
        await undo(views.database.owner_url, ["network"])


async def test_a_new_version_of_a_read_model_replaces_its_rows(views: Views) -> None:
    await stored(views.database, views.log)
    await _upgrade(views.database)
    [old] = [model for model in MODELS if model.name == "directory"]

    def louder(facts: Sequence[Fact]) -> Any:
        for row in old.rows(facts):
            kind, _, *rest = row.values
            yield row._replace(values=(kind, '{"pl":"GŁOŚNO"}', *rest))

    new = replace(old, version=old.version + 1, rows=louder, fold=None)
    others = [model for model in MODELS if model is not old]
    # What was appended and not applied yet is left to the consumer.
    views.log.add("party-late", "PartyRegistered", kind="city", names={"pl": "Późne"})
    assert await _upgrade(views.database, [*others, new]) == ["directory"]
    named = "SELECT array_agg(DISTINCT names) FROM projections.directory"
    assert await _as_owner(views.database, named) == ['{"pl":"GŁOŚNO"}']
    assert await _upgrade(views.database, [*others, new]) == []
    assert await _upgrade(views.database) == ["directory"]
    await views.apply()
    assert await _verified(views) is None


async def test_two_at_once_build_once(views: Views) -> None:
    await stored(views.database, views.log)
    built = await asyncio.gather(*(_upgrade(views.database) for _ in range(3)))
    assert sorted(built) == [[], [], sorted(built)[2]]
    assert set(sorted(built)[2]) == set(_NAMES)
    assert await _verified(views) is None


async def test_what_was_broken_off_is_done_the_next_time(views: Views) -> None:
    await stored(views.database, views.log)
    await _upgrade(views.database)
    [old] = [model for model in MODELS if model.name == "matrix"]

    def failing(facts: Sequence[Fact]) -> Any:
        raise RuntimeError("the power went")

    with pytest.raises(RebuildRefused, match=r"matrix: .* cannot be folded: RuntimeError: the power went"):
        await _upgrade(views.database, [replace(old, version=old.version + 1, rows=failing, fold=None)])
    assert await _verified(views) is None  # the rows of before are still there
    again = replace(old, version=old.version + 1)
    assert await _upgrade(views.database, [again]) == ["matrix"]
    assert await _upgrade(views.database, [again]) == []
    assert await _verified(views) is None
