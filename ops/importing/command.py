"""`upland import`: what it prints and its exit code."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from ops.importing.importer import import_path
from ops.progress import Advance as Progress
from ops.progress import shown
from services.registry.importing.reading.files import Options
from services.registry.importing.record import RegistryAway
from services.registry.importing.values.mapping import proposal


def run(
    path: Path,
    registry_url: str,
    key: str,
    dry_run: bool,
    as_json: bool,
    options: Options | None = None,
    new_map: Path | None = None,
) -> int:
    """Print a line for each fact, or one JSON document; write how the tables are read to `new_map`.

    0: everything is in the record; 1: something was refused or the registry is away; 2: there is nothing at `path`.
    """
    bar: AbstractContextManager[Progress | None]
    bar = nullcontext() if as_json else shown(Console(stderr=True), "importing")
    try:
        with bar as progress:
            report = asyncio.run(
                import_path(
                    path, registry_url, key, dry_run=dry_run, progress=progress, options=options or Options()
                )
            )
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    except RegistryAway as error:
        print(error, file=sys.stderr)
        return 1
    if new_map is not None:
        new_map.write_text(proposal(report.tables), encoding="utf-8")
        print(f"how the tables are read: {new_map}", file=sys.stderr)
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in report.sorted():
            print(report.text(line))
        for warning in report.warnings:
            print(f"warning: {warning}", file=sys.stderr)
        print(report.summary())
    return 0 if report.ok else 1
