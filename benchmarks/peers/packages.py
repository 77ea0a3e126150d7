"""The peers' packages, as their lock files name them, in `build/peers`: none of them is a dependency of ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT

_LOCKS = Path(__file__).parent
_FOLDER = ROOT / "build" / "peers"
PROGRAM = _LOCKS / "with_eventsourcing.py"
NODE = Path(sys.executable).with_name("node")
MESSAGE_DB = _FOLDER / "node_modules" / "@eventide" / "message-db" / "database"


def python() -> Path:
    """The interpreter of an environment with pyeventsourcing."""
    environment, lock = _FOLDER / "python", _LOCKS / "requirements.txt"
    if _changed(lock):
        print("installing pyeventsourcing", flush=True)
        _run(sys.executable, "-m", "venv", "--clear", str(environment))
        pip = (str(environment / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check")
        _run(*pip, "install", "--require-hashes", "--requirement", str(lock))
        _keep(lock)
    return environment / "bin" / "python"


def node_program(name: str) -> Path:
    """A program of this folder, beside the packages that it imports (message-db's SQL among them)."""
    lock = _LOCKS / "package-lock.json"
    if _changed(lock):
        print("installing message-db and Emmett", flush=True)
        _FOLDER.mkdir(parents=True, exist_ok=True)
        shutil.copy(_LOCKS / "package.json", _FOLDER)
        shutil.copy(lock, _FOLDER / "package-lock.json.new")
        (_FOLDER / "package-lock.json.new").replace(_FOLDER / lock.name)
        _run(str(NODE.with_name("npm")), "ci", "--no-audit", "--no-fund", "--loglevel=error")
        _keep(lock)
    shutil.copy(_LOCKS / name, _FOLDER)
    return _FOLDER / name


def _changed(lock: Path) -> bool:
    installed = _FOLDER / f"{lock.name}.installed"
    return not installed.is_file() or installed.read_bytes() != lock.read_bytes()


def _keep(lock: Path) -> None:
    shutil.copy(lock, _FOLDER / f"{lock.name}.installed")


def _run(*command: str) -> None:
    subprocess.run(command, cwd=_FOLDER if _FOLDER.is_dir() else ROOT, check=True)
