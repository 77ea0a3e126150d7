"""The world's log in a PostgreSQL of its own, whose data folder stays under build/: loaded once, used by several runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import asyncpg

from benchmarks import world
from tests import servers
from tests.servers import ROOT, Database, Databases

_MADE_OF = ("benchmarks/names.py", "benchmarks/record.py", "benchmarks/streams.py", "benchmarks/world.py")


def size() -> int:
    """How many events the world has: a million, or the value of UPLAND_BENCH_EVENTS."""
    return int(os.environ.get("UPLAND_BENCH_EVENTS", world.SIZE))


@contextlib.contextmanager
def record() -> Iterator[Database]:
    """A database whose log holds the world and whose views hold nothing yet, or what the run before has built."""
    folder = _folder()
    ready = folder / "loaded"
    made = ready.exists()
    if not made:
        for older in folder.parent.glob("world-*"):
            shutil.rmtree(older)
        folder.mkdir(parents=True)
    with servers.embedded_postgres(fsync=True, data_folder=folder) as url:
        databases = Databases(url)
        if not made:
            databases.migrate()
            ready.write_text(servers.run(_load(databases)).name)
        yield databases.named(ready.read_text())


async def _load(databases: Databases) -> Database:
    started = time.monotonic()
    database = await databases.clone()
    # In a process of its own, for the memory of this one is measured.
    command = [sys.executable, "-m", "benchmarks.world", str(size())]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"UPLAND_OWNER_URL": database.url()}, check=True)  # noqa: ASYNC221  nothing else is under way
    head = size()
    owner = await asyncpg.connect(database.url())
    # As the consumer would have left them, had it applied the log with no read models.
    await owner.execute(
        "INSERT INTO projections.facts SELECT stream, version, position, type, schema_version, recorded_at, audience, data"
        " FROM registry.events"
    )
    await owner.execute("UPDATE projections.reader SET watermark = $1", head)
    await owner.execute("VACUUM (ANALYZE) projections.facts")
    await owner.close()
    print(f"the world of {head:,} events was made in {time.monotonic() - started:.0f} s", flush=True)
    return database


def _folder() -> Path:
    digest = sha256(f"{size()}".encode())
    for file in (*(ROOT / name for name in _MADE_OF), *sorted((ROOT / "migrations/sql").glob("*.sql"))):
        digest.update(file.read_bytes())
    return ROOT / "build" / f"world-{digest.hexdigest()[:12]}"
