"""Registries with our log in them, and the clients that send them commands."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from contracts.envelope import Claim
from runtime.errors import KeyReused, Overloaded, Refused, Unavailable, Untimely, WrongVersion
from services.registry.log.appends import Append, NewEvent, Outdated
from services.registry.log.clock import Clock
from services.registry.log.log import Log
from tests.simulation.faults import WallClock
from tests.simulation.history import Attempt, Operation
from tests.simulation.log_tables import LogTables
from tests.simulation.loop import Process
from tests.simulation.postgres import Pool

_OUTCOMES: dict[type[BaseException], str] = {
    KeyReused: "key-reused", Overloaded: "overloaded", Refused: "claimed", Untimely: "untimely",
    WrongVersion: "wrong-version", Outdated: "outdated",
}  # fmt: skip
Answer = tuple[str, int, int]
_UNKNOWN: Answer = ("unknown", 0, 0)


class Registry:
    """A registry's process: its log, a clock of its own, and requests, which its end leaves without an answer."""

    def __init__(self, name: str, tables: LogTables, log: type[Log], dice: random.Random) -> None:
        self._name, self._tables, self._class, self._dice = name, tables, log, dice
        self.clock = WallClock()
        self._open: dict[asyncio.Future[Answer], None] = {}  # in their order
        self.processes: list[Process] = []
        self.start()

    def start(self) -> None:
        """Start it, for the first time or after its end."""
        server = self._tables.server
        self.process = Process(f"{self._name}-{len(self.processes)}", server.loop)
        self.processes.append(self.process)
        self.process.context.run(self._build)

    def _build(self) -> None:
        loop = self._tables.server.loop
        clock = Clock(
            timedelta(minutes=5), wall=lambda: self.clock.read(loop.time()).timestamp(), passed=loop.time
        )
        pool: Any = Pool(self._tables.server, self._tables)
        self.log = self._class(
            "",
            pool,
            queue_limit=self._dice.choice((8, 1_000)),
            batch_limit=self._dice.choice((2, 16, 512)),
            patience=self._dice.choice((0.2, 2.0)),
            clock=clock,
            connect=lambda _, **options: self._tables.server.connect(self._tables, **options),
        )
        for task in self.log._tasks:
            task.start()

    def kill(self) -> None:
        """End it without warning; it is started again at once."""
        self.process.kill()
        self._tables.server.lose(self.process)
        for future in self._open:
            if not future.done():
                future.set_result(_UNKNOWN)
        self._open.clear()
        self.start()

    async def send(self, operation: Operation, gives_up: float | None) -> Answer:
        """What a client gets for one attempt. gives_up: seconds after which the caller goes away."""
        loop, delay = self._tables.server.loop, self._tables.server.faults.delay
        answer: asyncio.Future[Answer] = loop.create_future()
        self._open[answer] = None
        process = self.process

        def receive() -> None:
            if process is self.process:
                process.start(self._handle(operation, answer, gives_up))

        loop.call_later(delay(loop.time()), receive, context=process.context)
        result = await answer
        self._open.pop(answer, None)
        return result

    async def _handle(
        self, operation: Operation, answer: asyncio.Future[Answer], gives_up: float | None
    ) -> None:
        result = await self._append(operation, gives_up)
        server = self._tables.server

        def reply() -> None:
            if not answer.done():
                answer.set_result(result)

        server.loop.call_later(server.faults.delay(server.loop.time()), reply, context=server.loop.outside)

    async def _append(self, operation: Operation, gives_up: float | None) -> Answer:
        append = _append(operation)
        try:
            done = self.log.append(append)
            if gives_up is not None:
                asyncio.get_running_loop().call_later(gives_up, done.cancel)
            appended = await done
        except asyncio.CancelledError:
            return _UNKNOWN
        except (KeyReused, Overloaded, Refused, Untimely, Outdated) as error:
            return _OUTCOMES[type(error)], 0, 0
        except WrongVersion:
            return await self._looked_up(operation)
        except Unavailable:
            return _UNKNOWN
        return "replayed" if appended.replayed else "stored", appended.version, appended.position

    async def _looked_up(self, operation: Operation) -> Answer:
        """A refused version may be an answered key: the refused one looks the key up, as the pipeline does."""
        if operation.key is None:
            return "wrong-version", 0, 0
        try:
            commands = await self.log.stored_commands(operation.key)
        except Unavailable:
            return _UNKNOWN
        command = commands.get(operation.key)
        if command is None:
            return "wrong-version", 0, 0
        if command.fingerprint != operation.hash:
            return "key-reused", 0, 0
        return "replayed", 0, command.events[0].position


def _append(operation: Operation) -> Append:
    type = "FactRetracted" if operation.released else "MemberJoined"
    events = [
        NewEvent(type, 1, "public", b"s" * 16, "c", None, b'{"index":%d,"number":%d}' % (n, operation.number))
        for n in range(operation.count)
    ]
    return Append(
        operation.stream,
        operation.expected,
        events,
        operation.key,
        operation.hash,
        claims=[Claim(*claim) for claim in operation.claims],
        released=[Claim(*claim) for claim in operation.released],
        consulted=dict(operation.consulted),
    )


class Clients:
    """Clients that send commands, with pauses. What they expect of a stream is mostly right."""

    def __init__(
        self, dice: random.Random, tables: LogTables, registries: list[Registry], pause: float
    ) -> None:
        self._dice, self._tables, self._registries, self._pause = dice, tables, registries, pause
        self.operations: list[Operation] = []
        self._streams = [f"membership-{n}" for n in range(dice.choice((2, 3, 6)))]
        self._values = [("party-krs", str(n)) for n in range(3)]

    async def run(self, commands: int) -> None:
        """One client."""
        loop, dice = self._tables.server.loop, self._dice
        sent: list[asyncio.Task[None]] = []
        for _ in range(commands):
            operation = self._draw()
            self.operations.append(operation)
            work = loop.create_task(self._send(operation))
            sent.append(work)
            if dice.random() < 0.6:
                await work
            if dice.random() < self._pause / 8:
                await asyncio.sleep(dice.random() * self._pause)
        for each in sent:
            await each

    def _draw(self) -> Operation:
        dice, stored = self._dice, self._tables.stored
        stream = dice.choice(self._streams)
        version = stored.versions.get(stream, 0)
        expected = dice.choices((version, max(0, version - 1), version + 1, None), (12, 2, 1, 1))[0]
        operation = Operation(len(self.operations) + 1, stream, expected, dice.choice((1, 1, 1, 2, 3)))
        keyed = dice.random()
        if keyed < 0.7:
            operation.key, operation.hash = f"k{operation.number}", b"%d" % operation.number
            earlier = [each for each in self.operations if each.key]
            if keyed < 0.08 and earlier:
                operation.key = dice.choice(earlier).key  # with another body
        if dice.random() < 0.25:
            operation.claims = (dice.choice(self._values),)
        elif dice.random() < 0.25:
            mine = [claim for claim, holder in stored.claims.items() if holder == stream]
            operation.released = tuple(mine[:1])
        if dice.random() < 0.3:
            others = [each for each in self._streams if each != stream]
            operation.consulted = tuple((each, stored.versions.get(each, 0)) for each in others[:2])
        return operation

    async def _send(self, operation: Operation) -> None:
        dice, loop = self._dice, self._tables.server.loop
        tries = dice.choice((1, 3, 6)) if operation.key else 1
        for _ in range(tries):
            attempt = Attempt(loop.time())
            operation.attempts.append(attempt)
            gives_up = dice.random() * 0.2 if dice.random() < 0.05 else None
            registry = dice.choice(self._registries)
            attempt.outcome, attempt.version, attempt.position = await registry.send(operation, gives_up)
            attempt.responded = loop.time()
            if attempt.outcome != "unknown" and dice.random() < 0.9:
                return
            await asyncio.sleep(dice.random() * 0.3)
