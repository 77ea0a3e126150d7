"""What Kafka has beyond a restored log goes back into the log, at the positions that it had.

Only records that the relay has signed are believed, and only while nothing is missing before them: what lies behind a hole
stays out, and what a position means never changes. Names are in no record: what was sealed after the backup is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from contracts.envelope import Recorded
from contracts.statement import attributes
from ops.backup.topic_records import Progress, records
from ops.log.reader import RegistryLog
from ops.stored_files import created
from runtime.database import Connection, connect
from runtime.kafka.records import ReceivedRecord, same_event
from runtime.randomness import random_bytes
from runtime.settings import Settings

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


@dataclass(frozen=True)
class Beyond:
    """What Kafka has of the log and beyond it.

    events: those that follow the log's last event without a hole, in order; none where a record contradicts the log.
    highest: the last position that Kafka has, of signed records.
    unmatched: how many records are neither events of the log nor among `events`.
    reason: why the first of those is not, in words; None where there are none.
    """

    events: tuple[Recorded, ...] = ()
    highest: int = 0
    unmatched: int = 0
    reason: str | None = None


@dataclass
class _Read:
    """What the records of the topic are: signed events beyond the log, and those that do not go with it."""

    later: dict[int, Recorded] = field(default_factory=dict)
    highest: int = 0
    contradictions: int = 0
    first: tuple[Recorded, Recorded | None] | None = (
        None  # the contradiction of the lowest position, and the log there
    )
    unsigned: list[Recorded] = field(default_factory=list)

    def take(self, read: ReceivedRecord, head: int, logged: Mapping[int, Recorded]) -> None:
        """Take in one record; `logged` has the log's event at its position, if the log goes so far."""
        event = read.event
        if read.authentic:
            self.highest = max(self.highest, event.position)
        known = logged.get(event.position)
        if known is None and event.position > head:
            if not read.authentic:
                self.unsigned.append(event)
                return
            known = self.later.setdefault(event.position, event)
        if known is not None and same_event(known, event):
            return
        if not read.authentic:
            self.unsigned.append(event)
            return
        self.contradictions += 1
        if self.first is None or event.position < self.first[0].position:
            self.first = event, known


async def beyond(settings: Settings, owner_url: str, head: int, progress: Progress) -> Beyond:
    """Read the topic from its beginning to its end.

    Args:
        settings: the `kafka_…` settings, `topic` and `bus_key_file` are used.
        head: the last position of the restored log.

    Raises:
        KafkaError, OSError: Kafka does not answer.
    """
    read = _Read()
    log = RegistryLog(owner_url, head)
    async for received in records(settings, progress):
        logged = await log.at([each.event.position for each in received if each.event.position <= head])
        for each in received:
            read.take(each, head, logged)
    versions = await _versions(owner_url, {event.stream for event in read.later.values()})
    run = [] if read.contradictions else _run(read.later, head, versions)
    healed = {event.position: event for event in run}
    unsigned = [
        event
        for event in read.unsigned
        if (known := healed.get(event.position)) is None or not same_event(known, event)
    ]
    unmatched = read.contradictions + len(read.later) - len(run) + len(unsigned)
    return Beyond(
        tuple(run), read.highest, unmatched, _reason(read, run, head, unsigned) if unmatched else None
    )


def _run(later: Mapping[int, Recorded], head: int, versions: dict[str, int]) -> list[Recorded]:
    """The events that follow the log without a hole, in positions and in each stream's versions."""
    run: list[Recorded] = []
    while (following := later.get(head + len(run) + 1)) and following.version == versions.get(
        following.stream, 0
    ) + 1:
        versions[following.stream] = following.version
        run.append(following)
    return run


def _reason(read: _Read, run: Sequence[Recorded], head: int, unsigned: Sequence[Recorded]) -> str:
    if read.first is not None:
        event, known = read.first
        other = known.id if known else "nothing"
        place = "in the backup" if event.position <= head else "also in Kafka"
        return f"position {event.position} is {event.id} in Kafka, and {other} {place}"
    due = head + len(run) + 1
    if due in read.later:
        following = read.later[due]
        return f"position {due} is {following.id} in Kafka, and versions of {following.stream} before it are missing"
    if len(read.later) > len(run):
        behind = min(position for position in read.later if position > due)
        return f"position {due} is missing in Kafka, which goes on with {read.later[behind].id} at {behind}"
    first = min(unsigned, key=lambda event: event.position)
    return f"{first.id} at position {first.position} is not signed with the key in bus.key"


async def write_unmatched(
    settings: Settings, owner_url: str, head: int, path: Path, progress: Progress
) -> int:
    """Write the records that are not the log's, up to its last position `head`, to a new file; how many there are.

    Each line is a JSON object: where the record is in Kafka, whether the relay has signed it, its epoch, the event's
    attributes, and its `data` as text.

    Raises:
        FileExistsError: there is a file of that name.
        KafkaError, OSError: Kafka does not answer, or the file cannot be written.
    """
    log = RegistryLog(owner_url, head)
    count = 0
    with created(path) as file:
        async for received in records(settings, progress):
            logged = await log.at([each.event.position for each in received])
            for each in received:
                known = logged.get(each.event.position)
                if known is None or not same_event(known, each.event):
                    file.write(_line(each))
                    count += 1
    return count


def _line(read: ReceivedRecord) -> bytes:
    place = {
        "partition": read.partition, "offset": read.offset, "signed": read.authentic, "epoch": read.epoch,
    }  # fmt: skip
    data = read.event.data.decode(errors="backslashreplace")
    return orjson.dumps(place | {"event": attributes(read.event), "data": data}) + b"\n"


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
