"""One schedule: everything in it follows from its seed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TypeAlias

import orjson

from runtime.consumer.consumer import Consumer
from services.registry.log.log import Log
from services.registry.relay.relay import Relay
from tests.simulation import check_log, check_reader, check_topic
from tests.simulation.append_function import AppendFunction
from tests.simulation.faults import Faults
from tests.simulation.history import History, Logged
from tests.simulation.kafka import Kafka
from tests.simulation.log_tables import LogTables
from tests.simulation.loop import Stuck, VirtualLoop
from tests.simulation.postgres import Server
from tests.simulation.reader_tables import ReaderTables
from tests.simulation.readers import Group, ReaderProcess, Sink
from tests.simulation.registries import Clients, Registry
from tests.simulation.relays import PARTITIONS, RelayProcess, forge, of_another_log, record

_PATIENCE = 120.0  # seconds after the last fault in which everything must have come to rest

Part: TypeAlias = Registry | RelayProcess | ReaderProcess


@dataclass
class Code:
    """What runs: ours, or with one bug planted in it."""

    log: type[Log] = Log
    append: Callable[[], AppendFunction] = AppendFunction
    relay: type[Relay] = Relay
    consumer: type[Consumer] = Consumer


@dataclass
class Schedule:
    """A schedule's parts, and its history once it has been run."""

    seed: int
    code: Code = field(default_factory=Code)
    history: History = field(default_factory=History)

    def run(self) -> list[str]:
        """Run it; what is wrong, as sentences."""
        self._dice = Random(self.seed)
        self._loop = VirtualLoop()
        self._relayed = self._dice.random() < 0.5
        self._read = self._relayed and self._dice.random() < 0.5
        self._faults = Faults.draw(self._dice, 12.0 if self._relayed else 6.0)
        self._server = Server(self._loop, self._faults)
        self._tables = LogTables(self._server, self.code.append())
        self._kafka = Kafka(self._loop, self._faults, PARTITIONS)
        self._registries: list[Registry] = []
        self._relays: list[RelayProcess] = []
        self._readers: list[ReaderProcess] = []
        self._rows = ReaderTables(self._server, self._tables.epoch)
        try:
            self._loop.run_until_complete(self._play())
        except Stuck as error:
            self.history.rest = str(error)
        self._server.over = self._kafka.over = True
        self._note()
        self._loop.finish([process for part in self._parts() for process in part.processes])
        wrong = [f"an error nobody caught: {error!r}" for error in self._loop.errors]
        if self.history.rest:
            wrong.append(f"no rest: {self.history.rest}")
        wrong += check_log.violations(self.history)
        if self._relayed:
            wrong += check_topic.violations(self.history)
        if self._read:
            wrong += check_reader.violations(self.history)
        return wrong

    def _parts(self) -> list[Part]:
        return [*self._registries, *self._relays, *self._readers]

    async def _play(self) -> None:
        """Clients, registries and, in some schedules, relays on one database and one broker."""
        dice, most = self._dice, 4 if self._relayed else 6
        for n in range(dice.choice((1, 1, 2))):
            self._registries.append(Registry(f"registry-{n}", self._tables, self.code.log, dice))
        if self._relayed:
            self._start_relays()
        if self._read:
            self._start_readers()
        clients = Clients(dice, self._tables, self._registries, 5.0 if self._relayed else 0.5)
        self.history.operations = clients.operations
        self._plan()
        work = [clients.run(dice.randint(2, most)) for _ in range(dice.randint(2, most))]
        self.history.rest = "clients wait for their answers"
        try:
            async with asyncio.timeout(self._faults.until + _PATIENCE):
                await asyncio.gather(*work)
                self.history.rest = "events are not published"
                while self._relayed and not self._is_published():
                    await asyncio.sleep(0.1)
                self.history.rest = "events are not applied"
                while self._read and not self._is_applied():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            return
        self.history.rest = ""

    def _start_relays(self) -> None:
        if self._dice.random() < 0.1:
            self.history.foreign_topic = True
            of_another_log(self._kafka, self._dice.choice(("e0", "e1")))
            self._tables.number = self._dice.choice((1, 2))
        for n in range(self._dice.choice((1, 2))):
            self._relays.append(RelayProcess(f"relay-{n}", self._tables, self._kafka, self.code.relay))

    def _start_readers(self) -> None:
        dice, group = self._dice, Group(PARTITIONS)
        poison = frozenset(dice.sample(range(1, 12), dice.choice((0, 0, 2))))
        sink = Sink(self._rows, poison, self._faults.until)
        for n in range(dice.choice((1, 2))):
            self._readers.append(
                ReaderProcess(
                    f"reader-{n}", self._rows, self._tables, self._kafka, group, sink, self.code.consumer
                )
            )

    def _is_applied(self) -> bool:
        return self._rows.watermark >= len(self._tables.stored.events) and not self._rows.waiting()

    def _is_published(self) -> bool:
        if self.history.foreign_topic:
            return self._loop.time() > self._faults.until + 5
        if sum(map(len, self._kafka.partitions)) < len(self._tables.stored.events):
            return False
        published = {
            each.position for log in self._kafka.partitions for each in map(record, log) if each.process
        }
        return len(published) >= len(self._tables.stored.events)

    def _plan(self) -> None:
        """Some troubles, each at some moment."""
        dice = self._dice
        troubles: list[Callable[[], None]] = [self._fail_over, self._step]
        for part in self._parts():
            troubles += [part.kill, partial(self._pause, part)]
        if self._relayed:
            troubles = [
                self._lose_kafka,
                self._forge,
                *troubles,
                *troubles[2 + 2 * len(self._registries) :] * 3,
            ]
        for _ in range(dice.choice((0, 1, 3, 8))):
            at = dice.random() ** (1 if self._relayed else 2) * self._faults.until
            self._loop.call_later(at, dice.choice(troubles), context=self._loop.outside)

    def _fail_over(self) -> None:
        self._server.fail_over(self._dice.uniform(0.1, 3))

    def _lose_kafka(self) -> None:
        self._kafka.away_until = self._loop.time() + self._dice.uniform(0.1, 15)

    def _forge(self) -> None:
        forge(self._kafka, self._tables.stored.head + self._dice.choice((0, 1, 2)) or 1)

    def _pause(self, part: Part) -> None:
        part.process.pause(self._dice.uniform(0.05, 12))
        if isinstance(part, ReaderProcess):
            part.leave()

    def _step(self) -> None:
        """Set one of the clocks by up to an hour."""
        clock = self._dice.choice([self._server.clock, *(registry.clock for registry in self._registries)])
        clock.ahead = self._dice.choice((0.0, -3600.0, -1.0, 1.0, 200.0, 3600.0))

    def _note(self) -> None:
        history, tables = self.history, self._tables
        for event, committed in zip(tables.stored.events, tables.committed, strict=True):
            content = orjson.loads(event[10])
            history.data[event[0]] = event[10]
            history.log.append(
                Logged(
                    event[0], event[1], event[2], content["number"], content["index"], committed, event[5].timestamp()
                )
            )  # fmt: skip
        history.applied, history.commits = self._rows.applied, self._rows.commits
        history.partitions = [[record(each) for each in log] for log in self._kafka.partitions]
        history.lease_ends = [(each.process, each.session.ended_at) for each in tables.leases]
        history.pauses = {
            process.name: process.paused for part in self._parts() for process in part.processes
        }
