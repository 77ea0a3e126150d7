"""Records: whatever the bytes are, an event or `Foreign`; and what the relay has signed is known again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.record.util import calc_crc32c
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.envelope import Recorded
from runtime.consumer.dead_letters import of_record
from runtime.errors import Foreign
from runtime.kafka import unreadable  # noqa: F401
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import ReceivedRecord, headers_of, read_record, same_event
from tests.running import until
from tests.runtime.conftest import World
from tests.runtime.drawn_records import KEYS, RESTRICTED, Headers, Record, event, record_of


def read(
    headers: Sequence[tuple[str, bytes | None]], *, partition: int = 2, **changes: Any
) -> ReceivedRecord:
    record = {"key": b"membership-lkb.m1", "value": b'{"n":1}'} | changes
    return read_record(partition, 10, record["key"], record["value"], headers, KEYS)


# ---- what the relay has signed ------------------------------------------------------------------------------------
@pytest.mark.parametrize("sent", [event(), RESTRICTED, event(2**63 - 1, causation_id="x")])
@pytest.mark.parametrize("epoch", [None, "e7"])
def test_a_signed_record_reads_as_it_was_written(sent: Recorded, epoch: str | None) -> None:
    received = read(headers_of(sent, 5, 2, KEYS, epoch))
    assert received == ReceivedRecord(2, 10, 5, sent, True, epoch)
    assert same_event(sent._replace(salt=sent.salt or b"s" * 16), received.event)


def test_without_a_mac_or_with_another_key_nothing_is_authentic() -> None:
    assert read(headers_of(event(), 5, 2)) == ReceivedRecord(2, 10, 5, event(), False)
    assert not read(headers_of(event(), 5, 2, BusKeys("b" * 32))).authentic
    signed = headers_of(event(), 5, 2, KEYS)
    assert not read_record(2, 10, b"membership-lkb.m1", b'{"n":1}', signed, BusKeys()).authentic
    assert not read_record(2, 10, b"membership-lkb.m1", b'{"n":1}', signed).authentic


def test_while_a_key_is_exchanged_both_verify_and_the_new_one_signs() -> None:
    both = BusKeys("b" * 32, "a" * 32)
    for keys in (KEYS, BusKeys("b" * 32), both):
        signed = headers_of(event(), 5, 2, keys)
        assert read_record(2, 10, b"membership-lkb.m1", b'{"n":1}', signed, both).authentic
    assert headers_of(event(), 5, 2, both)[-1] == headers_of(event(), 5, 2, BusKeys("b" * 32))[-1]


@pytest.mark.parametrize("sent", [event(), RESTRICTED])
def test_no_part_of_a_signed_record_can_be_exchanged(sent: Recorded) -> None:
    signed = headers_of(sent, 5, 2, KEYS, "e7")
    for n, (name, value) in enumerate(signed):
        for other in (value + b"0", value[:-1], b"", b"\0" + value, value + b"\0"):
            changed: Headers = [*signed[:n], (name, other), *signed[n + 1 :]]
            assert not _authentic(changed), (name, other)
        assert not _authentic([*signed[:n], *signed[n + 1 :]]), name
        assert not _authentic([*signed, (name, value)]), name
    assert not _authentic(signed, partition=3)
    assert not _authentic(signed, value=b'{"n":2}')
    assert not _authentic(signed, key=b"membership-lkb.m2")
    if sent is not RESTRICTED:
        for name in ("ce_causationid", "ce_audience", "ce_salt"):
            assert not _authentic([*signed, (name, b"partners")]), name


def _authentic(headers: Sequence[tuple[str, bytes | None]], **changes: Any) -> bool:
    try:
        return read(headers, **changes).authentic
    except Foreign:
        return False


def test_the_parts_of_a_signed_record_cannot_be_shifted() -> None:
    """Bytes that a NUL parts are cut in one way only: what ends one header never begins the next."""
    signed = dict(headers_of(event(), 5, 2, KEYS))
    moved = signed | {"ce_time": signed["ce_time"] + b"\0c", "ce_correlationid": b"-1"}
    assert not _authentic([*moved.items()])
    moved = signed | {"content-type": b"application/json\0", "ce_salt": b""}
    assert not _authentic([*moved.items()])


def test_keys_are_read_from_a_file_and_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "bus.key"
    file.write_text("a" * 32 + "\n")
    keys = BusKeys.read(file)
    assert read_record(
        2, 10, b"membership-lkb.m1", b'{"n":1}', headers_of(event(), 5, 2, keys), KEYS
    ).authentic
    assert "aaaa" not in repr(keys)
    assert not BusKeys.read(None)
    for text, reason in (
        ("", "holds no key"),
        ("short-key", "shorter than 32"),
        (f"{'a' * 32} {'b' * 32} {'c' * 32}", "3 keys"),
    ):
        file.write_text(text)
        with pytest.raises(ValueError, match=reason) as error:
            BusKeys.read(file)
        assert "short-key" not in str(error.value)


# ---- whatever the bytes are ---------------------------------------------------------------------------------------
# Eight records an example: the bytes of one are a slice.
arbitrary = st.binary(min_size=192, max_size=576).map(
    lambda data: [record_of(data[n * len(data) // 8 : (n + 1) * len(data) // 8]) for n in range(8)]
)


@settings(
    max_examples=800,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(arbitrary)
def test_any_record_is_an_event_or_foreign(records: list[Record]) -> None:
    for record in records:
        _check(*record)


def _check(key: bytes | None, value: bytes | None, headers: Headers) -> None:
    try:
        received = read_record(2, 10, key, value, headers, KEYS)
    except Foreign as error:
        reason = str(error)
    else:
        reason = "x" * 5_000
        logged = received.event
        assert 1 <= logged.position < 2**63
        assert 1 <= logged.version < 2**31
        assert 1 <= logged.schema_version < 2**15
        assert logged.recorded_at.tzinfo is UTC
        texts = (
            logged.stream,
            logged.type,
            logged.audience,
            logged.correlation_id,
            logged.causation_id or "",
        )
        assert not any("\0" in text for text in texts)
        assert logged.audience in {"public", "partners", "participants", "owner"}
        # Nothing verifies but what was signed.
        if received.authentic:
            sent = RESTRICTED if logged.audience != "public" else event()
            assert received == ReceivedRecord(2, 10, 5, sent, True, received.epoch)
    letter = of_record(_record(key, value, headers), reason)
    assert len(letter.value or b"") <= 16_384
    assert len(letter.key or b"") <= 1_000
    assert len(letter.reason) <= 2_000
    assert sum(len(name) + len(text) for name, text in letter.headers.items()) <= 110_000
    assert "\0" not in "".join([*letter.headers, *letter.headers.values()])


def _record(key: bytes | None, value: bytes | None, headers: Headers) -> ConsumerRecord[Any, Any]:
    all_headers: Any = tuple(headers)
    return ConsumerRecord("t", 2, 10, 0, 0, key, value, None, 0, 0, all_headers)


# ---- on the real Kafka --------------------------------------------------------------------------------------------
@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(arbitrary)
def _collect(records: list[Record]) -> None:
    _COLLECTED.extend(records)


_COLLECTED: list[Record] = []


async def test_arbitrary_records_among_ours_stop_nobody(world: World) -> None:
    _collect()
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 20)
        await consumer.wait(20, 90)
        async with AIOKafkaProducer(**world.kafka.client(), linger_ms=2) as producer:
            sent = 0
            for start in range(0, len(_COLLECTED), 50):
                sending = [
                    await producer.send(world.topic, value, key, headers=headers, partition=n % 6)
                    for n, (key, value, headers) in enumerate(_COLLECTED[start : start + 50])
                    if len(value or b"") < 500_000
                ]
                await asyncio.gather(*sending)
                sent += len(sending)
                await world.join(20 + start, 70 + start)
        last = 20 + -(-len(_COLLECTED) // 50) * 50
        await consumer.wait(last, 90)
        assert sent >= 150
        await until(lambda: _set_aside(world))
        rows = await world.rows("SELECT DISTINCT stream FROM projections.network")
        assert len(rows) == last
        assert await world.rows("SELECT FROM projections.dead_letters WHERE status <> 'foreign'") == []
    _COLLECTED.clear()


async def _set_aside(world: World) -> bool:
    return len(await world.rows("SELECT FROM projections.dead_letters WHERE status = 'foreign'")) > 20


async def test_a_header_whose_name_is_no_text_costs_its_batch_and_no_other(world: World) -> None:
    async with world.relayed(), world.consumer() as consumer:
        await world.join(0, 10)
        await consumer.wait(10, 90)
        await until(lambda: _ready(consumer))
        async with AIOKafkaProducer(**world.kafka.client()) as producer:
            for partition in range(6):
                batch = producer.create_batch()
                for n in range(3):
                    headers = [("\u00e9", b"v")] if n == 1 else []
                    batch.append(timestamp=None, key=b"k", value=b"%d" % n, headers=headers)
                _spoil(batch)
                await (await producer.send_batch(batch, world.topic, partition=partition))
        await world.join(10, 60)
        await consumer.wait(60, 90)
        await until(lambda: _letters(world, 12))
        # Kafka brought them: history was not needed.
        assert not consumer.readiness()
    async with world.consumer(instance="2") as another:  # which reads the topic from its beginning
        await world.join(60, 70)
        await another.wait(70, 90)


async def _ready(consumer: Any) -> bool:
    return not consumer.readiness()


async def _letters(world: World, count: int) -> bool:
    rows = await world.rows("SELECT FROM projections.dead_letters WHERE status = 'foreign'")
    return len(rows) >= count


def _spoil(batch: Any) -> None:
    """Make the header's name two bytes that are no UTF-8, as no client of Python would write them."""
    build = batch._builder.build

    def spoiled() -> bytearray:
        data = bytearray(build())
        place = data.index("\u00e9".encode())
        data[place : place + 2] = b"\xff\xfe"
        data[17:21] = calc_crc32c(bytes(data[21:])).to_bytes(4, "big")
        return data

    batch._builder = _Spoiled(batch._builder, spoiled)


class _Spoiled:
    def __init__(self, builder: Any, build: Any) -> None:
        self._builder, self.build = builder, build

    def __getattr__(self, name: str) -> Any:
        return getattr(self._builder, name)
