"""Background work: named loops that are started again when they end; readiness reports them.

Every loop that runs next to the requests is a `Background`. None ends unnoticed: one that ends or raises is logged and
started again after a pause, and the process is not ready until it runs. One that cannot run again and again takes its
process down, so that the process starts afresh.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from weakref import WeakSet

from runtime.telemetry import TASK_RESTARTS, logger

# Pauses before a loop is started again, in seconds; the last one repeats.
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
# A loop that ran this long (seconds) before it ended is well again: its pauses begin with the first.
_WELL_AFTER = 60.0
# Ends in a row after which starting it again in this process is given up (about a minute of tries).
_HOPELESS_AFTER = 15
# Seconds that the process has for its clean end before it is ended without one.
_CLEAN_END = 10.0

_running: WeakSet[Background] = WeakSet()


def _go_on(_name: str) -> None:
    """Inside another program (a test, the command line): the loop is tried for ever."""


_give_up: Callable[[str], None] = _go_on


class Background:
    """A loop that never returns, run until `stop`.

    Args:
        name: what it is, for logs, metrics and readiness.
        run: makes the coroutine of the loop; called again for each start.
    """

    def __init__(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self._run = run
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._failure: str | None = None

    def start(self) -> None:
        """Run it in the background of the current event loop."""
        self._stopping, self._failure = False, None
        self._task = asyncio.create_task(self._keep(), name=self.name)
        self._task.add_done_callback(self._ended)
        _running.add(self)

    async def stop(self) -> None:
        """Cancel it and wait until it has ended."""
        self._stopping = True
        _running.discard(self)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def __aenter__(self) -> Background:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def reason(self) -> str | None:
        """Why it does not run, for readiness; None while it runs or is not meant to."""
        if self._stopping or self._task is None:
            return None
        if self._task.done():
            return f"{self.name} has ended"
        return f"{self.name} failed and is started again: {self._failure}" if self._failure else None

    async def _keep(self) -> None:
        ends = 0
        while True:
            loop = asyncio.get_running_loop()
            began = loop.time()
            healthy = loop.call_later(_PAUSES[-1], self._well)
            try:
                await self._run()
                self._failure = "it ended"
                logger.error("task.ended", task=self.name)
            except asyncio.CancelledError:
                # Only ours counts: a future that somebody else has cancelled must not end the loop.
                if self._stopping or _cancelled():
                    raise
                self._failure = "CancelledError"
                logger.exception("task.failed", task=self.name, error=self._failure)
            except Exception as error:
                self._failure = type(error).__name__
                logger.exception("task.failed", task=self.name, error=self._failure)
            finally:
                healthy.cancel()
            TASK_RESTARTS.labels(self.name).inc()
            ends = 1 if loop.time() - began > _WELL_AFTER else ends + 1
            if ends >= _HOPELESS_AFTER:
                ends = 0
                logger.critical("task.hopeless", task=self.name, error=self._failure)
                _give_up(self.name)
            await asyncio.sleep(_PAUSES[min(ends, len(_PAUSES)) - 1])

    def _well(self) -> None:
        self._failure = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        if self._stopping or task.cancelled():
            return
        error = task.exception()  # read, so that it is not reported a second time
        self._failure = type(error).__name__
        task.get_loop().call_later(_PAUSES[-1], self._again)
        with contextlib.suppress(Exception):
            logger.critical("task.hopeless", task=self.name, error=self._failure)
        _give_up(self.name)

    def _again(self) -> None:
        if not self._stopping:
            self.start()


def reasons() -> list[str]:
    """Why this process is not ready, as far as its background loops know; empty when all run."""
    return sorted(reason for each in list(_running) if (reason := each.reason()) is not None)


def take_process_down() -> None:
    """From now on a loop that cannot be started again ends the process: cleanly, or by force after 10 s."""
    global _give_up  # noqa: PLW0603  set once, by the process's own entry
    _give_up = _end_process


def _end_process(_name: str) -> None:
    force = threading.Timer(_CLEAN_END, os._exit, (1,))
    force.daemon = True
    with contextlib.suppress(RuntimeError, MemoryError):  # no thread can be had: then by force at once
        force.start()
        signal.raise_signal(signal.SIGTERM)
        return
    os._exit(1)


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def first_to_fail(*works: Awaitable[None]) -> None:
    """Run the works side by side until one of them raises; then end the others, and raise it."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
