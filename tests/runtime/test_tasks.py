"""Background tasks: none ends unnoticed, whatever ends it."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from runtime import tasks
from runtime.tasks import Background


class Failing:
    """A loop that ends in a given way some times, and then runs."""

    def __init__(self, *ends: BaseException | None) -> None:
        self.ends = list(ends)
        self.starts = 0
        self.runs = asyncio.Event()

    async def run(self) -> None:
        self.starts += 1
        if self.ends:
            if (error := self.ends.pop(0)) is not None:
                raise error
            return
        self.runs.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    "end",
    [ValueError("x"), OSError(28, "No space left on device"), MemoryError(), asyncio.CancelledError(), None],
)
async def test_a_loop_that_ends_is_started_again(end: BaseException | None) -> None:
    loop = Failing(end, end)
    async with Background("probe", loop.run):
        await asyncio.wait_for(loop.runs.wait(), 60)
    assert loop.starts == 3


async def test_readiness_names_the_loop_that_does_not_run_and_why() -> None:
    class Broken:
        def __init__(self) -> None:
            self.broken = True

        async def run(self) -> None:
            if self.broken:
                raise OSError(28, "No space left on device")
            await asyncio.Event().wait()

    loop = Broken()
    before = tasks.reasons()
    async with Background("probe", loop.run) as task:
        async with asyncio.timeout(60):
            while not task.reason():
                await asyncio.sleep(0.01)
            assert "probe failed and is started again: OSError" in tasks.reasons()
            loop.broken = False
            while task.reason():
                await asyncio.sleep(0.01)
    assert tasks.reasons() == before


async def test_a_stopped_loop_is_no_reason() -> None:
    loop = Failing()
    task = Background("probe", loop.run)
    assert task.reason() is None
    task.start()
    await asyncio.wait_for(loop.runs.wait(), 60)
    await task.stop()
    assert task.reason() is None
    assert task not in tasks._running


HOPELESS = """
import asyncio, signal
from runtime import tasks
tasks._PAUSES = (0.001,)
async def never(): raise RuntimeError("broken")
async def main():
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    tasks.take_process_down()
    tasks.Background("probe", never).start()
    await end.wait()
    raise SystemExit(7)
asyncio.run(main())
"""


def test_a_loop_that_cannot_run_takes_its_process_down() -> None:
    ended = subprocess.run([sys.executable, "-c", HOPELESS], timeout=120, check=False, capture_output=True)
    assert ended.returncode == 7, ended.stderr


def test_a_process_that_does_not_end_by_itself_is_ended() -> None:
    stubborn = HOPELESS.replace("end.set)", "lambda: None)").replace(
        "tasks._PAUSES", "tasks._CLEAN_END = 0.1; tasks._PAUSES"
    )
    ended = subprocess.run([sys.executable, "-c", stubborn], timeout=120, check=False, capture_output=True)
    assert ended.returncode == 1, ended.stderr
