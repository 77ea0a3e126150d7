"""What an import says of itself: faults in the files before anything is sent, an outcome for each fact afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Outcome = Literal["stored", "already there", "refused", "unanswered"]


@dataclass(frozen=True)
class Fault:
    """Something in a file that cannot be sent; `pointer` is the field within the fact, where it is one."""

    file: str
    line: int
    message: str
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.pointer + ': ' if self.pointer else ''}{self.message}"


class ImportFaults(Exception):
    """Files of the import cannot be read as facts; nothing was sent."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class RegistryAway(Exception):
    """The registry cannot be reached, or turns the whole import away."""


@dataclass(frozen=True)
class Line:
    """What became of one fact. `line` is its line in the file, or the line of the field that was refused."""

    file: str
    line: int
    do: str
    outcome: Outcome
    stream: str | None = None
    position: int | None = None
    reason: str | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        return self.text(self.outcome)

    def text(self, outcome: str) -> str:
        """Where the fact stands, and what became of it in words of the caller's."""
        why = f": {self.reason}" if self.reason else ""
        where = f" ({self.pointer})" if self.pointer else ""
        return f"{self.file}:{self.line}: {self.do}: {outcome}{why}{where}"


@dataclass
class Report:
    """The outcome of every fact, in the order in which they were sent, and what looks like a slip of the pen."""

    dry_run: bool
    lines: list[Line] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, int]:
        """How many facts came to each outcome; 0 where none did."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in get_args(Outcome)}

    @property
    def ok(self) -> bool:
        """Whether everything is in the record now (or would be, in a dry run)."""
        return all(line.outcome in {"stored", "already there"} for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The report as `upland import --json` prints it."""
        return {
            "dry_run": self.dry_run,
            "lines": [{k: v for k, v in asdict(line).items() if v is not None} for line in self.lines],
            "warnings": [asdict(warning) for warning in self.warnings],
            "totals": self.totals,
        }

    def word(self, outcome: str) -> str:
        """The outcome as it is told to people."""
        return "would be stored" if self.dry_run and outcome == "stored" else outcome

    def told(self, line: Line) -> str:
        """One fact's line of the report."""
        return line.text(self.word(line.outcome))

    def summary(self) -> str:
        """One line: the totals."""
        told = [f"{count} {self.word(outcome)}" for outcome, count in self.totals.items() if count]
        warned = f"; {len(self.warnings)} warnings" if self.warnings else ""
        return (", ".join(told) or "nothing to import") + warned
