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

_COPIED = (
    "clients",
    "contracts",
    "runtime",
    "services",
    "ops",
    "benchmarks",
    "migrations",
    "tests",
    "pyproject.toml",
    "docs/formats.md",
    "dashboard/src/answers.ts",
    "dashboard/src/forms/commands.ts",
    "dashboard/src/partner/answers.ts",
)
# `make check` but for the lock, which no event changes.
_CHECKS = (
    ("ruff", "format", "--check", "--quiet", "--no-cache", "."),
    ("ruff", "check", "--quiet", "--no-cache", "."),
    ("mypy",),
    ("contracts.generate", "--check"),
    ("contracts.client_types", "--check"),
    ("services.registry.openapi", "--check"),
    ("services.projections.openapi", "--check"),
    ("services.notifications.openapi", "--check"),
    ("ops.exporting.coverage", "--check"),
)
# The tests that go through the catalogue and start no server: those that fail where an event is known in one place only.
_TESTS = (
    "tests/registry/aggregates/test_mottoes.py",
    "tests/registry/aggregates/test_subscription.py",
    "tests/registry/test_openapi.py",
    "tests/contracts/test_declarations.py",
    "tests/contracts/test_documents.py",
    "tests/contracts/test_envelope.py",
    "tests/contracts/test_samples.py",
    "tests/ops/test_export.py::test_the_command_of_every_released_event_is_one_of_the_catalogue",
    "tests/projections/test_rows_in_time.py",
    "tests/fire/test_interleaving.py::test_every_type_of_the_catalogue_is_drawn",
    "tests/benchmarks/test_world.py::test_every_event_is_what_its_class_encodes",
)
_PROOF = """
from datetime import UTC, datetime
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import Fact
from services.projections.readmodels.timeline import MODEL

assert ("clusters", "adopt-motto") in COMMANDS and ("MottoAdopted", 1) in EVENTS
at = datetime(2026, 11, 22, tzinfo=UTC)
recorded = [("ClusterFounded", {"names": {"pl": "Stara"}}), ("MottoAdopted", {"title": {"pl": "Razem"}})]
facts = [
    Fact(f"cluster-a@{n}", n, "cluster-a", n, type, at, "public", data) for n, (type, data) in enumerate(recorded, 1)
]
[_], [_, adopted] = list(MODEL.rows(facts[:1])), list(MODEL.rows(facts))
assert adopted.values[0] == "MottoAdopted" and "Razem" in adopted.values[4] and adopted.event == "cluster-a@2"
assert "MottoAdopted" in MODEL.types
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
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    if (ROOT / "build" / "mypy").is_dir():  # mypy looks only at what the edits change
        shutil.copytree(ROOT / "build" / "mypy", folder / "build" / "mypy")
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
    assert "MottoAdopted v1" in printed.partition("released ")[2]
    for module, *options in _CHECKS:
        _run(copy, sys.executable, "-m", module, *options)
    _run(copy, str(Path(sys.executable).with_name("lint-imports")))
    _run(copy, sys.executable, "-m", "pytest", "-q", "-n0", *_TESTS)
    _run(copy, sys.executable, "-c", _PROOF)
