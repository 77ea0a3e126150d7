"""Keeps one part of an instance running: starts it, sees that it answers, and starts it again when it is gone or hangs.

Not being ready is no reason to end a part: it may be catching up, or wait for another. Not answering at all is.
"""

import asyncio
import contextlib
import subprocess
from collections.abc import Callable

import psutil

from ops.instance import Instance
from ops.supervision import logs, parts, processes
from ops.supervision.parts import Part
from ops.supervision.state import PartState, Status
from runtime.tasks import Background
from runtime.telemetry import logger

_PAUSES = (0.2, 0.5, 1, 2, 5, 10)  # seconds before a part is started again; the last one repeats
_WELL_AFTER = 5.0  # seconds of being ready after which a death counts as the first again
_TRIES_TO_START = 4
_LOOK = 2.0  # seconds between two looks at whether it answers
_LEAST_LOOKS = (
    3  # so many in a row without an answer, however much time has passed: we may have been frozen ourselves
)


class Keeper:
    """One part's process.

    Args:
        state: what is written down about the part; kept up to date here.
        changed: called when `state` has changed.
        came_back: called when the part is ready again after it was started again.
    """

    def __init__(
        self,
        instance: Instance,
        part: Part,
        state: PartState,
        changed: Callable[[], None],
        came_back: Callable[[Part], None],
    ) -> None:
        self.part = part
        self.process: asyncio.subprocess.Process | None = None
        self._instance = instance
        self._state = state
        self._changed = changed
        self._came_back = came_back
        self._task = Background(f"keeper-{part.name}", self._keep)
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._deaths = 0
        self._ready_at: float | None = None

    async def until_ready(self) -> None:
        """Start keeping the part, and return when it is ready for the first time. Raises PartFailed after a few tries."""
        self._task.start()
        await asyncio.shield(self._first)

    async def stop(self) -> None:
        """No longer keep it; its process goes on until `end`."""
        await self._task.stop()

    async def end(self) -> None:
        """End the process: cleanly, or by force when it takes too long."""
        process, self.process = self.process, None
        if process is None or process.returncode is not None:
            return
        number, seconds = processes.ends_by(self.part.name)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            logger.warning(
                "part.killed", part=self.part.name, reason=f"it did not end within {seconds:.0f} s"
            )
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _keep(self) -> None:
        while True:
            await self.end()  # nothing runs, unless this loop itself had to be started again
            reason = await self._one_life()
            self._count_death()
            if not self._first.done() and self._deaths >= _TRIES_TO_START:
                self._first.set_exception(parts.PartFailed(f"{self.part.name}: {reason}"))
                await asyncio.Event().wait()  # the start is over; the supervisor stops everything
            self._note("restarting", reason)
            self._state.process, self._state.restarts = None, self._state.restarts + 1
            self._changed()
            logger.warning("part.restarts", part=self.part.name, reason=reason)
            await asyncio.sleep(_PAUSES[min(self._deaths, len(_PAUSES)) - 1])

    async def _one_life(self) -> str:
        """Start the process and return, when it has ended, why."""
        self._ready_at = None
        try:
            process = await self._spawn()
            self._state.process = processes.Identity.started_as(process.pid, self.part.command)
            self._note("starting", None)
            await self._while_it_lives(process)
        except Exception as error:  # whatever it is: no disk, no memory, no process to be had
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            with contextlib.suppress(OSError):
                reason += f": {logs.last_words(self._instance, self.part.name)}"
            await self.end()
            return reason
        return f"ended with code {process.returncode}"

    async def _while_it_lives(self, process: asyncio.subprocess.Process) -> None:
        """Return when the process has ended. Raises PartFailed when it does not answer, or ends before it is ready."""
        died = asyncio.create_task(process.wait())
        hangs = asyncio.create_task(self._until_it_hangs())
        ready = asyncio.create_task(self.part.ready(psutil.Process(process.pid), self._waits))
        try:
            await asyncio.wait({died, hangs, ready}, return_when=asyncio.FIRST_COMPLETED)
            if ready.done():
                await ready
                self._is_ready()
                await asyncio.wait({died, hangs}, return_when=asyncio.FIRST_COMPLETED)
            if died.done():
                if self._ready_at is None:
                    raise parts.PartFailed(f"ended with code {died.result()} while starting")
                return
            await hangs
        finally:
            for task in (died, hangs, ready):
                task.cancel()
            await asyncio.gather(died, hangs, ready, return_exceptions=True)

    async def _until_it_hangs(self) -> None:
        """Ask again and again whether it answers. Raises PartFailed when it has not for too long."""
        clock = asyncio.get_running_loop().time
        last_answer, misses, patience = clock(), 0, self.part.starting
        while True:
            if await self.part.answers():
                last_answer, misses, patience = clock(), 0, self.part.patience
                if self._state.status == "silent":
                    self._note("ready", None)
            else:
                misses += 1
                if misses >= _LEAST_LOOKS and clock() - last_answer > patience:
                    raise parts.PartFailed(f"did not answer for {patience:.0f} s")
                if misses >= 2 and self._state.status == "ready":
                    self._note("silent", "it does not answer")
                    logger.warning("part.silent", part=self.part.name)
            await asyncio.sleep(_LOOK)

    def _is_ready(self) -> None:
        self._ready_at = asyncio.get_running_loop().time()
        self._note("ready", None)
        if self._first.done():
            self._came_back(self.part)
        else:
            self._first.set_result(None)

    def _waits(self, reason: str) -> None:
        """It answers, and is not ready yet."""
        if self._state.note != reason:
            self._note(self._state.status, reason)

    def _note(self, status: Status, note: str | None) -> None:
        self._state.status, self._state.note = status, note
        self._changed()

    def _count_death(self) -> None:
        well = self._ready_at is not None and asyncio.get_running_loop().time() - self._ready_at > _WELL_AFTER
        self._deaths = 1 if well else self._deaths + 1

    async def _spawn(self) -> asyncio.subprocess.Process:
        part = self.part
        await asyncio.to_thread(part.prepare)
        with logs.opened(self._instance, part.name) as log:
            account = part.runs_as
            self.process = await asyncio.create_subprocess_exec(
                *part.command,
                cwd=part.folder,
                env=part.environment() | processes.marks(self._instance.folder, part.name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C at a terminal is ours to answer, in order
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        return self.process
