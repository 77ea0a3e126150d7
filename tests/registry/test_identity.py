"""A key is itself, whatever it is called: its name grants nothing, is not published, and inherits nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import orjson
import pytest

from runtime.database import open_pool
from runtime.security import Principal
from services.registry.commands.command import Request, fingerprint
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from tests.registry.test_http import Client
from tests.running import KeyRing, Running
from tests.servers import Database

# Any key may register a document, and only that key may retract it.
_SOURCE = {"title": {"pl": "List"}, "language": "pl", "hash": "0" * 64}
_RETRACT = {"target": "source-list@1", "reason": "x"}


async def _seen(client: Client) -> None:
    """Wait until the service knows the client's key: it looks at the file once a second."""
    async with asyncio.timeout(60):
        while (await client.get("/v1/persons/none/name"))[0] == 401:
            await asyncio.sleep(0.05)


async def test_a_key_of_the_operators_name_is_another_key(
    registry: Running, client: Client, keys: KeyRing
) -> None:
    status, first, _ = await client.post("/v1/sources/list/register", _SOURCE, Idempotency_Key="same")
    assert status == 201
    pgm = Client(registry, keys.issue("operator", "record:write", subject="cluster-pgm"))
    await _seen(pgm)
    status, problem, _ = await pgm.post("/v1/sources/list/retract", _RETRACT)
    assert (status, problem["type"]) == (403, "/problems/forbidden")
    status, again, headers = await pgm.post("/v1/sources/list/register", _SOURCE, Idempotency_Key="same")
    assert (status, "position" in again, "Idempotent-Replayed" in headers) == (422, False, False)
    assert (await client.post("/v1/sources/list/register", _SOURCE, Idempotency_Key="same"))[1] == first


async def test_no_name_is_published_as_actor(registry: Running, client: Client, keys: KeyRing) -> None:
    office = Client(registry, keys.issue("Jan Kowalski, office", "record:write", subject="cluster-pgm"))
    await _seen(office)
    assert (await office.post("/v1/clusters/pgm/found", {"names": {"pl": "PGM"}}))[0] == 201
    assert (await client.post("/v1/sources/list/register", _SOURCE))[0] == 201
    events = json.loads((await client.get("/v1/history"))[1])
    operator, kowalski = keys.entries[0]["id"], keys.entries[1]["id"]
    assert [event["data"]["actor"] for event in events] == [f"key-{kowalski}", f"key-{operator}"]
    assert "Kowalski" not in json.dumps(events)


async def test_what_a_subject_recorded_with_one_key_it_takes_back_with_another(
    registry: Running, client: Client, keys: KeyRing
) -> None:
    first = Client(registry, keys.issue("PGM, first desk", "record:write", subject="cluster-pgm"))
    second = Client(registry, keys.issue("PGM, second desk", "record:write", subject="cluster-pgm"))
    other = Client(registry, keys.issue("DKM", "record:write", subject="cluster-dkm"))
    await _seen(other)
    assert (await first.post("/v1/sources/list/register", _SOURCE))[0] == 201
    keys.revoke("PGM, first desk")
    assert (await other.post("/v1/sources/list/retract", _RETRACT))[0] == 403
    assert (await second.post("/v1/sources/list/retract", _RETRACT))[0] == 201


async def _record_by_name(database: Database, name: str, body: bytes) -> None:
    """Store what a registry of before stored: the key's name as the actor and before the idempotency key."""
    request = Request("sources", "list", "register", "old", body, Principal(name, frozenset()), "c")
    data: dict[str, Any] = {**json.loads(body), "actor": name, "mode": "performed", "sources": []}
    event = NewEvent(
        "SourceRegistered", 1, "public", bytes(16), "c", None, orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    )
    url = database.url("upland_registry")
    pool = await open_pool(url)
    async with Log(url, pool) as log:
        await log.append(Append("source-list", 0, [event], f"{name}:old", fingerprint(request)))
    pool.terminate()


@pytest.fixture
async def older(registry: Running, database: Database, keys: KeyRing) -> dict[str, Client]:
    """Keys of before, whose names others took: `DKM` recorded a document by its name."""
    issued = {
        "DKM": keys.issue("DKM", "record:write", subject="cluster-dkm"),
        "its second": keys.issue("DKM", "record:write", subject="cluster-dkm"),
        "PGM as DKM": keys.issue("DKM", "record:write", subject="cluster-pgm"),
        "a beginning": keys.issue("DKM:old", "record:write", subject="cluster-pgm"),
        "an actor": keys.issue(f"key-{keys.entries[1]['id']}", "record:write", subject="cluster-pgm"),
    }
    for entry in keys.entries[1:]:
        del entry["by_name"]
    issued["new"] = keys.issue("DKM", "record:write", subject="cluster-pgm")
    clients = {name: Client(registry, key) for name, key in issued.items()}
    await _seen(clients["new"])
    await _record_by_name(database, "DKM", json.dumps(_SOURCE).encode())
    return clients


async def test_a_key_of_before_keeps_what_it_recorded_under_its_name(older: dict[str, Client]) -> None:
    for name in ("DKM", "its second"):
        status, body, headers = await older[name].post(
            "/v1/sources/list/register", _SOURCE, Idempotency_Key="old"
        )
        assert (status, body["position"], headers["Idempotent-Replayed"]) == (201, 1, "true")
    assert (await older["its second"].post("/v1/sources/list/retract", _RETRACT))[0] == 201


async def test_no_other_key_gets_what_was_recorded_under_that_name(older: dict[str, Client]) -> None:
    for name in ("PGM as DKM", "a beginning", "an actor", "new"):
        for key in ("old", "old:old"):
            status, _, headers = await older[name].post(
                "/v1/sources/list/register", _SOURCE, Idempotency_Key=key
            )
            assert (name, status, "Idempotent-Replayed" in headers) == (name, 422, False)
        assert (await older[name].post("/v1/sources/list/retract", _RETRACT))[0] == 403
    # Nor does a name in the form of an actor serve for what that actor records from now on.
    body = _SOURCE | {"hash": "1" * 64}
    assert (await older["DKM"].post("/v1/sources/other/register", body, Idempotency_Key="a"))[0] == 201
    retract = _RETRACT | {"target": "source-other@1"}
    assert (await older["an actor"].post("/v1/sources/other/retract", retract))[0] == 403
    assert (await older["its second"].post("/v1/sources/other/retract", retract))[0] == 201
