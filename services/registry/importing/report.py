"""The report of an import: an outcome for each fact, and for each refusal the rule, the field, what was expected
and, where it can be guessed, what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from runtime.errors import OperationFailed

Outcome = Literal["stored", "already there", "refused", "unanswered"]
_BEST_FIRST: tuple[Outcome, ...] = ("already there", "stored", "unanswered", "refused")


@dataclass(frozen=True)
class Fault:
    """Something in a file that cannot be sent.

    `pointer` is the field within the fact (for CSV, its column), where it is one; `rule` names what it breaks;
    `expected` is what would be right, and `suggestion` what was most likely meant.
    """

    file: str
    line: int
    message: str
    pointer: str = ""
    rule: str = "form"
    expected: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.pointer + ': ' if self.pointer else ''}"
        return where + self.message + _advice(self.expected, self.suggestion)


class ImportFaults(OperationFailed):
    """Files of the import cannot be read as facts; nothing of them was sent."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)  # not frozen: one is made for each fact
class Line:
    """What became of one fact. `line` is its line in the file, or the line of the field that was refused.

    `event` is the id of the first event that it led to. `row` is the line on which the fact begins: several facts may come
    from one row of a CSV file. `more` are further faults of the same fact.
    """

    file: str
    line: int
    do: str
    outcome: Outcome
    stream: str | None = None
    position: int | None = None
    reason: str | None = None
    pointer: str | None = None
    rule: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    row: int | None = None
    more: tuple[Fault, ...] = ()
    event: str | None = None

    def __str__(self) -> str:
        return self.text(self.outcome)

    def text(self, outcome: str) -> str:
        """Where the fact stands, and what became of it in words of the caller's; further faults on lines of their own."""
        why = f": {self.reason}" if self.reason else ""
        rule = f" [{self.rule}]" if self.rule else ""
        where = f" ({self.pointer})" if self.pointer else ""
        text = f"{self.file}:{self.line}: {self.do}: {outcome}{rule}{why}{where}"
        text += _advice(self.expected, self.suggestion)
        return "\n    ".join([text, *map(str, self.more)])


def refused(do: str, row: int, faults: Iterable[Fault]) -> Line:
    """The line of a fact that cannot be sent."""
    first, *more = faults
    return Line(
        first.file,
        first.line,
        do,
        "refused",
        reason=first.message,
        pointer=first.pointer or None,
        rule=first.rule,
        expected=first.expected,
        suggestion=first.suggestion,
        row=row,
        more=tuple(more),
    )


@dataclass(frozen=True)
class ColumnReading:
    """How a column of a table is read: the header as it is written, the column that it means (empty for none), a cell of it.

    `sure` is false for what is only proposed: then no row of the table is read.
    """

    header: str
    column: str
    sure: bool
    example: str = ""


@dataclass(frozen=True)
class TableReading:
    """How a table is read: its kind (empty for none that is known), its columns in their order, and what its words for
    classes of members mean (empty for none of the four)."""

    file: str
    kind: str
    columns: tuple[ColumnReading, ...]
    classes: dict[str, str] = field(default_factory=dict)


_Placed = TypeVar("_Placed", Fault, Line, TableReading)


@dataclass
class Report:
    """The outcome of every fact, in the order in which they were answered; what looks like a slip of the pen; and how
    the tables are read, which a mapping may change."""

    dry_run: bool
    lines: list[Line] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    tables: list[TableReading] = field(default_factory=list)

    def under(self, folder: Path) -> Report:
        """The same report with the files' places in the folder."""

        def renamed(each: _Placed) -> _Placed:
            place = Path(each.file)
            return replace(
                each, file=str(place.relative_to(folder)) if folder in place.parents else each.file
            )

        lines = [replace(renamed(line), more=tuple(map(renamed, line.more))) for line in self.lines]
        return Report(self.dry_run, lines, [*map(renamed, self.warnings)], [*map(renamed, self.tables)])

    @property
    def totals(self) -> dict[str, int]:
        """How many facts came to each outcome; 0 where none did."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in get_args(Outcome)}

    @property
    def rows(self) -> dict[str, int]:
        """How many lines of the files came to each outcome; a line of several facts counts by the worst of theirs."""
        worst: dict[tuple[str, int], int] = {}
        for line in self.lines:
            row = line.file, line.row or line.line
            worst[row] = max(worst.get(row, 0), _BEST_FIRST.index(line.outcome))
        counted = Counter(worst.values())
        return {outcome: counted[_BEST_FIRST.index(outcome)] for outcome in get_args(Outcome)}

    @property
    def ok(self) -> bool:
        """Whether everything is in the record now (or would be, in a dry run)."""
        return all(line.outcome in {"stored", "already there"} for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The report as `upland import --json` prints it."""
        return {
            "dry_run": self.dry_run,
            "lines": [{k: v for k, v in asdict(line).items() if v not in (None, ())} for line in self.lines],
            "warnings": [asdict(warning) for warning in self.warnings],
            "tables": [asdict(table) for table in self.tables],
            "totals": self.totals,
            "rows": self.rows,
        }

    def word(self, outcome: str) -> str:
        """The outcome as people read it."""
        return "would be stored" if self.dry_run and outcome == "stored" else outcome

    def text(self, line: Line) -> str:
        """One fact's line of the report."""
        return line.text(self.word(line.outcome))

    def sorted(self) -> list[Line]:
        """The lines for people: what is in the record first, so that what has to be mended stands last."""
        return sorted(self.lines, key=lambda line: line.outcome in {"refused", "unanswered"})

    def summary(self) -> str:
        """One line: the totals, and those of the files' lines where they differ."""
        facts, rows = self._counted(self.totals), self._counted(self.rows)
        warned = f"; {len(self.warnings)} warnings" if self.warnings else ""
        of_lines = f" (lines: {rows})" if sum(self.totals.values()) != sum(self.rows.values()) else ""
        return (facts or "nothing to import") + of_lines + warned

    def _counted(self, totals: dict[str, int]) -> str:
        return ", ".join(f"{count} {self.word(outcome)}" for outcome, count in totals.items() if count)


def _advice(expected: str | None, suggestion: str | None) -> str:
    advice = f"; expected {expected}" if expected else ""
    return advice + (f"; did you mean {suggestion}?" if suggestion else "")
