"""A partner's topic on a real Kafka: what is in it, and who may do what with it."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
from pathlib import Path

import orjson
import pytest
from confluent_kafka import KafkaError

from contracts.statement import attributes
from runtime.errors import Refused
from runtime.settings import Settings
from services.notifications.channels.kafka.kind import Kafka
from tests.node import BIN
from tests.notifications.deliveries.given import Working
from tests.notifications.given import Applier, Log
from tests.notifications.kafka.given import PATIENCE, Office, Partner, headers
from tests.running import until


async def reads(partner: Partner, count: int) -> bool:
    """Whether the topic has so many records."""
    return len(await asyncio.to_thread(partner.records)) >= count


async def test_a_topic_has_what_its_subscriber_may_read_in_the_form_of_the_log(
    office: Office, applier: Applier, log: Log
) -> None:
    partner = await office.subscribe()
    mine, other = partner.subscription.subscriber, "party-other"
    log.agree("agreement-mine", mine, "party-lublin")
    log.propose("agreement-theirs", other, "party-lublin")
    log.append("cluster-public", "ClusterFounded")
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await until(lambda: reads(partner, 5))
        last = log.append("cluster-later", "ClusterFounded")
        await applier.apply(last)
        await until(lambda: reads(partner, 6))
    events = {event.id: event for event in log.events}
    records = partner.records()
    read = [headers(record)["ce_id"].decode() for record in records]
    assert read == [event.id for event in log.events if event.stream != "agreement-theirs"]
    previous = None
    for record in records:
        own = headers(record)
        event = events[own["ce_id"].decode()]
        assert record.value() == event.data
        assert record.key() == event.stream.encode()
        expected = attributes(event)
        assert own["content-type"].decode() == expected.pop("datacontenttype")
        ce = {name.removeprefix("ce_"): v.decode() for name, v in own.items() if name.startswith("ce_")}
        assert ce == expected
        assert own.get("upland_previous_cursor") == previous
        previous = own["upland_cursor"]
        assert previous.endswith(own["upland_epoch"])


async def test_a_partner_reads_its_own_topic_in_its_own_groups_and_does_nothing_else(office: Office) -> None:
    mine, theirs = await office.subscribe("a"), await office.subscribe("b")
    assert mine.kafka["username"] == f"a{office.tag}"
    assert mine.topic == f"upland.test.{office.tag}.a{office.tag}"
    await until(lambda: asyncio.to_thread(mine.logs_in))
    assert await asyncio.to_thread(mine.error_of_reading) is None
    refused = KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert await asyncio.to_thread(mine.error_of_reading, theirs.topic) == refused
    assert await asyncio.to_thread(mine.error_of_reading, "upland.events") == refused
    assert await asyncio.to_thread(mine.error_of_writing) == refused
    group = f"{theirs.kafka['username']}.test"
    assert (
        await asyncio.to_thread(mine.error_of_reading, None, group) == KafkaError.GROUP_AUTHORIZATION_FAILED
    )
    wrong = dataclasses.replace(mine, secret=theirs.secret)
    assert await asyncio.to_thread(wrong.error_of_reading) == KafkaError._AUTHENTICATION


async def test_a_rotated_password_is_the_only_one(office: Office) -> None:
    partner = await office.subscribe()
    made = await office.desk.rotate(await office.channel(partner.channel))
    assert made["secret"] != partner.secret
    other = dataclasses.replace(partner, secret=str(made["secret"]))
    await until(lambda: asyncio.to_thread(other.logs_in))
    assert not await asyncio.to_thread(partner.logs_in)
    shown = await office.desk.shown(await office.channel(partner.channel))
    assert str(made["secret"]) not in str(shown)


async def test_a_second_channel_of_a_subscriber_needs_another_name(office: Office) -> None:
    partner = await office.subscribe()
    with pytest.raises(Refused) as refusal:
        await office.desk.create(partner.subscription, {"kind": "kafka"})
    assert refusal.value.numbers["rule"] == "kafka-topic"
    await until(lambda: asyncio.to_thread(partner.logs_in))
    second = await office.desk.create(partner.subscription, {"kind": "kafka", "name": "visits"})
    shown = second["kafka"]
    assert isinstance(shown, dict)
    assert shown["topic"] == f"{partner.topic}.visits"
    assert shown["groups"] == f"a{office.tag}.visits.*"


async def test_who_logs_in_to_kafka_already_is_not_given_to_a_partner(office: Office) -> None:
    taken = f"a{office.tag}"
    await office.administration.set_password(taken, "somebody's")
    with pytest.raises(Refused) as refusal:
        await office.subscribe("a")
    assert refusal.value.numbers["rule"] == "kafka-user"
    assert taken in await office.administration.users()
    assert await office.parts.channels.unfinished() == []
    await office.administration.drop_password(taken)


async def test_without_kafka_for_partners_a_channel_is_refused_with_the_reason(office: Office) -> None:
    kind = Kafka(Settings(), office.parts.channels, office.parts.subscriptions, office.parts.seal)
    parts = dataclasses.replace(office.parts, kinds={kind.name: kind})
    desk = dataclasses.replace(office.desk, parts=parts)
    with pytest.raises(Refused, match="broker in memory"):
        await desk.create(await office.store("sub-a", "cluster-dkm"), {"kind": "kafka"})
    assert await office.parts.channels.unfinished() == []


async def test_a_client_in_javascript_reads_the_topic(
    office: Office, applier: Applier, log: Log, packages: Path
) -> None:
    partner = await office.subscribe()
    log.agree("agreement-mine", partner.subscription.subscriber, "party-lublin")
    await applier.apply(*log.events)
    async with Working(office.worker()):
        await until(lambda: reads(partner, len(log.events)))
    process = await asyncio.create_subprocess_exec(
        BIN / "node",
        Path(__file__).parent / "read.js",
        str(len(log.events)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"NODE_PATH": str(packages / "node_modules"), "KAFKAJS_NO_PARTITIONER_WARNING": "1"},
    )
    login = partner.kafka | {"password": partner.secret}
    output, _ = await asyncio.wait_for(process.communicate(orjson.dumps(login)), PATIENCE)
    read = [orjson.loads(line) for line in output.splitlines()]
    assert read == [{"id": event.id, "key": event.stream, "actor": "test"} for event in log.events]
