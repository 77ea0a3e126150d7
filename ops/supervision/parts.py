"""The parts of an instance: how each is prepared, started, found ready and stopped."""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import aiohttp
import orjson
import psutil

from ops.embedded import account
from ops.embedded.postgres import Postgres
from ops.instance import ROOT, SERVICES, Instance, python
from ops.supervision import probes, processes
from runtime.errors import OperationFailed

# Seconds without an answer after which a part is started again: before its first answer, and later. A server that is
# frozen for a minute goes on where it was; to start it again costs more than that.
_SERVER = (600.0, 120.0)
_SERVICE = (120.0, 30.0)


class PartFailed(OperationFailed):
    """A part did not become ready. The message has the reason, and where its log is."""


class Ready(Protocol):
    """Returns when the part is ready; calls `waits` with why it is not yet. Raises PartFailed when its process has ended."""

    async def __call__(self, process: psutil.Process, waits: Callable[[str], None], /) -> None: ...


@dataclass(frozen=True)
class Part:
    """One process to keep running. `environment` is read at every start: an address may have changed.

    answers: whether it answers at all, which is less than being ready. One that does not for `patience` seconds is
    started again; before its first answer it has `starting` seconds.
    """

    name: str
    command: list[str]
    environment: Callable[[], dict[str, str]]
    ready: Ready
    answers: Callable[[], Awaitable[bool]]
    starting: float
    patience: float
    prepare: Callable[[], None] = lambda: None
    runs_as: account.Account | None = None
    folder: Path = ROOT


def servers(instance: Instance) -> list[Part]:
    """PostgreSQL and the broker (none where the broker is another's)."""
    own = [broker(instance)] if instance.broker in {"apache", "memory"} else []
    return [database(instance.postgres()), *own]


def database(postgres: Postgres) -> Part:
    """A server of PostgreSQL."""

    async def ready(process: psutil.Process, _waits: Callable[[str], None]) -> None:
        # After a crash it reads its journal, for as long as that takes.
        await postgres.wait(process, math.inf)

    return Part(
        "postgres",
        postgres.command(),
        postgres.environment,
        ready,
        partial(probes.postgres, postgres.port),
        *_SERVER,
        prepare=postgres.prepare,
        runs_as=postgres.runs_as,
    )


def broker(instance: Instance) -> Part:
    """The instance's own broker."""
    if instance.broker == "memory":
        return _memory_broker(instance)
    kafka = instance.kafka()

    async def ready(process: psutil.Process, _waits: Callable[[str], None]) -> None:
        await kafka.wait(process, math.inf)

    return Part(
        "kafka",
        kafka.command(),
        kafka.environment,
        ready,
        partial(probes.kafka, kafka.bootstrap),
        *_SERVER,
        prepare=kafka.prepare,
    )


def _memory_broker(instance: Instance) -> Part:
    address = instance.memory_address_file

    async def ready(process: psutil.Process, _waits: Callable[[str], None]) -> None:
        while not address.exists():
            _still_there(process)
            await asyncio.sleep(0.05)

    async def answers() -> bool:
        return address.exists() and await probes.kafka(address.read_text(encoding="utf-8"))

    command = python("ops.embedded.kafka_memory", str(address))
    return Part(
        "kafka", command, dict, ready, answers, *_SERVER, prepare=lambda: address.unlink(missing_ok=True)
    )


def services(instance: Instance) -> list[Part]:
    """The registry, the relay, the projections and the notifications."""
    return [_service(instance, name) for name in SERVICES]


def _service(instance: Instance, name: str) -> Part:
    module = "services.registry.relay" if name == "relay" else f"services.{name}"

    async def answers_ready(process: psutil.Process, waits: Callable[[str], None]) -> None:
        await ready(f"{instance.url(name)}/health/ready", process, waits)

    return Part(
        name,
        python(module),
        lambda: instance.settings(name),
        answers_ready,
        partial(probes.http, f"{instance.url(name)}/health/live"),
        *_SERVICE,
    )


async def ready(url: str, process: psutil.Process, waits: Callable[[str], None]) -> None:
    """Return when the service is ready, however long that takes. Raises PartFailed when it has ended."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, orjson.JSONDecodeError):
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
                    state = orjson.loads(await answer.read())
                    waits("; ".join(state.get("reasons", ())) or f"it answers {answer.status}")
            _still_there(process)
            await asyncio.sleep(0.1)


def _still_there(process: psutil.Process) -> None:
    if not processes.alive(process):
        raise PartFailed("its process ended while it was starting")
