"""The consumer's shell on the real Kafka and PostgreSQL: each event once, whatever the bus does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

import asyncpg
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from contracts.envelope import Fact, Recorded
from contracts.streams import category_of
from ops.embedded.kafka import admin_client
from runtime.consumer.consumer import Consumer
from runtime.consumer.dead_letters import MAX_FOREIGN
from runtime.database import open_pool
from runtime.facts import fact_of
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from runtime.telemetry import CAUGHT_UP
from services.projections.engine.readmodel import Row
from services.projections.engine.sink import ReadModels
from services.projections.engine.stream_fold import build_one
from services.projections.readmodels import network
from services.projections.readmodels.tables import MODELS
from tests.running import until
from tests.runtime.conftest import World
from tests.servers import BUS_KEY_FILE


async def stored_facts(world: World) -> dict[str, set[str]]:
    """All rows of all read models, as text."""
    return {
        model.name: {str(tuple(row)) for row in await world.rows(f"SELECT * FROM projections.{model.name}")}
        for model in MODELS
    }


async def expected(world: World) -> dict[str, set[str]]:
    """The rows that a build from the log alone gives."""
    streams: dict[str, list[Fact]] = {}
    for event in await world.log.after(0, limit=100_000):
        streams.setdefault(event.stream, []).append(fact_of(event))
    return {
        model.name: {
            str(_as_stored(row)) for facts in streams.values() if category_of(facts[0].stream) in model.categories
            for row in build_one(model, facts)
        }
        for model in MODELS
    }  # fmt: skip


def _as_stored(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(list(value) if isinstance(value, tuple) else value for value in row)


async def test_events_become_rows_once_and_a_restart_goes_on(world: World) -> None:
    await world.join(0, 300)
    async with world.relayed():
        async with world.consumer() as consumer:
            await consumer.wait(300, 90)
            await until(lambda: _ready(consumer))
            await world.append(
                "cluster-lkb",
                0,
                "ClusterFounded",
                b'{"names":{"pl":"LKB"},"occurred":{"edtf":"2015","earliest":"2015-01-01","latest":"2015-12-31"}}',
            )
            await world.join(300, 500)
            await consumer.wait(501, 90)
            joined = await through_kafka(world, consumer, 500)
        await world.join(joined, joined + 50)
        async with world.consumer() as consumer:
            await consumer.wait(await world.log.head(), 90)
    assert await stored_facts(world) == await expected(world)


async def through_kafka(world: World, consumer: Consumer, first: int) -> int:
    """Let members join from `first` on, until some came through Kafka without history; the next one's number.

    A consumer that waits long for Kafka, on a slow machine, takes them from history.
    """
    async with asyncio.timeout(300):
        for start in count(first, 5):
            before = _from_history()
            await world.join(start, start + 5)
            await consumer.wait((await world.log.head()), 90)
            if _from_history() == before:
                return start + 5
    raise AssertionError("nothing came through Kafka")


def _from_history() -> float:
    return float(CAUGHT_UP.labels("projections")._value.get())


async def _ready(consumer: Consumer) -> bool:
    return not consumer.readiness()


async def test_a_start_ends_though_the_log_never_stops_growing(world: World) -> None:
    await world.join(0, 300)

    async def write() -> None:
        for first in count(300, 20):
            await world.join(first, first + 20)

    async with world.relayed():
        writing = asyncio.create_task(write())
        async with world.consumer() as consumer:
            await until(lambda: _ready(consumer))
            assert not writing.done()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await consumer.wait(await world.log.head(), 90)
    assert await stored_facts(world) == await expected(world)


async def test_without_any_record_in_kafka_history_is_enough(world: World) -> None:
    async with world.consumer() as consumer:  # no relay at all
        await world.join(0, 50)
        await consumer.wait(50, 90)
        await world.join(50, 100)
        await consumer.wait(100, 90)
    assert await stored_facts(world) == await expected(world)


async def test_a_new_broker_is_caught_up_the_same_way(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 200)
        await consumer.wait(200, 90)
    another = await world.kafka.make_topic()
    await world.join(200, 300)
    async with world.consumer(topic=another) as consumer, world.relayed(topic=another):
        await world.join(300, 400)
        await consumer.wait(400, 90)
    assert await stored_facts(world) == await expected(world)


async def test_what_retention_took_is_filled_from_history(world: World) -> None:
    async with world.relayed():
        async with world.consumer() as consumer:
            await world.join(0, 100)
            await consumer.wait(100, 90)
        await world.join(100, 200)
        admin = await admin_client(world.kafka.client())
        await asyncio.sleep(0.5)
        await admin.delete_records({TopicPartition(world.topic, p): RecordsToDelete(-1) for p in range(6)})
        await admin.close()
        async with world.consumer() as consumer:
            await world.join(200, 300)
            await consumer.wait(300, 90)
    assert await stored_facts(world) == await expected(world)


async def test_records_that_are_not_ours_are_set_aside_and_the_rest_flows(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 20)
        await consumer.wait(20, 90)
        await until(lambda: _ready(consumer))
        ours = (await world.log.after(19, limit=1))[0]
        headers = [
            ("ce_type", b"upland.MemberJoined.v1"), ("ce_subject", b"membership-lkb.forged"), ("ce_sequence", b"0" * 17 + b"900"),
            ("ce_streamversion", b"1"), ("ce_time", b"2026-01-01T00:00:00.000000Z"), ("ce_correlationid", b"c"),
        ]  # fmt: skip
        unknown_type = [("ce_type", b"upland.Nonsense.v1"), *headers[1:]]
        unknown_version = [("ce_type", b"upland.MemberJoined.v99"), *headers[1:]]
        repeated = [
            ("ce_type", b"upland.Nonsense.v1"),
            headers[1],
            ("ce_sequence", b"%020d" % ours.position),
            *headers[3:],
        ]
        producer = AIOKafkaProducer(**world.kafka.client())
        await producer.start()
        key = b"membership-lkb.forged"
        await producer.send_and_wait(world.topic, b"{}", key=b"no headers")
        await producer.send_and_wait(world.topic, b"{broken", key=key, headers=headers)
        await producer.send_and_wait(world.topic, b"{}", key=key, headers=unknown_type)
        await producer.send_and_wait(world.topic, b"{}", key=key, headers=unknown_version)
        await producer.send_and_wait(world.topic, b"{}", key=key, headers=repeated)
        await producer.send_and_wait(world.topic, b"{}", key=b"another", headers=headers)
        await producer.stop()
        await world.join(20, 60)
        await consumer.wait(60, 90)
        letters = await until(lambda: _letters(world, 6))
    assert {row["status"] for row in letters} == {"foreign"}
    assert b"{broken" in {row["value"] for row in letters}
    assert any("no header" in row["reason"] for row in letters)
    assert any("the log holds no such event" in row["reason"] for row in letters)
    assert await stored_facts(world) == await expected(world)


async def _letters(world: World, count: int) -> list[asyncpg.Record]:
    rows = await world.rows("SELECT * FROM projections.dead_letters ORDER BY id")
    return rows if len(rows) >= count else []


class Moody:
    """A read model that cannot fold one stream until it is mended."""

    def __init__(self) -> None:
        self.broken = True

    def rows(self, facts: Sequence[Fact]) -> Iterable[Row]:
        if self.broken and facts[0].stream == "membership-lkb.m7" and any(f.version == 2 for f in facts):
            raise ValueError("this fold has a fault")
        return network.rows(facts)


async def test_a_poison_event_stops_only_its_stream_and_can_be_replayed(world: World) -> None:
    mood = Moody()
    models = (replace(network.MODEL, rows=mood.rows, fold=None),)
    async with world.relayed(), world.consumer(models) as consumer:
        await until(lambda: _ready(consumer))
        await world.join(0, 20)
        for version in range(1, 4):
            await world.append("membership-lkb.m7", version)
        await world.join(20, 40)
        await consumer.wait(43, 90)
        letters = await _letters(world, 3)
        assert [(row["status"], row["stream"]) for row in letters] == [
            ("poison", "membership-lkb.m7"), ("waiting", "membership-lkb.m7"), ("waiting", "membership-lkb.m7"),
        ]  # fmt: skip
        assert "this fold has a fault" in letters[0]["reason"]
        assert letters[0]["value"] == b"{}"
        rows = await world.rows("SELECT DISTINCT stream FROM projections.network")
        assert len(rows) == 40  # the poisoned stream's first event too
        facts = await world.rows("SELECT version FROM projections.facts WHERE stream = 'membership-lkb.m7'")
        assert [row["version"] for row in facts] == [1]
        mood.broken = False
        await world.rows("UPDATE projections.dead_letters SET next_retry = now()")
        await until(lambda: _all_replayed(world))
        await world.append("membership-lkb.m7", 4)
        await consumer.wait(44, 90)
        facts = await world.rows(
            "SELECT version FROM projections.facts WHERE stream = 'membership-lkb.m7' ORDER BY version"
        )
        assert [row["version"] for row in facts] == [1, 2, 3, 4, 5]


async def _all_replayed(world: World) -> bool:
    rows = await world.rows("SELECT status FROM projections.dead_letters")
    return {row["status"] for row in rows} == {"replayed"}


async def test_a_database_that_refuses_one_event_sets_only_that_aside(world: World) -> None:
    class Refusing(ReadModels):
        async def apply(self, connection: object, events: Sequence[Recorded]) -> dict[int, str]:
            if any(event.position == 5 for event in events):
                await connection.execute("SELECT 1/0")  # type: ignore[attr-defined]
            return dict(await super().apply(connection, events))  # type: ignore[arg-type]

    await world.join(0, 30)
    pool = await open_pool(world.database.url("upland_projections"), size=4)
    async with Consumer(world.settings(), pool, Refusing(MODELS)) as consumer:
        await consumer.wait(30, 90)
        letters = await _letters(world, 1)
        assert [(row["position"], row["status"]) for row in letters] == [(5, "poison")]
        assert "division by zero" in letters[0]["reason"]
    await pool.close()


async def test_two_processes_of_one_name_do_not_apply_twice(world: World) -> None:
    async with world.relayed(), world.consumer(instance="1") as one, world.consumer(instance="2") as two:
        await until(lambda: _ready(one))
        for start in range(0, 400, 50):
            await world.join(start, start + 50)
            await asyncio.sleep(0.05)
        await asyncio.gather(one.wait(400, 90), two.wait(400, 90))
    assert await stored_facts(world) == await expected(world)


# ---- records from Kafka are not trusted --------------------------------------------------------------------------
async def sent(world: World, *records: tuple[int, Recorded, list[tuple[str, bytes]]]) -> None:
    """Write records as anybody could who may write to the topic: partition, event, headers."""
    async with AIOKafkaProducer(**world.kafka.client()) as producer:
        for partition, event, headers in records:
            key = event.stream.encode()
            await producer.send_and_wait(
                world.topic, event.data, key=key, headers=headers, partition=partition
            )


async def foreign(world: World, count: int) -> list[asyncpg.Record]:
    """All letters, when so many are foreign."""
    query = "SELECT * FROM projections.dead_letters WHERE status = 'foreign' ORDER BY id"
    return await until(lambda: _when(world, query, count))  # type: ignore[no-any-return]


async def _when(world: World, query: str, count: int) -> list[asyncpg.Record]:
    rows = await world.rows(query)
    return rows if len(rows) >= count else []


async def test_a_well_formed_record_that_the_relay_has_not_signed_is_foreign(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 20)
        await consumer.wait(20, 90)
        await until(lambda: _ready(consumer))
        log = await world.log.after(0, limit=100)
        forged = log[0]._replace(position=21, stream="membership-lkb.m20", data=b'{"forged":1}')
        partition = partition_of(forged.stream, 6)
        last = max((e.position for e in log if partition_of(e.stream, 6) == partition), default=0)
        keys = BusKeys("an attacker's own, as long as one has to be")
        await sent(
            world,
            (partition, forged, headers_of(forged, last)),  # the right previous position, and no MAC
            (partition, forged, headers_of(forged, last, partition, keys)),
            (partition, forged, headers_of(forged._replace(position=2**63 - 1), last)),
        )
        letters = await foreign(world, 3)
        assert [row["reason"] for row in letters] == [
            "the log holds no such event at position 21",
            "the log holds no such event at position 21",
            f"the log holds no such event at position {2**63 - 1}",
        ]
        assert consumer.watermark == 20
        assert not consumer.readiness()
        await world.join(20, 40)  # the real event of that position and stream is among these
        await consumer.wait(40, 90)
        await through_kafka(world, consumer, 40)  # as if nothing had been
    assert await stored_facts(world) == await expected(world)


async def test_a_signed_record_counts_in_its_partition_once_and_with_its_key_only(world: World) -> None:
    keys = BusKeys.read(BUS_KEY_FILE)
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 20)
        await consumer.wait(20, 90)
        await until(lambda: _ready(consumer))
        log = await world.log.after(0, limit=100)
        elsewhere = []
        for event in log[:5]:
            own = partition_of(event.stream, 6)
            other = (own + 1) % 6
            # Signed for its own partition, and copied into another; and written there again, where it stands already.
            copied = headers_of(event._replace(position=30), 0, own, keys)
            elsewhere += [(other, event, copied), (own, event, headers_of(event, 0, own, keys))]
        await sent(world, *elsewhere)
        await foreign(world, 5)
        await world.join(20, 40)
        await consumer.wait(40, 90)
        assert len(await foreign(world, 5)) == 5
    assert await stored_facts(world) == await expected(world)


async def test_what_an_older_version_published_without_a_mac_is_taken_from_the_log(world: World) -> None:
    async with world.consumer() as consumer:
        async with world.relayed(bus_key_file=None):
            await world.join(0, 50)
            await consumer.wait(50, 90)
            await until(lambda: _ready(consumer))
            await world.join(50, 100)
            await consumer.wait(100, 90)
        async with world.relayed():
            await world.join(100, 150)
            await consumer.wait(150, 90)
        assert await world.rows("SELECT FROM projections.dead_letters") == []
    async with world.consumer(bus_key_file=None, instance="2") as consumer, world.relayed():
        await world.join(150, 200)
        await consumer.wait(200, 90)
        assert await world.rows("SELECT FROM projections.dead_letters") == []
    assert await stored_facts(world) == await expected(world)


async def test_signed_records_of_a_log_that_is_no_more_are_foreign(world: World) -> None:
    """PostgreSQL was restored from a backup: Kafka holds what the relay signed and the log has lost."""
    keys = BusKeys.read(BUS_KEY_FILE)
    await world.join(0, 20)
    log = await world.log.after(0, limit=100)
    last = {partition_of(event.stream, 6): event.position for event in log}
    lost = []
    for n in range(21, 31):
        event = log[0]._replace(position=n, stream=f"membership-lkb.lost{n}")
        partition = partition_of(event.stream, 6)
        lost.append((partition, event, headers_of(event, last.get(partition, 0), partition, keys)))
        last[partition] = n
    await sent(world, *lost)
    async with world.consumer() as consumer:
        await consumer.wait(20, 90)
        await foreign(world, 10)
        assert consumer.watermark == 20
        await world.join(20, 40)
        await consumer.wait(40, 90)
    assert await stored_facts(world) == await expected(world)


async def test_of_many_foreign_records_a_bounded_number_is_stored_and_all_are_counted(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 10)
        await consumer.wait(10, 90)
        async with AIOKafkaProducer(**world.kafka.client(), linger_ms=5) as producer:
            sending = [
                await producer.send(world.topic, b"%d" % n, key=b"x", partition=n % 6) for n in range(1_500)
            ]
            sending.append(await producer.send(world.topic, b"y" * 900_000, partition=0))
            await asyncio.gather(*sending)
        await world.join(10, 20)
        await consumer.wait(20, 90)

        async def all_counted() -> bool:
            return consumer.foreign >= 1_501

        await until(all_counted)
        assert consumer.health()["foreign"] == 1_501
        rows = await world.rows("SELECT count(*) AS n FROM projections.dead_letters")
        assert rows[0]["n"] == MAX_FOREIGN
        assert await world.rows("SELECT FROM projections.dead_letters WHERE length(value) > 16384") == []
    assert await stored_facts(world) == await expected(world)


async def test_the_inputs_that_dropped_a_batch_are_set_aside(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 10)
        await consumer.wait(10, 90)
        null = [("traceparent", None)], [("ce_type", None)], [("ce_time", None), ("ce_type", b"upland.X.v1")]
        async with AIOKafkaProducer(**world.kafka.client()) as producer:
            sending = [
                await producer.send(world.topic, b"{}", key=b"cluster-wmm", partition=1, headers=headers)
                for headers in null
            ]
            sending.append(await producer.send(world.topic, key=b"cluster-wmm", partition=1))
            # Text that reads as an escape in JSON, and is none.
            sending.append(
                await producer.send(world.topic, b"\0", headers=[("a\0", b"\\u0000"), ("b", b"\0")])
            )
            await asyncio.gather(*sending)
        await foreign(world, 5)
        await world.join(10, 40)
        await consumer.wait(40, 90)
    assert await stored_facts(world) == await expected(world)
