"""The log: appends that wait at the same moment share one call of one SQL function and one commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import asyncpg

from contracts.envelope import Claim, Recorded
from contracts.fields import Audience
from runtime.database import AWAY, WAITS, connect
from runtime.errors import KeyReused, Overloaded, Refused, Unavailable, WrongVersion
from runtime.telemetry import APPEND_BATCH, QUEUED, logger

_CALL = (
    "SELECT * FROM registry.append($1::text[], $2::int[], $3::int[], $4::text[], $5::bytea[], $6::int[],"
    " $7::int[], $8::text[], $9::int[], $10::int[], $11::text[], $12::smallint[], $13::text[], $14::bytea[], $15::text[],"
    " $16::text[], $17::bytea[], $18::int[], $19::text[], $20::text[])"
)
_COLUMNS = "position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id, data"
_ALL_STORED, _STORED, _REPLAYED, _WRONG_VERSION, _KEY_REUSED, _CLAIMED = range(-1, 5)


# Batches under way: while PostgreSQL stores one, the next is made ready behind it.
_WRITERS = 2
_LEAST_BATCH = 64


class NewEvent(NamedTuple):
    """An event that is not in the log yet; its `data` is in RFC 8785 form."""

    type: str
    schema_version: int
    audience: Audience
    salt: bytes
    correlation_id: str
    causation_id: str | None
    data: bytes


@dataclass(slots=True)
class Append:
    """Events for one stream, stored together or not at all.

    `expected` is the version that the stream must have (0: it must not exist), None for any. `key` makes the append
    idempotent: with the same `hash` it gives the first answer again.
    """

    stream: str
    expected: int | None
    events: Sequence[NewEvent]
    key: str | None = None
    hash: bytes = b""
    claims: Sequence[Claim] = ()
    done: asyncio.Future[Appended] = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = 200 + sum(len(event.data) + 200 for event in self.events)


class Appended(NamedTuple):
    """Where the events stand. `version` and `position` are those of the first event."""

    version: int
    position: int
    replayed: bool


class Log:
    """Writes and reads `registry.events`. One instance has two connections for its batches.

    Args:
        url: PostgreSQL with the registry's role.
        pool: for reading.
        queue_limit, queue_bytes: what may wait; more is refused with `Overloaded`.
        batch_limit, batch_bytes: what one call takes at most.
    """

    def __init__(
        self,
        url: str,
        pool: asyncpg.Pool[asyncpg.Record],
        *,
        queue_limit: int = 20_000,
        queue_bytes: int = 64 << 20,
        batch_limit: int = 512,
        batch_bytes: int = 4 << 20,
        patience: float = 5.0,
    ) -> None:
        self._url = url
        self._pool = pool
        self._limits = (queue_limit, queue_bytes)
        self._batch = (batch_limit, batch_bytes)
        self._patience = patience
        self._queue: deque[Append] = deque()
        self._bytes = 0
        self._collided: set[str] = set()
        self._wake = asyncio.Event()
        self._flying: set[object] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._connections: list[asyncpg.Connection[asyncpg.Record] | None] = [None] * _WRITERS

    async def __aenter__(self) -> Log:
        self._tasks = [asyncio.create_task(self._write(n), name=f"log-writer-{n}") for n in range(_WRITERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for append in self._queue:
            if not append.done.done():
                append.done.set_exception(Unavailable("The registry is stopping. Send the command again."))
        for connection in self._connections:
            if connection is not None:
                connection.terminate()

    def append(self, append: Append) -> asyncio.Future[Appended]:
        """Queue an append; the future's result comes after its commit.

        Raises (from the future unless it is `Overloaded`):
            Overloaded: too much waits already.
            WrongVersion, KeyReused, Refused: the log refuses this append; others are not touched.
            Unavailable: the database stayed away; the same key finds out later whether it was stored.
        """
        limit, limit_bytes = self._limits
        if len(self._queue) >= limit or self._bytes + append.size > limit_bytes:
            raise Overloaded(
                f"{len(self._queue)} commands wait for the log, which is its limit. Send this one again in a second.",
                numbers={"waiting": len(self._queue)},
            )
        append.done = asyncio.get_running_loop().create_future()
        self._queue.append(append)
        self._bytes += append.size
        self._wake.set()
        return append.done

    async def _write(self, writer: int) -> None:
        while True:
            await self._wake.wait()
            batch, marks = self._take()
            if not batch:
                self._wake.clear()
                continue
            QUEUED.set(len(self._queue))
            self._flying |= marks
            try:
                await self._settle(writer, batch)
            finally:
                self._flying -= marks
                if self._queue:
                    self._wake.set()

    def _take(self) -> tuple[list[Append], set[object]]:
        """The next batch, in order, and what marks it: its streams, keys and claims, each of which is in flight once.

        What collides with another append in the batch or in flight waits for a later one, and so does all behind it
        on the same stream.
        """
        most, limit_bytes = self._batch
        # Half of what waits, so that there is something to make ready while the first half commits.
        limit = min(most, max(_LEAST_BATCH, len(self._queue) // _WRITERS))
        batch: list[Append] = []
        marks: set[object] = set()
        collided: list[Append] = []
        blocked: set[object] = set()
        size = 0
        queue, flying = self._queue, self._flying
        while queue and len(batch) < limit and size < limit_bytes and len(collided) < limit:
            append = queue.popleft()
            if append.done.done():  # cancelled while it waited
                self._bytes -= append.size
                continue
            own: tuple[object, ...] = (append.stream, (append.key,), *append.claims)
            if append.key is None:
                own = (append.stream, *append.claims)
            if marks.isdisjoint(own) and flying.isdisjoint(own) and blocked.isdisjoint(own):
                marks.update(own)
                batch.append(append)
                size += append.size
                self._bytes -= append.size
            else:
                blocked.update(own)
                collided.append(append)
        queue.extendleft(reversed(collided))
        self._collided = {append.stream for append in collided}
        return batch, marks

    async def _settle(self, writer: int, batch: list[Append]) -> None:
        try:
            rows = await self._call(writer, batch)
        except asyncio.CancelledError:
            for append in batch:
                append.done.cancel()
            raise
        except AWAY as error:
            reason = Unavailable(
                "PostgreSQL does not answer. Send the command again with the same Idempotency-Key:"
                " if it was stored after all, you get its answer."
            )
            logger.error("append.unavailable", error=type(error).__name__, appends=len(batch))
            _fail(batch, reason)
            return
        except Exception as error:
            logger.exception("append.failed", appends=len(batch))
            if len(batch) == 1:
                _fail(batch, error)
                return
            for append in batch:  # one bad append must not fail its neighbours
                await self._settle(writer, [append])
            return
        APPEND_BATCH.observe(len(batch))
        whole = rows[0]["outcome"] == _ALL_STORED
        moved = _answer_all(batch, rows[0]["first"]) if whole else _answer_each(batch, rows)
        if not self._collided.isdisjoint(moved):
            self._refuse_outrun(moved)

    def _refuse_outrun(self, moved: dict[str, int]) -> None:
        """Appends that wait for a version which has just passed need no call to be refused.

        A waiting append with the key of a stored one could be its replay: whoever gets `WrongVersion` looks its key
        up before answering.
        """
        for append in self._queue:
            version = moved.get(append.stream)
            if (
                version is not None
                and append.expected is not None
                and append.expected < version
                and not append.done.done()
            ):
                append.done.set_exception(WrongVersion.of(append.stream, append.expected, version))
        waiting = [append for append in self._queue if not append.done.done()]
        if len(waiting) != len(self._queue):
            self._queue = deque(waiting)
            self._bytes = sum(append.size for append in waiting)

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        """Run the SQL function; when the connection breaks, run it again: keys make that harmless."""
        arguments = _arguments(batch)
        keyed = all(append.key is not None for append in batch)
        deadline = asyncio.get_running_loop().time() + self._patience
        delay = 0.05
        while True:
            try:
                connection = self._connections[writer]
                if connection is None or connection.is_closed():
                    connection = self._connections[writer] = await connect(self._url, command_timeout=10)
                return await connection.fetch(_CALL, *arguments)
            except WAITS as error:
                connection, self._connections[writer] = self._connections[writer], None
                if connection is not None:
                    connection.terminate()
                if asyncio.get_running_loop().time() + delay > deadline or not (
                    keyed or isinstance(error, Unavailable)
                ):
                    raise ConnectionError(str(error)) from error
                await asyncio.sleep(delay)
                delay = min(delay * 2, 1.0)

    async def find(self, *keys: str) -> dict[str, tuple[bytes, list[Recorded]]]:
        """The hash and the events of the appends that were stored under these idempotency keys."""
        found: dict[str, tuple[bytes, list[Recorded]]] = {}
        rows = await self._fetch(
            f"SELECT c.key, c.hash, {', '.join(f'e.{name}' for name in _COLUMNS.split(', '))} FROM registry.commands c"
            " JOIN registry.events e ON e.position >= c.position AND e.position < c.position + c.events"
            " WHERE c.key = ANY($1) ORDER BY e.position",
            keys,
        )
        for key, fingerprint, *columns in rows:
            found.setdefault(key, (fingerprint, []))[1].append(Recorded(*columns))
        return found

    async def after(self, position: int, *, limit: int, types: Sequence[str] | None = None) -> list[Recorded]:
        """Events behind a position, in order; at most `limit`."""
        if types is None:
            query = f"SELECT {_COLUMNS} FROM registry.events WHERE position > $1 ORDER BY position LIMIT $2"
            rows = await self._fetch(query, position, limit)
        else:
            query = f"SELECT {_COLUMNS} FROM registry.events WHERE position > $1 AND type = ANY($3) ORDER BY position LIMIT $2"
            rows = await self._fetch(query, position, limit, list(types))
        return [Recorded(*row) for row in rows]

    async def stream(self, stream: str, *, from_version: int = 1, limit: int = 1_000_000) -> list[Recorded]:
        """One stream's events in order."""
        query = f"SELECT {_COLUMNS} FROM registry.events WHERE stream = $1 AND version >= $2 ORDER BY version LIMIT $3"
        return [Recorded(*row) for row in await self._fetch(query, stream, from_version, limit)]

    async def streams(self, names: Sequence[str]) -> AsyncIterator[Recorded]:
        """Several streams' events, each stream's in order."""
        query = f"SELECT {_COLUMNS} FROM registry.events WHERE stream = ANY($1) ORDER BY stream, version"
        for row in await self._fetch(query, list(names)):
            yield Recorded(*row)

    async def holders(self, claims: Sequence[Claim]) -> dict[Claim, str]:
        """The streams that hold these values, where any does."""
        if not claims:
            return {}
        schemes, values = zip(*claims, strict=True)
        rows = await self._fetch(
            "SELECT c.scheme, c.value, c.stream FROM registry.claims c"
            " JOIN unnest($1::text[], $2::text[]) AS w (scheme, value) USING (scheme, value)",
            list(schemes),
            list(values),
        )
        return {Claim(row["scheme"], row["value"]): row["stream"] for row in rows}

    async def relayed(self, topic: str) -> asyncpg.Record | None:
        """What the last relay noted of a topic: cluster, position, offsets."""
        rows = await self._fetch(
            "SELECT cluster, position, offsets FROM registry.relay WHERE topic = $1", topic
        )
        return rows[0] if rows else None

    async def head(self) -> int:
        """The last position, 0 for an empty log."""
        return int((await self._fetch("SELECT position FROM registry.head"))[0]["position"])

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("PostgreSQL does not answer. Ask again.") from error


def _answer_all(batch: list[Append], base: int) -> dict[str, int]:
    """Answer a batch that was stored whole behind `base`; the new version of each stream."""
    moved: dict[str, int] = {}
    position = base + 1
    for append in batch:
        version = append.expected or 0
        if not append.done.done():
            append.done.set_result(Appended(version + 1, position, False))
        position += len(append.events)
        moved[append.stream] = version + len(append.events)
    return moved


def _answer_each(batch: list[Append], rows: list[asyncpg.Record]) -> dict[str, int]:
    """Answer each append as it was judged; the new version of each stream that moved."""
    moved: dict[str, int] = {}
    for append, (outcome, first, version, holder) in zip(batch, rows, strict=True):
        if outcome == _STORED:
            moved[append.stream] = version
        if append.done.done():
            continue
        if outcome == _STORED:
            append.done.set_result(Appended(version - len(append.events) + 1, first, False))
        elif outcome == _REPLAYED:
            append.done.set_result(Appended(0, first, True))
        elif outcome == _WRONG_VERSION:
            append.done.set_exception(WrongVersion.of(append.stream, append.expected or 0, version))
        elif outcome == _KEY_REUSED:
            append.done.set_exception(key_reused())
        else:
            append.done.set_exception(claimed(append.claims, holder))
    return moved


def key_reused() -> KeyReused:
    """The error for an idempotency key that came back with another body."""
    return KeyReused(
        "Take a new Idempotency-Key for a new command, or send exactly the bytes that were sent first."
    )


def claimed(claims: Sequence[Claim], holder: str) -> Refused:
    """The error for a value that another stream holds."""
    scheme = claims[0].scheme
    return Refused.by(
        "unique-value",
        f"The {scheme} given here is already held by {holder}. Refer to that stream, or give another value.",
        f"/{scheme.rpartition('-')[2]}",
    )


def _fail(batch: list[Append], reason: Exception) -> None:
    for append in batch:
        if not append.done.done():
            append.done.set_exception(reason)


def _arguments(batch: list[Append]) -> list[list[Any]]:
    offsets: list[int] = []
    owners: list[int] = []
    streams: list[str] = []
    versions: list[int] = []
    indexes: list[int] = []
    events: list[NewEvent] = []
    claim_owners: list[int] = []
    claims: list[Claim] = []
    for ordinal, append in enumerate(batch, 1):
        offsets.append(len(events))
        version = append.expected or 0
        for index, event in enumerate(append.events, 1):
            owners.append(ordinal)
            streams.append(append.stream)
            versions.append(version + index)
            indexes.append(index)
            events.append(event)
        for claim in append.claims:
            claim_owners.append(ordinal)
            claims.append(claim)
    columns = (
        [list(column) for column in zip(*events, strict=True)] if events else [[] for _ in NewEvent._fields]
    )
    return [
        [append.stream for append in batch],
        [append.expected for append in batch],
        [len(append.events) for append in batch],
        [append.key for append in batch],
        [append.hash for append in batch],
        offsets,
        owners,
        streams,
        versions,
        indexes,
        *columns,
        claim_owners,
        [claim.scheme for claim in claims],
        [claim.value for claim in claims],
    ]
