"""An instance with all its services, started and stopped by the `upland` command as a person would."""

import contextlib
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.instance import Instance
from ops.supervision import processes, state
from tests.servers import ROOT, scratch


@dataclass(frozen=True)
class Upland:
    """The `upland` command on one data folder."""

    folder: Path
    port_base: int

    @property
    def instance(self) -> Instance:
        return Instance.load(self.folder)

    @property
    def state(self) -> state.State:
        known = state.load(self.instance)
        assert known is not None
        return known

    def __call__(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "ops.cli", *arguments, "--data", str(self.folder)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)

    def up(self, *, empty: bool = True) -> "subprocess.CompletedProcess[str]":
        return self("up", "--port-base", str(self.port_base), *(["--empty"] if empty else []))


@contextmanager
def placed() -> Iterator[Upland]:
    """An instance that is not started yet, in a folder of its own; at the end it is stopped, and the folder deleted."""
    with scratch() as folder:
        upland = Upland(folder / "data", free_base())
        try:
            yield upland
        finally:
            upland("down")
            processes.take_down(upland.folder)


@contextmanager
def running(*, empty: bool = True) -> Iterator[Upland]:
    """An instance that runs, with history/ or without."""
    with placed() as upland:
        started = upland.up(empty=empty)
        assert started.returncode == 0, started.stdout + started.stderr + logs(upland.folder)
        yield upland


def free_base() -> int:
    """A first port with eight free ones behind it.

    Below the ports that the system gives to outgoing connections: while a part is down, another program's connection
    could take its port; so could one to that very port, which then is connected to itself.
    """
    for _ in range(1000):
        base = random.randrange(12_000, 31_000, 10)
        if _all_free(range(base + 1, base + 9)):
            return base
    raise RuntimeError("no eight free ports in a row")


def _all_free(ports: range) -> bool:
    with contextlib.ExitStack() as stack:
        for port in ports:
            probe = stack.enter_context(socket.socket())
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def logs(folder: Path) -> str:
    """The end of each part's log, for a test that fails."""
    return "".join(
        f"\n== {file.name}\n{file.read_text()[-1500:]}" for file in sorted(folder.glob("logs/*.log"))
    )
