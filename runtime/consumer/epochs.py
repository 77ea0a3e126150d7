"""Whether a log is the one that a reader's rows are of: of the same epoch, and with the same event where the reader is.

Pure. A position alone is not enough: a log that was restored from a backup gives the same positions to other events.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from contracts.envelope import Recorded
from contracts.statement import statement

_HEAL = "`upland republish` begins a new epoch and brings the readers in line."


class Mark(NamedTuple):
    """What a reader keeps of the log that it applied: the epoch, the event that it applied last, and that event's hash."""

    epoch: str
    position: int
    hash: bytes | None


def hash_of(event: Recorded) -> bytes:
    """The hash of an event's statement, 16 bytes."""
    return blake2b(statement(event), digest_size=16).digest()


def difference(mark: Mark, epoch: str, head: int, event: Recorded | None) -> str | None:
    """Why the log is not the one of the mark, and what to do; None when it is.

    Args:
        epoch, head: of the log.
        event: the log's event at the mark's position, where it has one.
    """
    if epoch and mark.epoch != epoch:
        return f"the log is of epoch {epoch}, and these rows are of {mark.epoch}. {_HEAL}"
    if head < mark.position:
        return f"the log ends at {head}, before {mark.position}: it is not the log these rows are of. {_HEAL}"
    if mark.hash is not None and (event is None or hash_of(event) != mark.hash):
        return (
            f"the log has another event at position {mark.position} than the one applied here: it is not the log these"
            f" rows are of. {_HEAL}"
        )
    return None
