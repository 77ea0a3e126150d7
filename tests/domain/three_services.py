"""The three services over one record that is written at once: into the log, the views and the feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg

from services.notifications.app import build as notifications
from services.notifications.feed import Feed
from services.projections.app import build as projections
from services.projections.engine.sink import ReadModels
from services.projections.readmodels.tables import MODELS
from services.registry.app import build as registry
from services.registry.log.pages import COLUMNS
from tests.projections.given import Log
from tests.running import KeyRing, Running, served, settings_for
from tests.servers import Database


@dataclass(frozen=True)
class World:
    """The three services over one record."""

    services: Mapping[str, Running]

    async def answer(self, service: str, path: str, key: str | None) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of GET `path`."""
        running = self.services[service]
        headers = {"X-Correlation-Id": "the-same"} | ({"Authorization": f"Bearer {key}"} if key else {})
        async with running.session.get(running.url + path, headers=headers) as answer:
            return answer.status, await answer.read(), dict(answer.headers)


async def _store(database: Database, log: Log) -> None:
    """Put the record into the log, the views and the feed, with its own times."""
    owner = await asyncpg.connect(database.owner_url)
    try:
        columns = COLUMNS.split(", ")
        await owner.copy_records_to_table(
            "events", schema_name="registry", columns=columns, records=log.events
        )
        await owner.execute(
            "UPDATE registry.head SET position = $1, recorded_at = $2", log.head, log.events[-1].recorded_at
        )
    finally:
        await owner.close()
    for role, sink in (("projections", ReadModels(MODELS)), ("notifications", Feed())):
        connection = await asyncpg.connect(database.url(f"upland_{role}"))
        try:
            async with connection.transaction():
                assert not await sink.apply(connection, log.events)
                await connection.execute(f"UPDATE {role}.reader SET watermark = $1", log.head)
        finally:
            await connection.close()


@asynccontextmanager
async def world(database: Database, keys: KeyRing, log: Log) -> AsyncIterator[World]:
    await _store(database, log)
    nowhere = "127.0.0.1:9"  # the same in both worlds: an answer's headers name it
    more = {"anonymous_read": True, "registry_url": f"http://{nowhere}", "kafka_bootstrap": nowhere}
    builds = {"registry": registry, "projections": projections, "notifications": notifications}
    async with AsyncExitStack() as stack:
        services = {}
        for name, build in builds.items():
            settings = settings_for(database, f"upland_{name}", keys, **more)
            services[name] = await stack.enter_async_context(served(settings, build))
        yield World(services)
