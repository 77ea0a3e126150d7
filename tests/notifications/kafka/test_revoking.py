"""Cutting a partner off, and what a process that died left half-made, on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest
from confluent_kafka import KafkaError

from services.notifications.channels.kafka.access import Access
from services.notifications.channels.kafka.broker import Broker
from services.notifications.channels.kafka.names import Partner as Names
from tests.notifications.deliveries.given import Working
from tests.notifications.given import Applier, Log
from tests.notifications.kafka.given import PATIENCE, Office, Partner
from tests.running import until


def access(office: Office) -> Access:
    """That of the office's kind."""
    return office.kind.access


async def remains(office: Office, name: str) -> set[str]:
    """What there is on Kafka under a partner's name."""
    broker, prefix = office.administration, office.settings.partner_topics
    what = {"topic"} if prefix + name in await broker.topics(prefix) else set()
    what |= {"password"} if name in await broker.users() else set()
    return what | ({"rights"} if name in await broker.readers(prefix) else set())


EVERYTHING = {"topic", "password", "rights"}


@pytest.mark.parametrize("how", ["revoked", "closed"])
async def test_who_is_cut_off_reads_no_more_on_a_connection_that_is_open(
    office: Office, applier: Applier, log: Log, how: str
) -> None:
    partner, other = await office.subscribe("a"), await office.subscribe("b")
    log.append("cluster-x", "ClusterFounded")
    await applier.apply(*log.events)
    async with Working(office.worker()):
        with closing(partner.consumer()) as consumer:
            consumer.subscribe([partner.topic])
            assert await asyncio.to_thread(_next_error, consumer) == KafkaError._PARTITION_EOF
            if how == "revoked":
                await office.store(partner.subscription.id, partner.subscription.subscriber, "revoked")
            else:
                await office.desk.close(await office.channel(partner.channel))
            refused = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED}
            # A broker that is slow may say once more before that there is nothing new.
            assert (
                await asyncio.to_thread(_next_error, consumer, passing=KafkaError._PARTITION_EOF) in refused
            )
        await until(lambda: _is_closed(office, partner))
        assert not await asyncio.to_thread(partner.logs_in)
        assert await remains(office, partner.kafka["username"]) == {"topic"}
        await access(office).compare()
        await until(lambda: _is_clean(office, partner.kafka["username"]))
        assert await asyncio.to_thread(other.error_of_reading) is None


def _next_error(consumer: object, passing: int | None = None) -> int:
    """The next error that a consumer is given, other than the one that is passed over."""
    for _ in range(int(PATIENCE)):
        record = consumer.poll(1.0)  # type: ignore[attr-defined]
        if record is not None and record.error() is not None and record.error().code() != passing:
            return int(record.error().code())
    raise TimeoutError("no error")


async def _is_closed(office: Office, partner: Partner) -> bool:
    return (await office.channel(partner.channel)).state == "closed"


STEPS: list[Callable[[Broker, Names], Awaitable[None]]] = [
    lambda broker, names: broker.make_topic(names.topic),
    lambda broker, names: broker.allow(names),
    lambda broker, names: broker.set_password(names.name, "never seen"),
]


@pytest.mark.parametrize("steps", range(4))
async def test_a_channel_whose_making_was_cut_short_leaves_nothing(office: Office, steps: int) -> None:
    subscription = await office.store("sub-a", f"cluster-a{office.tag}")
    channels, broker = office.parts.channels, office.administration
    made = await channels.create(subscription.id, "kafka", {}, await office.parts.pages.end())
    names = access(office).partner(made, subscription)
    await channels.advance(made.id, made.lease, made.cursor, {**_noted(names, str(made.cursor))})
    for step in STEPS[:steps]:
        await step(broker, names)
    await access(office).compare()
    await channels.pool.execute(
        "UPDATE notifications.channels SET changed_at = changed_at - interval '2 minutes'"
    )
    await office.worker().beat()
    assert await remains(office, names.name) <= {"topic"}
    await access(office).compare()
    await until(lambda: _is_clean(office, names.name))
    assert await channels.get(made.id) is None


def _noted(names: Names, cursor: str) -> dict[str, object]:
    return {"name": names.name, "topic": None, "offset": 0, "cursor": cursor, "start": cursor}


async def _is_clean(office: Office, name: str) -> bool:
    return await remains(office, name) == set()


async def _has_everything(office: Office, name: str) -> bool:
    return await remains(office, name) == EVERYTHING


async def test_the_comparison_makes_what_is_missing_and_takes_down_what_is_for_no_channel(
    office: Office,
) -> None:
    broker = office.administration
    lacking, stray = await office.subscribe("a"), await office.subscribe("b")
    await broker.forbid(lacking.kafka["username"])
    await broker.drop_password(lacking.kafka["username"])
    # As after the database was restored from before the channel was made.
    await office.parts.channels.pool.execute(
        "DELETE FROM notifications.channels WHERE id = $1", stray.channel
    )
    await access(office).compare()
    await until(lambda: _has_everything(office, lacking.kafka["username"]))
    await until(lambda: _is_clean(office, stray.kafka["username"]))
    await until(lambda: asyncio.to_thread(lacking.logs_in))
    assert await asyncio.to_thread(lacking.error_of_reading) is None


async def test_a_channel_may_be_made_again_under_the_name_of_a_closed_one(
    office: Office, applier: Applier, log: Log
) -> None:
    first = await office.subscribe("a")
    log.append("cluster-x", "ClusterFounded")
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await until(lambda: asyncio.to_thread(first.records))
        await office.desk.close(await office.channel(first.channel))
    second = await office.subscribe("a")
    assert await asyncio.to_thread(second.records) == []
    assert second.topic == first.topic
    # A process that has not seen that the first one is closed takes nothing down.
    await office.kind.close(await office.channel(first.channel))
    await until(lambda: asyncio.to_thread(second.logs_in))
    assert not await asyncio.to_thread(first.logs_in)
    assert await remains(office, second.kafka["username"]) == EVERYTHING


async def test_a_kafka_that_is_away_holds_up_no_other_channel(office: Office) -> None:
    partner = await office.subscribe("a")
    away = office.settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:9"})
    pool, notifier = office.parts.channels.pool, office.parts.notifier
    worker = Office.on(office.kafka, away, pool, notifier, office.tag).worker()
    await office.store(partner.subscription.id, partner.subscription.subscriber, "revoked")
    await worker.beat()
    # It is not closed as long as the partner can read, and what the worker has to do is done.
    assert (await office.channel(partner.channel)).state == "closing"
    assert await office.parts.channels.seen(worker.name, 5.0) == 1
    assert await remains(office, partner.kafka["username"]) == EVERYTHING
    async with Working(office.worker()):
        await until(lambda: _is_closed(office, partner))
    assert await remains(office, partner.kafka["username"]) == {"topic"}
