"""Rules that look at another stream: a refusal rests on the log, also where another registry wrote; a rehearsal sees itself."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from services.registry.app import build
from tests.registry.test_claims import Record
from tests.running import KeyRing, Running, served, settings_for
from tests.servers import Database


async def _join(record: Record, party: str) -> tuple[int, str | None]:
    status, answer = await record.post(f"memberships/dkm.{party}/join", {})
    return status, answer.get("rule")


async def test_what_another_registry_recorded_is_seen(
    registry: Running, database: Database, keys: KeyRing, operator: str
) -> None:
    here = Record(registry, operator)
    async with served(settings_for(database, "upland_registry", keys), build) as other:
        there = Record(other, operator)
        there.keys = count(1000)  # the idempotency keys of one holder are different
        await here.accepted("clusters/dkm/found", {"names": {"pl": "DKM"}})
        assert await _join(here, "a") == (201, None)
        await there.accepted("clusters/dkm/dissolve", {})
        # What was read a second ago may still be believed, but the log refuses what rests on it.
        assert await _join(here, "p") == (422, "cluster-open")
        # a refusal is never out of date
        await there.accepted("clusters/dkm/retract", {"target": "cluster-dkm@2", "reason": "it goes on"})
        assert await _join(here, "b") == (201, None)


async def test_what_this_registry_recorded_is_seen_at_once(registry: Running, operator: str) -> None:
    here = Record(registry, operator)
    await here.accepted("clusters/dkm/found", {"names": {"pl": "DKM"}})
    assert await _join(here, "a") == (201, None)
    await here.accepted("clusters/dkm/dissolve", {})
    assert await _join(here, "b") == (422, "cluster-open")


async def test_a_rehearsal_goes_by_what_it_rehearsed(registry: Running, operator: str) -> None:
    here = Record(registry, operator)
    await here.accepted("clusters/dkm/found", {"names": {"pl": "DKM"}})
    commands: list[tuple[str, str, str, dict[str, Any]]] = [
        ("memberships", "dkm.a", "join", {}),
        ("clusters", "dkm", "dissolve", {}),
        ("memberships", "dkm.b", "join", {}),
    ]
    lines = [
        {"collection": collection, "id": id, "verb": verb, "key": id, "body": body}
        for collection, id, verb, body in commands
    ]
    async with registry.session.post(
        f"{registry.url}/v1/commands?dry_run=true",
        data=b"\n".join(json.dumps(line).encode() for line in lines),
        headers={"Authorization": f"Bearer {operator}", "Content-Type": "application/x-ndjson"},
    ) as answer:
        statuses = [json.loads(line)["status"] for line in (await answer.read()).splitlines()]
    assert statuses == [200, 200, 422]
    assert await _join(here, "b") == (201, None)
