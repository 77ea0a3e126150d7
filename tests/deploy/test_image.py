"""The image's file is checked by hadolint; its scripts do what the containers need."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.servers import ROOT, free_ports

DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, DOCKERFILE], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_image_runs_as_nobody_in_particular() -> None:
    last = DOCKERFILE.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*CMD \["/app/deploy/health.sh"\]$', last, re.MULTILINE)
    ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {"deploy/secrets", "deploy/.env", ".git", "data"} <= set(ignored)


def test_files_of_secrets_become_variables(tmp_path: Path) -> None:
    for name, text in (("A_PASSWORD", 'it\'s $(a) "word"\n'), ("bus.key", "x"), ("9", "x")):
        (tmp_path / name).write_text(text)
    show = "import os, json; print(json.dumps(dict(os.environ)))"
    done = subprocess.run(
        [ROOT / "deploy" / "run.sh", sys.executable, "-c", show],
        env={"SECRETS_FOLDER": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    seen = json.loads(done.stdout)
    assert seen["A_PASSWORD"] == 'it\'s $(a) "word"'
    assert seen["UPLAND_INSTANCE"]
    assert not {"bus.key", "9"} & seen.keys()


def test_a_service_that_is_not_there_is_not_healthy() -> None:
    [port] = free_ports(1)
    done = subprocess.run(
        [ROOT / "deploy" / "health.sh"],
        env={"UPLAND_PORT": str(port)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
