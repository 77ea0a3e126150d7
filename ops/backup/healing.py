"""What Kafka has beyond a restored log goes back into the log, at the positions that it had.

Only records that the relay has signed are believed, and only while nothing is missing before them: what lies behind a hole
stays out, and what a position means never changes. Names are in no record: what was sealed after the backup is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from contracts.envelope import Recorded
from ops.log.reader import RegistryLog
from runtime.database import Connection, connect
from runtime.errors import Foreign
from runtime.kafka import unreadable  # noqa: F401  what cannot be read is a record too
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.clients import client_options
from runtime.kafka.records import read_record, same_event
from runtime.randomness import random_bytes
from runtime.settings import Settings

_FETCHED = 2_000
_SILENCE = 1.0  # seconds without a record before the end offset, which a transaction's marks may push past the last one
# So many of the log's last events are compared with Kafka's before anything of Kafka is believed.
_COMPARED = 10_000
_SALT = 16
_EVENT_COLUMNS = (
    "position", "stream", "version", "type", "schema_version", "recorded_at", "audience", "salt", "correlation_id",
    "causation_id", "data",
)  # fmt: skip
_HEAD = "SELECT position FROM registry.head FOR UPDATE"
_VERSIONS = (
    "SELECT stream, max(version) AS version FROM registry.events WHERE stream = ANY($1) GROUP BY stream"
)
_SET_HEAD = "UPDATE registry.head SET position = $1, recorded_at = greatest(recorded_at, $2)"
# No key that anybody sends has this form, so none is ever answered with a healed event.
_KEY = "healed from Kafka, position {position}"
_ERASED = "SELECT DISTINCT stream FROM registry.events WHERE type = 'PersonErased'"
_DESTROY_KEYS = """
    INSERT INTO registry.name_keys (person, erased_at) SELECT unnest($1::text[]), clock_timestamp()
    ON CONFLICT (person) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at
    WHERE registry.name_keys.erased_at IS NULL
    RETURNING person
"""
_DELETE_NAMES = "DELETE FROM registry.names WHERE person = ANY($1)"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Beyond:
    """What Kafka has of the log and beyond it.

    events: those that follow the log's last event without a hole, in order.
    highest: the last position that Kafka has.
    contradiction: why nothing of it is believed, in words; None where it agrees with the log.
    """

    events: tuple[Recorded, ...] = ()
    highest: int = 0
    contradiction: str | None = None


async def topic_exists(settings: Settings) -> bool:
    """Whether Kafka has the log's topic.

    Raises:
        KafkaError, OSError, TimeoutError: Kafka does not answer.
    """
    # Before anything is read: a consumer waits most of a minute for a topic that is not there.
    admin = AIOKafkaAdminClient(**client_options(settings), request_timeout_ms=5_000)
    try:
        await asyncio.wait_for(admin.start(), 30)
        return settings.topic in await admin.list_topics()
    finally:
        await admin.close()


async def beyond(settings: Settings, owner_url: str, head: int, progress: Progress) -> Beyond:
    """Read the topic from its beginning to its end.

    Args:
        settings: the `kafka_…` settings, `topic` and `bus_key_file` are used.
        head: the last position of the restored log.

    Raises:
        KafkaError, OSError: Kafka does not answer.
    """
    recent, later = await _read(settings, head, progress)
    log = RegistryLog(owner_url, head)
    logged = await log.at(list(recent))
    for position, event in sorted(recent.items()):
        known = logged.get(position)
        if known is None or not same_event(known, event):
            there = known.id if known else "nothing"
            return Beyond(
                (),
                max([*recent, *later]),
                f"position {position} is {event.id} in Kafka and {there} in the backup",
            )
    run: list[Recorded] = []
    versions = await _versions(owner_url, {event.stream for event in later.values()})
    position = head + 1
    while (following := later.get(position)) and following.version == versions.get(following.stream, 0) + 1:
        versions[following.stream] = following.version
        run.append(following)
        position += 1
    return Beyond(tuple(run), max([*recent, *later], default=0))


async def heal(owner_url: str, events: Iterable[Recorded]) -> int:
    """Append the events as they were; the log's last position. Their idempotency keys cannot be made again."""
    # A public event's salt is in no record, and in no statement either.
    rows = [event._replace(salt=event.salt or random_bytes(_SALT)) for event in events]
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            position = int(await connection.fetchval(_HEAD))
            if rows:
                await _copy(connection, "events", _EVENT_COLUMNS, rows)
                keys = [(_KEY.format(position=row.position), b"", row.position, 1) for row in rows]
                await _copy(connection, "commands", ("key", "hash", "position", "events"), keys)
                position = rows[-1].position
                await connection.execute(_SET_HEAD, position, rows[-1].recorded_at)
        return position
    finally:
        await connection.close()


async def erase_again(owner_url: str) -> list[str]:
    """Destroy the keys of all persons whose erasure is in the log, where the backup still had them; these persons."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            erased = [row["stream"] for row in await connection.fetch(_ERASED)]
            persons = [row["person"] for row in await connection.fetch(_DESTROY_KEYS, erased)]
            await connection.execute(_DELETE_NAMES, erased)
        return sorted(persons)
    finally:
        await connection.close()


async def _copy(
    connection: Connection, table: str, columns: Iterable[str], rows: Sequence[tuple[object, ...]]
) -> None:
    await connection.copy_records_to_table(table, schema_name="registry", columns=list(columns), records=rows)


async def _versions(owner_url: str, streams: set[str]) -> dict[str, int]:
    connection = await connect(owner_url)
    try:
        return {row["stream"]: row["version"] for row in await connection.fetch(_VERSIONS, list(streams))}
    finally:
        await connection.close()


async def _read(
    settings: Settings, head: int, progress: Progress
) -> tuple[Mapping[int, Recorded], Mapping[int, Recorded]]:
    """The signed events near the end of the log and beyond it, by position."""
    recent: dict[int, Recorded] = {}
    later: dict[int, Recorded] = {}
    if not await topic_exists(settings):
        return recent, later
    keys = BusKeys.read(settings.bus_key_file)
    consumer = AIOKafkaConsumer(
        settings.topic,
        **client_options(settings),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        left = _Left(consumer, progress)
        await left.open()
        while left.partitions:
            fetched = await consumer.getmany(
                *left.partitions, timeout_ms=int(_SILENCE * 1000), max_records=_FETCHED
            )
            for record in (each for records in fetched.values() for each in records):
                try:
                    read = read_record(
                        record.partition, record.offset, record.key, record.value, record.headers, keys
                    )
                except Foreign:
                    continue
                position = read.event.position
                if read.authentic and position > head - _COMPARED:
                    (later if position > head else recent)[position] = read.event
            await left.passed(silent=not fetched)
    finally:
        await consumer.stop()
    return recent, later


class _Left:
    """The partitions that are not read to their ends yet."""

    def __init__(self, consumer: AIOKafkaConsumer, progress: Progress) -> None:
        self._consumer, self._progress = consumer, progress
        self._ends: dict[TopicPartition, int] = {}
        self._begins: dict[TopicPartition, int] = {}
        self._silence = 0
        self.partitions: list[TopicPartition] = []

    async def open(self) -> None:
        all_of_them = sorted(self._consumer.assignment())
        self._begins = await self._consumer.beginning_offsets(all_of_them)
        self._ends = await self._consumer.end_offsets(all_of_them)
        self.partitions = [each for each in all_of_them if self._begins[each] < self._ends[each]]

    async def passed(self, *, silent: bool) -> None:
        """Take out what is read. Two silences mean that the rest are marks of transactions, which are no records."""
        self._silence = self._silence + 1 if silent else 0
        places = {each: await self._consumer.position(each) for each in self._ends}
        done = sum(place - self._begins[each] for each, place in places.items())
        self._progress(done, max(done, sum(self._ends.values()) - sum(self._begins.values())))
        self.partitions = (
            [] if self._silence > 1 else [each for each in self.partitions if places[each] < self._ends[each]]
        )
