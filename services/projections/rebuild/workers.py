"""Fills the next tables with one process per core; all take slices of the log from one list.

A worker process runs `serve` with a reader of the same log. It reads JSON lines: the task, then the slices. It answers each
slice with a line, and exits at the end of the input, also when the process that started it is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence, Set
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import orjson
import uvloop

from runtime.database import Connection, connect
from runtime.errors import Poison, UplandError
from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild import log_slices as slicing
from services.projections.rebuild.loader import Progress, categories, fill
from services.projections.rebuild.log_slices import LogReader, Slice

# A process takes a second to start: it is worth it from this number of slices.
_WORTH_IT = 16
_MOST = 4
_AHEAD = 2  # slices sent ahead to a process, so that it reads one while it folds another


class WorkerLost(UplandError):
    """A worker process exited early; its slices are lost."""


async def fill_together(
    url: str,
    models: Sequence[ReadModel],
    source: LogReader,
    aside: Set[str],
    *,
    processes: int | None = None,
    progress: Progress,
) -> None:
    """Fold the log into the models' next tables.

    Args:
        url: PostgreSQL as the owner of the tables.
        processes: maximum number, including this one; by default one for each core.

    Raises:
        Poison: an event cannot be read, or a stream cannot be folded.
        WorkerLost: a worker process exited early.
    """
    parts = await source.slices(categories(models))
    pending = iter(parts)
    most = processes or min(_MOST, len(os.sched_getaffinity(0)))
    # Another process looks up the models by name, so all must be in MODELS.
    known = all(model in MODELS for model in models)
    helpers = (
        most - 1 if source.worker is not None and known and source.head >= _WORTH_IT * slicing.SLICE else 0
    )
    task = {
        "url": url,
        "models": [model.name for model in models],
        "aside": sorted(aside),
        "head": source.head,
    }
    try:
        async with _connections(url) as connections, asyncio.TaskGroup() as group:
            for _ in range(helpers):
                group.create_task(_work_with_process(source.worker or "", task, pending, progress))
            group.create_task(fill(connections, models, source, _each(pending), aside, progress))
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _each(parts: Iterator[Slice]) -> AsyncIterator[Slice]:
    for part in parts:
        yield part


@asynccontextmanager
async def _connections(url: str) -> AsyncIterator[tuple[Connection, Connection]]:
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(2):
            # A crash only repeats the build, so only the switch waits for the disk.
            connection = await connect(url, server_settings={"synchronous_commit": "off"})
            stack.push_async_callback(connection.close)
            opened.append(connection)
        yield opened[0], opened[1]


async def _work_with_process(
    module: str, task: dict[str, Any], pending: Iterator[Slice], progress: Progress
) -> None:
    """Start a process that runs a module, and send it slices until there are none left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(orjson.dumps(task) + b"\n")
        waiting = 0
        while True:
            while waiting < _AHEAD and (part := next(pending, None)) is not None:
                process.stdin.write(orjson.dumps([*part]) + b"\n")
                waiting += 1
            if waiting == 0:
                break
            answer = orjson.loads(await process.stdout.readline() or b"{}")
            if "poison" in answer:
                raise Poison(answer["poison"])
            if "events" not in answer:
                raise WorkerLost(f"A process that helped has ended with code {await process.wait()}.")
            progress(answer["events"])
            waiting -= 1
        process.stdin.close()
        await process.wait()
    except (BrokenPipeError, ConnectionResetError):
        raise WorkerLost(f"A process that helped has ended with code {await process.wait()}.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# ---- worker process ----------------------------------------------------------------------------------------------
async def _serve(open_log: Callable[[str, int], LogReader]) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    task: dict[str, Any] = orjson.loads(await reader.readline())
    models = [model for model in MODELS if model.name in task["models"]]
    source = open_log(task["url"], task["head"])

    async def slices() -> AsyncIterator[Slice]:
        while line := await reader.readline():
            yield Slice(*orjson.loads(line))

    def answer(**message: Any) -> None:
        sys.stdout.buffer.write(orjson.dumps(message) + b"\n")
        sys.stdout.buffer.flush()

    async with _connections(task["url"]) as connections:
        try:
            await fill(
                connections,
                models,
                source,
                slices(),
                frozenset(task["aside"]),
                lambda events: answer(events=events),
            )
        except Poison as error:
            answer(poison=str(error))


def serve(open_log: Callable[[str, int], LogReader]) -> None:
    """Fold slices until there are no more. Ignores Ctrl-C: the process that started this one handles it for both.

    Args:
        open_log: returns the log, from the owner's database address and the last position to read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    uvloop.run(_serve(open_log))
