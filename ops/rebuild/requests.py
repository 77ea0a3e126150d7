"""Runs the rebuilds that operators have requested, one after the other, and ends: `python -m ops.rebuild.requests`.

With UPLAND_OWNER_URL set. `follow` is for who stays: it runs them as they are requested.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from runtime.database import connect
from runtime.logs import configure_logging
from runtime.operators import rebuilds
from runtime.operators.letters import SERVICES
from runtime.operators.rebuilds import CHANNEL, Run
from runtime.telemetry import logger

# Seconds after which requests are looked for although nobody has told of one, and before what failed is tried again.
_LOOK, _PAUSE = 30.0, 2.0


async def requested(owner_url: str) -> tuple[str, Run] | None:
    """The first rebuild that waits to be run, with the service whose it is."""
    connection = await connect(owner_url)
    try:
        for schema in SERVICES:
            for run in await rebuilds.under_way(connection, schema):
                if run.state == "requested":
                    return schema, run
        return None
    finally:
        await connection.close()


async def run_requested(owner_url: str) -> None:
    """Run all that is requested. What one of them raises is in its row and in the log."""
    # All read models: who only follows the requests starts without them.
    from ops.rebuild.work import carry_out

    while (following := await requested(owner_url)) is not None:
        schema, run = following
        try:
            await carry_out(owner_url, schema, run)
        except Exception as error:
            logger.warning("rebuild.failed", models=run.models, error=type(error).__name__, reason=str(error))


async def follow(owner_url: str, start: Callable[[], Awaitable[None]]) -> None:
    """Call `start`, which runs what is requested, whenever something is; never returns."""
    while True:
        try:
            await _follow(owner_url, start)
        except Exception as error:
            logger.warning("rebuilds.not_followed", error=type(error).__name__, reason=str(error))
        await asyncio.sleep(_PAUSE)


async def _follow(owner_url: str, start: Callable[[], Awaitable[None]]) -> None:
    connection = await connect(owner_url)
    try:
        announced = asyncio.Event()
        await connection.add_listener(CHANNEL, lambda *_: announced.set())
        while not connection.is_closed():
            announced.clear()
            if await requested(owner_url) is not None:
                await start()
                await asyncio.sleep(_PAUSE)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(announced.wait(), _LOOK)
    finally:
        await connection.close()


async def _run() -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await run_requested(os.environ["UPLAND_OWNER_URL"])


def main() -> int:
    """The command line's entry."""
    configure_logging("rebuild", os.environ.get("UPLAND_LOG_LEVEL", "info"))
    asyncio.run(_run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
