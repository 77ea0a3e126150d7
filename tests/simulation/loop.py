"""An event loop on a virtual clock: time passes only while nothing can be done, and costs nothing."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any

PROCESS: ContextVar[Process] = ContextVar("process")
_FEW = 1e-9
# Tasks that took no cancellation. They are not collected: that would run their `finally` in another schedule.
_endless: list[asyncio.Task[Any]] = []


class Stuck(Exception):
    """Nothing is left that could ever happen."""


class Process:
    """One of the simulated processes. What it has to do waits while it is paused, and is never done once it is killed."""

    def __init__(self, name: str, loop: VirtualLoop) -> None:
        self.name = name
        self.loop = loop
        self.halted = False
        self.killed = False
        self.paused: list[tuple[float, float]] = []
        self.waiting: list[asyncio.Handle] = []
        self.context = copy_context()
        self.context.run(PROCESS.set, self)

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine in it."""
        return self.loop.create_task(work, context=self.context)

    def pause(self, seconds: float) -> None:
        """Stop it as SIGSTOP does, for a time."""
        if not self.halted:
            self.halted = True
            self.paused.append((self.loop.time(), self.loop.time() + seconds))
            self.loop.call_later(seconds, self._go_on, context=self.loop.outside)

    def kill(self) -> None:
        """End it as SIGKILL does: no `finally` of it is run."""
        self.halted = self.killed = True

    def end(self) -> None:
        """Let what it still has be run after the schedule, so that cancelled tasks can end."""
        self.halted = self.killed = False
        self._take_up()

    def _go_on(self) -> None:
        if not self.killed:
            self.halted = False
            self._take_up()

    def _take_up(self) -> None:
        waiting, self.waiting = self.waiting, []
        self.loop.queue(waiting)


class _Task(asyncio.Task[Any]):
    """A task whose place in a set depends on its number only, not on its address."""

    def __init__(self, number: int, work: Any, **options: Any) -> None:
        self.number = number
        super().__init__(work, **options)

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs callbacks in their order, each in the process that it belongs to.

    limit: callbacks after which a schedule counts as one that never ends.
    """

    def __init__(self, limit: int = 400_000) -> None:
        super().__init__()
        self._now = 0.0
        self._left = limit
        self.outside: Context = copy_context()
        self.tasks: list[_Task] = []
        self.errors: list[BaseException | str] = []
        self.set_task_factory(self._numbered)  # type: ignore[arg-type]
        self.set_exception_handler(self._note)

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._now

    def queue(self, handles: list[asyncio.Handle]) -> None:
        """Run these in the next turn."""
        self._ready.extend(handles)  # type: ignore[attr-defined]

    def _numbered(self, loop: VirtualLoop, work: Any, **options: Any) -> _Task:
        task = _Task(len(self.tasks), work, loop=self, **options)
        self.tasks.append(task)
        return task

    def _note(self, _: Any, context: dict[str, Any]) -> None:
        self.errors.append(context.get("exception") or context["message"])

    def _run_once(self) -> None:
        ready: Any = self._ready  # type: ignore[attr-defined]
        if not ready:
            self._let_time_pass()
        self._left -= len(ready)
        if self._left < 0:
            raise Stuck("the schedule does not end")
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle._cancelled:
                continue
            process: Process | None = handle._context.get(PROCESS)
            if process is not None and process.halted:
                process.waiting.append(handle)
            else:
                handle._run()

    def _let_time_pass(self) -> None:
        scheduled: Any = self._scheduled  # type: ignore[attr-defined]
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        if not scheduled:
            raise Stuck("nothing can happen any more")
        self._now = max(self._now, scheduled[0]._when)
        while scheduled and scheduled[0]._when <= self._now + _FEW:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            self._ready.append(handle)  # type: ignore[attr-defined]

    def finish(self, processes: list[Process]) -> None:
        """End every task, and close. What they do now changes nothing any more."""
        self._left = 1_000_000
        for process in processes:
            process.end()
        for _ in range(200):
            pending = [task for task in self.tasks if not task.done()]
            if not pending:
                break
            for task in pending:
                task.cancel()
            self.run_until_complete(asyncio.wait(pending, timeout=5))
        _endless.extend(task for task in self.tasks if not task.done())
        self.close()
