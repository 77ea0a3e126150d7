"""One instance with history/, as `make up` leaves it: the documents' commands are run against it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.blocks import Block
from tests.instance import Upland, placed
from tests.servers import ROOT

_PORT = re.compile(r"\b127\.0\.0\.1:870([1-8])\b")
_SHIMS = {"upland": '-m ops.cli "$@"', "python": '"$@"'}


@dataclass(frozen=True)
class Shown:
    """The instance, what `upland up` printed, and a folder of commands under the names that the documents use."""

    upland: Upland
    printed: str
    commands: Path

    def run(self, block: Block) -> str:
        """What a block prints; it must succeed."""
        text = _PORT.sub(rf"127.0.0.1:{self.upland.port_base // 10}\1", block.text)
        text = text.replace("data/operator.key", str(self.upland.folder / "operator.key")).replace(
            ".venv/bin/", ""
        )
        text = text.replace("upland.journal", str(self.commands / "upland.journal"))
        environment = os.environ | {
            "UPLAND_DATA": str(self.upland.folder),
            "PATH": f"{self.commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'clients/python'}",
            "UPLAND_URL": f"http://127.0.0.1:{self.upland.port_base + 3}",
            "UPLAND_KEY": (self.upland.folder / "operator.key").read_text().strip(),
            "COLUMNS": "200",
        }
        command = (
            ["bash", "-euo", "pipefail", "-c", text]
            if block.language == "sh"
            else [sys.executable, "-c", text]
        )
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{block.place}:\n{text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="package")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("documents")
    commands = folder / "bin"
    commands.mkdir()
    shims = dict(_SHIMS)
    if shutil.which("curl") is None:
        shims["curl"] = f'{ROOT / "tests/docs/curl.py"} "$@"'
    for name, rest in shims.items():
        (commands / name).write_text(f"#!/bin/sh\nexec {sys.executable} {rest}\n")
        (commands / name).chmod(0o755)
    with placed() as made:
        started = made.up(empty=False)
        assert started.returncode == 0, started.stdout + started.stderr
        yield Shown(made, started.stdout, commands)
