"""What operators see of the read side and do with it over HTTP; what they request is run, and what they cancel leaves nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import orjson
import pytest

from ops.rebuild import requests, work
from ops.rebuild.command import _cancelled as cancel_all
from ops.rebuild.runs import RebuildCancelled
from services.projections.readmodels.tables import MODELS
from tests.projections.conftest import Views
from tests.projections.stored import stored
from tests.running import until

_LETTER = """
    INSERT INTO projections.dead_letters (status, stream, position, partition, reason, key, value, headers, next_retry)
    SELECT CASE WHEN row_number() OVER (ORDER BY position) = 1 THEN 'poison' ELSE 'waiting' END, stream, position, 0,
        'ValueError: a fault', stream::bytea, data,
        json_build_object('id', stream || '@' || version, 'type', 'upland.' || type || '.v1'), now() + interval '1 hour'
    FROM registry.events WHERE stream = 'agreement-iabm' ORDER BY position LIMIT 2
"""
FAILURE = "projections:ValueError:"


async def _owner(views: Views, statement: str) -> list[Any]:
    connection = await asyncpg.connect(views.database.owner_url)
    try:
        return [dict(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def _post(views: Views, key: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"}
    async with views.running.session.post(
        views.running.url + path, json=body or {}, headers=headers
    ) as answer:
        return answer.status, orjson.loads(await answer.read())


async def test_what_is_set_aside_is_seen_replayed_and_discarded(views: Views) -> None:
    await stored(views.database, views.log)
    await _owner(views, _LETTER)
    key = views.keys.issue("operator", "operate")
    _, shown = await views.get("/v1/operations", key)
    assert [part["name"] for part in shown["parts"]] == ["projections"]
    assert {model["name"] for model in shown["models"]} == {model.name for model in MODELS}
    [failure] = shown["failures"]
    assert failure["id"].startswith(FAILURE)
    assert (failure["events"], failure["waiting"], failure["streams"]) == (1, 1, 1)
    _, listed = await views.get("/v1/dead-letters", key, failure=failure["id"])
    [letter] = listed["items"]
    assert (letter["id"], letter["behind"]) == ("projections:1", 1)
    _, content = await views.get("/v1/dead-letters/projections:1", key)
    assert orjson.loads(content["value"])
    assert (await views.get("/v1/dead-letters/notifications:1", key))[0] == 404
    assert await _post(views, key, "/v1/dead-letters/replay", {"failure": failure["id"]}) == (
        202,
        {"count": 1},
    )
    assert await _owner(
        views, "SELECT next_retry <= clock_timestamp() AS due FROM projections.dead_letters WHERE id = 1"
    ) == [{"due": True}]
    for path, body, status in (
        ("replay", {}, 400),
        ("replay", {"id": "projections:1", "failure": "x"}, 400),
        ("replay", {"id": "projections:2"}, 422),
        ("replay", {"failure": "nothing"}, 404),
        ("discard", {"id": "projections:1"}, 400),
        ("discard", {"id": "projections:1", "why": " "}, 400),
        ("discard", {"id": "projections:1", "why": "\0"}, 400),
    ):
        assert (await _post(views, key, f"/v1/dead-letters/{path}", body))[0] == status, (path, body)
    gone = {"failure": failure["id"], "why": "a test"}
    assert await _post(views, key, "/v1/dead-letters/discard", gone) == (200, {"count": 1})
    _, shown = await views.get("/v1/operations", key)
    assert [(each["action"], each["target"], each["why"]) for each in shown["actions"]] == [
        ("discard", failure["id"], "a test"),
        ("replay", failure["id"], None),
    ]
    assert shown["actions"][0]["actor"].startswith("key-")


async def test_a_requested_rebuild_is_run_undone_and_followed(views: Views) -> None:
    await stored(views.database, views.log)
    key = views.keys.issue("operator", "operate")
    assert (await _post(views, key, "/v1/rebuilds", {"model": "friends"}))[0] == 400
    status, run = await _post(views, key, "/v1/rebuilds", {"model": "network"})
    assert (status, run["state"], run["models"]) == (202, "requested", ["network"])
    status, problem = await _post(views, key, "/v1/rebuilds")
    assert (status, problem["rule"]) == (422, "one-rebuild")
    await requests.run_requested(views.database.owner_url)
    assert (await _post(views, key, "/v1/rebuilds", {"model": "network", "action": "undo"}))[0] == 202
    await requests.run_requested(views.database.owner_url)
    _, shown = await views.get("/v1/operations", key)
    assert [(each["action"], each["state"]) for each in shown["rebuilds"]] == [
        ("undo", "done"),
        ("rebuild", "done"),
    ]
    assert shown["rebuilds"][1]["events"] > 0
    [network] = [model for model in shown["models"] if model["name"] == "network"]
    assert network["undoable"]


async def test_a_cancelled_rebuild_leaves_nothing_behind(views: Views) -> None:
    await stored(views.database, views.log)
    key = views.keys.issue("operator", "operate")
    owner = views.database.owner_url
    # The live views are behind the log, so the rebuild waits for them before it compares.
    await _owner(views, "UPDATE projections.reader SET watermark = 0")
    building = "SELECT FROM pg_class WHERE relname LIKE '%\\_next'"

    async def under_way() -> bool:
        return bool(await _owner(views, building))

    for cancel in ("over HTTP", "by the command"):
        id = await work.request(owner, "projections", "rebuild", ["network"])
        rebuilding = asyncio.create_task(work.rebuild_models(owner, id, ["network"]))
        await until(under_way)
        if cancel == "over HTTP":
            assert (await _post(views, key, f"/v1/rebuilds/{id}/cancel"))[0] == 202
        else:
            assert [run.state for run in await cancel_all(owner)] == ["cancelled"]
        with pytest.raises(RebuildCancelled):
            await rebuilding
        assert await _owner(views, building) == []
    # Ctrl-C cancels the task, and one that was killed is lost.
    id = await work.request(owner, "projections", "rebuild", ["network"])
    rebuilding = asyncio.create_task(work.rebuild_models(owner, id, ["network"]))
    await until(under_way)
    rebuilding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await rebuilding
    assert await _owner(views, building) == []
    await _owner(views, "UPDATE projections.rebuilds SET state = 'running'")
    _, shown = await views.get("/v1/operations", key)
    assert {each["state"] for each in shown["rebuilds"]} == {"lost"}
    assert (await _post(views, key, "/v1/rebuilds/999/cancel"))[0] == 404
