"""Keeps the parts of one instance running: `python -m ops.supervisor --data DIR --port-base N --broker KIND`.

Each part is a process of its own with a log of its own. One that dies is started again, after a pause that grows
from 0.2 s to 10 s and begins anew once the part has been ready for a while. `upland up` starts this in the background.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

import orjson
import psutil

from ops import keys, logs, parts, processes, upgrade
from ops.embedded.kafka import ensure_topic
from ops.instance import ROLES, ROOT, Instance, python
from ops.parts import Part
from ops.state import PartState, State

_PAUSES = (0.2, 0.5, 1, 2, 5, 10)
_WELL_AFTER = 5.0  # seconds of being ready after which a death counts as the first again
_TRIES_TO_START = 4


class Supervisor:
    """Starts the parts in order, keeps them up, and stops them in order when it is told to end."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._state = State("starting", processes.Identity.of(psutil.Process()))
        self._end = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def run(self, until: int | None) -> int:
        """Run until SIGTERM or SIGINT (or until process `until` is gone). Returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end.set)
        self._state.save(self._instance)
        processes.take_down(self._instance.folder)
        starting = asyncio.create_task(self._start())
        ended = asyncio.create_task(self._end.wait())
        watching = asyncio.create_task(self._watch(until))
        await asyncio.wait({starting, ended}, return_when=asyncio.FIRST_COMPLETED)
        failed = starting.done() and starting.exception()
        if not failed:
            await ended
        self._state.phase = "stopping"
        self._state.save(self._instance)
        for task in (starting, ended, watching):
            task.cancel()
        await asyncio.gather(starting, ended, watching, return_exceptions=True)
        await self._stop()
        if failed:
            traceback.print_exception(failed)
        self._state.error = _first_line(failed) if failed else None
        self._state.phase = "failed" if failed else "stopped"
        self._state.save(self._instance)
        return 1 if failed else 0

    async def _watch(self, pid: int | None) -> None:
        while pid is None or psutil.pid_exists(pid):
            await asyncio.sleep(1)
        self._end.set()

    # ---- starting
    async def _start(self) -> None:
        instance = self._instance
        await asyncio.to_thread(keys.ensure, instance)
        instance.write_passfile()
        await self._bring_up(parts.servers(instance))
        await self._prepare_database()
        if instance.broker != "memory":  # there, topics make themselves
            await ensure_topic(instance.kafka_client())
        await self._bring_up(parts.services(instance))
        self._state.phase = "ready"
        self._state.save(instance)

    async def _bring_up(self, these: list[Part]) -> None:
        """Start the parts at the same time and return when all are ready. Raises PartFailed for the first that is not."""
        firsts = []
        for part in these:
            self._state.parts[part.name] = PartState()
            first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._keepers[part.name] = asyncio.create_task(self._keep(part, first))
            firsts.append(first)
        await asyncio.gather(*firsts)

    async def _prepare_database(self) -> None:
        postgres = self._instance.postgres()
        await postgres.ensure_database()
        environment = {"UPLAND_OWNER_URL": postgres.owner_url, "PATH": os.environ.get("PATH", os.defpath)}
        with logs.opened(self._instance, "migrate") as log:
            migrating = await asyncio.create_subprocess_exec(
                *python("runtime.migrate"),
                cwd=ROOT,
                env=environment | processes.marks(self._instance.folder, "migrate"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if await migrating.wait() != 0:
            raise parts.PartFailed(f"the migrations failed: {logs.last_words(self._instance, 'migrate')}")
        await self._upgrade_read_models(environment)
        await postgres.set_passwords({role: self._instance.secret(f"{role}.password") for role in ROLES})

    async def _upgrade_read_models(self, environment: dict[str, str]) -> None:
        """Build read models anew that another version has built; how far that is stands in the state."""
        with logs.opened(self._instance, "upgrade") as log:
            upgrading = await asyncio.create_subprocess_exec(
                *python("ops.upgrade"),
                cwd=ROOT,
                env=environment | processes.marks(self._instance.folder, "upgrade"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert upgrading.stdout
        while line := await upgrading.stdout.readline():
            note = upgrade.said(**orjson.loads(line))
            self._state.parts["projections"] = PartState("preparing", note=note)
            self._state.save(self._instance)
        if await upgrading.wait() != 0:
            raise parts.PartFailed(
                f"the read models cannot be built anew: {logs.last_words(self._instance, 'upgrade')}"
            )

    # ---- keeping
    async def _keep(self, part: Part, first: "asyncio.Future[None]") -> None:
        """Run the part for ever. `first` is done when it is ready for the first time, or fails after a few tries."""
        loop = asyncio.get_running_loop()
        known = self._state.parts[part.name]
        deaths = 0
        while True:
            ready_at, hopeless = float("inf"), False
            try:
                process = await self._spawn(part)
                known.process = processes.Identity.started_as(process.pid, part.command)
                known.status = "starting"
                self._state.save(self._instance)
                await self._until_ready(part, process)
                ready_at = loop.time()
                known.status, known.note = "ready", None
                self._state.save(self._instance)
                if first.done():
                    self._tell_dependents(part)
                else:
                    first.set_result(None)
                code = await process.wait()
                known.note = f"ended with code {code}"
            except Exception as error:
                known.note = f"{_first_line(error)}: {logs.last_words(self._instance, part.name)}"
                hopeless = isinstance(error, parts.NotReady)
                await self._end_part(part)
            deaths = 1 if loop.time() - ready_at > _WELL_AFTER else deaths + 1
            if not first.done() and (hopeless or deaths >= _TRIES_TO_START):
                first.set_exception(parts.PartFailed(f"{part.name}: {known.note}"))
                return
            known.status, known.process, known.restarts = "restarting", None, known.restarts + 1
            self._state.save(self._instance)
            print(f"{part.name}: {known.note}; starting it again", flush=True)
            await asyncio.sleep(_PAUSES[min(deaths, len(_PAUSES)) - 1])

    async def _spawn(self, part: Part) -> asyncio.subprocess.Process:
        await asyncio.to_thread(part.prepare)
        with logs.opened(self._instance, part.name) as log:
            account = part.runs_as
            process = await asyncio.create_subprocess_exec(
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
        self._running[part.name] = process
        return process

    async def _until_ready(self, part: Part, process: asyncio.subprocess.Process) -> None:
        ready = asyncio.create_task(part.ready(psutil.Process(process.pid)))
        died = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({ready, died}, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                raise parts.PartFailed(f"ended with code {died.result()} while starting")
            await ready
        finally:
            for task in (ready, died):
                task.cancel()
            await asyncio.gather(ready, died, return_exceptions=True)

    def _tell_dependents(self, part: Part) -> None:
        # The in-memory broker comes back on another port, so whoever uses it has to start with the new address.
        if part.name == "kafka" and self._instance.broker == "memory":
            for name in ("relay", "projections", "notifications"):
                if (process := self._running.get(name)) and process.returncode is None:
                    process.terminate()

    # ---- stopping
    async def _stop(self) -> None:
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        instance = self._instance
        await asyncio.gather(*(self._end_part(part) for part in parts.services(instance)))
        for part in reversed(parts.servers(instance)):
            await self._end_part(part)
        await asyncio.to_thread(processes.take_down, instance.folder)  # what was just being started

    async def _end_part(self, part: Part) -> None:
        process = self._running.pop(part.name, None)
        if process is not None and process.returncode is None:
            number, seconds = processes.ends_by(part.name)
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
            try:
                await asyncio.wait_for(process.wait(), seconds)
            except TimeoutError:
                print(f"{part.name}: did not end within {seconds:.0f} s, killed", flush=True)
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if self._state.phase == "stopping" and part.name in self._state.parts:
            self._state.parts[part.name] = PartState("stopped")
            self._state.save(self._instance)


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0] or type(error).__name__


def main() -> int:
    """The command line's entry. Exit 0 stopped as told, 1 failed, 3 another supervisor is at work in the folder."""
    parser = argparse.ArgumentParser(prog="ops.supervisor")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port-base", type=int, required=True)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--until", type=int, help="end when this process is gone")
    given = parser.parse_args()
    instance = Instance(given.data, given.port_base, given.broker)
    with instance.locked("supervisor", wait=False) as mine:
        if not mine:
            return 3
        return asyncio.run(Supervisor(instance).run(given.until))


if __name__ == "__main__":
    sys.exit(main())
