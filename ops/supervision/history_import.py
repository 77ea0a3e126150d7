"""Whether a start imports `history/`, and the import."""

import hashlib
from pathlib import Path

from ops.instance import ROOT, Instance
from ops.progress import Advance

HISTORY = ROOT / "history"


_IMPORT = "upland import history"


def is_due(instance: Instance, head: int, *, requested: bool) -> tuple[bool, str | None]:
    """Whether this start loads `history/`, and a line about it where it does not and somebody may expect it.

    Only a new record gets it, and one whose loading was interrupted; a newer text of it (an upgrade brings one) and a
    record of somebody's own get it when it is requested. `head` is the log's last position.
    """
    if not any(HISTORY.glob("*")):
        return False, None
    if requested or _loading(instance).exists():
        return True, None
    if not _loaded(instance).exists():
        return head == 0 and not instance.empty, None
    changed = _loaded(instance).read_text(encoding="utf-8") != _digest(HISTORY)
    return (
        False,
        f"history/ has changed since it was loaded; to add what is new: {_IMPORT}" if changed else None,
    )


async def load(instance: Instance, advance: Advance) -> str:
    """Import `history/`; returns a line about it.

    What the registry refuses (a record that has the same facts in other words) is in that line, and does not stop the start.
    """
    from ops.importing import importer

    _loading(instance).touch()  # an interrupted start goes on with it
    report = await importer.import_path(
        HISTORY, instance.url("registry"), instance.operator_key(), progress=advance
    )
    _loaded(instance).write_text(_digest(HISTORY), encoding="utf-8")
    _loading(instance).unlink()
    if report.ok:
        return report.summary()
    refused = next(line for line in report.lines if line.outcome not in {"stored", "already there"})
    return f"{report.summary()}; not loaded completely, first: {refused}. To try again: {_IMPORT}"


def _loaded(instance: Instance) -> Path:
    return instance.folder / "history.imported"


def _loading(instance: Instance) -> Path:
    return instance.folder / "history.loading"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(
                f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest()
            )
    return digest.hexdigest()
