"""Commands over HTTP with 64 clients, against an empty POST of the same framework."""

from __future__ import annotations

import asyncio
import json
import sys

import uvloop

from benchmarks.parts import Processes, empty_service
from benchmarks.rounds import Result, alternate, compared, show
from tests import servers
from tests.servers import ROOT

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
    processes = Processes(database, None, "none")
    async with empty_service() as empty, processes.run("registry", "upland_registry") as url:
        mine, theirs = await alternate(lambda: load(f"{url}/", processes.key), lambda: load(empty, "x"))
    return [compared(f"command over HTTP, {_CLIENTS} clients", "requests/s", mine, theirs, at_least=0.6)]


def main() -> None:
    """Start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:

        async def run() -> None:
            show(await measure(await databases.clone()))

        uvloop.run(run())


if __name__ == "__main__":
    main()
