"""A registry and a relay, and consumers on the test's database and topic."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from contracts.fields import Audience
from runtime.consumer.consumer import Consumer
from runtime.database import open_pool
from runtime.settings import Settings
from services.projections.engine.readmodel import ReadModel
from services.projections.engine.sink import ReadModels
from services.projections.readmodels.tables import MODELS
from services.registry.app import build
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from services.registry.relay import app as relay_app
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import BUS_KEY_FILE, Broker, Database


@dataclass
class World:
    """One test's log, bus and settings."""

    database: Database
    kafka: Broker
    topic: str
    registry: Running
    log: Log
    key: str

    def settings(self, **more: object) -> Settings:
        """Settings of a consuming service."""
        given: dict[str, object] = {
            "database_url": self.database.url("upland_projections"),
            "kafka_bootstrap": self.kafka.bootstrap,
            "kafka_security": self.kafka.security,
            "kafka_username": self.kafka.username,
            "kafka_password": SecretStr(self.kafka.password) if self.kafka.password else None,
            "topic": self.topic,
            "bus_key_file": BUS_KEY_FILE,
            "registry_url": self.registry.url,
            "registry_key": SecretStr(self.key),
        }
        return Settings.model_validate(given | more)

    @asynccontextmanager
    async def relayed(self, **more: object) -> AsyncIterator[None]:
        """A relay to the topic, inside this process."""
        settings = self.settings(database_url=self.database.url("upland_registry"), **more)
        async with served(settings.model_copy(update={"port": 0}), relay_app.build):
            yield

    @asynccontextmanager
    async def consumer(
        self, models: tuple[ReadModel, ...] = MODELS, **more: object
    ) -> AsyncIterator[Consumer]:
        """A consumer of the read models."""
        pool = await open_pool(self.database.url("upland_projections"), size=4)
        async with Consumer(self.settings(**more), pool, ReadModels(models)) as consumer:
            yield consumer
        await pool.close()

    async def append(
        self,
        stream: str,
        expected: int,
        type: str = "MemberJoined",
        data: bytes = b"{}",
        audience: Audience = "public",
    ) -> int:
        """Store one event; its position."""
        event = NewEvent(type, 1, audience, os.urandom(16), "c", None, data)
        return (await self.log.append(Append(stream, expected, [event]))).position

    async def join(self, first: int, last: int) -> None:
        """Members `first` to `last` of one cluster, each a stream of its own."""
        await asyncio.gather(*(self.append(f"membership-lkb.m{n}", 0) for n in range(first, last)))

    async def rows(self, query: str) -> list[asyncpg.Record]:
        """Rows, as the database's owner sees them."""
        connection = await asyncpg.connect(self.database.url())
        try:
            return await connection.fetch(query)
        finally:
            await connection.close()


@asynccontextmanager
async def recording(database: Database, kafka: Broker, topic: str, folder: Path) -> AsyncIterator[World]:
    """A registry over the database, until the block ends; `folder` is for its keys."""
    keys = KeyRing(folder / "keys.json")
    key = keys.issue("reader", *ALL_SCOPES)
    settings = settings_for(database, "upland_registry", keys)
    url = database.url("upland_registry")
    pool = await open_pool(url, size=4)
    async with served(settings, build) as registry, Log(url, pool) as log:
        yield World(database, kafka, topic, registry, log, key)
    await pool.close()


@pytest.fixture
async def world(database: Database, kafka: Broker, topic: str, tmp_path: Path) -> AsyncIterator[World]:
    async with recording(database, kafka, topic, tmp_path) as made:
        yield made
