"""Commands over HTTP with 64 clients, against an empty POST of the same framework."""

from __future__ import annotations

import asyncio
import json
import signal
import sys

import aiohttp
import uvloop

from benchmarks.parts import Processes
from benchmarks.rounds import Result, alternate, compared, show
from tests import servers
from tests.servers import ROOT, free_ports

_CLIENTS = 64
_SECONDS = 3


async def load(url: str, key: str) -> float:
    """Requests a second from a generator in a process of its own; an error among them is an error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", url, str(_CLIENTS), str(_SECONDS), key, cwd=ROOT, stdout=-1
    )
    printed, _ = await process.communicate()
    result = json.loads(printed)
    if result["errors"]:
        raise RuntimeError(f"{result['errors']} requests failed, the first with {result['first_error']}")
    return float(result["rate"])


async def measure(database: servers.Database) -> list[Result]:
    """The line of this file."""
    [port] = free_ports(1)
    bare = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.empty", str(port), cwd=ROOT)
    processes = Processes(database, None, "none")
    try:
        await _answering(f"http://127.0.0.1:{port}/empty")
        async with processes.run("registry", "upland_registry") as url:
            mine, theirs = await alternate(
                lambda: load(f"{url}/", processes.key), lambda: load(f"http://127.0.0.1:{port}/empty", "x")
            )
    finally:
        bare.send_signal(signal.SIGTERM)
        await bare.wait()
    return [compared(f"command over HTTP, {_CLIENTS} clients", "requests/s", mine, theirs, at_least=0.6)]


async def _answering(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.post(url, json={}):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
