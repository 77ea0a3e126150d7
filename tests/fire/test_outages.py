"""A full disk under log, Kafka and process logs; nothing left of descriptors or memory; the topic gone; frozen parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ops.supervision import processes
from tests.servers import ROOT


def test_everything_goes_on_by_itself_and_the_status_is_true(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    command = [sys.executable, "-m", "tests.fire.outages", str(folder)]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1_500, check=False)
    finally:
        processes.take_down(folder)
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr
