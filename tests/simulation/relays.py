"""Relays with our relay in them: two at most, of which one has the lease."""

from __future__ import annotations

from functools import cache
from typing import Any

from contracts.envelope import Recorded
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import MAC, headers_of
from runtime.settings import Settings
from runtime.tasks import Background
from services.registry.log.readable_log import ReadableLog
from services.registry.log.tail import Tail
from services.registry.relay.clients import Clients
from services.registry.relay.relay import Relay
from tests.servers import BUS_KEY_FILE
from tests.simulation.faults import BEGAN
from tests.simulation.history import Record
from tests.simulation.kafka import Administration, Kafka, Producer, Reader, Written
from tests.simulation.log_tables import LogTables
from tests.simulation.loop import Process
from tests.simulation.postgres import Pool

TOPIC = "upland.events"
PARTITIONS = 3


@cache
def settings() -> Settings:
    """Of every part: only the topic, its partitions and the key of the bus count here."""
    given: dict[str, Any] = {"topic": TOPIC, "partitions": PARTITIONS, "bus_key_file": BUS_KEY_FILE}
    return Settings.model_validate(given)


@cache
def bus_keys() -> BusKeys:
    """The relay's."""
    return BusKeys.read(BUS_KEY_FILE)


class RelayProcess:
    """A relay's process."""

    def __init__(self, name: str, tables: LogTables, kafka: Kafka, relay: type[Relay]) -> None:
        self._name, self._tables, self._kafka, self._class = name, tables, kafka, relay
        self.processes: list[Process] = []
        self.start()

    def start(self) -> None:
        """Start it, for the first time or after its end."""
        self.process = Process(f"{self._name}-{len(self.processes)}", self._tables.server.loop)
        self.processes.append(self.process)
        self.process.context.run(self._build)

    def _build(self) -> None:
        server, kafka = self._tables.server, self._kafka
        pool: Any = Pool(server, self._tables)

        async def connect(_: str, **options: Any) -> Any:
            return await server.connect(self._tables, **options)

        clients: Any = Clients(
            connect,
            broker=lambda _: Administration(kafka),  # type: ignore[arg-type, return-value]
            consumer=lambda _: Reader(kafka),  # type: ignore[arg-type, return-value]
            producer=lambda _: Producer(kafka),  # type: ignore[arg-type, return-value]
            wall=lambda: server.clock.read(server.loop.time()).timestamp(),
        )
        tail = Tail("", connect)
        tail._task.start()
        self.relay = self._class(settings(), ReadableLog(pool), tail, clients)
        Background("relay", self.relay.run).start()

    def kill(self) -> None:
        """End it without warning; it is started again at once."""
        self.process.kill()
        self._tables.server.lose(self.process)
        self.start()


def of_another_log(kafka: Kafka, epoch: str) -> None:
    """Fill the topic with signed records of a log that is not this one."""
    previous: dict[int, int] = {}
    for position in range(1, 6):
        stream = f"membership-{position % 3}"
        data = b'{"of":"another log"}'
        event = Recorded(position, stream, position, "MemberJoined", 1, BEGAN, "public", b"", "c", None, data)
        partition = partition_of(stream, PARTITIONS)
        headers = headers_of(event, previous.get(partition, 0), partition, bus_keys(), epoch)
        previous[partition] = position
        log = kafka.partitions[partition]
        log.append(Written(partition, len(log), stream.encode(), data, headers, 0.0, ""))


def forge(kafka: Kafka, position: int) -> None:
    """Write a record that somebody else has made: of an event that may come, with a MAC that is none."""
    stream = f"membership-{position % 3}"
    event = Recorded(
        position, stream, position, "MemberJoined", 1, BEGAN, "public", b"", "c", None, b'{"forged":1}'
    )
    partition = partition_of(stream, PARTITIONS)
    log = kafka.partitions[partition]
    previous = max((each.position for each in map(record, log) if each.process), default=0)
    headers = [*headers_of(event, previous, partition, None, "e1"), (MAC, b"x" * 16)]
    log.append(Written(partition, len(log), stream.encode(), event.data, headers, 0.0, ""))


def record(written: Written) -> Record:
    """A record as its bytes say."""
    headers = dict(written.headers)
    return Record(
        written.partition,
        (written.key or b"").decode(),
        int(headers.get("ce_sequence") or 0),
        int(headers.get("ce_streamversion") or 0),
        int(headers.get("upland_previous") or 0),
        written.value or b"",
        "upland_mac" in headers,
        (headers.get("upland_epoch") or b"").decode(),
        written.time,
        written.process,
    )
