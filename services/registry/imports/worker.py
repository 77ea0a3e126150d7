"""The background work of imports: one after another, from where the table says that each is.

A phase that a stopped process leaves unfinished begins again: a dry run stores nothing, and what is stored or retracted
has keys made of its content, so that it is found again and not doubled.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from runtime.database import WAITS
from runtime.errors import OperationFailed, Reply, Unauthenticated
from runtime.security import Keys, Principal, actor_of
from runtime.settings import Settings
from runtime.tasks import Background
from runtime.telemetry import logger
from services.registry.http.batch import Batches
from services.registry.importing.importer import import_files
from services.registry.importing.reading.files import Options
from services.registry.importing.report import Report
from services.registry.importing.values.mapping import TableMapping
from services.registry.imports.own_record import OwnRecord
from services.registry.imports.store import Import, Imports, Phase, State
from services.registry.imports.undo import undo
from services.registry.log.readable_log import ReadableLog

_PAUSE = 60.0  # seconds between two looks for what was left over, and for what is too old
_ENDS: dict[State, tuple[State, Phase]] = {
    "checking": ("checked", "dry_run"),
    "importing": ("imported", "result"),
    "undoing": ("undone", "undo"),
}


class Worker:
    """Runs the phases that the table asks for."""

    def __init__(
        self, imports: Imports, log: ReadableLog, batches: Batches, keys: Keys, settings: Settings
    ) -> None:
        self._imports, self._log, self._batches, self._keys = imports, log, batches, keys
        self._settings = settings
        self._work = asyncio.Event()
        self._task = Background("imports", self._run)
        self._progress: dict[str, tuple[int, int]] = {}

    async def __aenter__(self) -> Worker:
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()

    def wake(self) -> None:
        """Something is to be done."""
        self._work.set()

    def progress(self, id: str) -> tuple[int, int] | None:
        """How many facts of the running phase are answered, and about how many there are; None while it waits."""
        return self._progress.get(id)

    async def _run(self) -> None:
        while True:
            self._work.clear()
            try:
                await self._imports.remove(self._settings.imports_days)
                while (one := await self._imports.next()) is not None:
                    await self._phase(one)
            except WAITS as error:
                logger.warning("imports.waiting", error=type(error).__name__)
                await asyncio.sleep(1)
                continue
            try:
                async with asyncio.timeout(_PAUSE):
                    await self._work.wait()
            except TimeoutError:
                pass

    async def _phase(self, one: Import) -> None:
        after, phase = _ENDS[one.state]
        try:
            report = await (self._undone(one) if one.state == "undoing" else self._imported(one))
        except WAITS:
            raise  # it begins again
        except (OperationFailed, Reply) as error:
            await self._imports.end(one.id, one.state, "failed", phase, reason=str(error))
            return
        except Exception as error:
            # One file must not stop all others: what it meets is a fault of ours, and in the log.
            logger.exception("imports.failed", import_id=one.id)
            reason = f"The fault is ours ({type(error).__name__}); it is in the log under {one.correlation}."
            await self._imports.end(one.id, one.state, "failed", phase, reason=reason)
            return
        finally:
            self._progress.pop(one.id, None)
        complete = one.state == "importing" and not report.totals["unanswered"]
        await self._imports.end(
            one.id, one.state, after, phase, described(report), keep=not complete and phase != "undo"
        )
        logger.info(
            "imports.ended", import_id=one.id, actor=actor_of(one.key_id), phase=phase, **report.totals
        )

    def _record(self, one: Import, correlation: str) -> OwnRecord:
        def caller() -> Principal:
            holder = self._keys.by_id(one.key_id)
            if holder is None:
                raise Unauthenticated("The key of this import was revoked. Nothing more is stored.")
            return holder

        return OwnRecord(
            self._log, self._batches, caller, correlation, anonymous=self._settings.anonymous_read
        )

    async def _imported(self, one: Import) -> Report:
        def progress(done: int, of: int) -> None:
            self._progress[one.id] = done, of

        with tempfile.TemporaryDirectory(prefix="upland-import-") as name:
            folder = Path(name)
            file = folder / one.name
            await asyncio.to_thread(file.write_bytes, one.content or b"")
            report = await import_files(
                file,
                self._record(one, one.correlation),
                dry_run=one.state == "checking",
                progress=progress,
                options=options_of(one),
            )
            return report.under(folder)

    async def _undone(self, one: Import) -> Report:
        def progress(done: int, of: int) -> None:
            self._progress[one.id] = done, of

        recorded = await self._imports.recorded(one.correlation)
        return await undo(one, recorded, self._record(one, f"undo-{one.correlation}"), progress)


def options_of(one: Import) -> Options:
    """What was said of the file when it was uploaded, or since."""
    options = dict(one.options)
    mapping = TableMapping.parse(options.pop("map", ""))
    return Options(**options, mapping=mapping)


def described(report: Report) -> dict[str, object]:
    """A report as JSON, with the text that `upland import` prints."""
    lines = [report.text(line) for line in report.sorted()]
    return report.as_json() | {
        "text": "\n".join([*lines, *(f"warning: {each}" for each in report.warnings), report.summary()])
    }
