"""End to end: commands at the registry, the relay, Kafka, the feed; and a process that gets a signal to end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import asyncpg
import orjson
import pytest

from contracts.envelope import Recorded
from contracts.streams import id_of
from services.notifications.app import build
from services.notifications.verification import compare
from services.registry import app as registry
from services.registry.relay import app as relay_app
from tests.notifications.given import DKM, PGM, SAAM
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for, until
from tests.servers import BUS_KEY_FILE, Broker, Database

LETTER = "agreement-letter"


class Pipeline:
    """Registry, relay and notifications on one database, one topic and one file of keys."""

    def __init__(self, database: Database, kafka: Broker, topic: str, keys: KeyRing) -> None:
        self.database, self.keys = database, keys
        self.operator = keys.issue("operator", *ALL_SCOPES)
        self.partners = {name: keys.issue(name, "feed:read", subject=name) for name in (DKM, SAAM, PGM)}
        self.more: dict[str, Any] = {
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_security": kafka.security,
            "kafka_username": kafka.username,
            "kafka_password": kafka.password,
            "topic": topic,
            "bus_key_file": BUS_KEY_FILE,
            "registry_key": self.operator,
        }

    def settings(self, role: str) -> Any:
        """Settings of one of the three."""
        return settings_for(self.database, f"upland_{role}", self.keys, **self.more)

    async def command(self, running: Running, path: str, body: dict[str, Any]) -> None:
        """Send a command, which must be accepted."""
        headers = {"Authorization": f"Bearer {self.operator}", "Idempotency-Key": f"{path} {body}"[:60]}
        async with running.session.post(running.url + path, json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()

    async def ids(self, running: Running, name: str, **parameters: Any) -> list[str]:
        """The ids in a partner's feed."""
        headers = {"Authorization": f"Bearer {self.partners[name]}"}
        async with running.session.get(
            f"{running.url}/v1/feed", headers=headers, params=parameters
        ) as answer:
            return [event["id"] for event in orjson.loads(await answer.read())]


@pytest.fixture
async def pipeline(database: Database, kafka: Broker, topic: str, keys: KeyRing) -> Pipeline:
    return Pipeline(database, kafka, topic, keys)


async def _log(database: Database) -> AsyncIterator[Recorded]:
    connection = await asyncpg.connect(database.url())
    columns = ", ".join(Recorded._fields)
    try:
        for row in await connection.fetch(f"SELECT {columns} FROM registry.events ORDER BY position"):
            yield Recorded(*row)
    finally:
        await connection.close()


async def test_an_agreement_reaches_its_parties_at_once_and_others_when_it_is_concluded(
    pipeline: Pipeline,
) -> None:
    async with AsyncExitStack() as stack:
        record = await stack.enter_async_context(served(pipeline.settings("registry"), registry.build))
        pipeline.more["registry_url"] = record.url
        await stack.enter_async_context(served(pipeline.settings("registry"), relay_app.build))
        running = await stack.enter_async_context(served(pipeline.settings("notifications"), build))

        async def ready() -> bool:
            async with running.session.get(f"{running.url}/health/ready") as answer:
                return answer.status == 200

        await until(ready)
        for cluster in (DKM, SAAM):
            name = id_of(cluster)
            await pipeline.command(
                record, f"/v1/clusters/{name}/found", {"names": {"pl": name}, "occurred": "2017"}
            )
        parties = {"kind": "letter-of-intent", "parties": [DKM, SAAM], "subject": {"en": "cars"}}
        await pipeline.command(record, "/v1/agreements/letter/propose", parties)
        for cluster in (DKM, SAAM):
            await pipeline.command(record, "/v1/agreements/letter/sign", {"party": cluster})

        async def have(name: str, count: int) -> list[str]:
            ids = await pipeline.ids(running, name, wait=5)
            return ids if len(ids) == count else []

        assert (await until(lambda: have(DKM, 5)))[2:] == [f"{LETTER}@{version}" for version in (1, 2, 3)]
        assert len(await pipeline.ids(running, PGM)) == 2
        waiting = asyncio.create_task(pipeline.ids(running, PGM, wait=20, cursor="latest"))
        await pipeline.command(record, "/v1/agreements/letter/conclude", {})
        assert await waiting == [f"{LETTER}@{version}" for version in (1, 2, 3, 4)]
        assert len(await until(lambda: have(DKM, 6))) == 6
        # What came over Kafka carries no salt of public events; the bytes are the log's all the same.
        difference = await compare(pipeline.database.url("upland_notifications"), _log(pipeline.database))
        assert difference is None


async def test_a_process_that_has_to_end_ends_its_streams_at_once(pipeline: Pipeline) -> None:
    settings = pipeline.settings("notifications")
    environment = os.environ | {
        "UPLAND_PORT": str(settings.port),
        "UPLAND_DATABASE_URL": settings.database_url.get_secret_value(),
        "UPLAND_KEYS_FILE": str(settings.keys_file),
        "UPLAND_REGISTRY_URL": "http://127.0.0.1:9",
        "UPLAND_KAFKA_BOOTSTRAP": "127.0.0.1:9",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notifications", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    url, headers = f"http://127.0.0.1:{settings.port}", {"Authorization": f"Bearer {pipeline.partners[DKM]}"}
    try:
        async with aiohttp.ClientSession(headers=headers) as session:

            async def live() -> bool:
                try:
                    async with session.get(f"{url}/health/live") as answer:
                        return answer.status == 200
                except aiohttp.ClientConnectionError:
                    return False

            await until(live)
            waiting = asyncio.create_task(session.get(f"{url}/v1/feed", params={"wait": "30"}))
            async with session.get(f"{url}/v1/stream") as stream:
                assert (await stream.content.readline()).startswith(b"retry: ")
                clock = asyncio.get_running_loop().time
                began = clock()
                process.send_signal(signal.SIGTERM)
                assert b"specversion" not in await stream.content.read()
                assert clock() - began < 20
            assert await (await waiting).read() == b"[]"
            assert await asyncio.wait_for(process.wait(), 20) in {0, -signal.SIGTERM}
            assert clock() - began < 25  # less than the requested wait
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
