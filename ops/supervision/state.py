"""What the supervisor writes down about itself and its parts, in `state.json`, for `up`, `down` and `status`."""

import fcntl
import os
import time
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
import psutil

from ops.instance import Instance
from ops.stored_files import write
from ops.supervision.processes import Identity

Phase = Literal["starting", "ready", "stopping", "stopped", "failed"]
# silent: it runs, and does not answer.
Status = Literal["preparing", "starting", "ready", "silent", "restarting", "stopped"]
_LOCK = "supervisor.lock"
# Seconds without a beat after which the supervisor counts as frozen; it beats once a second.
_SILENCE = 15.0


@dataclass
class PartState:
    """One part: which process it is, how it is doing, how often it had to be started again, what went wrong last."""

    status: Status = "preparing"
    process: Identity | None = None
    restarts: int = 0
    note: str | None = None


@dataclass
class State:
    """The instance as its supervisor last saw it. `trouble`: which of the supervisor's own tasks do not run, and why."""

    phase: Phase
    supervisor: Identity
    parts: dict[str, PartState] = field(default_factory=dict)
    error: str | None = None
    trouble: list[str] = field(default_factory=list)

    def save(self, instance: Instance) -> None:
        """Write it down, in one replacement of the file."""
        parts = {
            name: {
                "status": part.status,
                "process": part.process.row() if part.process else None,
                "restarts": part.restarts,
                "note": part.note,
            }
            for name, part in self.parts.items()
        }
        row = {
            "phase": self.phase,
            "error": self.error,
            "trouble": self.trouble,
            "supervisor": self.supervisor.row(),
            "parts": parts,
        }
        write(instance.state_file, row)

    def pid(self, part: str) -> int | None:
        """The part's process number, while that process lives."""
        known = self.parts.get(part)
        process = known.process.process() if known and known.process else None
        return process.pid if process else None


def load(instance: Instance) -> State | None:
    """What was last written down; None where nothing was."""
    try:
        row: dict[str, Any] = orjson.loads(instance.state_file.read_bytes())
    except FileNotFoundError:
        return None
    parts = {
        name: PartState(
            part["status"],
            Identity.read(part["process"]) if part["process"] else None,
            part["restarts"],
            part["note"],
        )
        for name, part in row["parts"].items()
    }
    supervisor = Identity.read(row["supervisor"])
    return State(row["phase"], supervisor, parts, row["error"], row.get("trouble", []))


def supervisor(instance: Instance) -> psutil.Process | None:
    """The supervisor at work in the folder, if there is one. It holds a lock for as long as it lives."""
    try:
        with (instance.folder / _LOCK).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        state = load(instance)
        return state.supervisor.process() if state else None
    return None


def beat(instance: Instance) -> None:
    """Show that the supervisor is at work, by the time of its lock file, which works on a full disk too. Raises OSError."""
    os.utime(instance.folder / _LOCK)


def frozen(instance: Instance, process: psutil.Process) -> str | None:
    """Why the supervisor, which runs, counts as frozen; None where it is at work."""
    silence = abs(time.time() - (instance.folder / _LOCK).stat().st_mtime)
    if silence > _SILENCE or process.status() == psutil.STATUS_STOPPED:
        return f"it is frozen: no sign of life for {silence:.0f} s"
    return None
