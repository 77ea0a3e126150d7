"""Records that were set aside: a poison event stops only its own stream, later ones of that stream wait behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import asyncpg
import orjson
from aiokafka import ConsumerRecord

from contracts.envelope import Recorded
from contracts.statement import attributes
from runtime.consumer.history import event_of_statement
from runtime.database import Connection

# Anybody who may write to the topic may write foreign records, so few of them are kept, and little of each.
MAX_FOREIGN = 1_000
_MAX_VALUE = 16_384  # bytes
_MAX_TEXT = 1_000  # bytes of a key, a header's name and its value; characters of a reason
_MAX_HEADERS = 50
# Retries of a poison event: 5 s, then twice as long each time, at most an hour.
_BACKOFF = "least(interval '5 seconds' * power(2, attempts), interval '1 hour')"


class Letter(NamedTuple):
    """A record to set aside. `event` is None for one that is not ours."""

    status: str
    partition: int
    offset: int | None
    reason: str
    headers: Mapping[str, str]
    key: bytes | None
    value: bytes | None
    event: Recorded | None


def of_event(status: str, event: Recorded, partition: int, reason: str) -> Letter:
    """The letter of an event of ours, with its original bytes."""
    return Letter(
        status, partition, None, reason[:2_000], attributes(event), event.stream.encode(), event.data, event
    )


def of_record(record: ConsumerRecord[Any, Any], reason: str) -> Letter:
    """The letter of a record that is not the log's: as much of it as is kept, whatever it is made of."""
    given: Sequence[tuple[str, bytes | None]] = record.headers
    headers = {_text(name.encode()): _text(value or b"") for name, value in given[:_MAX_HEADERS]}
    key, value = record.key, record.value
    if value is not None and len(value) > _MAX_VALUE:
        reason = f"{reason[:_MAX_TEXT]} (of its {len(value)} bytes the first {_MAX_VALUE} are kept)"
        value = value[:_MAX_VALUE]
    return Letter(
        "foreign",
        record.partition,
        record.offset,
        reason[:2_000],
        headers,
        None if key is None else key[:_MAX_TEXT],
        value,
        None,
    )


def _text(value: bytes) -> str:
    return value[:_MAX_TEXT].decode("utf-8", "replace").replace("\0", "�")  # which jsonb does not take


def event_of(row: asyncpg.Record) -> Recorded:
    """The event that a letter holds, from its headers and bytes."""
    attributes = orjson.loads(row["headers"])
    return event_of_statement(orjson.dumps(attributes)[:-1] + b',"data":' + row["value"] + b"}")


class DeadLetters:
    """The table of one service's schema."""

    def __init__(self, schema: str) -> None:
        self._table = f"{schema}.dead_letters"

    async def open(self, connection: Connection) -> list[tuple[str, int]]:
        """Stream and position of every event that is set aside and neither replayed nor discarded."""
        rows = await connection.fetch(
            f"SELECT stream, position FROM {self._table} WHERE status IN ('poison', 'waiting')"
        )
        return [(row["stream"], row["position"]) for row in rows]

    async def count(self, connection: Connection) -> int:
        """How many records are set aside and neither replayed nor discarded."""
        query = f"SELECT count(*) FROM {self._table} WHERE status IN ('poison', 'waiting', 'foreign')"
        return int(await connection.fetchval(query))

    async def add(self, connection: Connection, letters: Sequence[Letter]) -> None:
        """Set records aside; one that is there already stays as it is, and of foreign ones no more than some are kept."""
        if any(letter.event is None for letter in letters):
            letters = await self._within_bounds(connection, letters)
        await connection.executemany(
            f"INSERT INTO {self._table}"
            ' (status, stream, position, partition, "offset", reason, headers, key, value, next_retry)'
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
            " CASE WHEN $1 = 'poison' THEN clock_timestamp() + interval '5 seconds' END) ON CONFLICT DO NOTHING",
            [
                (
                    letter.status,
                    letter.event.stream if letter.event else None,
                    letter.event.position if letter.event else None,
                    letter.partition,
                    letter.offset,
                    letter.reason.replace("\0", "�"),
                    orjson.dumps(letter.headers).decode(),
                    letter.key,
                    letter.value,
                )
                for letter in letters
            ],
        )

    async def _within_bounds(self, connection: Connection, letters: Sequence[Letter]) -> list[Letter]:
        """The letters without those foreign ones for which there is no room."""
        query = (
            f"SELECT count(*) FROM (SELECT FROM {self._table} WHERE status = 'foreign' LIMIT {MAX_FOREIGN})"
        )
        room = MAX_FOREIGN - int(await connection.fetchval(query))
        stored = []
        for letter in letters:
            if letter.event is None:
                room -= 1
            if letter.event is not None or room >= 0:
                stored.append(letter)
        return stored

    async def due(self, connection: Connection) -> list[str]:
        """Streams whose first letter may be tried again: its time has come, or what stood before it was discarded."""
        rows = await connection.fetch(
            f"SELECT stream FROM (SELECT DISTINCT ON (stream) stream, status, next_retry FROM {self._table}"
            " WHERE status IN ('poison', 'waiting') ORDER BY stream, position) AS first"
            " WHERE status = 'waiting' OR next_retry <= clock_timestamp()"
        )
        return [row["stream"] for row in rows]

    async def of_stream(self, connection: Connection, stream: str) -> list[asyncpg.Record]:
        """One stream's letters in order, locked until the transaction ends."""
        return await connection.fetch(
            f"SELECT id, position, partition, headers, value FROM {self._table}"
            " WHERE stream = $1 AND status IN ('poison', 'waiting') ORDER BY position FOR UPDATE",
            stream,
        )

    async def replayed(self, connection: Connection, positions: Sequence[int]) -> None:
        """Note that these letters were applied after all."""
        await connection.execute(
            f"UPDATE {self._table} SET status = 'replayed', next_retry = NULL WHERE position = ANY($1)"
            " AND status IN ('poison', 'waiting')",
            list(positions),
        )

    async def failed(self, connection: Connection, position: int, reason: str) -> None:
        """Note that a letter failed again; it becomes the one that its stream waits for."""
        await connection.execute(
            f"UPDATE {self._table} SET status = 'poison', reason = $2, attempts = attempts + 1,"
            f" next_retry = clock_timestamp() + {_BACKOFF} WHERE position = $1 AND status IN ('poison', 'waiting')",
            position,
            reason[:2_000],
        )
