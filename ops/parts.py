"""The parts of an instance: how each is prepared, started, found ready and stopped."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
import psutil

from ops import processes
from ops.embedded import account
from ops.instance import ROOT, SERVICES, Instance, python


class PartFailed(Exception):
    """A part did not become ready. The message says why, and where its log is."""


class NotReady(PartFailed):
    """A part runs, but did not say that it is ready in its time. Starting it again would not help."""


class Ready(Protocol):
    """Returns when the part is ready; raises when its process has ended or its time is over."""

    async def __call__(self, process: psutil.Process) -> None: ...


@dataclass(frozen=True)
class Part:
    """One process to keep running. `environment` is asked anew at every start: an address may have changed."""

    name: str
    command: list[str]
    environment: Callable[[], dict[str, str]]
    ready: Ready
    prepare: Callable[[], None] = lambda: None
    runs_as: account.Account | None = None
    folder: Path = ROOT


def servers(instance: Instance) -> list[Part]:
    """PostgreSQL and the broker (none where the broker is another's)."""
    postgres = instance.postgres()
    parts = [
        Part(
            *("postgres", postgres.command(), postgres.environment, postgres.wait, postgres.prepare),
            runs_as=postgres.runs_as,
        )
    ]
    if instance.broker == "apache":
        kafka = instance.kafka()
        parts.append(Part("kafka", kafka.command(), kafka.environment, kafka.wait, kafka.prepare))
    elif instance.broker == "memory":
        address = instance.memory_address_file

        async def has_address(process: psutil.Process) -> None:
            await _until(address.exists, process, 30)

        command = python("ops.embedded.kafka_memory", str(address))
        forget = lambda: address.unlink(missing_ok=True)  # noqa: E731  named by its place in the call
        parts.append(Part("kafka", command, dict, has_address, forget))
    return parts


def services(instance: Instance) -> list[Part]:
    """The registry, the relay, the projections and the notifications."""
    return [_service(instance, name) for name in SERVICES]


def _service(instance: Instance, name: str) -> Part:
    module = "services.registry.relay" if name == "relay" else f"services.{name}"

    async def answers_ready(process: psutil.Process) -> None:
        await ready(f"{instance.url(name)}/health/ready", process)

    return Part(name, python(module), lambda: instance.settings(name), answers_ready)


async def ready(url: str, process: psutil.Process, seconds: float = 60) -> None:
    """Return when the service says that it is ready. Raises NotReady with its own reasons, or PartFailed."""
    deadline = asyncio.get_running_loop().time() + seconds
    said = "it did not answer"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
                    said = (await answer.text())[:300]
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            _still_there(process)
            if asyncio.get_running_loop().time() > deadline:
                raise NotReady(f"not ready within {seconds:.0f} s: {said}")
            await asyncio.sleep(0.1)


async def _until(condition: Callable[[], bool], process: psutil.Process, seconds: float) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        _still_there(process)
        if asyncio.get_running_loop().time() > deadline:
            raise NotReady(f"not ready within {seconds:.0f} s")
        await asyncio.sleep(0.05)


def _still_there(process: psutil.Process) -> None:
    if not processes.alive(process):
        raise PartFailed("its process ended while it was starting")
