"""What a verification that was interrupted has done already: kept in the data folder after each comparison and within some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from ops import stored_files
from ops.options import CommandRefused
from ops.verification.report import Check

_NAME = "verify.json"


@dataclass(frozen=True)
class Begun:
    """A comparison that is under way.

    check: what it has found so far. place: up to where it has compared: a position, a stream's name, or what the comparison
        needs to go on.
    """

    check: Check
    place: int | str | dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """Up to which position of which epoch is compared, the comparisons that found no difference, and the one under way."""

    head: int
    epoch: str
    checks: tuple[Check, ...] = field(default=())
    begun: Begun | None = None


def write(folder: Path, checkpoint: Checkpoint) -> None:
    """Keep it in place of the one before."""
    stored_files.write(folder / _NAME, asdict(checkpoint))


def forget(folder: Path) -> None:
    """The verification is complete."""
    (folder / _NAME).unlink(missing_ok=True)


def read(folder: Path) -> Checkpoint:
    """The one that is kept. Raises CommandRefused where there is none."""
    try:
        content = orjson.loads((folder / _NAME).read_bytes())
    except FileNotFoundError:
        raise CommandRefused(
            "no verification was interrupted: run `upland verify` without --resume"
        ) from None
    begun = content.get("begun")
    return Checkpoint(
        content["head"],
        content["epoch"],
        tuple(_checks(content["checks"])),
        Begun(_checks([begun["check"]])[0], begun["place"]) if begun else None,
    )


def _checks(rows: Sequence[dict[str, object]]) -> list[Check]:
    return [Check(**row | {"differences": tuple(row["differences"])}) for row in rows]  # type: ignore[arg-type]
