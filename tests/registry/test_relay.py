"""The relay on the real Kafka: order, resumption, takeover, and a frozen relay that wakes up."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from ops.kafka import topic as administration
from ops.log import epochs
from runtime.database import open_pool
from runtime.errors import Foreign
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import PREVIOUS, read_record
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from services.registry.relay import app as relay_app
from services.registry.relay.lease import acquire_lease
from tests.running import KeyRing, served, settings_for, until
from tests.servers import ROOT, Broker, Database, free_ports


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Log]:
    url = database.url("upland_registry")
    pool = await open_pool(url, size=4)
    async with Log(url, pool) as log:
        yield log
    await pool.close()


async def fill(log: Log, streams: int, each: int = 1, start: int = 0) -> None:
    for n in range(each):
        events = [NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b'{"n":%d}' % n)]
        await asyncio.gather(*(log.append(Append(f"party-{s}", start + n, events)) for s in range(streams)))


class Relays:
    """Relay processes of one test."""

    def __init__(self, database: Database, kafka: Broker, topic: str) -> None:
        self.environment = {
            **os.environ,
            **kafka.environment(),
            "UPLAND_DATABASE_URL": database.url("upland_registry"),
            "UPLAND_TOPIC": topic,
            "UPLAND_LOG_LEVEL": "warning",
        }
        self.processes: list[Process] = []

    async def start(self, **more: str) -> Process:
        environment = self.environment | {"UPLAND_PORT": str(free_ports(1)[0])} | more
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.registry.relay", cwd=ROOT, env=environment
        )
        self.processes.append(process)
        return process

    async def stop(self) -> None:
        for process in self.processes:
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            await process.wait()


@pytest.fixture
async def relays(database: Database, kafka: Broker, topic: str) -> AsyncIterator[Relays]:
    relays = Relays(database, kafka, topic)
    yield relays
    await relays.stop()


class Reader:
    """Reads the topic as any consumer may: raw, and by the rule of skipping what is not above the highest seen."""

    def __init__(self, kafka: Broker, topic: str, keys: BusKeys | None = None) -> None:
        """With keys, what does not verify is passed over."""
        self.kafka, self.topic, self.keys = kafka, topic, keys
        self.raw: list[tuple[int, int, str, int, int | None]] = []
        self.seen: dict[int, int] = {}
        self.read: list[tuple[int, str, int]] = []

    async def __aenter__(self) -> Reader:
        self.consumer = AIOKafkaConsumer(
            **self.kafka.client(), enable_auto_commit=False, fetch_max_wait_ms=50
        )
        await self.consumer.start()
        self.consumer.assign([TopicPartition(self.topic, p) for p in range(6)])
        await self.consumer.seek_to_beginning()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.consumer.stop()

    async def poll(self) -> None:
        for records in (await self.consumer.getmany(timeout_ms=50)).values():
            for record in records:
                try:
                    arrived = read_record(
                        record.partition, record.offset, record.key, record.value, record.headers, self.keys
                    )
                except Foreign:
                    continue
                if self.keys and not arrived.authentic:
                    continue
                event = arrived.event
                self.raw.append(
                    (record.partition, event.position, event.stream, event.version, arrived.previous)
                )
                if event.position > self.seen.get(record.partition, 0):
                    self.seen[record.partition] = event.position
                    self.read.append((event.position, event.stream, event.version))

    async def until(self, count: int, timeout: float = 90) -> None:
        async with asyncio.timeout(timeout):
            while len(self.read) < count:
                await self.poll()

    def check(self, count: int) -> None:
        """Each event once; each stream's versions in order; the chain of a partition unbroken."""
        assert sorted(position for position, _, _ in self.read) == list(range(1, count + 1))
        versions: dict[str, int] = {}
        for _, stream, version in self.read:
            assert version == versions.get(stream, 0) + 1
            versions[stream] = version
        highest: dict[int, int] = {}
        for partition, position, stream, _, previous in self.raw:
            assert partition == partition_of(stream, 6)
            assert previous is not None
            if position > highest.get(partition, 0):  # else it is repeated
                assert previous == highest.get(partition, 0)
                highest[partition] = position


async def test_events_come_in_order_with_their_headers(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        await fill(log, 50, 4)
        await relays.start()
        await reader.until(200)
        await fill(log, 50, 1, start=4)
        await reader.until(250)
        reader.check(250)
        assert len(reader.raw) == 250


async def test_another_relay_takes_over_from_a_killed_one(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        first = await relays.start()
        await fill(log, 20)
        await reader.until(20)
        standby = await relays.start()
        await asyncio.sleep(1.5)
        first.kill()
        await first.wait()
        await fill(log, 20, 5, start=1)
        await reader.until(120)
        reader.check(120)
        assert standby.returncode is None


async def test_a_frozen_relay_that_wakes_shows_no_reader_an_event_twice_or_out_of_order(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        frozen = await relays.start()
        await fill(log, 100)
        await reader.until(100)
        writer = asyncio.create_task(_steady(log, 12_000))
        await until(lambda: _beyond(reader, 1_500))
        frozen.send_signal(signal.SIGSTOP)  # in the middle of its batches
        await relays.start()
        await until(lambda: _beyond(reader, 9_000), timeout=90)
        frozen.send_signal(signal.SIGCONT)
        total = 100 + await writer
        await reader.until(total, timeout=90)
        await asyncio.sleep(1.5)  # what the woken relay still has to publish
        await reader.poll()
        reader.check(total)


async def _beyond(reader: Reader, count: int) -> bool:
    await reader.poll()
    return len(reader.read) >= count


async def _steady(log: Log, total: int) -> int:
    for start in range(0, total, 200):
        events = [NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")]
        await asyncio.gather(
            *(log.append(Append(f"party-s{n}", 0, events)) for n in range(start, start + 200))
        )
        await asyncio.sleep(0.01)
    return total


async def test_a_tail_that_is_not_ours_is_passed_over(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        first = await relays.start()
        await fill(log, 30)
        await reader.until(30)
        first.kill()
        await first.wait()
        producer = AIOKafkaProducer(**kafka.client())
        await producer.start()
        for partition in range(6):
            await producer.send_and_wait(topic, b"not ours", key=b"x", partition=partition)
            for header in (("ce_type", b"\xff"), ("ce_type", None)):
                await producer.send_and_wait(topic, b"not ours", partition=partition, headers=[header])
        await producer.stop()
        await relays.start()
        await fill(log, 30, start=1)
        await reader.until(60)
        reader.check(60)
        assert len(reader.raw) == 60  # nothing was published again


async def test_a_record_reads_as_in_the_contract(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log:
        await fill(log, 1)
        await relays.start()
        consumer = AIOKafkaConsumer(
            topic, **kafka.client(), auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        record = await asyncio.wait_for(consumer.getone(), 20)
        await consumer.stop()
        stored = (await log.after(0, limit=1))[0]
    headers = dict(record.headers)
    assert (record.key, record.value) == (b"party-0", stored.data)
    assert headers["ce_id"] == b"party-0@1"
    assert headers["ce_type"] == b"upland.PartyRegistered.v1"
    assert headers["ce_subject"] == b"party-0"
    assert headers["ce_sequence"] == b"00000000000000000001"
    assert headers["ce_streamversion"] == b"1"
    assert headers["ce_time"].endswith(b"Z")
    assert headers[PREVIOUS] == b"0"
    assert headers.keys() >= {
        "ce_specversion",
        "ce_source",
        "ce_dataschema",
        "ce_correlationid",
        "content-type",
    }


CUT = (
    "ALTER TABLE registry.events DISABLE TRIGGER append_only",
    "DELETE FROM registry.events WHERE position > $1::bigint",
    "DELETE FROM registry.commands WHERE position > $1::bigint",
    "ALTER TABLE registry.events ENABLE TRIGGER append_only",
    "UPDATE registry.head SET position = $1::bigint",
)


async def cut(database: Database, position: int) -> None:
    """Make the log an older one, as a restored backup is."""
    owner = await asyncpg.connect(database.owner_url)
    for statement in CUT:
        await owner.execute(statement, *([position] if "$1" in statement else []))
    await owner.close()


async def relay_state(port: int, words: str, *, ready: bool) -> dict[str, Any]:
    """Wait until the relay's state contains these words; return the state."""
    async with aiohttp.ClientSession() as session:

        async def matching_state() -> dict[str, Any] | None:
            try:
                async with session.get(f"http://127.0.0.1:{port}/health/ready") as answer:
                    state: dict[str, Any] = await answer.json()
            except (aiohttp.ClientError, OSError):
                return None
            return state if words in str(state) and state["ready"] == ready else None

        state: dict[str, Any] = await until(matching_state)
        return state


@pytest.mark.parametrize("grown", [0, 3, 30])
async def test_a_log_behind_kafka_is_not_published_until_it_has_a_new_epoch(
    database: Database, kafka: Broker, topic: str, relays: Relays, grown: int
) -> None:
    [port] = free_ports(1)
    async with opened(database) as log, Reader(kafka, topic) as reader:
        await fill(log, 20)
        first = await relays.start(UPLAND_PORT=str(port))
        await reader.until(20)
        await relays.stop()
        assert first.returncode is not None
        await cut(database, 10)
        async with opened(database) as again:  # as a registry that starts afterwards
            for n in range(grown):
                events = [NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, b"{}")]
                await again.append(Append(f"party-after-{n}", 0, events))
            [port] = free_ports(1)
            await relays.start(UPLAND_PORT=str(port))
            state = await relay_state(port, "upland republish", ready=False)
            assert state["blocked"]
            assert ("it holds position 20, and the log ends at" in str(state)) == (grown < 10)
            assert len(reader.raw) == 20  # nothing was published behind it

            await epochs.begin(database.owner_url, "a test")
            await administration.empty(kafka.client(), topic)
            await relay_state(port, "active", ready=True)

            async def published() -> bool:
                state = await relay_state(port, "active", ready=True)
                return bool(state["position"] == 10 + grown)

            await until(published)
        async with Reader(kafka, topic) as fresh:
            await fresh.until(10 + grown)
            fresh.check(10 + grown)
            assert {stream for _, stream, _ in fresh.read if "after" in stream} == {
                f"party-after-{n}" for n in range(grown)
            }


async def test_an_event_from_the_future_is_published(
    database: Database, kafka: Broker, topic: str, relays: Relays
) -> None:
    async with opened(database) as log, Reader(kafka, topic) as reader:
        await fill(log, 3)
        owner = await asyncpg.connect(database.owner_url)
        await owner.execute("ALTER TABLE registry.events DISABLE TRIGGER append_only")
        await owner.execute(
            "UPDATE registry.events SET recorded_at = now() + interval '400 days' WHERE position = 3"
        )
        await owner.execute("ALTER TABLE registry.events ENABLE TRIGGER append_only")
        await owner.close()
        await relays.start()
        await reader.until(3)
        reader.check(3)


async def test_a_relay_whose_broker_is_away_is_not_ready_for_a_moment(
    database: Database, tmp_path: Path
) -> None:
    """Also while it tries again: nobody else has the lease, so it does not stand by."""
    settings = settings_for(
        database, "upland_registry", KeyRing(tmp_path / "keys"), kafka_bootstrap="127.0.0.1:1"
    )
    answers: list[dict[str, Any]] = []
    async with served(settings, relay_app.build) as running:
        while len(answers) < 300 or not answers[-1]["reasons"][0].startswith("waiting for Kafka"):
            async with running.session.get(f"{running.url}/health/ready") as answer:
                answers.append(orjson.loads(await answer.read()))
            await asyncio.sleep(0.02)
    assert {answer["ready"] for answer in answers} == {False}


async def test_a_relay_stands_by_while_another_has_the_lease(database: Database, tmp_path: Path) -> None:
    settings = settings_for(
        database, "upland_registry", KeyRing(tmp_path / "keys"), kafka_bootstrap="127.0.0.1:1"
    )
    async with (
        acquire_lease(database.url("upland_registry"), lambda: None),
        served(settings, relay_app.build) as running,
    ):

        async def stands_by() -> bool:
            async with running.session.get(f"{running.url}/health/ready") as answer:
                state = orjson.loads(await answer.read())
            return bool(state["ready"]) and state["state"].startswith("standing by")

        await until(stands_by)
