"""The registry on the test's database, and keys for it; `names`: one that takes names."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.registry.app import build
from tests.registry.naming import HOLDERS, Names
from tests.registry.test_http import Client
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


@pytest.fixture
def client(registry: Running, operator: str) -> Client:
    return Client(registry, operator)


@pytest.fixture
async def names(database: Database, tmp_path: Path) -> AsyncIterator[Names]:
    keys = KeyRing(tmp_path / "keys.json")
    operator = keys.issue("operator", *ALL_SCOPES)
    issued = {name: keys.issue(name, *scopes, subject=subject) for name, subject, scopes in HOLDERS}
    master = tmp_path / "names.key"
    master.write_text("5e" * 32 + "\n")
    settings = settings_for(
        database, "upland_registry", keys, names_key_file=master, max_body=20_000, anonymous_read=True
    )
    async with served(settings, build) as running:
        holders = {name: Client(running, key) for name, key in issued.items()}
        yield Names(running, database, keys, Client(running, operator), holders)
