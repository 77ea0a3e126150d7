"""Logs are emptied while their writers go on, and stay bounded also where there is no room for a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops.instance import Instance
from ops.supervision import logs

WRITER = """
import os, sys
for number in range(int(sys.argv[1])):
    os.write(1, b"%07d " % number + b"x" * 91 + b"\\n")
    if number % 100 == 0:
        sys.stdin.readline()
"""


def test_a_log_is_emptied_while_a_process_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_LIMIT", 20_000)
    instance = Instance(tmp_path)
    instance.make_folder()
    with logs.opened(instance, "kafka") as log:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, "1000"], stdout=log, stdin=subprocess.PIPE, text=True
        )
    assert writer.stdin is not None
    sizes = []
    for _ in range(10):
        writer.stdin.write("\n")
        writer.stdin.flush()
        logs.rotate(instance)
        sizes.append(sum(file.stat().st_size for file in instance.logs.iterdir()))
    writer.stdin.close()
    assert writer.wait(60) == 0
    logs.rotate(instance)
    assert {file.name for file in instance.logs.iterdir()} <= {"kafka.log", "kafka.log.1"}
    assert max(sizes) <= 100_000
    # No hole of zeros where the file was emptied under its writer, and no line in pieces.
    for file in instance.logs.iterdir():
        assert all(len(line) == 99 for line in file.read_bytes().splitlines())


def test_where_there_is_no_room_for_a_copy_the_log_is_emptied_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_LIMIT", 1_000)

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", no_room)
    instance = Instance(tmp_path)
    instance.make_folder()
    file = logs.path(instance, "relay")
    file.write_bytes(b"x" * 1_500)
    with pytest.raises(OSError, match="No space left"):
        logs.rotate(instance)
    assert file.stat().st_size == 1_500
    file.write_bytes(b"x" * 2_500)
    logs.rotate(instance)
    assert file.stat().st_size == 0
    assert os.listdir(instance.logs) == ["relay.log"]  # noqa: PTH208  names are enough


def test_the_last_words_of_a_json_log_are_plain(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    instance.make_folder()
    logs.path(instance, "relay").write_text(
        '{"event": "process.failed", "exception": "Traceback\\n  x\\nOSError: no"}\n'
    )
    assert logs.last_words(instance, "relay").startswith("process.failed: OSError: no (see ")
