"""A process that only answers questions, on a streaming replica: it answers like one that follows the log, and writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from services.projections.app import build
from services.projections.questions import QUESTIONS
from services.registry.app import build as build_registry
from tests.projections.conftest import Views
from tests.projections.given import party
from tests.projections.stored import stored
from tests.replica import Replica, replica
from tests.running import Running, served, settings_for, until
from tests.servers import Database, Databases, free_ports

ADDRESSES = [question.path for question in QUESTIONS if "{" not in question.path]

QUERIES = {
    "/v1/search": {"q": "Lublin"},
    "/v1/similar-parties": {"name": "Lublin"},
    "/v1/together": {"subjects": "party-lublin,cluster-lkb"},
}


@pytest.fixture
async def copied(databases: Databases, database: Database) -> AsyncIterator[Replica]:
    async with replica(databases._admin) as made:
        yield made


def answers(views: Views, database: Database, registry: str) -> Any:
    settings = settings_for(
        database,
        "upland_projections",
        views.keys,
        anonymous_read=True,
        answers_only=True,
        registry_url=registry,
        kafka_bootstrap="127.0.0.1:1",
    )
    return served(settings, build)


async def got(running: Running, path: str, **query: Any) -> tuple[int, Any]:
    params = {name: str(value) for name, value in query.items()}
    async with running.session.get(running.url + path, params=params) as answer:
        return answer.status, orjson.loads(await answer.read())


async def ready(running: Running, position: int) -> Any:
    """The readiness once the process is ready and has read a position, and looked at the log; None before."""
    status, health = await got(running, "/health/ready")
    [progress] = health["consumers"]
    looked = health["log"] != "not read yet"
    return health if status == 200 and looked and progress["position"] >= position else None


async def test_a_process_on_a_replica_answers_like_the_one_that_follows_the_log(
    views: Views, copied: Replica
) -> None:
    nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
    async with answers(views, copied.database(views.database), nowhere) as reader:
        health = await until(lambda: ready(reader, views.log.head))
        assert health["database"]["replica"] is True
        assert "does not answer" in health["log"]
        for path in ADDRESSES:
            query = QUERIES.get(path, {})
            status, expected = await views.get(path, **query)
            assert status == 200, (path, expected)
            assert await got(reader, path, **query) == (status, expected), path

        # What is recorded now is waited for, until the replica has it.
        coming = views.log.head + 1
        waiting = asyncio.create_task(got(reader, "/v1/network", wait_for=coming, timeout=30))
        party(views.log, "new-on-the-primary", "organisation", "New on the primary")
        await views.apply()
        status, answer = await waiting
        assert (status, answer["meta"]["position"]) == (200, coming)
        status, refused = await got(reader, "/v1/network", wait_for=coming + 5, timeout=0)
        assert (status, refused["position"]) == (504, coming)

        key = views.keys.issue("operator", "operate")
        for method, path in (("GET", "/v1/operations"), ("POST", "/v1/rebuilds")):
            async with reader.session.request(method, reader.url + path) as anonymous:
                assert anonymous.status in {401, 403}
            login = {"Authorization": f"Bearer {key}"}
            async with reader.session.request(method, reader.url + path, headers=login) as elsewhere:
                assert elsewhere.status == 404
                assert "only answers questions" in (await elsewhere.json())["detail"]

        await copied.stop()

        async def unready() -> bool:
            return (await got(reader, "/health/ready"))[0] == 503

        await until(unready)
        assert (await got(reader, "/v1/network"))[0] == 503
        await copied.start()
        await until(lambda: ready(reader, coming))
        assert (await got(reader, "/v1/network"))[0] == 200


async def test_its_readiness_says_how_far_it_is_behind_the_log_and_on_a_primary_it_only_reads(
    views: Views,
) -> None:
    await stored(views.database, views.log)
    async with (
        served(settings_for(views.database, "upland_registry", views.keys), build_registry) as registry,
        answers(views, views.database, registry.url) as reader,
    ):
        health = await until(lambda: ready(reader, views.log.head))
        assert (health["database"]["replica"], health["log"]) == (False, "read")

        async def behind() -> bool:
            _, now = await got(reader, "/health/ready")
            return bool(now["consumers"][0]["lag"] == 1)

        party(views.log, "not-applied", "organisation", "Not applied")
        await _append_to_the_log(views)
        await until(behind)


async def _append_to_the_log(views: Views) -> None:
    connection = await asyncpg.connect(views.database.owner_url)
    try:
        await connection.execute("UPDATE registry.head SET position = $1", views.log.head)
    finally:
        await connection.close()
