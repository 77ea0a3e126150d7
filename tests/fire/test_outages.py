"""A full disk under log, Kafka and process logs; nothing left of descriptors or memory; the topic gone; frozen parts."""

from __future__ import annotations

import subprocess
import sys

from ops.supervision import processes
from tests.servers import ROOT, scratch


def test_everything_goes_on_by_itself_and_the_status_is_true() -> None:
    with scratch() as folder:
        command = [sys.executable, "-m", "tests.fire.outages", str(folder / "data")]
        try:
            ended = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, timeout=1_500, check=False
            )
        finally:
            processes.take_down(folder / "data")
    print(ended.stdout)
    assert ended.returncode == 0, ended.stdout + ended.stderr
