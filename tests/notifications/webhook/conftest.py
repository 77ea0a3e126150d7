"""An office with webhooks, on the test's database, with a feed that is applied to by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest

from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.delivering import Terms
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.kind import Webhook
from services.notifications.channels.webhook.sending import Patience, Sender
from services.notifications.deliveries.clock import Clock, SystemClock
from services.notifications.feed import Feed
from tests.notifications.deliveries.given import Office
from tests.notifications.given import Applier
from tests.notifications.webhook.given import Hooks, PutForward

QUICK = Patience(connect=2.0, answer=2.0, body=0.3)
Opened = Callable[[Clock], Hooks]


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def applier(pool: asyncpg.Pool[asyncpg.Record], feed: Feed) -> Applier:
    return Applier(pool, feed)


@pytest.fixture
async def opened(pool: asyncpg.Pool[asyncpg.Record], feed: Feed, tmp_path: Path) -> AsyncIterator[Opened]:
    """Opens hooks by a clock."""
    rules = Rules(loopback=True)
    await Office.open(pool, feed.notifier, tmp_path / "channels.key").subscribe("s")
    async with open_session(rules) as session:

        def open_hooks(clock: Clock) -> Hooks:
            kind = Webhook(Sender(session, clock, QUICK), clock, rules, Terms(), spacing=0.0)
            office = Office.open(pool, feed.notifier, tmp_path / "channels.key", clock, kind)
            return Hooks.of(office)

        yield open_hooks


@pytest.fixture
def hooks(opened: Opened) -> Hooks:
    return opened(SystemClock())


@pytest.fixture
def clock() -> PutForward:
    return PutForward()
