"""PostgreSQL and Kafka of an instance alone, without a service, for as long as a restore takes."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil

from ops.instance import Instance
from ops.supervision import logs, processes
from ops.supervision.parts import Part, PartFailed


@asynccontextmanager
async def running(instance: Instance, part: Part) -> AsyncIterator[None]:
    """Start one part and stop it at the end. One that a kill of ours leaves behind is found by the next `upland up`.

    Raises:
        PartFailed: it does not become ready.
    """
    await asyncio.to_thread(part.prepare)
    account = part.runs_as
    with logs.opened(instance, part.name) as log:
        child = await asyncio.create_subprocess_exec(
            *part.command,
            cwd=part.folder,
            env=part.environment() | processes.marks(instance.folder, part.name),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    process = psutil.Process(child.pid)
    try:
        try:
            await part.ready(process, lambda _: None)
        except Exception as error:
            raise PartFailed(
                f"{part.name} did not start: {error}; {logs.last_words(instance, part.name)}"
            ) from error
        yield
    finally:
        await asyncio.to_thread(processes.stop, [process], *processes.ends_by(part.name))
        await child.wait()
