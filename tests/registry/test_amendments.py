"""Amendments over HTTP: an amendment of a restricted fact is as restricted as the fact."""

from __future__ import annotations

import json
from typing import Any

from tests.running import Running

PROPOSAL = {"kind": "letter-of-intent", "parties": ["party-a", "party-b"], "subject": {"pl": "współpraca"}}


async def _post(registry: Running, key: str, path: str, body: dict[str, Any], number: int) -> tuple[int, Any]:
    headers = {
        "Authorization": f"Bearer {key}",
        "Idempotency-Key": f"k{number}",
        "Content-Type": "application/json",
    }
    async with registry.session.post(
        f"{registry.url}{path}", data=json.dumps(body), headers=headers
    ) as answer:
        return answer.status, json.loads(await answer.read())


async def _audience(registry: Running, key: str, event: str) -> str:
    async with registry.session.get(
        f"{registry.url}/v1/events/{event}", headers={"Authorization": f"Bearer {key}"}
    ) as answer:
        return str(json.loads(await answer.read()).get("audience", "public"))


async def test_an_amendment_has_the_audience_of_its_target(registry: Running, operator: str) -> None:
    assert (await _post(registry, operator, "/v1/agreements/loi/propose", PROPOSAL, 1))[0] == 201
    fix = {
        "target": "agreement-loi@1",
        "fields": {"subject": {"pl": "tajne"}},
        "reason": "x",
        "sources": [{"id": "source-a"}],
    }
    assert (await _post(registry, operator, "/v1/agreements/loi/correct", fix, 2))[0] == 201
    assert (
        await _post(
            registry, operator, "/v1/agreements/loi/retract", {"target": "agreement-loi@2", "reason": "x"}, 3
        )
    )[0] == 201
    for version in (1, 2, 3):
        assert await _audience(registry, operator, f"agreement-loi@{version}") == "participants"
    status, problem = await _post(
        registry, operator, "/v1/agreements/loi/correct", fix | {"audience": "public"}, 4
    )
    assert (status, problem["rule"]) == (422, "audience-of-target")
    # nor does a source make it public
    reported = fix | {"mode": "reported"}
    assert (await _post(registry, operator, "/v1/agreements/loi/correct", reported, 5))[0] == 201
    assert await _audience(registry, operator, "agreement-loi@4") == "participants"
