"""The registry on the test's database, and keys for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.registry.app import build
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Database


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@pytest.fixture
def operator(keys: KeyRing) -> str:
    return keys.issue("operator", *ALL_SCOPES)


@pytest.fixture
async def registry(database: Database, keys: KeyRing, operator: str) -> AsyncIterator[Running]:
    settings = settings_for(database, "upland_registry", keys, max_body=20_000)
    async with served(settings, build) as running:
        yield running
