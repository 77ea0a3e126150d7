"""Upland next to pyeventsourcing, message-db and Emmett: appends of 16 clients, and one projection, in turns in one run.

All are given the task of `task.py` on the same PostgreSQL with fsync. A peer projects as its documentation shows: pyeventsourcing
commits each event, the two others up to a thousand together. Ours is the rebuild of the read model of memberships, which keeps
both clocks, corrections and audiences. Its number of events is larger: it starts processes first, which the peers do not.
"""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from urllib.parse import urlsplit

import asyncpg
import uvloop

from benchmarks.append import SECONDS, append_one, in_parallel
from benchmarks.parts import fill
from benchmarks.peers import packages
from benchmarks.peers.message_db import MessageDB
from benchmarks.peers.task import CLUSTERS
from benchmarks.rounds import Result, alternate, compared, settle, show
from ops.log.reader import current_log
from runtime.database import open_pool
from services.projections.rebuild.rebuild import rebuild
from services.registry.log.log import Log
from tests import servers

_CLIENTS = 16
_EVENTS = 100_000
_EVENTS_OF_PEERS = 1_000
_ROUNDS = 3

Task = Callable[[], Awaitable[float]]


class Peer:
    """A program that is given measurements by lines."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def __call__(self, task: str, *numbers: float) -> float:
        """The rate of a task. Raises RuntimeError when the program has ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join((task, *map(str, numbers))).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a peer ended at {task!r}")
        return float(line)


@asynccontextmanager
async def started(*command: str, **environment: str) -> AsyncIterator[Peer]:
    """A peer's program, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environment, stdin=PIPE, stdout=PIPE
    )
    try:
        yield Peer(process)
    finally:
        # Not by a signal: the command may have started the program as a child of its own.
        assert process.stdin
        process.stdin.close()
        await process.wait()


async def _apply(database: servers.Database) -> None:
    """A rebuild waits until the live read models have reached its end."""
    owner = await asyncpg.connect(database.url())
    await owner.execute("UPDATE projections.reader SET watermark = $1", _EVENTS)
    await owner.close()


async def rebuilt(url: str) -> float:
    """Events a second of the read model of memberships."""
    loop = asyncio.get_running_loop()
    source = await current_log(url)
    began = loop.time()
    await rebuild(url, ["membership"], source)
    return _EVENTS / (loop.time() - began)


async def measure(databases: servers.Databases) -> list[Result]:
    """The lines of this file."""
    python, emmett_program = packages.python(), packages.node_program("with_emmett.mjs")
    ours, other, third, fourth = [await databases.clone() for _ in range(4)]
    message_db = MessageDB(other.url())
    address = urlsplit(third.url())
    connection = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": third.name,
        "POSTGRES_HOST": str(address.hostname),
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": str(address.username),
        "POSTGRES_PASSWORD": str(address.password),
    }
    pool = await open_pool(ours.url("upland_registry"), size=2)
    numbers = count()
    async with (
        started(str(python), str(packages.PROGRAM), **connection) as eventsourcing,
        started(str(packages.NODE), str(emmett_program), fourth.url()) as emmett,
        Log(ours.url("upland_registry"), pool) as log,
    ):
        await fill(ours, _EVENTS)
        await _apply(ours)
        await message_db.install(_EVENTS_OF_PEERS)
        await eventsourcing("fill", _EVENTS_OF_PEERS, CLUSTERS)
        await emmett("fill", _EVENTS_OF_PEERS, CLUSTERS)

        async def appended() -> float:
            return (await in_parallel(_CLIENTS, lambda _: append_one(log, next(numbers))))[0]

        # What each is measured by, and how many times as fast ours should be.
        projected: dict[str, tuple[Task, float]] = {
            "pyeventsourcing": (partial(eventsourcing, "project"), 50),
            "message-db": (partial(message_db.project, _EVENTS_OF_PEERS), 1),
            "Emmett": (partial(emmett, "project"), 1),
        }
        stored: dict[str, tuple[Task, float]] = {
            "pyeventsourcing": (partial(eventsourcing, "append", _CLIENTS, SECONDS), 10),
            "pyeventsourcing's recorder alone": (partial(eventsourcing, "record", _CLIENTS, SECONDS), 10),
            "message-db": (partial(message_db.append, _CLIENTS), 3),
            "Emmett": (partial(emmett, "append", _CLIENTS, SECONDS), 1),
        }
        results = []
        for work, mine, peers in (
            ("projection", partial(rebuilt, ours.url()), projected),
            (f"append, {_CLIENTS} clients", appended, stored),
        ):
            for name, (theirs, goal) in peers.items():
                print(f"{work}: {name}", flush=True)
                rates = await alternate(mine, theirs, _ROUNDS)
                results.append(compared(f"{work}, against {name}", "events/s", *rates, at_least=goal))
    await pool.close()
    return results


def main() -> None:
    """Install the peers, start a PostgreSQL, measure, print."""
    with servers.postgres(fsync=True) as databases:
        settle()

        async def run() -> None:
            show(await measure(databases))

        uvloop.run(run())


if __name__ == "__main__":
    main()
