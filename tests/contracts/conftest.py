"""The JavaScript side of these tests: npm packages at the lock's versions, installed once for each lock."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The machine may be busy with other tests, so the duration of an example means nothing here.
settings.register_profile("contracts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("contracts")

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent  # Node comes from a Python package, into the same environment


@pytest.fixture(scope="session")
def packages() -> Path:
    """A folder with `package.json` and its `node_modules`."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = HERE.parents[1] / "build" / f"contracts-{hashlib.sha256(lock).hexdigest()[:12]}"
    done = folder / "installed"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "installing").open("w") as lock_file:
        # The tests run in several processes.
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not done.exists():
            _install(folder)
            done.touch()
    return folder


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=300)


@pytest.fixture(scope="session")
def canonicalize(packages: Path) -> Callable[[list[bytes]], list[bytes]]:
    """RFC 8785 by a JavaScript library: JSON documents without raw line feeds in, their canonical form out."""

    def run(documents: list[bytes]) -> list[bytes]:
        finished = subprocess.run(
            [BIN / "node", HERE / "canonicalize.js", packages],
            input=b"\n".join(documents),
            stdout=subprocess.PIPE,
            check=True,
            timeout=120,
        )
        return finished.stdout.split(b"\n")[:-1]

    return run
