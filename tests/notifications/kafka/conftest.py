"""An office with Kafka channels, and what fills its feed."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from services.notifications.feed import Feed
from tests.node import installed
from tests.notifications.given import Applier
from tests.notifications.kafka.given import Office
from tests.servers import Broker, Database


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
async def office(
    kafka: Broker, database: Database, pool: asyncpg.Pool[asyncpg.Record], feed: Feed, tmp_path: Path
) -> Office:
    if kafka.partners_bootstrap is None:
        pytest.fail("partners need a Kafka with the two listeners of `ops.embedded.kafka`")
    return await Office.open(kafka, database, pool, feed.notifier, tmp_path)


@pytest.fixture
def applier(pool: asyncpg.Pool[asyncpg.Record], feed: Feed) -> Applier:
    return Applier(pool, feed)


@pytest.fixture(scope="session")
def packages() -> Path:
    """A folder with `package.json` and its `node_modules`."""
    return installed(Path(__file__).parent)
