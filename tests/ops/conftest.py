"""An instance for the tests of this folder: real servers and services, without history/."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops import processes, state
from ops.instance import Instance
from tests.servers import ROOT, free_ports


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

    def up(self) -> "subprocess.CompletedProcess[str]":
        return self("up", "--empty", "--port-base", str(self.port_base))


def free_base() -> int:
    """A first port with eight free ones behind it."""
    for _ in range(100):
        [base] = free_ports(1)
        if base < 60000 and _all_free(range(base + 1, base + 9)):
            return base
    raise RuntimeError("no eight free ports in a row")


def _all_free(ports: range) -> bool:
    import socket

    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True


@pytest.fixture(scope="session")
def upland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upland]:
    """A running instance, shared: a test that stops it starts it again."""
    made = Upland(tmp_path_factory.mktemp("upland") / "data", free_base())
    started = made.up()
    try:
        assert started.returncode == 0, started.stdout + started.stderr + _logs(made.folder)
        yield made
    finally:
        made("down")
        processes.take_down(made.folder)


def _logs(folder: Path) -> str:
    return "".join(
        f"\n== {file.name}\n{file.read_text()[-1500:]}" for file in sorted(folder.glob("logs/*.log"))
    )
