"""npm packages for tests in JavaScript, at the lock's versions, installed once for each lock."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT

BIN = Path(sys.executable).parent  # Node comes from a Python package, into the same environment


def installed(here: Path) -> Path:
    """A folder with the `package.json` that is in `here`, and its `node_modules`."""
    lock = (here / "package-lock.json").read_bytes()
    folder = ROOT / "build" / f"{here.name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    done = folder / "installed"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "installing").open("w") as lock_file:
        # The tests run in several processes.
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not done.exists():
            _install(here, folder)
            done.touch()
    return folder


def _install(here: Path, folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(here / name, folder / name)
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [str(BIN / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=300)
