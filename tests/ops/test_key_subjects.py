"""A key is issued for a cluster or a party of the record only."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.keys import subjects
from ops.keys.api_keys import KeyRefused
from services.registry.app import build
from tests.running import ALL_SCOPES, KeyRing, served, settings_for
from tests.servers import Database


async def test_the_subject_of_a_key_is_in_the_record(database: Database, tmp_path: Path) -> None:
    keys = KeyRing(tmp_path / "keys.json")
    operator = keys.issue("operator", *ALL_SCOPES)
    with pytest.raises(KeyRefused, match="it has no cluster yet"):
        await subjects.require(database.url(), "cluster-dkm")
    async with (
        served(settings_for(database, "upland_registry", keys), build) as running,
        running.session.post(
            f"{running.url}/v1/clusters/dkm/found",
            json={"names": {"pl": "DKM"}},
            headers={"Authorization": f"Bearer {operator}", "Idempotency-Key": "a"},
        ) as answer,
    ):
        assert answer.status == 201, await answer.text()
    await subjects.require(database.url(), "cluster-dkm")
    for wrong in ("cluster-dmk", "dkm", "agreement-dkm"):
        with pytest.raises(KeyRefused, match="cluster-dkm"):
            await subjects.require(database.url(), wrong)
    with pytest.raises(KeyRefused, match="upland up"):
        await subjects.require("postgresql://upland:x@127.0.0.1:9/away", "cluster-dkm")
