"""The registry's tables as the log, its tail and the relay use them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.registry.log import appends, readable_log, tail
from services.registry.relay import lease, relay
from tests.simulation.append_function import AppendFunction, Row, Stored, columns
from tests.simulation.postgres import Redo, Server, Session, Statements

_Head = columns("position")
_End = columns("position epoch first ahead")
_Relayed = columns("cluster position offsets positions")
_Handler = Callable[["LogTables", Session, Sequence[Any]], tuple[Any, Redo | None]]


class Lease(NamedTuple):
    """Who was given the relay's lock, and by which session."""

    time: float
    process: str
    session: Session


class LogTables(Statements):
    """Shared by all sessions. `committed`: when each event was, in the loop's time."""

    def __init__(self, server: Server, append: AppendFunction) -> None:
        self.server = server
        self._append = append
        self.stored = Stored()
        self.committed: list[float] = []
        self.epoch, self.number = "e1", 1
        self.relayed: dict[str, tuple[Any, ...]] = {}
        self.leases: list[Lease] = []

    def locks_of(self, query: str, arguments: Sequence[Any]) -> Sequence[str]:
        """Appends take the head's."""
        return ["head"] if query in {appends.CALL, appends._RELEASE} else []

    def run(self, session: Session, query: str, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """The answer to one statement."""
        return _HANDLERS[query](self, session, arguments)

    def now(self) -> datetime:
        """What the server's clock shows."""
        return self.server.clock.read(self.server.loop.time())

    def call(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """`registry.append`."""
        rows, change = self._append(self.stored, arguments, self.now())

        def commit() -> None:
            self.stored.add(change)
            self.committed.extend([self.server.loop.time()] * len(change.events))
            if change.events:
                self._notify()

        return rows, commit

    def release(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """`registry.release`."""
        scheme, value, stream = arguments

        def commit() -> None:
            if self.stored.claims.get((scheme, value)) == stream:
                del self.stored.claims[scheme, value]

        return [], commit

    def _notify(self) -> None:
        loop = self.server.loop
        for session in self.server.sessions:
            for listener, context in session.listeners:
                delay = self.server.faults.delay(loop.time())
                loop.call_later(delay, listener, session, 0, "upland_log", "", context=context)

    def after(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """Events after a position. Positions are taken as they are: a planted bug may leave holes."""
        position, limit = arguments
        events = self.stored.events
        if not events or events[-1][0] == len(events):
            return events[position : position + limit], None
        return [event for event in events if event[0] > position][:limit], None

    def at(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """Events at positions."""
        wanted = set(arguments[0])
        return [event for event in self.stored.events if event[0] in wanted] if wanted else [], None

    def commands(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """What is stored under keys, one row an event."""
        rows: list[Any] = []
        for key in arguments[0]:
            if key in self.stored.commands:
                fingerprint, first, count = self.stored.commands[key]
                rows += [(key, fingerprint, *e) for e in self.stored.events if first <= e[0] < first + count]
        return rows, None

    def head(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """The last position."""
        return [_Head((self.stored.head,))], None

    def end(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """Where the log ends, and its epoch."""
        recorded = self.stored.recorded_at
        ahead = recorded - self.now() if recorded else None
        return [_End((self.stored.head, self.epoch, self.number == 1, ahead))], None

    def relays(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """The last relay's note."""
        noted = self.relayed.get(arguments[0])
        return ([_Relayed(noted)] if noted else []), None

    def note(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """A relay's note."""
        topic, *noted = arguments
        return [], lambda: self.relayed.update({topic: tuple(noted)})

    def try_lock(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """The relay's advisory lock, which ends with its session."""
        if self.leases and not self.leases[-1].session.is_closed():
            return [Row((self.leases[-1].session is session,))], None
        self.leases.append(Lease(self.server.loop.time(), session.owner, session))
        return [Row((True,))], None

    def ping(self, session: Session, arguments: Sequence[Any]) -> tuple[Any, Redo | None]:
        """Nothing."""
        return [Row((1,))], None


_HANDLERS: dict[str, _Handler] = {
    appends.CALL: LogTables.call,
    appends._RELEASE: LogTables.release,
    readable_log._AFTER: LogTables.after,
    readable_log._AT: LogTables.at,
    readable_log._COMMANDS: LogTables.commands,
    readable_log._HEAD: LogTables.head,
    readable_log._RELAYED: LogTables.relays,
    tail._HEAD: LogTables.end,
    lease._TRY_LOCK: LogTables.try_lock,
    lease._PING: LogTables.ping,
    relay._SAVE_PROGRESS: LogTables.note,
}
