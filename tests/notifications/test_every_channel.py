"""All channels at once: whatever fails, dies, is replayed or revoked, each partner gets what the log alone says is its, on
each channel, in the order of each stream, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import asyncpg
import orjson
from aiohttp import web
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.envelope import Recorded
from contracts.filters import FilterExpression
from runtime.database import open_pool
from services.notifications.channels.kafka.kind import Kafka
from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.delivering import Terms
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.kind import Webhook
from services.notifications.channels.webhook.sending import Patience, Sender
from services.notifications.cursor import START
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels
from services.notifications.feed import Feed
from services.notifications.notifier import Notifier
from services.notifications.pages import Filters, Reader
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription
from tests.notifications.deliveries.given import Office
from tests.notifications.digest.given import Postbox, confirmed, events_in, kind_of
from tests.notifications.given import DKM, FEED_TABLES, LUBLIN, PGM, RADOM, SAAM, Applier, Log
from tests.notifications.kafka import given as kafka_given
from tests.notifications.kafka.given import Partner as Topic
from tests.notifications.strategies import logs, may_see
from tests.notifications.streamed import StreamReader, Streams
from tests.notifications.webhook.given import Hooks, PutForward, Receiver
from tests.running import KeyRing, until
from tests.servers import Broker, Database, free_ports

T = TypeVar("T")
_PATIENCE = Patience(connect=10.0, answer=30.0, body=5.0)
# Longer than the longest wait between two attempts.
_OUTAGE = timedelta(hours=16)
_CHANNEL_TABLES = ("notifications.channels", "notifications.deliveries", "notifications.workers")


@dataclass(frozen=True)
class Wish:
    """What a partner subscribes to: the filter as it writes it, and what that means, said once more."""

    subscriber: str
    filter: dict[str, Any] | None = None
    type: str | None = None
    unless: str | None = None

    def covers(self, event: Recorded) -> bool:
        """Whether an event is one of those that the filter means."""
        return self.type in {None, event.type} and not event.stream.startswith(self.unless or "nothing")


WISHES = {
    "all": Wish(DKM),
    "signatures": Wish(SAAM, {"exact": {"type": "AgreementSigned"}}, type="AgreementSigned"),
    "party": Wish(LUBLIN),
    "no-clusters": Wish(RADOM, {"not": {"prefix": {"stream": "cluster-"}}}, unless="cluster-"),
    "stranger": Wish(PGM, {"any": [{"prefix": {"type": "Agreement"}}, {"suffix": {"type": "Founded.v1"}}]}),
}
_ON_KAFKA = ("all", "party")
_BY_MAIL = ("no-clusters", "party")
_PREFIXED = {"stranger": ("Agreement", "ClusterFounded")}


@dataclass
class Partner:
    """One subscriber with a webhook, a reader that pulls, a stream and, where it has them, a topic and a digest."""

    name: str
    subscription: Subscription
    receiver: Receiver
    stream: StreamReader
    hook: str = ""
    topic: Topic | None = None
    pulled: list[str] = field(default_factory=list)
    refused: str | None = None
    revoked_at: int | None = None

    async def behave(self, _: web.Request, body: bytes) -> web.StreamResponse:
        """Takes everything but what is of the streams that it refuses."""
        subject: str = orjson.loads(body)["subject"]
        refuses = self.refused is not None and subject.startswith(self.refused)
        return web.Response(status=503 if refuses else 204)


class Process(NamedTuple):
    """A process of the service: a worker with database connections of its own."""

    pool: asyncpg.Pool[asyncpg.Record]
    task: asyncio.Task[None]

    async def die(self) -> None:
        """End without a last word: what it did and has not written is written nowhere."""
        self.pool.terminate()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Channelled(RuleBasedStateMachine):
    """Random events, receivers that are away, processes that die, replays and revocations."""

    world: Database
    folder: Path
    kafka: kafka_given.Office
    runner: asyncio.Runner

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    # -- the service --------------------------------------------------------------------------------------------
    @initialize(log=logs())
    def begin(self, log: Log) -> None:
        self.log, self.applied = log, 0
        self.run(self._begin())

    async def _begin(self) -> None:
        self.stack = AsyncExitStack()
        owner = await asyncpg.connect(self.world.owner_url)
        await owner.execute(f"TRUNCATE {', '.join((*FEED_TABLES, *_CHANNEL_TABLES))} CASCADE")
        await owner.execute("UPDATE notifications.reader SET watermark = 0, revision = 0")
        await owner.close()
        self.pool = await open_pool(self.world.url("upland_notifications"), size=8)
        feed, self.clock, rules = Feed(), PutForward(), Rules(loopback=True)
        self.postbox = await self.stack.enter_async_context(Postbox().listening())
        keys = KeyRing(self.folder / "keys.json")
        self.streams = await self.stack.enter_async_context(
            Streams.serving(self.world, self.pool, feed, keys)
        )
        self.applier = Applier(self.pool, feed)
        session = await self.stack.enter_async_context(open_session(rules))
        kind = Webhook(Sender(session, self.clock, _PATIENCE), self.clock, rules, Terms(), spacing=0.0)
        self.kinds = (kind,)
        office = self._office(self.pool, feed.notifier)
        self.hooks = Hooks.of(office)
        self.partners = {name: await self._partner(name, wish) for name, wish in WISHES.items()}
        self.workers = [await self._started(), await self._started()]

    def _office(self, pool: asyncpg.Pool[asyncpg.Record], notifier: Notifier) -> Office:
        """What one process of the service has."""
        settings = self.kafka.settings
        topics = Kafka(
            settings, Channels(pool), Subscriptions(pool), Seal(settings.channels_key_file), grace=0
        )
        digest = kind_of(self.postbox.port, pool, self.clock)
        return Office.open(
            pool, notifier, self.folder / "channels.key", self.clock, *self.kinds, topics, digest
        )

    async def _partner(self, name: str, wish: Wish) -> Partner:
        written = None if wish.filter is None else FilterExpression.model_validate(wish.filter)
        approved = await self.hooks.office.subscribe(name, wish.subscriber, filter=written)
        stream = self.streams.reader(name, wish.subscriber)
        partner = Partner(name, approved, Receiver(free_ports(1)[0]), stream)
        stream.start()
        partner.receiver.behaviour = partner.behave
        await self.stack.enter_async_context(partner.receiver.listening())
        partner.hook = (await self.hooks.make(partner.receiver.url, name)).id
        if name in _ON_KAFKA:
            made: dict[str, Any] = await self.hooks.desk.create(approved, {"kind": "kafka"})
            partner.topic = Topic(made["id"], approved, made["kafka"], made["secret"])
        if name in _BY_MAIL:
            await confirmed(self.hooks.office.parts, name, address=f"{name}@upland.example")
        return partner

    async def _started(self) -> Process:
        pool = await open_pool(self.world.url("upland_notifications"), size=2)
        worker = self._office(pool, self.hooks.office.parts.notifier).worker()
        return Process(pool, asyncio.create_task(worker.run()))

    @rule(process=st.integers(0, 1))
    def kill(self, process: int) -> None:
        """A process dies in the middle of what it does, and another one starts."""
        self.run(self._kill(process))

    async def _kill(self, process: int) -> None:
        await self.workers[process].die()
        if process == 0:
            self.streams.cut()
        self.workers[process] = await self._started()

    # -- the log ------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.applied < len(self.log.events))
    @rule(count=st.integers(1, 6))
    def record(self, count: int) -> None:
        """Some events reach the feed."""
        self.run(self._apply(count))

    async def _apply(self, count: int) -> None:
        due = self.log.events[self.applied : self.applied + count]
        assert await self.applier.apply(*due) == {}
        self.applied += len(due)

    # -- partners -----------------------------------------------------------------------------------------------
    @rule(refused=st.sampled_from([None, None, "", "agreement-", "agreement-a"]))
    def outage(self, refused: str | None) -> None:
        """The receivers refuse everything, or some streams, or nothing any more; so does the mail server, in its ways."""
        for partner in self.partners.values():
            partner.refused = refused
        self.postbox.replies = {"RCPT": ["451 4.3.2 Later"] * 2} if refused == "" else {}
        self.postbox.dropping = refused == "agreement-"

    @rule()
    def pass_time(self) -> None:
        """What waits for its next attempt is tried."""
        self.run(self.clock.forward(timedelta(minutes=30)))

    @rule(name=st.sampled_from(sorted(WISHES)))
    def replay(self, name: str) -> None:
        """Everything once more, for who asks for it."""
        self.run(self._replay(name))

    async def _replay(self, name: str) -> None:
        if self.partners[name].stream.refused is None:
            await self.partners[name].stream.replay()
        channel = await self.hooks.get(self.partners[name].hook)
        if channel.state == "active":  # a topic keeps what it has: only the webhook repeats
            await self.hooks.desk.replay(channel, "beginning")

    @rule(name=st.sampled_from(["party", "stranger"]))
    def revoke(self, name: str) -> None:
        """A subscription ends."""
        self.run(self._revoke(name))

    async def _revoke(self, name: str) -> None:
        partner = self.partners[name]
        if partner.revoked_at is not None:
            return
        await self.hooks.office.subscribe(
            name, WISHES[name].subscriber, "revoked", partner.subscription.filter
        )
        partner.revoked_at = self.applied

        async def closed() -> bool:
            channels = await self.hooks.office.parts.channels.listed(name)
            return all(channel.state == "closed" for channel in channels)

        await until(closed)

    @rule(name=st.sampled_from(sorted(WISHES)), limit=st.integers(1, 5))
    def pull(self, name: str, limit: int) -> None:
        """A reader that keeps no cursor reads some pages from the beginning."""
        self.run(self._pull(self.partners[name], limit))

    async def _pull(self, partner: Partner, limit: int) -> None:
        cursor, partner.pulled = START, []
        reader, filters = (
            Reader.of(partner.subscription.subscriber),
            Filters(expression=partner.subscription.filter),
        )
        while True:
            page = await self.hooks.office.parts.pages.after(cursor, limit, reader, filters)
            partner.pulled += [orjson.loads(entry.statement)["id"] for entry in page.entries]
            if not page.entries:
                return
            cursor = page.next

    # -- what must hold -----------------------------------------------------------------------------------------
    def teardown(self) -> None:
        if hasattr(self, "workers"):
            self.run(self._end())

    async def _end(self) -> None:
        """Everybody is there again, and everything has come: nobody misses anything, or has what is not its."""
        await self._apply(len(self.log.events))
        for partner in self.partners.values():
            partner.refused = None
        self.postbox.replies, self.postbox.dropping = {}, False
        try:
            for partner in self.partners.values():
                await self._check(partner)
        finally:
            for worker in self.workers:
                await worker.die()
            for partner in self.partners.values():
                await partner.stream.stop()
                if partner.topic is not None:
                    await self.hooks.desk.close(await self.hooks.get(partner.topic.channel))
            await self.stack.aclose()
            self.pool.terminate()

    async def _check(self, partner: Partner) -> None:
        await self._pull(partner, 3)
        due = self._due(partner.name)
        assert len(partner.pulled) == len(set(partner.pulled))
        assert set(partner.pulled) == due
        posted = partner.receiver.accepted
        if partner.revoked_at is not None:
            assert set(posted) <= due
            assert self._ordered(partner)
            streamed = partner.stream.ids
            assert streamed == partner.pulled[: len(streamed)]
            assert {id for mail in self._digests(partner) for id in mail} <= due
            return

        async def complete() -> bool:
            if set(partner.receiver.accepted) >= due:
                return True
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await self.clock.forward(_OUTAGE)
            return False

        await until(complete)
        assert set(posted) == due
        assert self._ordered(partner)
        if partner.topic is not None:
            await self._check_topic(partner, partner.topic)
        await self._check_stream(partner)
        if partner.name in _BY_MAIL:
            await self._check_digests(partner, due)

    async def _check_topic(self, partner: Partner, topic: Topic) -> None:
        """The topic has each event once, in the order of the feed."""

        async def complete() -> bool:
            return len(await asyncio.to_thread(topic.ids)) >= len(partner.pulled)

        await until(complete)
        assert await asyncio.to_thread(topic.ids) == partner.pulled

    async def _check_stream(self, partner: Partner) -> None:
        """The stream has brought each event once, in the order of the feed, however often it was cut."""

        async def complete() -> bool:
            return len(partner.stream.ids) >= len(partner.pulled)

        await until(complete)
        assert partner.stream.ids == partner.pulled

    async def _check_digests(self, partner: Partner, due: set[str]) -> None:
        """The digests have every event. One is in two of them only where the mail server left the first open."""

        async def complete() -> bool:
            if {id for mail in self._digests(partner) for id in mail} >= due:
                return True
            await self.clock.forward(_OUTAGE)
            return False

        await until(complete)
        first: dict[str, int] = {}
        for number, mail in enumerate(self._digests(partner)):
            assert len(mail) == len(set(mail))
            first |= {id: number for id in mail if id not in first}
        assert first.keys() == due
        for stream in set(map(_stream, due)):
            order = [first[id] for id in partner.pulled if _stream(id) == stream]
            assert order == sorted(order)

    def _digests(self, partner: Partner) -> list[list[str]]:
        """The ids in each digest that the mail server has accepted for a partner."""
        address = f"{partner.name}@upland.example"
        return [events_in(mail) for mail in self.postbox.accepted if mail["To"] == address]

    def _due(self, name: str) -> set[str]:
        wish, types = WISHES[name], _PREFIXED.get(name)
        return {
            event.id
            for event in self.log.events
            if may_see(self.log, event, wish.subscriber)
            and wish.covers(event)
            and (types is None or event.type.startswith(types))
        }

    def _ordered(self, partner: Partner) -> bool:
        """Whether the events of each stream came first in the order of the feed."""
        came = dict.fromkeys(partner.receiver.accepted)
        return all(
            [id for id in came if _stream(id) == stream]
            == [id for id in partner.pulled if id in came and _stream(id) == stream]
            for stream in set(map(_stream, came))
        )


async def _kafka_office(kafka: Broker, database: Database, folder: Path) -> kafka_given.Office:
    """The rights of the services on the broker of the run, under a prefix of this test."""
    pool = await open_pool(database.url("upland_notifications"), size=1)
    office = await kafka_given.Office.open(kafka, database, pool, Notifier(), folder)
    pool.terminate()
    return office


def _stream(id: str) -> str:
    return id.rpartition("@")[0]


def test_each_partner_gets_its_events_on_every_channel(
    kafka: Broker, database: Database, tmp_path: Path
) -> None:
    with asyncio.Runner() as runner:
        opened = runner.run(_kafka_office(kafka, database, tmp_path))

        class Here(Channelled):
            world = database
            folder = tmp_path
            kafka = opened

        Here.runner = runner
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=6,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],  # shrinking takes longer than the gate has
                print_blob=False,
            ),
        )
