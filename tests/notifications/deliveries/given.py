"""Subscriptions and a kind of channel for the tests of the frame: it writes down what it is given."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Literal

import asyncpg
import orjson

from contracts.filters import FilterExpression
from runtime.errors import Unavailable
from services.notifications.channels.kinds import ChannelSettings, Kind, Made, Run, Sent
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.clock import Clock, SystemClock
from services.notifications.deliveries.seal import Seal, Secrets
from services.notifications.deliveries.store import Channels
from services.notifications.deliveries.worker import Beat, Parts, Worker
from services.notifications.notifier import Notifier
from services.notifications.pages import Pages
from services.notifications.subscriptions import store
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Stage, Subscription, stream_of
from tests.notifications.given import DKM

SHORT = Beat(every=0.02, lease=1.0, pause=0.02)


class NotedSettings(ChannelSettings):
    """Its settings."""

    label: str
    refuse: bool = False


@dataclass
class Noted:
    """A kind that keeps the ids of a channel's events, and by whom each channel is run."""

    name: ClassVar[str] = "noted"
    settings: ClassVar[type[ChannelSettings]] = NotedSettings
    start: ClassVar[Literal["beginning", "latest"]] = "beginning"

    events: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    runs: list[Run] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    failing: bool = False

    async def create(self, channel: Channel, subscription: object) -> Made:
        self.made.add(channel.id)
        if channel.settings["refuse"]:
            raise Unavailable("what it needs elsewhere is away")
        return Made("active", secrets={"word": "open sesame"}, shown={"secret": "open sesame"})

    async def close(self, channel: Channel) -> None:
        self.made.discard(channel.id)

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:
        return Made(
            channel.state, secrets={"word": f"{secrets['word']}!"}, shown={"secret": f"{secrets['word']}!"}
        )

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:
        return Sent(True, {})

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:
        return Sent(True, {"word": len(str(secrets["word"]))})

    def resumed(self, channel: Channel) -> Progress:
        return channel.progress

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:
        return {"letters": len(str(secrets.get("word", "")))}

    async def run(self, run: Run) -> None:
        self.runs.append(run)
        cursor = run.channel.cursor
        while True:
            changed = run.notifier.listen()
            page = await run.after(cursor, 3)
            if self.failing:
                raise RuntimeError("as the test wants it")
            if page.next != cursor:
                await run.channels.advance(
                    run.channel.id, run.channel.lease, page.next, {"pages": len(self.runs)}
                )
                cursor = page.next
            self.events[run.channel.id] += [orjson.loads(entry.statement)["id"] for entry in page.entries]
            if not page.full:
                await run.clock.wait(changed, run.clock.now() + timedelta(seconds=0.5))


@dataclass
class Office:
    """All that channels are run with, on the test's database."""

    pool: asyncpg.Pool[asyncpg.Record]
    kind: Noted
    parts: Parts

    @classmethod
    def open(
        cls,
        pool: asyncpg.Pool[asyncpg.Record],
        notifier: Notifier,
        key_file: Path,
        clock: Clock | None = None,
        *more: Kind,
    ) -> Office:
        """An office with that kind, and others."""
        if not key_file.exists():
            key_file.write_text("0f" * 32)
        kind = Noted()
        parts = Parts(
            Channels(pool),
            Subscriptions(pool),
            {each.name: each for each in (kind, *more)},
            Pages(pool),
            notifier,
            Seal(key_file),
            clock or SystemClock(),
        )
        return cls(pool, kind, parts)

    async def subscribe(
        self,
        id: str,
        subscriber: str = DKM,
        stage: Stage = "approved",
        filter: FilterExpression | None = None,
    ) -> Subscription:
        """A subscription as the feed has stored it; to everything where it has no filter."""
        made = Subscription(id, subscriber, stage, filter, 1, {"en": "for the test"}, now())
        async with self.pool.acquire() as connection:
            await store.replace(connection, {stream_of(id): made})
        return made

    def worker(self, beat: Beat = SHORT) -> Worker:
        """A worker of a process of its own: it shares only the database."""
        apart = Parts(
            Channels(self.pool),
            self.parts.subscriptions,
            self.parts.kinds,
            self.parts.pages,
            self.parts.notifier,
            self.parts.seal,
            self.parts.clock,
        )
        return Worker(apart, beat)


class Working:
    """Workers that run until the block ends."""

    def __init__(self, *workers: Worker) -> None:
        self.tasks = [asyncio.create_task(worker.run()) for worker in workers]

    async def __aenter__(self) -> Working:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)
