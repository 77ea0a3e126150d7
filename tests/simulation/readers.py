"""Readers with our consumer in them: two at most, of one group and on one set of tables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson
from aiokafka.errors import KafkaError

from contracts.envelope import Recorded
from contracts.statement import statement
from runtime.consumer.consumer import Consumer
from runtime.consumer.history import History, _BeyondTheEnd
from runtime.errors import Unavailable
from runtime.tasks import Background
from tests.simulation.kafka import Kafka, Written
from tests.simulation.log_tables import LogTables
from tests.simulation.loop import Process
from tests.simulation.postgres import Pool
from tests.simulation.reader_tables import INSERT_ROWS, ReaderTables
from tests.simulation.relays import settings


class Group:
    """Which member of the group reads which partitions, and how far the group has read."""

    def __init__(self, partitions: int) -> None:
        self.members: list[Subscription] = []
        self.offsets = [0] * partitions

    def of(self, member: Subscription) -> list[int]:
        """A member's partitions; none for one that is not in the group any more."""
        if member not in self.members:
            return []
        place = self.members.index(member)
        return [each for each in range(len(self.offsets)) if each % len(self.members) == place]


class Subscription:
    """Reads batches at least once; a member that was away goes on from the group's offsets."""

    state, handling = "", False

    def __init__(self, kafka: Kafka, group: Group, handle: Any) -> None:
        self._kafka, self._group, self._handle = kafka, group, handle
        self._ends: dict[int, int] = {}
        self._task = Background("subscription", self._run)

    def start(self) -> None:
        """Join."""
        self._task.start()

    async def stop(self) -> None:
        """Leave."""

    def doubt(self) -> None:
        """What is there by now is old."""
        self._ends.clear()

    def poll_age(self) -> float:
        """Never old."""
        return 0.0

    async def _run(self) -> None:
        offsets: dict[int, int] = {}
        while True:
            if self not in self._group.members:
                self._group.members.append(self)
                offsets = {}
            mine = self._group.of(self)
            offsets = {each: offsets.get(each, self._group.offsets[each]) for each in mine}
            with suppress(KafkaError):
                await self._read(offsets)
            await asyncio.sleep(0.02 + self._kafka.faults.delay(self._kafka.loop.time()))

    async def _read(self, offsets: dict[int, int]) -> None:
        kafka, dice = self._kafka, self._kafka.faults.random
        batch: list[Written] = await kafka.call(
            lambda: [
                each
                for part, offset in offsets.items()
                for each in kafka.partitions[part][offset : offset + dice.choice((1, 3, 10))]
            ]
        )
        if not batch:
            return
        for each in batch:
            self._ends.setdefault(each.partition, len(kafka.partitions[each.partition]))
        firsts = {each.partition: each.offset for each in reversed(batch)}
        live = all(offset >= self._ends[part] for part, offset in firsts.items())
        await self._handle(batch, live)
        for each in batch:
            offsets[each.partition] = each.offset + 1
        if dice.random() < 0.5:
            for part in offsets.keys() & set(self._group.of(self)):
                self._group.offsets[part] = offsets[part]


class _Registry(History):
    """The history endpoint, answered from the log's tables."""

    def __init__(self, tables: LogTables) -> None:
        super().__init__(settings())
        self._tables = tables

    async def _get(self, path: str, query: dict[str, str], *taken: int) -> bytes:
        server, tables = self._tables.server, self._tables
        await asyncio.sleep(server.faults.delay(server.loop.time()))
        if server.away or server.faults.breaks(server.loop.time()):
            raise Unavailable("the registry does not answer (simulated)")
        self.epoch = tables.epoch
        if path == "/health/ready":
            return orjson.dumps({"epoch": tables.epoch, "head": tables.stored.head})
        position, limit = int(query["position"]), int(query["limit"])
        if position > tables.stored.head:
            raise _BeyondTheEnd("the log ends before")
        events = tables.stored.events[position : position + min(limit, 5)]
        return b"\n".join(statement(Recorded(*event)) for event in events)


class Sink:
    """Writes a row for each event. Until the fault in it is mended, it cannot apply some."""

    name, generation = "reader", "NULL"

    def __init__(self, tables: ReaderTables, poison: frozenset[int], mended: float) -> None:
        self._tables, self._poison, self._mended = tables, poison, mended

    def forget(self) -> None:
        """Nothing is cached."""

    async def apply(self, connection: Any, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Rows for events; the positions of those that cannot be applied, and of what comes after them in their streams."""
        reasons: dict[int, str] = {}
        failed: set[str] = set()
        faulty = self._tables.server.loop.time() < self._mended
        for event in events:
            if event.stream in failed or (faulty and event.position in self._poison):
                failed.add(event.stream)
                reasons[event.position] = "poison (simulated)"
        rows = [(e.position, e.stream, e.version, e.data) for e in events if e.position not in reasons]
        if rows:
            await connection.execute(INSERT_ROWS, rows)
        return reasons

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:
        """Nothing to do."""


class ReaderProcess:
    """A reader's process."""

    def __init__(
        self, name: str, tables: ReaderTables, log: LogTables, kafka: Kafka, group: Group, sink: Sink,
        consumer: type[Consumer],
    ) -> None:  # fmt: skip
        self._name, self._tables, self._log, self._kafka = name, tables, log, kafka
        self._group, self._sink, self._class = group, sink, consumer
        self.processes: list[Process] = []
        self.start()

    def start(self) -> None:
        """Start it, for the first time or after its end."""
        self.process = Process(f"{self._name}-{len(self.processes)}", self._tables.server.loop)
        self.processes.append(self.process)
        self.process.context.run(self._build)

    def _build(self) -> None:
        pool: Any = Pool(self._tables.server, self._tables)
        self.consumer = self._class(
            settings(), pool, self._sink, _Registry(self._log), subscribe=self._subscribe
        )
        for task in self.consumer._tasks:
            task.start()

    def _subscribe(self, _: Any, group: str, handle: Any) -> Any:
        self.subscription = Subscription(self._kafka, self._group, handle)
        return self.subscription

    def kill(self) -> None:
        """End it without warning; the group goes on without it, and it is started again at once."""
        self.process.kill()
        self._tables.server.lose(self.process)
        self.leave()
        self.start()

    def leave(self) -> None:
        """The group takes its partitions away, as from a member that is silent."""
        with suppress(ValueError):
            self._group.members.remove(self.subscription)
