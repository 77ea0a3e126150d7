"""The database that a restore has made takes the place of the one before, which is kept: two renames, finished by any start."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from ops.instance import Instance

_LIVE, _BEGUN, _COMPLETE, _BEFORE = "postgres", "postgres.restoring", "postgres.restored", "postgres.before"


def begin(instance: Instance) -> Path:
    """The folder in which a restore builds its database; what an earlier restore left unfinished is gone."""
    for name in (_BEGUN, _COMPLETE):
        shutil.rmtree(instance.folder / name, ignore_errors=True)
    return instance.folder / _BEGUN


def abandon(instance: Instance) -> None:
    """Throw away the database that a restore has begun: the one before stays."""
    shutil.rmtree(instance.folder / _BEGUN, ignore_errors=True)


def complete(instance: Instance) -> None:
    """From now on the new database counts, and any start switches to it."""
    (instance.folder / _BEGUN).rename(instance.folder / _COMPLETE)
    _sync(instance.folder)


def switch(instance: Instance) -> Path | None:
    """Put a complete new database in the place of the old one; where the old one is now, if there was one."""
    if not (instance.folder / _COMPLETE).exists():
        return None
    live, aside = instance.folder / _LIVE, None
    if live.exists():
        aside = instance.folder / f"{_BEFORE}-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}"
        live.rename(aside)
    (instance.folder / _COMPLETE).rename(live)
    _sync(instance.folder)
    return aside


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
