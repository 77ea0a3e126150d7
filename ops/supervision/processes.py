"""Our own processes: known by number, start time and command line, and by a mark in their environment.

A number alone may belong to another program by now. The mark also finds what was started in the instant before a
kill, when it was not written down yet. Nothing else is ever signalled.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

MARK_FOLDER = "UPLAND_SUPERVISED"
MARK_PART = "UPLAND_PART"
# The signal is each program's own clean end, the number the seconds that it gets for it.
ENDS: dict[str, tuple[signal.Signals, float]] = {
    "kafka": (signal.SIGTERM, 15),
    "postgres": (signal.SIGINT, 20),
}
_SERVICE_END = (signal.SIGTERM, 6.0)
# Seconds in which a supervisor that is to end has stopped all its parts.
SUPERVISOR_END = 60.0


@dataclass(frozen=True)
class Identity:
    """Which process: its number, when it started (seconds since the epoch) and its argv."""

    pid: int
    started: float
    command: list[str]

    @classmethod
    def of(cls, process: psutil.Process) -> "Identity":
        return cls(process.pid, process.create_time(), process.cmdline())

    @classmethod
    def started_as(cls, pid: int, command: list[str]) -> "Identity":
        """A child of ours; it may be over already, and then has no argv to read."""
        return cls(pid, psutil.Process(pid).create_time(), command)

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Identity":
        return cls(row["pid"], row["started"], row["command"])

    def row(self) -> dict[str, Any]:
        return asdict(self)

    def process(self) -> psutil.Process | None:
        """The process, if it still is the one that was meant."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1 and process.cmdline() == self.command
            return process if same and alive(process) else None
        except psutil.Error:
            return None


def marks(folder: Path, part: str) -> dict[str, str]:
    """The environment by which a process of this data folder is known again."""
    return {MARK_FOLDER: str(folder), MARK_PART: part}


def marked(folder: Path) -> dict[str, list[psutil.Process]]:
    """The processes that carry the folder's mark, by part, oldest first."""
    by_part: dict[str, list[psutil.Process]] = {}
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except psutil.Error:
            continue
        ours = environment.get(MARK_FOLDER) == str(folder) and process.pid != os.getpid()
        if ours and alive(process):
            by_part.setdefault(environment.get(MARK_PART, ""), []).append(process)
    return {part: sorted(these, key=psutil.Process.create_time) for part, these in by_part.items()}


def ends_by(part: str) -> tuple[signal.Signals, float]:
    """The signal for the part's clean end, and the seconds that it may take."""
    return ENDS.get(part, _SERVICE_END)


def take_down(folder: Path) -> list[str]:
    """Stop what a supervisor that is gone has left running in the folder: services, Kafka, PostgreSQL.

    Returns the parts' names.
    """
    left = marked(folder)
    services = [process for part, running in left.items() if part not in ENDS for process in running]
    stop(services, *_SERVICE_END)
    for part in ENDS:
        stop(left.get(part, ()), *ends_by(part))
    return sorted(part for part in left if part)


def stop(processes: Iterable[psutil.Process], number: signal.Signals, seconds: float) -> None:
    """Ask the processes to end, and kill those that have not ended in time."""
    signalled = list(processes)
    _signal(signalled, number)
    alive = wait(signalled, seconds)
    _signal(alive, signal.SIGKILL)
    wait(alive, 5)


def alive(process: psutil.Process) -> bool:
    """Whether the process is at work. One that has ended but was not collected by its parent yet is not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def wait(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return when all have ended, or those still alive when the time (in seconds) is over."""
    deadline = time.monotonic() + seconds
    while (left := [process for process in processes if alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left
