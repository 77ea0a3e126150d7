"""PostgreSQL as the services see it: sessions, transactions, locks and replies; and what becomes of them in a failover."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import Any, TypeAlias

import asyncpg

from runtime.errors import Unavailable
from tests.simulation.append_function import Row
from tests.simulation.faults import Faults, WallClock
from tests.simulation.loop import PROCESS, Process, VirtualLoop

Redo: TypeAlias = Callable[[], None]


class Statements:
    """What a database answers to the statements of our code: by the beginning of a statement, a method."""

    def locks_of(self, query: str, arguments: Sequence[Any]) -> Sequence[str]:
        """The locks that a statement takes until the end of its transaction, in order."""
        raise NotImplementedError

    def run(self, session: Session, query: str, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """The result, and what is done with the commit."""
        raise NotImplementedError

    def snapshot(self) -> Statements:
        """What a transaction goes on to see from now on, whatever others commit; it only reads."""
        raise NotImplementedError


class Server:
    """One database server. A failover breaks every session; what was committed is there afterwards."""

    def __init__(self, loop: VirtualLoop, faults: Faults) -> None:
        self.loop, self.faults = loop, faults
        self.clock = WallClock()
        self.away_until = 0.0
        self.sessions: list[Session] = []
        self.locks: dict[str, Session] = {}
        self.queues: dict[str, list[Redo]] = {}
        self.over = False

    @property
    def away(self) -> bool:
        """Whether no session can be had."""
        return self.over or self.loop.time() < self.away_until

    async def connect(self, statements: Statements, **options: Any) -> Any:
        """A session.

        Raises:
            Unavailable: the server is away.
        """
        await asyncio.sleep(self.faults.delay(self.loop.time()))
        if self.away:
            raise Unavailable("PostgreSQL does not answer (simulated). It is tried again.")
        session = Session(
            self, statements, 3.0 if "idle_session_timeout" in options.get("server_settings", {}) else 0.0
        )
        self.sessions.append(session)
        return session

    def fail_over(self, seconds: float) -> None:
        """Break every session; another server takes over after some seconds."""
        self.away_until = self.loop.time() + seconds
        for session in list(self.sessions):
            session.end()

    def lose(self, process: Process) -> None:
        """A process was killed: what it has sent may still be done, then its sessions end."""
        for session in self.sessions:
            if session.owner == process.name:
                delay = self.faults.random.random() * 0.05
                self.loop.call_later(delay, session.end, context=self.loop.outside)

    def with_locks(self, names: Sequence[str], session: Session, work: Redo) -> None:
        """Do the work once the session has the locks, which it takes one after another."""
        for name in names:
            if self.locks.setdefault(name, session) is not session:
                self.queues.setdefault(name, []).append(lambda: self.with_locks(names, session, work))
                return
        work()

    def unlock(self, session: Session) -> None:
        """Give up every lock of a session's transaction."""
        for name in [name for name, holder in self.locks.items() if holder is session]:
            del self.locks[name]
            for waiting in self.queues.pop(name, []):
                waiting()


class Session:
    """A session, with as much of asyncpg's interface as our code uses."""

    def __init__(self, server: Server, statements: Statements, silence: float = 0.0) -> None:
        self._server, self._statements, self._silence = server, statements, silence
        process = PROCESS.get(None)
        self.owner = process.name if process else ""
        self._last_call = server.loop.time()
        self._ended = False
        self.ended_at = float("inf")
        self._transaction: list[Redo] | None = None
        self._repeatable = False
        self._snapshot: Statements | None = None
        self._pending: list[asyncio.Future[Any]] = []
        self.listeners: list[tuple[Any, Any]] = []
        if silence:
            server.loop.call_later(silence, self._end_if_silent, context=server.loop.outside)

    def is_closed(self) -> bool:
        """Whether it can be used no more."""
        return self._ended

    def terminate(self) -> None:
        """End it without a word to the server."""
        if not self._server.over:
            self.end()

    def end(self) -> None:
        """Break it: what is open is rolled back, and who waits for an answer gets an error."""
        if self._ended:
            return
        self._ended = True
        self.ended_at = self._server.loop.time()
        self._transaction = None
        self._server.sessions.remove(self)
        self._server.unlock(self)
        for future in self._pending:
            _fail(future, asyncpg.ConnectionDoesNotExistError("the connection was closed in the middle"))

    def _end_if_silent(self) -> None:
        server = self._server
        left = self._last_call + self._silence - server.loop.time()
        if left <= 0:
            self.end()
        elif not self._ended:
            server.loop.call_later(left, self._end_if_silent, context=server.loop.outside)

    async def fetch(self, query: str, *arguments: Any, timeout: float | None = None) -> list[Row]:
        """Rows."""
        rows: list[Row] = await self._call(query, arguments)
        return rows

    async def fetchrow(self, query: str, *arguments: Any) -> Row | None:
        """The first row."""
        rows = await self._call(query, arguments)
        return rows[0] if rows else None

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        """The first value."""
        rows = await self._call(query, arguments)
        return rows[0][0] if rows else None

    async def execute(self, query: str, *arguments: Any, timeout: float | None = None) -> None:
        """Run a statement."""
        await self._call(query, arguments)

    async def executemany(self, query: str, arguments: Sequence[Any]) -> None:
        """Run a statement for each of some arguments."""
        await self._call(query, arguments)

    async def add_listener(self, channel: str, listener: Any) -> None:
        """Have notifications from now on."""
        self.listeners.append((listener, copy_context()))

    @asynccontextmanager
    async def transaction(self, isolation: str = "read_committed") -> AsyncIterator[None]:
        """A transaction around a block."""
        if self._ended:
            raise asyncpg.InterfaceError("the connection is closed")
        self._transaction = []
        self._repeatable, self._snapshot = isolation == "repeatable_read", None
        try:
            yield
        except BaseException:
            self._transaction = None
            self._server.unlock(self)
            raise
        await self._call("COMMIT", ())

    async def _call(self, query: str, arguments: Sequence[Any]) -> Any:
        if self._ended or self._server.over:
            raise asyncpg.InterfaceError("the connection is closed")
        server, loop = self._server, self._server.loop
        future = loop.create_future()
        self._pending = [future]
        delay = server.faults.delay(loop.time())
        loop.call_later(delay, self._arrive, query, arguments, future, context=loop.outside)
        return await future

    def _arrive(self, query: str, arguments: Sequence[Any], future: asyncio.Future[Any]) -> None:
        server = self._server
        if self._ended or server.over:
            return
        self._last_call = server.loop.time()
        fault = server.faults.breaks(server.loop.time())
        if fault == "before":
            self.end()
            return
        locks = self._statements.locks_of(query, arguments)
        server.with_locks(locks, self, lambda: self._run(query, arguments, future, fault))

    def _run(self, query: str, arguments: Sequence[Any], future: asyncio.Future[Any], fault: str) -> None:
        if self._ended:
            self._server.unlock(self)
            return
        loop = self._server.loop
        result: Any = None
        answer: Callable[[asyncio.Future[Any], Any], None] = _fail
        try:
            result = self._perform(query, arguments)
            answer = _give
        except asyncpg.PostgresError as error:
            result = error
        if self._transaction is None:
            self._server.unlock(self)
        if fault:
            self.end()
            return
        delay = self._server.faults.delay(loop.time())
        loop.call_later(delay, answer, future, result, context=loop.outside)

    def _perform(self, query: str, arguments: Sequence[Any]) -> Any:
        if query == "COMMIT":
            redo, self._transaction = self._transaction or [], None
            for each in redo:
                each()
            return None
        if self._repeatable and self._transaction is not None:
            self._snapshot = self._snapshot or self._statements.snapshot()
            result, change = self._snapshot.run(self, query, arguments)
            assert change is None  # a snapshot is only read
            return result
        result, change = self._statements.run(self, query, arguments)
        if change is not None:
            if self._transaction is None:
                change()
            else:
                self._transaction.append(change)
        return result


class Pool:
    """Sessions that are lent one call or one block long."""

    def __init__(self, server: Server, statements: Statements) -> None:
        self._server, self._statements = server, statements
        self._free: list[Session] = []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Session]:
        """A session for a block."""
        session = None
        while self._free and (session is None or session.is_closed()):
            session = self._free.pop()
        if session is None or session.is_closed():
            try:
                session = await self._server.connect(self._statements)
            except Unavailable as error:
                raise ConnectionRefusedError("the server is away") from error
        try:
            yield session
        finally:
            self._free.append(session)

    async def fetch(self, query: str, *arguments: Any) -> list[Row]:
        """Rows."""
        async with self.acquire() as session:
            return await session.fetch(query, *arguments)


def _fail(future: asyncio.Future[Any], error: Any) -> None:
    if not future.done():
        future.set_exception(error)


def _give(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)
