"""One instance on a small disk that gets full, with servers and services that freeze: `python -m tests.fire.outages FOLDER`.

A program of its own, because the small file system is seen by its processes only. Prints what it saw; exit 0 when
everything went on by itself each time, and `upland status` was correct meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import psutil

from ops.embedded.kafka import TOPIC, admin_client
from ops.instance import SERVICES
from ops.supervision import processes
from tests.fire import small_disk
from tests.instance import Upland, free_base

MEGABYTES = 420
# Times in seconds. A quiet machine needs far less than the patience; the gate may run on a loaded one.
PATIENCE = 240.0
FULL = 8.0
STARVED = 6.0
FROZEN = 60.0
# A command is answered in this time whatever is wrong: stored, or refused with 503.
ANSWER_LIMIT = 60.0


class Outages:
    """The instance, a client that sends commands all the time, and what it was answered."""

    def __init__(self, upland: Upland, session: aiohttp.ClientSession) -> None:
        self.upland = upland
        self.session = session
        self.answers: Counter[int] = Counter()
        self.stored = 0
        self._number = 0
        self._began = time.monotonic()

    def report(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:6.1f} s  {text}", flush=True)

    async def command(self) -> int:
        """Send one command; the status of its answer, 0 where the registry cannot be reached."""
        self._number += 1
        url = f"{self.upland.instance.url('registry')}/v1/parties/p{self._number}/register"
        body = {
            "kind": "organisation",
            "names": {"en": f"Party {self._number}"},
            "occurred": {"edtf": "2018"},
        }
        headers = {
            "Authorization": f"Bearer {self.upland.instance.operator_key()}",
            "Idempotency-Key": f"k{self._number}",
        }
        try:
            async with (
                asyncio.timeout(ANSWER_LIMIT),
                self.session.post(url, json=body, headers=headers) as answer,
            ):
                status = answer.status
                if status == 201:
                    self.stored = orjson.loads(await answer.read())["events"][-1]["position"]
        except TimeoutError:
            raise AssertionError("a command was left without an answer") from None
        except (aiohttp.ClientError, OSError):
            status = 0
        self.answers[status] += 1
        return status

    async def status(self) -> dict[str, Any]:
        """What `upland status --json` prints; its exit code must be that of its own verdict."""
        shown = await asyncio.to_thread(self.upland, "status", "--json")
        state: dict[str, Any] = orjson.loads(shown.stdout)
        assert shown.returncode == (0 if state["ready"] else 1), shown
        return state

    async def until(self, what: str, condition: Callable[[], Awaitable[bool]]) -> float:
        """Wait for a condition under a trickle of commands; the seconds that it took."""
        began = time.monotonic()
        while not await condition():
            assert time.monotonic() - began < PATIENCE, f"not in time: {what}"
            await asyncio.sleep(0.2)
        took = time.monotonic() - began
        self.report(f"{what}: after {took:.1f} s")
        return took

    async def recovered(self) -> bool:
        """Whether a command is stored, all readers have it, and the status reports no problem."""
        if await self.command() != 201:
            return False
        position = self.stored
        state = await self.status()
        reached = [
            state["relay"]["position"] or 0,
            *(reader["position"] or 0 for reader in state["consumers"]),
        ]
        return bool(state["ready"]) and len(reached) == 3 and min(reached) >= position - 1

    # -- the outages ----------------------------------------------------------------------------------------------
    async def full_disk(self) -> None:
        """Log, Kafka and process logs on one disk without room, a registry that dies meanwhile, and room again."""
        self.answers.clear()
        ballast = small_disk.fill(self.upland.folder)
        self.report("the disk is full")

        async def refused() -> bool:
            if ballast.stat().st_size:  # what was freed meanwhile is taken too
                small_disk.fill(self.upland.folder)
            return await self.command() == 503

        await self.until("commands are refused", refused)
        assert not (await self.status())["ready"]
        for part in ("registry", "kafka"):  # they have to start without room
            self.kill(part)
        end = time.monotonic() + FULL
        while time.monotonic() < end:
            small_disk.fill(self.upland.folder)
            status = await self.command()
            assert status in {0, 201, 503}, status
            await asyncio.sleep(0.2)
        self.report(f"answers meanwhile: {dict(self.answers)}")
        ballast.unlink()
        self.report("there is room again")
        await self.until("everything goes on by itself", self.recovered)

    async def frozen(self) -> None:
        """Kafka and the relay stop for a minute; commands are stored, and every service reports what is wrong."""
        self.answers.clear()
        state = self.upland.state
        kafka, relay = (psutil.Process(state.pid(part) or 0) for part in ("kafka", "relay"))
        kafka.suspend()
        relay.suspend()
        try:
            began = time.monotonic()
            self.report("Kafka and the relay are frozen")

            async def reported() -> bool:
                assert await self.command() == 201
                state = await self.status()
                parts = (
                    state["kafka"],
                    *(state["services"][name] for name in ("relay", "projections", "notifications")),
                )
                return not any(part["ready"] for part in parts)

            await self.until("status and readiness report it", reported)
            lags = []
            while time.monotonic() - began < FROZEN:
                assert await self.command() == 201
                state_now = await self.status()
                assert not state_now["ready"]
                assert not state_now["kafka"]["ready"]
                lags.append(state_now["relay"]["age"])
                await asyncio.sleep(1)
        finally:
            kafka.resume()
        self.report("Kafka goes on")
        await self.until("everything goes on by itself", self.recovered)
        # Kafka was given its time; the relay, which did not answer for longer than a service may, was started again.
        now = self.upland.state
        assert now.pid("kafka") == kafka.pid
        assert now.pid("relay") not in {None, relay.pid}

    async def starved(self, resource: int, name: str, used: Callable[[psutil.Process], int]) -> None:
        """The services get no more of a resource, while PostgreSQL dies and all have to connect again."""
        self.answers.clear()
        state = self.upland.state
        services = [psutil.Process(pid) for part in SERVICES if (pid := state.pid(part))]
        limits = {process: process.rlimit(resource) for process in services}
        for process, (_, most) in limits.items():
            process.rlimit(resource, (used(process), most))
        self.kill("postgres")
        self.report(f"no {name} is left")
        began = time.monotonic()
        while time.monotonic() - began < STARVED:
            assert await self.command() in {0, 201, 503}
            await asyncio.sleep(0.2)
        self.report(f"answers meanwhile: {dict(self.answers)}; ready: {(await self.status())['ready']}")
        for process, limit in limits.items():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.rlimit(resource, limit)
        self.report(f"there is {name} again")
        await self.until("everything goes on by itself", self.recovered)

    async def topic_deleted(self) -> None:
        """The topic is deleted while everything runs: the relay creates it again and publishes the complete log."""
        admin = await admin_client(self.upland.instance.kafka_client())
        try:
            await admin.delete_topics([TOPIC])
        finally:
            await admin.close()
        self.report("the topic is deleted")

        async def verified() -> bool:
            if not await self.recovered():
                return False
            return (await asyncio.to_thread(self.upland, "verify")).returncode == 0

        await self.until("the topic has the complete log again", verified)

    def kill(self, part: str) -> None:
        pid = self.upland.state.pid(part)
        if pid is not None:
            psutil.Process(pid).kill()

    # -- at the end -----------------------------------------------------------------------------------------------
    async def check(self) -> None:
        """The record is complete, and the logs are JSON and small."""
        verified = await asyncio.to_thread(self.upland, "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr
        self.report(
            f"started again: { ({name: part.restarts for name, part in self.upland.state.parts.items()}) }"
        )
        for file in sorted(self.upland.instance.logs.glob("*.log")):
            lines = file.read_bytes().splitlines()
            self.report(f"{file.name}: {len(lines)} lines, {file.stat().st_size:,} bytes")
            if file.stem in {"registry", "relay", "projections", "notifications", "supervisor"}:
                odd = [line for line in lines if not _is_json(line)]
                # A line that the full disk cut short, and nothing else.
                assert len(odd) <= 3, odd[:5]
                assert len(lines) < 600, lines[-20:]


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return not line


@contextmanager
def running(folder: Path) -> Iterator[Upland]:
    upland = Upland(folder, free_base())
    started = upland.up()
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        yield upland
    except BaseException:
        for file in sorted(folder.glob("logs/*.log")):
            print(f"== {file.name}\n{file.read_text(errors='replace')[-3000:]}")
        raise
    finally:
        (folder / "ballast").unlink(missing_ok=True)
        upland("down")
        processes.take_down(folder)


async def main(upland: Upland) -> None:
    # No connection is kept: `upland` blocks this loop, which then does not see that a service closed one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        outages = Outages(upland, session)
        outages.report(f"started on a disk of {MEGABYTES} MB")
        assert await outages.command() == 201
        await outages.full_disk()
        await outages.starved(psutil.RLIMIT_NOFILE, "descriptor", psutil.Process.num_fds)
        await outages.starved(psutil.RLIMIT_AS, "memory", lambda process: process.memory_info().vms)
        await outages.topic_deleted()
        await outages.frozen()
        await outages.check()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    small_disk.mount(place, MEGABYTES)
    with running(place) as instance:
        asyncio.run(main(instance))
