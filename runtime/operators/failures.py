"""Dead letters by failure: which error stops events of which type, and the streams that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from runtime.operators.letters import Letter


@dataclass(frozen=True)
class Failure:
    """Letters of one service that one kind of error has stopped.

    id: `projections:ValueError:MembershipJoined.v1`, or `projections:foreign` for records that are not the log's.
    events: how many are at fault; waiting: how many wait behind them; reason: of the first one.
    """

    id: str
    events: int
    waiting: int
    streams: tuple[str, ...]
    since: datetime
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The failure as `upland dead-letters failures --json` prints it."""
        return asdict(self)


def failure_of(letter: Letter) -> str:
    """The id of the failure that has stopped a letter which waits for nothing but its replay."""
    service = letter.id.partition(":")[0]
    if letter.status == "foreign":
        return f"{service}:foreign"
    error, colon, _ = letter.reason.partition(":")
    kind = error if colon and error.isidentifier() else "Error"
    return f"{service}:{kind}:{str(letter.headers.get('type', '')).removeprefix('upland.')}"


def failures(letters: Iterable[Letter]) -> list[Failure]:
    """The failures among open letters, the one that stops most streams first."""
    by_failure: dict[str, list[Letter]] = {}
    for letter in letters:
        if letter.status != "waiting":
            by_failure.setdefault(failure_of(letter), []).append(letter)
    rows = [_failure(id, stopped) for id, stopped in by_failure.items()]
    return sorted(rows, key=lambda failure: (-len(failure.streams), failure.id))


def _failure(id: str, letters: Sequence[Letter]) -> Failure:
    streams = sorted({letter.stream for letter in letters if letter.stream is not None})
    first = min(letters, key=lambda letter: letter.noted_at)
    waiting = sum(letter.behind for letter in letters)
    return Failure(id, len(letters), waiting, tuple(streams), first.noted_at, first.reason)
