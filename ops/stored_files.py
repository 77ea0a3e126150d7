"""Files of the data folder, replaced at once: a reader, or a kill, never finds half of one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson


def write(path: Path, value: object) -> None:
    """Replace a JSON file."""
    _replace(path, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def write_secret(path: Path, text: str) -> None:
    """Replace a secret's file; only its owner can read it (mode 0600)."""
    _replace(path, text.encode())


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """A new file at `path`, there only when the block has ended well and it is on the disk; its owner alone can read it.

    Raises:
        FileExistsError: there is a file of that name.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
