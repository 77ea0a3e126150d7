"""Each event once, whatever dies: killed writers, fenced writers, topics that were replaced, replays."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest
from aiokafka import TopicPartition
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.errors import KafkaError

from ops.embedded.kafka import admin_client
from services.notifications.channels.kafka.records import record_of
from services.notifications.channels.kafka.writer import Writer
from services.notifications.cursor import Cursor
from services.notifications.pages import EVERYTHING, Filters
from tests.notifications.deliveries.given import Working
from tests.notifications.given import Applier, Log
from tests.notifications.kafka.given import PASSWORD, Office, Partner
from tests.running import until
from tests.servers import ROOT


def founded(log: Log, count: int) -> list[str]:
    """Ids of events of as many streams, which are the log's last."""
    return [log.append(f"cluster-{len(log.events)}", "ClusterFounded").id for _ in range(count)]


async def reads(partner: Partner, ids: list[str]) -> None:
    """Wait until the topic has at least so many events; then they must be these, each once."""

    async def enough() -> bool:
        return len(await asyncio.to_thread(partner.ids)) >= len(ids)

    await until(enough)
    assert await asyncio.to_thread(partner.ids) == ids


async def dies(office: Office, at: str) -> None:
    """Run a process that kills itself at a point of its first transaction."""
    settings = office.settings
    environment = {
        **os.environ,
        "UPLAND_DATABASE_URL": settings.database_url.get_secret_value(),
        "UPLAND_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "UPLAND_KAFKA_SECURITY": settings.kafka_security,
        "UPLAND_KAFKA_USERNAME": "notifications",
        "UPLAND_KAFKA_PASSWORD": PASSWORD,
        "UPLAND_KAFKA_PARTNERS_PASSWORD": PASSWORD,
        "UPLAND_CHANNELS_KEY_FILE": str(settings.channels_key_file),
        "UPLAND_PARTNER_TOPICS": settings.partner_topics,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.notifications.kafka.dying", at),
        cwd=ROOT,
        env=environment,
    )
    assert await asyncio.wait_for(process.wait(), 90) == -9


async def test_a_writer_that_is_killed_loses_and_repeats_nothing(
    office: Office, applier: Applier, log: Log
) -> None:
    partner = await office.subscribe()
    ids: list[str] = []
    for at in ("sent", "committed"):
        ids += founded(log, 4)
        await applier.apply(*log.events[-4:])
        await dies(office, at)
    ids += founded(log, 3)
    await applier.apply(*log.events[-3:])
    async with Working(office.worker()):
        await reads(partner, ids)


async def test_a_writer_whose_channel_another_runs_can_write_no_more(
    office: Office, applier: Applier, log: Log
) -> None:
    partner = await office.subscribe()
    ids = founded(log, 4)
    await applier.apply(*log.events)
    page = await office.parts.pages.after(Cursor(0, 0), 10, EVERYTHING, Filters())
    records = [record_of(entry, None) for entry in page.entries]
    async with Writer(office.settings, partner.topic) as outlived:
        await outlived.write(records[:1])
        async with Writer(office.settings, partner.topic) as writer:
            with pytest.raises((KafkaError, TimeoutError)):
                await outlived.write(records[1:])
            await writer.write(records[1:])
    assert await asyncio.to_thread(partner.ids) == ids


@pytest.mark.parametrize("made_again", [True, False])
async def test_a_topic_that_was_deleted_is_filled_again(
    office: Office, applier: Applier, log: Log, made_again: bool
) -> None:
    partner = await office.subscribe()
    ids = founded(log, 5)
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await reads(partner, ids)
        await office.administration.drop_topic(partner.topic)
        if made_again:
            await until(lambda: _make(office, partner))
        ids += founded(log, 2)
        await applier.apply(*log.events[5:])
        await until(lambda: _is_there(office, partner))
        await reads(partner, ids)


async def _make(office: Office, partner: Partner) -> bool:
    await office.administration.make_topic(partner.topic)
    return await _is_there(office, partner)


async def _is_there(office: Office, partner: Partner) -> bool:
    return partner.topic in await office.administration.bounds([partner.topic])


async def test_a_topic_that_was_emptied_is_filled_again(office: Office, applier: Applier, log: Log) -> None:
    partner = await office.subscribe()
    ids = founded(log, 5)
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await reads(partner, ids)
        admin = await admin_client(office.kafka.client())
        await admin.delete_records({TopicPartition(partner.topic, 0): RecordsToDelete(before_offset=-1)})
        await admin.close()
        await reads(partner, ids)


async def test_a_replay_writes_the_events_again(office: Office, applier: Applier, log: Log) -> None:
    partner = await office.subscribe()
    ids = founded(log, 6)
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await reads(partner, ids)
        await office.desk.replay(await office.channel(partner.channel), 3)
        ids += ids[2:]
        await reads(partner, ids)
        ids += founded(log, 1)
        await applier.apply(log.events[-1])
        await reads(partner, ids)


async def test_a_paused_channel_goes_on_where_it_stopped(office: Office, applier: Applier, log: Log) -> None:
    partner = await office.subscribe()
    ids = founded(log, 3)
    await applier.apply(*log.events)
    async with Working(office.worker(), office.worker()):
        await reads(partner, ids)
        await office.desk.switch(await office.channel(partner.channel), "paused", ("active",))
        ids += founded(log, 3)
        await applier.apply(*log.events[3:])
        await office.desk.switch(await office.channel(partner.channel), "active", ("paused",))
        await reads(partner, ids)
