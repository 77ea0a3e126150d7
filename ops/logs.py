"""The log of each part, `logs/<part>.log`: a new file when the last has grown large, then appended to."""

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ops.instance import Instance

_LIMIT = 10_000_000  # bytes after which the next start of a part begins a new file; one old file is kept
_FOLLOWING = 0.2


def path(instance: Instance, part: str) -> Path:
    return instance.logs / f"{part}.log"


def names(instance: Instance) -> list[str]:
    """The parts that have a log."""
    return sorted(file.stem for file in instance.logs.glob("*.log"))


@contextmanager
def opened(instance: Instance, part: str) -> Iterator[BinaryIO]:
    """The part's log, to be handed to its process as standard output."""
    file = path(instance, part)
    if file.exists() and file.stat().st_size > _LIMIT:
        file.replace(file.with_suffix(".log.1"))
    descriptor = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        yield log


def last_words(instance: Instance, part: str) -> str:
    """The last line of the part's log, for a message, and where the rest stands."""
    lines = tail(path(instance, part), 1)
    return f"{lines[-1][:300] if lines else 'its log is empty'} (see {path(instance, part)})"


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
                whole, _, _ = new.rpartition(b"\n")
                if whole:
                    positions[name] += len(whole) + 1
                    for line in whole.decode(errors="replace").split("\n"):
                        yield name, line
        time.sleep(_FOLLOWING)  # a log has no event to wait on that works on every platform
