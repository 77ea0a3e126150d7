"""A log that is not the one that Kafka and the partners know: an older one, and one whose last event is in the future.

Each stops loudly with what to do; `upland republish` heals it, and everything is the log's again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import orjson
import pytest

from tests.instance import Upland, running
from tests.running import until

_PATIENCE = 120.0


@pytest.fixture(scope="module")
def upland() -> Iterator[Upland]:
    with running() as started:
        yield started


class Partner:
    """What a partner and a coordinator see of the instance over HTTP."""

    def __init__(self, upland: Upland, session: aiohttp.ClientSession) -> None:
        self._instance = upland.instance
        self._session = session
        self._headers = {"Authorization": f"Bearer {self._instance.operator_key()}"}

    async def register(self, id: str) -> tuple[int, dict[str, Any]]:
        """Register a party; status and body of the answer."""
        url = f"{self._instance.url('registry')}/v1/parties/{id}/register"
        body = {"kind": "organisation", "names": {"pl": f"Firma {id}"}}
        async with self._session.post(
            url, json=body, headers=self._headers | {"Idempotency-Key": id}
        ) as answer:
            return answer.status, await answer.json()

    async def feed(self, cursor: str | None = None) -> tuple[int, Any, str]:
        """One page of the feed: status, body, the next cursor."""
        url = f"{self._instance.url('notifications')}/v1/feed"
        query = {"limit": "1000"} | ({"cursor": cursor} if cursor else {})
        async with self._session.get(url, params=query, headers=self._headers) as answer:
            following = answer.headers.get("Link", "").partition("cursor=")[2].partition("&")[0]
            return answer.status, orjson.loads(await answer.read()), following

    async def delivered(self, ids: list[str]) -> str:
        """Wait until the complete feed ends with these events; return the cursor at its end."""

        async def there() -> str | None:
            status, body, following = await self.feed()
            feed = [event["id"] for event in body] if status == 200 else []
            return following if feed[-len(ids) :] == ids else None

        cursor: str = await until(there, _PATIENCE)
        return cursor

    async def health(self, service: str) -> dict[str, Any]:
        """The readiness of a service."""
        try:
            async with self._session.get(f"{self._instance.url(service)}/health/ready") as answer:
                health: dict[str, Any] = await answer.json()
                return health
        except (aiohttp.ClientError, OSError):
            return {"ready": False, "reasons": []}

    async def waits_for_reason(self, service: str, words: str) -> None:
        """Wait until a service is not ready, with these words."""

        async def reported() -> bool:
            health = await self.health(service)
            return not health["ready"] and words in str(health["reasons"])

        await until(reported, _PATIENCE)


def healed(upland: Upland) -> None:
    """Begin a new epoch; then every service is ready, and its rows match the log."""
    begun = upland("republish", "--yes", "--json", "--why", "a test")
    assert begun.returncode == 0, begun.stdout + begun.stderr
    status = upland("status", "--json")
    assert status.returncode == 0, status.stdout + status.stderr
    verified = upland("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


async def stored(partner: Partner, *ids: str) -> list[str]:
    for id in ids:
        status, body = await partner.register(id)
        assert status == 201, body
    return [f"party-{id}@1" for id in ids]


async def test_an_older_log_with_a_newer_kafka(upland: Upland, tmp_path: Path) -> None:
    # No connection is kept: `upland` blocks this loop, which then does not see that a service closed one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        partner = Partner(upland, session)
        early = await partner.delivered(await stored(partner, "early-1", "early-2", "early-3"))
        assert upland("down").returncode == 0
        older = tmp_path / "postgres"
        shutil.copytree(upland.folder / "postgres", older, symlinks=True)
        _owned_like(upland.folder / "postgres", older)
        assert upland.up().returncode == 0
        lost = [f"lost-{n}" for n in range(20)]
        late = await partner.delivered(await stored(partner, *lost))
        assert upland("down").returncode == 0

        shutil.rmtree(upland.folder / "postgres")
        shutil.move(older, upland.folder / "postgres")
        started = upland.up()
        assert started.returncode == 1
        assert "upland republish" in started.stdout + started.stderr
        await partner.waits_for_reason("relay", "Kafka is ahead of the log")
        assert upland("status").returncode == 1
        assert upland("verify").returncode == 1

        # Commands are taken meanwhile, and none is lost; what Kafka has of the lost ones is in nobody's feed.
        after = await stored(partner, *(f"after-{n}" for n in range(30)))
        await partner.delivered(after)
        await partner.waits_for_reason("relay", "upland republish")
        assert upland("status").returncode == 1

        healed(upland)
        for cursor in (early, late, "3-3"):
            status, problem, _ = await partner.feed(cursor)
            assert (status, problem["parameter"]) == (400, "cursor")
            assert "start again without a cursor" in problem["detail"]
        status, body, _ = await partner.feed()
        assert [event["id"] for event in body][-33:] == [f"party-early-{n}@1" for n in (1, 2, 3)] + after
        more = await stored(partner, "more")
        await partner.delivered([*after, *more])
        assert upland("verify").returncode == 0


def _owned_like(original: Path, copy: Path) -> None:
    """Give the files of a copy the owners and modes of the originals: PostgreSQL looks at them."""
    for path in (original, *original.rglob("*")):
        if not path.is_symlink():
            same = copy / path.relative_to(original)
            about = path.stat()
            shutil.chown(same, about.st_uid, about.st_gid)
            same.chmod(about.st_mode & 0o7777)


async def test_a_log_from_the_future(upland: Upland) -> None:
    # No connection is kept: `upland` blocks this loop, which then does not see that a service closed one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        partner = Partner(upland, session)
        before = await stored(partner, "present")
        await partner.delivered(before)
        owner = await asyncpg.connect(upland.instance.database_url())
        for statement in (
            "ALTER TABLE registry.events DISABLE TRIGGER append_only",
            "UPDATE registry.head SET recorded_at = clock_timestamp() + interval '400 days'",
            # As `append` would have stored them under that clock.
            (
                "INSERT INTO registry.events SELECT position + 1, 'party-future', 1, type, schema_version,"
                " (SELECT recorded_at FROM registry.head), audience, salt, correlation_id, causation_id, data"
                " FROM registry.events WHERE position = (SELECT position FROM registry.head)"
            ),
            "UPDATE registry.head SET position = position + 1",
            "INSERT INTO registry.commands SELECT 'future', 'x', position, 1 FROM registry.head",
            "ALTER TABLE registry.events ENABLE TRIGGER append_only",
            "NOTIFY upland_log",
        ):
            await owner.execute(statement)

        # It is published all the same; commands are refused with what to do.
        await partner.delivered(["party-future@1"])
        status, problem = await partner.register("refused")
        assert (status, problem["type"]) == (503, "/problems/untimely")
        assert "upland republish" in problem["detail"]
        await partner.waits_for_reason("registry", "ahead of the clock")
        assert upland("status").returncode == 1

        healed(upland)
        began = datetime.now(UTC)
        assert (await partner.register("refused"))[0] == 201
        await partner.delivered(["party-future@1", "party-refused@1"])
        recorded = await owner.fetchval(
            "SELECT recorded_at FROM registry.events ORDER BY position DESC LIMIT 1"
        )
        assert abs(recorded - began) < timedelta(hours=1)
        # What was recorded in the future was known when the clock was put right. The views come after the feed.
        head = await owner.fetchval("SELECT position FROM registry.head")

        async def known() -> bool:
            return bool(await owner.fetchval("SELECT projections.position_at($1)", recorded) == head)

        await until(known, _PATIENCE)
        await owner.close()
        assert upland("verify").returncode == 0
