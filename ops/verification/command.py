"""`upland verify`: prints what the comparisons found."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import ExitStack
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from ops.instance import Instance
from ops.progress import Advance, shown
from ops.verification import checkpoint
from ops.verification.report import (
    HASHES,
    LOG,
    POSITIONS,
    Check,
    VerifyReport,
)
from ops.verification.verify import verify
from runtime.settings import Settings


def run(instance: Instance, rate: int | None, resume: bool, as_json: bool) -> int:
    """`upland verify`: a line for each comparison, or one JSON document; the exit code is 0, or 1 for a difference."""
    resumed = checkpoint.read(instance.folder) if resume else None
    kafka: dict[str, Any] = {
        name.removeprefix("UPLAND_").lower(): value for name, value in instance.kafka_settings().items()
    }
    settings = Settings(owner_url=SecretStr(instance.database_url()), **kafka)
    console = Console(stderr=True)

    async def all_of_it() -> VerifyReport:
        with ExitStack() as bars:
            current: dict[str, Advance] = {}

            def progress(name: str, done: int, head: int) -> None:
                if name not in current:
                    bars.close()
                    current[name] = bars.enter_context(shown(console, name))
                current[name](done, head)

            return await verify(
                settings,
                instance.database_url("upland_projections"),
                instance.database_url("upland_notifications"),
                progress=None if as_json else progress,
                rate=rate,
                resumed=resumed,
                keep=lambda now: checkpoint.write(instance.folder, now),
            )

    try:
        report = asyncio.run(all_of_it())
    except KeyboardInterrupt:
        print(
            "upland: interrupted; `upland verify --resume` goes on where it was",
            file=sys.stderr,
        )
        raise
    checkpoint.forget(instance.folder)
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return 0 if report.ok else 1
    for check in report.checks:
        _print_check(check)
        if check.note:
            print(f"{check.name}: {check.note}")
    return 0 if report.ok else 1


def _print_check(check: Check) -> None:
    if check.ok:
        same = {
            LOG: "dense, versions complete",
            POSITIONS: "none is beyond the log",
            HASHES: "each event is as it was recorded",
        }.get(check.name, "the same as the log")
        print(f"{check.name}: {same}" + (f" ({check.events} events)" if check.events else ""))
        return
    for difference in check.differences:
        print(f"{check.name}: {difference}")
    if check.count > len(check.differences):
        print(f"{check.name}: and {check.count - len(check.differences)} more")
    print(f"  → {check.heal}")
