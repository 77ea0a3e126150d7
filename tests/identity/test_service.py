"""A registry that takes tokens as well as keys: what a subject records is its own, and nothing shows the token."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from runtime.identity.claims import subject_id
from runtime.security import Keys, Principal
from services.registry.app import build
from tests.identity.conftest import AUDIENCE, IdentityProvider
from tests.registry.test_http import Client
from tests.running import ALL_SCOPES, KeyRing, served, settings_for
from tests.servers import Database


async def test_a_subject_writes_for_its_cluster_until_its_token_is_over(
    database: Database, provider: IdentityProvider, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    key = keys.issue("operator", *ALL_SCOPES)
    settings = settings_for(
        database, "upland_registry", keys, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE,
        oidc_cluster_claim="cluster", oidc_leeway=0,
    ).model_copy(update={"log_level": "debug"})  # fmt: skip
    token = await provider.token("RS256-dkm", "record:write views:read")
    async with served(settings, build) as registry:
        own, operator = Client(registry, token), Client(registry, key)
        for cluster in ("dkm", "lkb"):
            assert (await operator.post(f"/v1/clusters/{cluster}/found", {"names": {"pl": cluster}}))[
                0
            ] == 201
        assert (await own.post("/v1/memberships/dkm.one/join"))[0] == 201
        status, problem, _ = await own.post("/v1/memberships/lkb.one/join")
        assert (status, problem["type"]) == (403, "/problems/forbidden")
        event = json.loads((await operator.get("/v1/events/membership-dkm.one@1"))[1])
        assert event["data"]["actor"] == subject_id(provider.issuer, "RS256-dkm")
        # The same subject with another token is the same holder: the answer of before comes again.
        again = Client(registry, await provider.token("RS256-dkm", "record:write"))
        assert (await again.post("/v1/memberships/dkm.one/join"))[2]["Idempotent-Replayed"] == "true"
        status, problem, _ = await own.get("/v1/history")
        assert (status, json.loads(problem)["detail"]) == (403, "The token lacks the scope history:read.")
        status, problem, _ = await own.post("/v1/imports?name=a.csv", raw=b"a")
        assert (status, "needs a key" in problem["detail"]) == (403, True)

        # The issuer goes away: what is verified goes on, and the rest gets a 503 that names when to try again.
        unknown = provider.signed({"iss": provider.issuer}, kid="another")
        status, problem, headers = await Client(registry, unknown).post("/v1/memberships/dkm.two/join")
        assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
        provider.stop()
        assert (await own.post("/v1/memberships/dkm.two/join"))[0] == 201
    async with served(settings, build) as registry:
        status, problem, headers = await Client(registry, token).post("/v1/memberships/dkm.three/join")
        assert (status, problem["type"], headers["Retry-After"]) == (
            503,
            "/problems/issuer-unavailable",
            "10",
        )
        assert (await Client(registry, key).post("/v1/memberships/dkm.three/join", idempotency_key="3"))[
            0
        ] == 201
    captured = capfd.readouterr()
    for part in (*token.split("."), *unknown.split(".")):
        assert part not in captured.out + captured.err


async def test_a_stream_that_a_token_opened_ends_with_it() -> None:
    keys = Keys(None)
    caller = Principal("a", frozenset({"feed:read"}), id="subject-a", expires=time.time() + 0.2)
    allowed, before = keys.watched(caller), keys.refresh()
    assert allowed() == caller
    async with asyncio.timeout(60):
        while keys.refresh() == before:
            await asyncio.sleep(0.05)
    assert allowed() is None
