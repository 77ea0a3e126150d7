"""Import files into a registry over HTTP."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from ops.importing.http_record import HttpRecord
from ops.progress import Advance as Progress
from services.registry.importing.importer import NO_OPTIONS, import_files
from services.registry.importing.reading.files import Options
from services.registry.importing.report import Report

_LINES = aiohttp.ClientTimeout(total=None, connect=10, sock_read=60)
_GARBAGE = 50_000  # new objects before a collection


async def import_path(
    path: Path,
    registry_url: str,
    key: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    options: Options = NO_OPTIONS,
) -> Report:
    """Import as `import_files` does, into the registry at this URL, for instance `http://127.0.0.1:8701`.

    Raises:
        FileNotFoundError: there is nothing to import.
        RegistryAway: the registry cannot be reached, or refuses the import.
    """
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        _few_collections(),
        aiohttp.ClientSession(registry_url, headers=headers, timeout=_LINES) as session,
    ):
        record = HttpRecord(session, registry_url)
        return await import_files(path, record, dry_run=dry_run, progress=progress, options=options)


@asynccontextmanager
async def _few_collections() -> AsyncIterator[None]:
    """What is read is kept for the report, so looking for garbage often only costs time."""
    usual = gc.get_threshold()
    gc.set_threshold(_GARBAGE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
