"""Digests on the test's database, and the SMTP server that they go to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from services.notifications.feed import Feed
from tests.notifications.digest.given import Digests, Postbox
from tests.notifications.given import Applier


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def applier(pool: asyncpg.Pool[asyncpg.Record], feed: Feed) -> Applier:
    return Applier(pool, feed)


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    async with Postbox().listening() as listening:
        yield listening


@pytest.fixture
async def digests(
    pool: asyncpg.Pool[asyncpg.Record], feed: Feed, tmp_path: Path, postbox: Postbox
) -> Digests:
    return await Digests.open(pool, feed.notifier, tmp_path / "channels.key", postbox)
