"""Files of the data folder, replaced at once: a reader, or a kill, never finds half of one."""

import os
import secrets
from pathlib import Path

import orjson


def write(path: Path, value: object) -> None:
    """Replace a JSON file."""
    _replace(path, orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def write_secret(path: Path, text: str) -> None:
    """Replace a secret's file; only its owner can read it (mode 0600)."""
    _replace(path, text.encode())


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
