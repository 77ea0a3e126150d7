"""CONTRIBUTING.md's example: its edits, applied to a copy of the repository, make a new event that works everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import Block, blocks
from tests.servers import ROOT

_COPIED = ("contracts", "runtime", "services", "ops", "tests", "pyproject.toml")
_PROOF = """
from datetime import UTC, datetime
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import Fact
from services.projections.readmodels.directory import MODEL

assert ("clusters", "rename") in COMMANDS and ("ClusterRenamed", 1) in EVENTS
at = datetime(2026, 11, 22, tzinfo=UTC)
told = [("ClusterFounded", {"names": {"pl": "Stara"}}), ("ClusterRenamed", {"names": {"pl": "Nowa"}})]
facts = [
    Fact(f"cluster-a@{n}", n, "cluster-a", n, type, at, "public", data) for n, (type, data) in enumerate(told, 1)
]
[before], [after] = list(MODEL.rows(facts[:1])), list(MODEL.rows(facts))
assert "Stara" in before.values[1] and "Nowa" in after.values[1] and after.event == "cluster-a@2"
assert "ClusterRenamed" in MODEL.types
"""


def _run(folder: Path, *command: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def _patch(folder: Path, block: Block) -> None:
    """Replace what a diff takes by what it gives, wherever that stands: line numbers move as files grow."""
    name = next(line for line in block.text.splitlines() if line.startswith("+++ b/")).removeprefix("+++ b/")
    file = folder / name
    text = file.read_text(encoding="utf-8")
    for hunk in block.text.split("\n@@")[1:]:
        lines = hunk.splitlines()[1:]
        old = "\n".join(line[1:] for line in lines if line[:1] != "+")
        new = "\n".join(line[1:] for line in lines if line[:1] != "-")
        assert text.count(old) == 1, f"{block.place}: {name} no longer reads\n{old}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    skipped = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=skipped)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_a_new_event_costs_four_edits(copy: Path) -> None:
    commands = ""
    for block in blocks(ROOT / "CONTRIBUTING.md"):
        if block.language == "diff":
            _patch(copy, block)
        elif block.marks and block.marks[0].startswith("file="):
            (copy / block.marks[0].removeprefix("file=")).write_text(block.text, encoding="utf-8")
        elif "edit" in block.marks:
            commands += block.text
    assert commands
    printed = _run(copy, "bash", "-euc", commands.replace(".venv/bin/python", sys.executable))
    assert "ClusterRenamed v1" in printed.partition("released ")[2]
    tests = ["tests/registry/aggregates/test_renaming.py", "tests/contracts/test_samples.py"]
    _run(copy, sys.executable, "-m", "pytest", "-q", *tests)
    _run(copy, sys.executable, "-c", _PROOF)
    for tool in (["ruff", "check", "--quiet"], ["ruff", "format", "--check", "--quiet"]):
        edited = [
            "contracts/events/cluster.py",
            "services/registry/aggregates/descriptions.py",
            "services/projections/readmodels/directory.py",
            tests[0],
        ]
        _run(copy, sys.executable, "-m", *tool, "--no-cache", *edited)
