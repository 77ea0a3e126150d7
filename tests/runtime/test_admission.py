"""How much one caller may ask for: of the registry over HTTP, by key and by address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from runtime.errors import TooManyRequests
from runtime.http.admission import Admission, Limits
from runtime.security import Keys
from services.registry.app import build
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Database


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@pytest.fixture
async def registry(database: Database, keys: KeyRing) -> AsyncIterator[Running]:
    # One request a second: however slow the machine is, the third of three at once comes too early.
    settings = settings_for(database, "upland_registry", keys, anonymous_read=True, rate_limit=1)
    async with served(settings, build) as running:
        yield running


async def request(
    running: Running, path: str, key: str | None = None
) -> tuple[int, aiohttp.typedefs.LooseHeaders]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with running.session.get(running.url + path, headers=headers) as answer:
        return answer.status, dict(answer.headers)


async def refused(running: Running, key: str | None = None) -> dict[str, str]:
    """The headers of the first refusal."""
    async with asyncio.timeout(60):
        while True:
            answers = await asyncio.gather(*(request(running, "/v1/history", key) for _ in range(8)))
            for status, headers in answers:
                assert status in {200, 429}
                if status == 429:
                    return dict(headers)  # type: ignore[arg-type]


async def test_a_caller_over_its_rate_waits_and_others_do_not(registry: Running, keys: KeyRing) -> None:
    first, second = keys.issue("first", *ALL_SCOPES), keys.issue("second", *ALL_SCOPES)
    headers = await refused(registry, first)
    assert int(headers["Retry-After"]) >= 1
    assert headers["Content-Type"] == "application/problem+json"
    assert (await request(registry, "/v1/history", second))[0] == 200
    assert (await request(registry, "/v1/history"))[0] == 200
    await refused(registry)
    for path in ("/health/live", "/health/ready", "/metrics"):
        for _ in range(5):
            assert (await request(registry, path))[0] != 429


async def test_a_wrong_key_counts_for_its_address(registry: Running) -> None:
    async with asyncio.timeout(60):
        while (await request(registry, "/v1/history", "upl_a_b"))[0] != 429:
            pass


def scope(path: str = "/v1/feed", address: str = "192.0.2.1") -> dict[str, object]:
    return {"type": "http", "path": path, "headers": [], "client": (address, 1)}


def test_so_many_at_once_and_no_more() -> None:
    admission = Admission(Keys(None), Limits(0, 2))
    one, two = admission.enter(scope()), admission.enter(scope())
    with pytest.raises(TooManyRequests):
        admission.enter(scope())
    stream = admission.enter(scope("/v1/stream"))  # counted apart
    other = admission.enter(scope(address="192.0.2.2"))
    admission.leave(one)
    three = admission.enter(scope())
    for caller in (two, three, stream, other):
        admission.leave(caller)
    assert not admission._under_way
