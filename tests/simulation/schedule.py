"""One schedule: everything in it follows from its seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from services.registry.log.log import Log
from tests.simulation import check_log
from tests.simulation.append_function import AppendFunction
from tests.simulation.faults import Faults
from tests.simulation.history import History, Logged
from tests.simulation.log_tables import LogTables
from tests.simulation.loop import Process, Stuck, VirtualLoop
from tests.simulation.postgres import Server
from tests.simulation.registries import Clients, Registry

_PATIENCE = 120.0  # seconds after the last fault in which everything must have come to rest


@dataclass
class Code:
    """What runs: ours, or with one bug planted in it."""

    log: type[Log] = Log
    append: Callable[[], AppendFunction] = AppendFunction


@dataclass
class Schedule:
    """A schedule's parts, and its history once it has been run."""

    seed: int
    code: Code = field(default_factory=Code)
    history: History = field(default_factory=History)

    def run(self) -> list[str]:
        """Run it; what is wrong, as sentences."""
        self._dice = random.Random(self.seed)
        self._loop = VirtualLoop()
        self._faults = Faults.draw(self._dice)
        self._server = Server(self._loop, self._faults)
        self._tables = LogTables(self._server, self.code.append())
        self._processes: list[Process] = []
        try:
            self._loop.run_until_complete(self._append())
        except Stuck as error:
            self.history.rest = str(error)
        self._server.over = True
        self._note_log()
        self._loop.finish(self._processes)
        wrong = [f"an error nobody caught: {error!r}" for error in self._loop.errors]
        if self.history.rest:
            wrong.append(f"no rest: {self.history.rest}")
        return wrong + list(check_log.violations(self.history))

    async def _append(self) -> None:
        """Group commit: some registries and clients on one database."""
        dice = self._dice
        registries = [
            Registry(f"registry-{n}", self._tables, self.code.log, dice)
            for n in range(dice.choice((1, 1, 2)))
        ]
        clients = Clients(dice, self._tables, registries)
        self.history.operations = clients.operations
        troubles: list[Callable[[], None]] = [lambda: self._server.fail_over(dice.uniform(0.1, 3))]
        for registry in registries:
            troubles += [
                registry.kill,
                lambda registry=registry: registry.process.pause(dice.uniform(0.05, 8)),  # type: ignore[misc]
                lambda registry=registry: self._step(registry),  # type: ignore[misc]
            ]
        self._plan(troubles)
        work = [clients.run(dice.randint(2, 6)) for _ in range(dice.randint(2, 6))]
        try:
            async with asyncio.timeout(self._faults.until + _PATIENCE):
                await asyncio.gather(*work)
        except TimeoutError:
            self.history.rest = "clients wait for their answers"
        self._processes = [process for registry in registries for process in registry.processes]

    def _step(self, registry: Registry) -> None:
        """Set one of the clocks by up to an hour."""
        clock = self._dice.choice((registry.clock, self._server.clock))
        clock.ahead = self._dice.choice((0.0, -3600.0, -1.0, 1.0, 200.0, 3600.0))

    def _plan(self, troubles: list[Callable[[], None]]) -> None:
        """Some troubles, each at some moment."""
        for _ in range(self._dice.choice((0, 1, 3, 8))):
            at = self._dice.random() ** 2 * self._faults.until
            self._loop.call_later(at, self._dice.choice(troubles), context=self._loop.outside)

    def _note_log(self) -> None:
        for event, committed in zip(self._tables.stored.events, self._tables.committed, strict=True):
            content = orjson.loads(event[10])
            self.history.log.append(
                Logged(
                    event[0],
                    event[1],
                    event[2],
                    content["number"],
                    content["index"],
                    committed,
                    event[5].timestamp(),
                )
            )
