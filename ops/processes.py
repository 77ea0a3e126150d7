"""Our own processes: known by number, start time and command line, and by a mark in their environment.

A number alone may belong to another program by now. The mark also finds what was started in the instant before a
kill, when it was not written down yet. Nothing else is ever signalled.
"""

import os
import signal
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

MARK_FOLDER = "UPLAND_SUPERVISED"
MARK_PART = "UPLAND_PART"
# Services first, then what they stand on. The signal is each program's own clean end, the number the seconds it gets.
STOPPING: tuple[tuple[str, signal.Signals, float], ...] = (
    ("migrate", signal.SIGTERM, 5),
    ("notifications", signal.SIGTERM, 6),
    ("projections", signal.SIGTERM, 6),
    ("relay", signal.SIGTERM, 6),
    ("registry", signal.SIGTERM, 6),
    ("kafka", signal.SIGTERM, 15),
    ("postgres", signal.SIGINT, 20),
)


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
    def read(cls, row: dict[str, Any]) -> "Identity":
        return cls(row["pid"], row["started"], row["command"])

    def row(self) -> dict[str, Any]:
        return asdict(self)

    def process(self) -> psutil.Process | None:
        """The process, if it still is the one that was meant."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1 and process.cmdline() == self.command
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None


def marks(folder: Path, part: str) -> dict[str, str]:
    """The environment by which a process of this data folder is known again."""
    return {MARK_FOLDER: str(folder), MARK_PART: part}


def marked(folder: Path) -> dict[str, list[psutil.Process]]:
    """The processes that carry the folder's mark, by part, oldest first."""
    found: dict[str, list[psutil.Process]] = {}
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except psutil.Error:
            continue
        if environment.get(MARK_FOLDER) == str(folder) and process.pid != os.getpid():
            found.setdefault(environment.get(MARK_PART, ""), []).append(process)
    return {part: sorted(these, key=psutil.Process.create_time) for part, these in found.items()}


def take_down(folder: Path) -> list[str]:
    """Stop what a supervisor that is gone has left running in the folder, in order. Returns the parts' names."""
    left = marked(folder)
    for part, number, seconds in STOPPING:
        stop(left.get(part, ()), number, seconds)
    known = {part for part, _, _ in STOPPING}
    for part, processes in left.items():
        if part not in known:
            stop(processes, signal.SIGTERM, 5)
    return sorted(part for part in left if part)


def stop(processes: Iterable[psutil.Process], number: signal.Signals, seconds: float) -> None:
    """Ask the processes to end, and kill those that have not ended in time."""
    asked = []
    for process in processes:
        try:
            process.send_signal(number)
            asked.append(process)
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(asked, timeout=seconds)
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=5)
