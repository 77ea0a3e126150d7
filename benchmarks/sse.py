"""The event stream with 10,000 clients on one process: memory for each, and from an event's commit to the last of them."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.parts import Processes, computed
from benchmarks.rounds import ROUNDS, Result, absolute, show
from tests import servers
from tests.servers import ROOT

_CLIENTS = 10_000
_PROCESSES = 2
_PARTNERS = 100
_PATIENCE = 120.0


async def measure(database: servers.Database, kafka: servers.Broker) -> list[Result]:
    """The lines of this file."""
    processes = Processes(database, kafka, await kafka.make_topic())
    keys = _partners(processes)
    async with (
        processes.run("registry", "upland_registry") as registry,
        processes.run("relay", "upland_registry"),
        processes.run("notifications", "upland_notifications") as url,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {processes.key}"}) as session,
        AsyncExitStack() as stack,
    ):
        await _add_cluster(session, registry, "warm")
        before = _resident(processes.pids["notifications"])
        began = time.monotonic()
        clients = [
            await stack.enter_async_context(_running(url, keys, number)) for number in range(_PROCESSES)
        ]
        await asyncio.gather(*(_line(client) for client in clients))
        print(f"{_CLIENTS:,} clients are open after {time.monotonic() - began:.1f} s", flush=True)
        seconds = []
        pid = processes.pids["notifications"]
        used = computed(pid)
        for number in range(ROUNDS + 1):
            committed = time.monotonic()
            await _add_cluster(session, registry, f"c{number}")
            answers = await asyncio.gather(*(_line(client) for client in clients))
            if number:  # the first warms up
                seconds.append(max(answer["last"] for answer in answers) - committed)
            await asyncio.sleep(1)
        microseconds = (computed(pid) - used) / (ROUNDS + 1) / _CLIENTS * 1e6
        kilobytes = (_resident(processes.pids["notifications"]) - before) / _CLIENTS
    name = f"{_CLIENTS:,} SSE clients on one process"
    return [
        absolute(f"{name}: commit to the last of them", "s", seconds, at_most=1),
        absolute(f"{name}: computed for an event and a client", "µs", [microseconds], at_most=50),
        absolute(f"{name}: memory of each", "KB", [kilobytes], at_most=40),
    ]


def _partners(processes: Processes) -> Path:
    """Keys of so many partners, each with a feed of its own, in a file."""
    written = processes.folder / "partners"
    subjects = [f"cluster-partner-{number}" for number in range(_PARTNERS)]
    written.write_text("\n".join(processes.add_partners(*subjects)))
    return written


@asynccontextmanager
async def _running(url: str, keys: Path, number: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process with its part of the clients."""
    part = _CLIENTS // _PROCESSES
    arguments = (url.rpartition(":")[2], str(part), str(keys), str(number * _PARTNERS // _PROCESSES))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sse_clients", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, float]:
    """What the process prints next."""
    assert process.stdout is not None
    async with asyncio.timeout(_PATIENCE):
        line = await process.stdout.readline()
    if not line:
        raise RuntimeError("a process of clients has ended")
    printed: dict[str, float] = json.loads(line)
    return printed


async def _add_cluster(session: aiohttp.ClientSession, registry: str, name: str) -> None:
    """One public event."""
    async with session.post(
        f"{registry}/v1/clusters/{name}/found",
        json={"names": {"pl": name}, "occurred": "2015"},
        headers={"Idempotency-Key": name},
    ) as answer:
        assert answer.status == 201, await answer.text()


def _resident(pid: int) -> float:
    """The resident memory of a process in KB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def main() -> None:
    """Start a PostgreSQL and a Kafka, measure, print."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as broker:

        async def run() -> None:
            show(await measure(await databases.clone(), broker))

        uvloop.run(run())


if __name__ == "__main__":
    main()
