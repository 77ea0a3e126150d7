"""Verifying: the first difference between the log and what is made of it is found and named."""

import asyncio
from collections.abc import AsyncIterator, Sequence, Set
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin.records_to_delete import RecordsToDelete

from contracts.envelope import Recorded
from ops.embedded.kafka import PARTITIONS, admin_client
from ops.log.reader import RegistryLog
from ops.verification import hashes as hashing
from ops.verification import topic_comparison
from ops.verification import verify as verifying
from ops.verification.checkpoint import Checkpoint
from ops.verification.hashes import Hashes
from ops.verification.log_rules import log_differences
from ops.verification.pace import Pace
from ops.verification.report import FEED, HASHES, KAFKA, LOG, READ_MODELS
from ops.verification.topic_comparison import Place
from ops.verification.verify import verify
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from runtime.settings import Settings
from services.projections.rebuild import verification as read_models
from tests.servers import BUS_KEY_FILE, Broker, Database

KEYS = BusKeys.read(BUS_KEY_FILE)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def event(position: int, stream: str = "cluster-dkm", version: int = 0, *, data: bytes = b"{}") -> Recorded:
    """An event recorded `position` seconds after noon; the version is the position where none is given."""
    at = NOON + timedelta(seconds=position)
    return Recorded(
        position, stream, version or position, "ClusterFounded", 1, at, "public", bytes(16), "c", None, data
    )


def several(count: int) -> list[Recorded]:
    """Events of two streams for each partition there may be, in turns."""
    streams = 12
    return [
        event(n + 1, f"cluster-c{n % streams}", n // streams + 1, data=b'{"n":%d}' % n) for n in range(count)
    ]


async def replayed(events: Sequence[Recorded]) -> AsyncIterator[Recorded]:
    for each in events:
        yield each


async def broken(events: Sequence[Recorded], head: int, stepped: Set[int] = frozenset()) -> list[str]:
    return [difference async for difference in log_differences(replayed(events), head, stepped)]


# ---- the log and its own rules -----------------------------------------------------------------------------------
async def test_a_dense_log_has_no_difference() -> None:
    assert await broken(several(30), 30) == []
    assert await broken([], 0) == []


async def test_time_may_step_back_where_another_epoch_begins() -> None:
    early = event(3)._replace(recorded_at=NOON)
    log = [event(1), event(2), early]
    assert await broken(log, 3, {2}) == []
    for elsewhere in (set[int](), {1}, {3}):
        [difference] = await broken(log, 3, elsewhere)
        assert difference == f"position 3 was recorded at {NOON}, before 2 at {event(2).recorded_at}"


@pytest.mark.parametrize(
    ("events", "head", "difference"),
    [
        ([event(1), event(3, version=2)], 3, "position 3 follows 1: 2 is missing"),
        ([event(2, version=1)], 2, "position 2 follows 0: 1 is missing"),
        ([event(1), event(2, version=3)], 2, "position 2 is cluster-dkm@3, where cluster-dkm@2 is due"),
        (
            [event(1), event(2, "cluster-wsm", 2)],
            2,
            "position 2 is cluster-wsm@2, where cluster-wsm@1 is due",
        ),
        (
            [event(1), event(2)._replace(recorded_at=NOON)],
            2,
            "position 2 was recorded at 2026-11-22 12:00:00",
        ),
        ([event(1)], 2, "the head has 2, and the last event is 1"),
    ],
)
async def test_a_broken_rule_is_named(events: list[Recorded], head: int, difference: str) -> None:
    [named] = await broken(events, head)
    assert named.startswith(difference)


async def test_all_broken_rules_are_named() -> None:
    log = [event(1), event(3, version=2), event(4, version=4), event(6, version=5)]
    assert [difference.split(" is ")[0] for difference in await broken(log, 7)] == [
        "position 3 follows 1: 2",
        "position 4",
        "position 6 follows 4: 5",
        "the head has 7, and the last event",
    ]


# ---- Kafka and the log -------------------------------------------------------------------------------------------
def settings_of(kafka: Broker, topic: str) -> Settings:
    return Settings.model_validate(
        {
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_security": kafka.security,
            "kafka_username": kafka.username,
            "kafka_password": kafka.password,
            "topic": topic,
            "bus_key_file": BUS_KEY_FILE,
        }
    )


def log_of(events: Sequence[Recorded], head: int | None = None) -> topic_comparison.Log:
    """The log as it is now."""

    async def at(positions: Sequence[int]) -> dict[int, Recorded]:
        return {each.position: each for each in events if each.position in positions}

    async def end() -> int:
        return len(events) if head is None else head

    return topic_comparison.Log(at, end)


async def publish(kafka: Broker, topic: str, events: Sequence[Recorded], keys: BusKeys | None = KEYS) -> None:
    async with AIOKafkaProducer(**kafka.client(), enable_idempotence=True) as producer:
        for each in events:
            number = partition_of(each.stream, PARTITIONS)
            key, headers = each.stream.encode(), headers_of(each, 0, number, keys)
            await producer.send(topic, each.data, key, partition=number, headers=headers)


async def compared(
    kafka: Broker, topic: str, log: Sequence[Recorded], sent: Sequence[Recorded], head: int | None = None
) -> str | None:
    await publish(kafka, topic, sent)
    return await topic_comparison.compare(
        settings_of(kafka, topic), replayed(log), len(log), log_of(log, head), patience=0.3
    )


async def test_the_same_events_are_the_same(kafka: Broker, topic: str) -> None:
    log = several(500)
    assert await compared(kafka, topic, log, log) is None


async def test_what_is_repeated_or_newer_is_passed_over(kafka: Broker, topic: str) -> None:
    log = several(80)
    assert await compared(kafka, topic, log[:60], [*log[:40], *log[20:], *log[:10]], head=80) is None


async def test_a_signed_record_behind_the_end_of_the_log_is_named(kafka: Broker, topic: str) -> None:
    log = several(80)
    difference = await compared(kafka, topic, log[:60], log, head=70)
    assert difference is not None
    assert f"is position 80 ({log[79].id}), and the log ends at 70" in difference


async def test_records_from_before_there_were_signatures_are_compared_with_the_log(
    kafka: Broker, topic: str
) -> None:
    log = several(80)
    await publish(kafka, topic, log[:50], None)
    await publish(kafka, topic, [each._replace(data=b'{"forged":1}') for each in log[50:]], None)
    now = log_of(log)
    assert (
        await topic_comparison.compare(settings_of(kafka, topic), replayed(log[:50]), 50, now, patience=0.3)
        is None
    )
    assert now.foreign == 30


async def test_a_lacking_event_is_named(kafka: Broker, topic: str) -> None:
    log = several(40)
    lacking = log[17]
    difference = await compared(kafka, topic, log, [each for each in log if each is not lacking])
    assert difference == f"Kafka lacks position 18 ({lacking.id}, ClusterFounded)"


async def test_other_bytes_are_named(kafka: Broker, topic: str) -> None:
    log = several(40)
    changed = log[9]._replace(data=b'{"n":8}')
    difference = await compared(kafka, topic, log, [changed if each.position == 10 else each for each in log])
    assert difference is not None
    assert difference.startswith("Kafka's partition ")
    assert difference.endswith(f"position 10: the data of {changed.id} differ from byte 5 on")


async def test_another_type_is_named(kafka: Broker, topic: str) -> None:
    log = several(3)
    difference = await compared(kafka, topic, log, [*log[:2], log[2]._replace(schema_version=2)])
    assert difference is not None
    assert "position 3: dataschema is 'urn:upland:schema:ClusterFounded:2' in Kafka" in difference


async def test_an_event_that_the_log_lacks_is_named(kafka: Broker, topic: str) -> None:
    log = several(20)
    difference = await compared(kafka, topic, [each for each in log if each.position != 7] + [event(20)], log)
    assert difference is not None
    assert "is position 7 (cluster-c6@1), which the log does not have" in difference


async def test_records_that_are_not_ours_are_counted_and_are_no_difference(kafka: Broker, topic: str) -> None:
    log = several(40)
    forged = event(100_000, log[3].stream)
    null: list[tuple[str, bytes | None]] = [("ce_type", None)]
    async with AIOKafkaProducer(**kafka.client()) as producer:
        for partition in range(PARTITIONS):
            await producer.send_and_wait(topic, b"hello", partition=partition)
            await producer.send_and_wait(topic, b"{}", key=b"cluster-dkm", partition=partition, headers=null)
            await producer.send_and_wait(
                topic,
                b"{}",
                key=forged.stream.encode(),
                partition=partition,
                headers=headers_of(forged, 0),
            )
    await publish(kafka, topic, log)
    now = log_of(log)
    assert (
        await topic_comparison.compare(settings_of(kafka, topic), replayed(log), 40, now, patience=0.3)
        is None
    )
    assert now.foreign == 3 * PARTITIONS


async def test_what_has_passed_retention_is_no_difference(kafka: Broker, topic: str) -> None:
    log = several(200)
    await publish(kafka, topic, log)
    admin = await admin_client(kafka.client())
    try:
        await admin.delete_records({TopicPartition(topic, 1): RecordsToDelete(before_offset=5)})
    finally:
        await admin.close()
    compare = topic_comparison.compare(
        settings_of(kafka, topic), replayed(log), len(log), log_of(log), patience=0.3
    )
    assert await compare is None
    # Only that partition may have forgotten something, and only what stood before its first record.
    lacking = next(each for each in reversed(log) if partition_of(each.stream, PARTITIONS) == 1)
    more = [*log, event(201, lacking.stream, lacking.version + 1)]
    difference = await topic_comparison.compare(
        settings_of(kafka, topic), replayed(more), len(more), log_of(more), patience=0.3
    )
    assert difference == f"Kafka lacks position 201 ({more[-1].id}, ClusterFounded)"


async def test_a_comparison_with_kafka_goes_on_at_any_place(
    kafka: Broker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_comparison, "_PLACED_EVERY", 7)
    log = several(90)
    now, settings = log_of(log), settings_of(kafka, topic)

    async def going_on(events: Sequence[Recorded], place: Place, later: list[Place]) -> str | None:
        return await topic_comparison.compare(
            settings, replayed(events[place.position :]), len(events), now, patience=0.3, after=place, reached=later.append
        )  # fmt: skip

    # Foreign records and repeats lie between, and two events are newer than what is compared.
    await publish(kafka, topic, log[:50])
    async with AIOKafkaProducer(**kafka.client()) as producer:
        for partition in range(PARTITIONS):
            await producer.send_and_wait(topic, b"hello", partition=partition)
    await publish(kafka, topic, [*log[20:], *log[:10]])
    places: list[Place] = []
    assert await going_on(log[:88], Place(), places) is None
    assert [place.position for place in places] == list(range(7, 88, 7))
    assert now.foreign == PARTITIONS
    for place in places:
        assert await going_on(log[:88], place, []) is None
        assert now.foreign == PARTITIONS
    # What has changed since is seen, where it lies after the place.
    other = [*log[:60], log[60]._replace(data=b'{"n":0}'), *log[61:88]]
    assert [await going_on(other, place, []) is None for place in places] == [
        place.position > 60 for place in places
    ]
    beyond = Place(7, 0, {**places[0].offsets, "0": 10_000})
    assert "the topic was made again meanwhile" in str(await going_on(log[:88], beyond, []))


async def test_an_absent_topic_is_named(kafka: Broker) -> None:
    difference = await topic_comparison.compare(
        settings_of(kafka, "upland.absent"), replayed([]), 0, log_of([]), patience=0.1
    )
    assert difference == "Kafka has no topic upland.absent"


# ---- all of it ---------------------------------------------------------------------------------------------------
async def store(database: Database, events: Sequence[Recorded]) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.copy_records_to_table("events", schema_name="registry", records=events)
        last = events[-1]
        await connection.execute(
            "UPDATE registry.head SET position = $1, recorded_at = $2", last.position, last.recorded_at
        )
    finally:
        await connection.close()


async def test_every_comparison_is_made_and_counted_and_goes_on_inside_itself(
    database: Database, kafka: Broker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, size in (
        (verifying, "_PLACED_EVERY"),
        (topic_comparison, "_PLACED_EVERY"),
        (hashing, "_PAGE"),
        (read_models, "_EVENTS"),
    ):
        monkeypatch.setattr(module, size, 10)
    log = several(50)
    await store(database, log)
    await publish(kafka, topic, log)
    assert [each.position async for each in RegistryLog(database.owner_url, 50).after()] == list(range(1, 51))
    owner = {"owner_url": database.owner_url}
    settings = Settings.model_validate(settings_of(kafka, topic).model_dump() | owner)
    seen: list[tuple[str, int, int]] = []
    checkpoints: list[Checkpoint] = []
    compare = partial(
        verify,
        settings,
        database.url("upland_projections"),
        database.url("upland_notifications"),
        patience=0.1,
    )
    report = await compare(
        progress=lambda name, done, head: seen.append((name, done, head)), keep=checkpoints.append
    )
    checks = {check.name: check for check in report.checks}
    assert (report.head, checks[LOG].difference, checks[KAFKA].difference) == (50, None, None)
    assert (checks[LOG].events, checks[KAFKA].events) == (50, 50)
    assert checks[FEED].difference is not None, "nothing was fed"
    assert not report.ok
    assert {(LOG, 50, 50), (KAFKA, 50, 50)} <= {*seen}
    assert [check["ok"] for check in report.as_json()["checks"]][:2] == [True, True]
    assert checks[HASHES].ok
    begun = {each.begun.check.name: each for each in checkpoints if each.begun is not None}
    assert begun.keys() == {LOG, KAFKA, READ_MODELS, HASHES}
    # What is compared is not compared again: a hash that is changed now, of an event far before the place, is not seen.
    owner_of_it = await asyncpg.connect(database.owner_url)
    await owner_of_it.execute("UPDATE registry.event_hashes SET hash = sha256('x') WHERE position = 1")
    await owner_of_it.close()
    resumed = await compare(resumed=begun[HASHES])
    assert {check.name: check for check in resumed.checks}[HASHES] == checks[HASHES]
    for name in (LOG, KAFKA, READ_MODELS):
        resumed = await compare(resumed=begun[name])
        assert {check.name: check for check in resumed.checks}[name] == checks[name], name


async def test_an_event_of_which_a_bit_has_changed_is_named(database: Database) -> None:
    await store(database, several(50))
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("ALTER TABLE registry.events DISABLE TRIGGER append_only")
    await owner.execute(
        "UPDATE registry.events SET data = set_bit(data, 3, 1 - get_bit(data, 3)) WHERE position = 7"
    )
    await owner.execute(
        "UPDATE registry.events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 9"
    )
    await owner.execute("DELETE FROM registry.event_hashes WHERE position > 40")
    await owner.close()
    steps: list[int] = []

    async def passed(events: int) -> None:
        steps.append(events)

    hashes = Hashes(database.owner_url, 50, passed)
    assert [difference async for difference in hashes.differences()] == [
        f"position {position} (cluster-c{position - 1}@1) is not as it was recorded: its hash is another"
        for position in (7, 9)
    ]
    assert (hashes.added, sum(steps)) == (10, 50)


async def test_a_rate_bounds_what_is_read() -> None:
    clock = asyncio.get_running_loop().time
    began, pace = clock(), Pace(1_000)
    for _ in range(5):
        await pace.passed(100)
    assert clock() - began >= 0.49
