"""The log and its group commit: appends that wait at the same moment share one call of one SQL function and one commit."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from time import perf_counter

import asyncpg

from runtime import tracing
from runtime.database import AWAY, WAITS, Connect, connect
from runtime.errors import Overloaded, Unavailable, WrongVersion
from runtime.tasks import Background
from runtime.telemetry import APPEND_BATCH, APPEND_CONFLICTS, APPEND_SECONDS, QUEUED, logger
from services.registry.log.appends import CALL, Append, Appended, answer, arguments, refuse, stored
from services.registry.log.clock import SQLSTATE, Clock, untimely
from services.registry.log.readable_log import ReadableLog
from services.registry.log.traced import trace

# Batches under way: while PostgreSQL stores one, the next is made ready behind it.
_WRITERS = 2
_LEAST_BATCH = 64
# Seconds for which a failure counts when no command comes that could show that it has passed.
_RECENT = 10.0
_UNKNOWN = (
    "Send the command again with the same Idempotency-Key: if it was stored after all, you get its answer."
)


class Log(ReadableLog):
    """The log with its queue of appends, and the writers that drain the queue over two connections of their own.

    Args:
        url: PostgreSQL with the registry's role, for the connections that append.
        pool: for reading.
        queue_limit, queue_bytes: what may wait; more is refused with `Overloaded`.
        batch_limit, batch_bytes: what one call takes at most.
        patience: seconds for which a database that is away is waited for.
        clock: bounds the time at which events are recorded.
        connect: opens the connections that append.
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
        clock: Clock | None = None,
        connect: Connect = connect,
    ) -> None:
        super().__init__(pool)
        self._url = url
        self._limits = (queue_limit, queue_bytes)
        self._batch = (batch_limit, batch_bytes)
        self._patience = patience
        self._clock = clock or Clock()
        self._connect = connect
        self._queue: deque[Append] = deque()
        self._bytes = 0
        self._collided: set[str] = set()
        self._failure: str | None = None
        self._failed_at = 0.0
        self._wake = asyncio.Event()
        self._in_flight: set[object] = set()
        self._tasks = [Background(f"log-writer-{n}", partial(self._write, n)) for n in range(_WRITERS)]
        self._connections: list[asyncpg.Connection[asyncpg.Record] | None] = [None] * _WRITERS

    async def __aenter__(self) -> Log:
        for task in self._tasks:
            task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(task.stop() for task in self._tasks))
        for append in self._queue:
            refuse(append, Unavailable("The registry is stopping. Send the command again."))
        for connection in self._connections:
            if connection is not None:
                connection.terminate()

    def append(self, append: Append) -> asyncio.Future[Appended]:
        """Queue an append; the future's result comes after its commit.

        Raises (from the future unless it is `Overloaded`):
            Overloaded: too much waits already.
            WrongVersion, Outdated, KeyReused, Refused: the log refuses this append; others are not touched.
            Untimely: the clock cannot be believed.
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
        if append.events and tracing.is_traced(append.events[0].correlation_id):
            trace(append)
        return append.done

    def reason(self) -> str | None:
        """Why commands are not stored, where that was so a moment ago and none was stored since; for readiness."""
        recent = asyncio.get_running_loop().time() - self._failed_at < _RECENT
        return self._failure if recent else None

    async def _write(self, writer: int) -> None:
        while True:
            await self._wake.wait()
            batch: list[Append] = []
            marks: set[object] = set()
            try:
                self._take(batch, marks)
                if batch:
                    QUEUED.set(len(self._queue))
                    self._in_flight |= marks
                    await self._store(writer, batch)
                else:
                    self._wake.clear()
            finally:
                if batch:
                    # Nobody waits for ever: whatever went wrong, each append of the batch has its answer by now.
                    _fail(batch, Unavailable(_UNKNOWN))
                    self._in_flight -= marks
                    if self._queue:
                        self._wake.set()

    def _take(self, batch: list[Append], marks: set[object]) -> None:
        """Fill the next batch, in order, and what marks it: its streams, keys and claims, each of which is in flight once.

        What collides with another append in the batch or in flight waits for a later one, and so does all behind it
        on the same stream. No append of a batch writes to a stream that another one has consulted.
        """
        most, limit_bytes = self._batch
        # Half of what waits, so that there is something to make ready while the first half commits.
        limit = min(most, max(_LEAST_BATCH, len(self._queue) // _WRITERS))
        collided: list[Append] = []
        blocked: set[object] = set()
        consulted: set[str] = set()
        size = 0
        queue, in_flight = self._queue, self._in_flight
        append: Append | None = None
        try:
            while queue and len(batch) < limit and size < limit_bytes and len(collided) < limit:
                append = queue.popleft()
                if append.done.done():  # cancelled while it waited
                    self._bytes -= append.size
                    continue
                own: tuple[object, ...] = (append.stream, (append.key,), *append.claims)
                if append.key is None:
                    own = (append.stream, *append.claims)
                if (
                    marks.isdisjoint(own)
                    and in_flight.isdisjoint(own)
                    and blocked.isdisjoint(own)
                    and append.stream not in consulted
                    and (not append.consulted or marks.isdisjoint(append.consulted))
                ):
                    marks.update(own)
                    consulted.update(append.consulted)
                    batch.append(append)
                    size += append.size
                    self._bytes -= append.size
                else:
                    blocked.update(own)
                    collided.append(append)
        except BaseException:
            if append is not None:
                batch.append(append)  # the one in hand is answered with the batch
            raise
        finally:
            queue.extendleft(reversed(collided))
        self._collided = {append.stream for append in collided}

    async def _store(self, writer: int, batch: list[Append]) -> None:
        began = perf_counter()
        try:
            rows = await self._call(writer, batch)
        except asyncio.CancelledError:
            for append in batch:
                append.done.cancel()
            raise
        except AWAY as error:
            name = type(error.__cause__ or error).__name__
            self._failure = f"PostgreSQL does not store commands: {name}"
            self._failed_at = asyncio.get_running_loop().time()
            logger.error("append.unavailable", error=name, appends=len(batch))
            _fail(
                batch,
                Unavailable(f"PostgreSQL does not answer, or cannot store this now ({name}). {_UNKNOWN}"),
            )
            return
        except Exception as error:
            if isinstance(error, asyncpg.PostgresError) and error.sqlstate == SQLSTATE:
                refusal = untimely(error)
                logger.error("append.untimely", reason=str(refusal), appends=len(batch))
                _fail(batch, refusal)
                return
            logger.exception("append.failed", appends=len(batch))
            if len(batch) == 1:
                _fail(batch, error)
                return
            for append in batch:  # one bad append must not fail its neighbours
                await self._store(writer, [append])
            return
        self._failure = None
        APPEND_SECONDS.observe(perf_counter() - began)
        APPEND_BATCH.observe(len(batch))
        moved = answer(batch, rows)
        if not self._collided.isdisjoint(moved):
            self._refuse_stale(moved)

    def _refuse_stale(self, moved: dict[str, int]) -> None:
        """Appends that wait for a version which has just passed need no call to be refused.

        A waiting append with the key of a stored one could be its replay: a caller that gets `WrongVersion` looks its key
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
                APPEND_CONFLICTS.labels("wrong-version").inc()
        waiting = [append for append in self._queue if not append.done.done()]
        if len(waiting) != len(self._queue):
            self._queue = deque(waiting)
            self._bytes = sum(append.size for append in waiting)

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        """Run the SQL function; when the connection breaks, run it again: keys make that harmless."""
        given = arguments(batch)
        keyed = all(append.key is not None for append in batch)
        deadline = asyncio.get_running_loop().time() + self._patience
        delay, unknown = 0.05, False
        while True:
            try:
                connection = self._connections[writer]
                if connection is None or connection.is_closed():
                    connection = self._connections[writer] = await self._connect(
                        self._url, command_timeout=10
                    )
                if not any(append.side_effects for append in batch):
                    return await connection.fetch(CALL, *given, self._clock.latest())
                async with connection.transaction():
                    rows = await connection.fetch(CALL, *given, self._clock.latest())
                    for statement, values in (
                        each for append in stored(batch, rows) for each in append.side_effects
                    ):
                        await connection.execute(statement, *values)
                return rows
            except WAITS as error:
                connection, self._connections[writer] = self._connections[writer], None
                if connection is not None:
                    connection.terminate()
                if asyncio.get_running_loop().time() + delay > deadline or not (
                    keyed or isinstance(error, Unavailable)
                ):
                    raise ConnectionError(str(error)) from error
                # Only a call that was sent may have been done.
                unknown = unknown or not isinstance(error, Unavailable)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 1.0)
            except asyncpg.PostgresError as error:
                if unknown and error.sqlstate == SQLSTATE:  # refused now, and perhaps stored before
                    raise ConnectionError(str(error)) from error
                raise


def _fail(batch: list[Append], reason: Exception) -> None:
    for append in batch:
        refuse(append, reason)
