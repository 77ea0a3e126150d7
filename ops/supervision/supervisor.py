"""Keeps the parts of one instance running: `python -m ops.supervision.supervisor --data DIR --port-base N --broker KIND`.

Each part is a process of its own with a log of its own. One that dies, or no longer answers, is started again, after a
pause that grows from 0.2 s to 10 s. `upland up` starts this in the background.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
from aiokafka.errors import KafkaError

from ops.embedded.kafka import ACCOUNTS, TOPIC, KafkaFailed, ensure_topic
from ops.instance import ROLES, ROOT, Instance, python
from ops.kafka import principals
from ops.kafka.topic import stamp_by_broker
from ops.keys import api_keys
from ops.rebuild import requests
from ops.supervision import logs, parts, processes, state
from ops.supervision.keeper import Keeper
from ops.supervision.parts import Part
from ops.supervision.state import PartState, State
from runtime import tasks
from runtime.logs import configure_logging
from runtime.tasks import Background
from runtime.telemetry import logger

_BEAT = 1.0  # seconds between two beats
_ENDING = 10.0  # seconds for a requested rebuild to end


class Supervisor:
    """Starts the parts in order, keeps them up, and stops them in order at the end."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._state = State("starting", processes.Identity.of(psutil.Process()))
        self._end = asyncio.Event()
        self._keepers: dict[str, Keeper] = {}
        self._unwritten = False

    async def run(self, until: int | None) -> int:
        """Run until SIGTERM or SIGINT (or until process `until` is gone). Returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end.set)
        self._state.save(self._instance)
        async with Background("supervisor-beat", self._beat):
            return await self._run(until)

    async def _run(self, until: int | None) -> int:
        await asyncio.to_thread(processes.take_down, self._instance.folder)
        starting = asyncio.create_task(self._start())
        ended = asyncio.create_task(self._end.wait())
        watching = asyncio.create_task(self._watch(until))
        await asyncio.wait({starting, ended}, return_when=asyncio.FIRST_COMPLETED)
        failed = starting.done() and starting.exception()
        if not failed:
            await ended
        self._state.phase = "stopping"
        self._changed()
        for task in (starting, ended, watching):
            task.cancel()
        await asyncio.gather(starting, ended, watching, return_exceptions=True)
        await self._stop()
        if failed:
            logger.critical("start.failed", error=_first_line(failed), exc_info=failed)
        self._state.error = _first_line(failed) if failed else None
        self._state.phase = "failed" if failed else "stopped"
        self._changed()
        return 1 if failed else 0

    async def _watch(self, pid: int | None) -> None:
        while pid is None or psutil.pid_exists(pid):
            await asyncio.sleep(1)
        self._end.set()

    # ---- starting
    async def _start(self) -> None:
        instance = self._instance
        await asyncio.to_thread(api_keys.ensure, instance)
        instance.write_passfile()
        database, *broker = parts.servers(instance)
        await asyncio.gather(self._bring_up_database(database), self._bring_up_broker(broker))
        await self._bring_up(parts.services(instance))
        self._state.phase = "ready"
        self._changed()
        await requests.follow(instance.postgres().owner_url, self._run_requested)

    async def _run_requested(self) -> None:
        """Run the rebuilds that operators have requested, in a process of its own."""
        with logs.opened(self._instance, "rebuild") as log:
            running = await asyncio.create_subprocess_exec(
                *python("ops.rebuild.requests"),
                cwd=ROOT,
                env={
                    "UPLAND_OWNER_URL": self._instance.postgres().owner_url,
                    "PATH": os.environ.get("PATH", os.defpath),
                    **processes.marks(self._instance.folder, "rebuild"),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            await running.wait()
        finally:
            if running.returncode is None:  # it takes away what it has built, while PostgreSQL still runs
                running.terminate()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(running.wait(), _ENDING)

    async def _bring_up_broker(self, own: list[Part]) -> None:
        """Make the topic, and on our own broker the services' principals; one of others may be away for now."""
        await self._bring_up(own)
        instance = self._instance
        if instance.broker == "memory":  # there, topics make themselves
            return
        client = instance.kafka_client()
        try:
            await ensure_topic(client)
        except (KafkaError, KafkaFailed, OSError) as error:
            if instance.broker == "apache":
                raise
            # The relay makes the topic when that broker answers.
            logger.warning("broker.waits", error=type(error).__name__, reason=_first_line(error))
            return
        with contextlib.suppress(KafkaError):  # on another's broker we may not; the relay goes without it
            await stamp_by_broker(client)
        if instance.broker == "apache":
            passwords = {name: instance.kafka_password(name) for name in ACCOUNTS}
            await principals.ensure(client, passwords, TOPIC)

    async def _bring_up(self, these: list[Part]) -> None:
        """Start the parts at the same time and return when all are ready. Raises PartFailed for the first that is not."""
        for part in these:
            known = self._state.parts[part.name] = PartState()
            self._keepers[part.name] = Keeper(self._instance, part, known, self._changed, self._came_back)
        await asyncio.gather(*(self._keepers[part.name].until_ready() for part in these))

    async def _bring_up_database(self, part: Part) -> None:
        """Start PostgreSQL, and bring the database up to date; the broker starts meanwhile."""
        await self._bring_up([part])
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
        """Rebuild the read models that another version has built; the state has the progress."""
        with logs.opened(self._instance, "upgrade") as log:
            upgrading = await asyncio.create_subprocess_exec(
                *python("ops.rebuild.upgrade"),
                cwd=ROOT,
                env=environment | processes.marks(self._instance.folder, "upgrade"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert upgrading.stdout
        while line := await upgrading.stdout.readline():
            self._state.parts["projections"] = PartState("preparing", note=line.decode().strip())
            self._changed()
        if await upgrading.wait() != 0:
            raise parts.PartFailed(
                f"the read models cannot be rebuilt: {logs.last_words(self._instance, 'upgrade')}"
            )

    def _came_back(self, part: Part) -> None:
        # The in-memory broker comes back on another port, so its clients have to start with the new address.
        if part.name == "kafka" and self._instance.broker == "memory":
            for name in ("relay", "projections", "notifications"):
                process = self._keepers[name].process if name in self._keepers else None
                if process is not None and process.returncode is None:
                    process.terminate()

    # ---- what is written down
    async def _beat(self) -> None:
        """Show that we are at work, write down what could not be written yet, and keep the logs small; never returns."""
        while True:
            if (trouble := tasks.reasons()) != self._state.trouble:
                self._state.trouble = trouble
                self._unwritten = True
            for write in (
                self._write,
                partial(state.beat, self._instance),
                partial(logs.rotate, self._instance),
            ):
                try:
                    write()
                except OSError as error:  # a full disk: the next turn tries again
                    logger.warning(
                        "supervisor.cannot_write", error=type(error).__name__, reason=error.strerror
                    )
            await asyncio.sleep(_BEAT)

    def _changed(self) -> None:
        """The state has changed: it is written now, or with the next beat."""
        self._unwritten = True
        with contextlib.suppress(OSError):
            self._write()

    def _write(self) -> None:
        if self._unwritten:
            self._state.save(self._instance)
            self._unwritten = False

    # ---- stopping
    async def _stop(self) -> None:
        keepers = self._keepers
        await asyncio.gather(*(keeper.stop() for keeper in keepers.values()))
        instance = self._instance
        await asyncio.gather(*(self._end_part(part) for part in parts.services(instance)))
        for part in reversed(parts.servers(instance)):
            await self._end_part(part)
        await asyncio.to_thread(processes.take_down, instance.folder)  # what was just being started

    async def _end_part(self, part: Part) -> None:
        if part.name in self._keepers:
            await self._keepers[part.name].end()
            self._state.parts[part.name] = PartState("stopped")
            self._changed()


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0] or type(error).__name__


def main() -> int:
    """The command line's entry. Exit 0 stopped, 1 failed, 3 another supervisor is at work in the folder."""
    parser = argparse.ArgumentParser(prog="ops.supervision.supervisor")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port-base", type=int, required=True)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--until", type=int, help="end when this process is gone")
    given = parser.parse_args()
    instance = Instance(given.data, given.port_base, given.broker)
    configure_logging("supervisor", os.environ.get("UPLAND_LOG_LEVEL", "info"))
    with instance.locked("supervisor", wait=False) as mine:
        if not mine:
            return 3
        return asyncio.run(Supervisor(instance).run(given.until))


if __name__ == "__main__":
    sys.exit(main())
