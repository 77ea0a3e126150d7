"""The log of each part, `logs/<part>.log`, and the one before it, `<part>.log.1`. Both together stay bounded.

Every process appends to its file by itself, so none waits for another to read, and a log survives its writer. A
log that has grown is copied and emptied in place, which works for any program that appends.
"""

import os
import shutil
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson

from ops.instance import Instance

_LIMIT = 10_000_000  # bytes after which a log is emptied; what was in it is kept as the one before
_APPEND = os.O_CREAT | os.O_APPEND | os.O_WRONLY
_FOLLOWING = 0.2


def path(instance: Instance, part: str) -> Path:
    return instance.logs / f"{part}.log"


def names(instance: Instance) -> list[str]:
    """The parts that have a log."""
    return sorted(file.stem for file in instance.logs.glob("*.log"))


@contextmanager
def opened(instance: Instance, part: str) -> Iterator[BinaryIO]:
    """The part's log, to be handed to its process as standard output."""
    descriptor = os.open(path(instance, part), _APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        yield log


def rotate(instance: Instance) -> None:
    """Empty the logs that have grown too large. Raises OSError where one could not be kept; it is left as it is then."""
    for file in instance.logs.glob("*.log"):
        size = file.stat().st_size
        if size > _LIMIT:
            _empty(file, size)


def _empty(file: Path, size: int) -> None:
    before = file.with_suffix(".log.1")
    before.unlink(missing_ok=True)  # on a full disk this is the room for the copy
    try:
        with file.open("rb") as log, os.fdopen(os.open(before, _APPEND, 0o600), "wb") as copy:
            shutil.copyfileobj(log, copy, 1 << 20)
    except OSError:
        before.unlink(missing_ok=True)
        if size < 2 * _LIMIT:
            raise
    os.truncate(file, 0)


def last_words(instance: Instance, part: str) -> str:
    """The last line of the part's log, for a message, and where the rest stands."""
    lines = tail(path(instance, part), 1)
    return f"{_plain(lines[-1])[:300] if lines else 'its log is empty'} (see {path(instance, part)})"


def _plain(line: str) -> str:
    """A JSON line in words; any other as it is."""
    try:
        row = orjson.loads(line)
        error = row.get("exception", "").rstrip().rpartition("\n")[2] or row.get("error")
        return f"{row['event']}: {error}" if error else str(row["event"])
    except (orjson.JSONDecodeError, AttributeError, KeyError):
        return line


def tail(file: Path, count: int) -> list[str]:
    """The last lines that are not empty."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return list(deque((line.rstrip() for line in lines if line.strip()), maxlen=count))
    except FileNotFoundError:
        return []


def follow(files: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """New lines of the files as they come, each with the name of its part. Never ends by itself."""
    positions = {name: file.stat().st_size if file.exists() else 0 for name, file in files.items()}
    while True:
        for name, file in files.items():
            size = file.stat().st_size if file.exists() else 0
            if size < positions[name]:
                positions[name] = 0  # a new file was begun
            if size > positions[name]:
                with file.open("rb") as log:
                    log.seek(positions[name])
                    new = log.read(size - positions[name])
                complete, _, _ = new.rpartition(b"\n")
                if complete:
                    positions[name] += len(complete) + 1
                    for line in complete.decode(errors="replace").split("\n"):
                        yield name, line
        time.sleep(_FOLLOWING)  # a log has no event to wait on that works on every platform
