"""The rows of a table (`tables.table`), whose header gives their kind, as units of commands.

A row becomes all of its commands or none of them. A cell that cannot be read, or that contradicts the record, refuses it
here; else it is a unit, which the registry judges before it stores any of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.registry.importing.import_command import (
    WAIT,
    ImportCommand,
    Read,
    Refusal,
    RowUnit,
    StoredEvent,
    encode,
    wrong_address,
)
from services.registry.importing.reading.files import Options
from services.registry.importing.recorded.comparison import RowComparison
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Fault, Report
from services.registry.importing.tables.cells import RowCommand, TableRow
from services.registry.importing.tables.exported_rows import exported_rows
from services.registry.importing.tables.headers import Header
from services.registry.importing.tables.kinds import KINDS
from services.registry.importing.tables.questions import Questions, Remark
from services.registry.importing.tables.table import Table

_NO_EVENTS: Mapping[str, bytes] = {}


@dataclass(slots=True)
class _InRow:
    """A row's line, and the columns of a command's fields."""

    row: int
    columns: dict[str, str]
    written: dict[str, str]

    def line(self, pointer: str) -> int:  # noqa: ARG002  a row is one line
        return self.row

    def field(self, pointer: str) -> str:
        while pointer:
            if pointer in self.columns:
                name = self.columns[pointer]
                return f"column {self.written.get(name, name)}"
            pointer = pointer.rpartition("/")[0]
        return ""


def rows_of(
    table: Table,
    names: KnownNames,
    options: Options,
    report: Report,
    events: Mapping[str, bytes] = _NO_EVENTS,
) -> Iterator[Read]:
    """The facts of a table in the order of its rows, and the rows that are none.

    Args:
        names: those of the record, and what it holds; what the rows add is added to it.
        report: gets how the table is read, and a warning for all of it that is not stored.
        events: of the record, by which exported facts are known; see `exported_rows.known_of`.
    """
    header, file, reading = table.header, table.file, table.reading
    report.tables.append(reading)
    if header.wrong is not None:
        fault = Fault(
            file,
            table.began,
            header.wrong.message,
            "",
            "header",
            header.wrong.expected,
            header.wrong.suggestion,
        )
        yield Refusal("", table.began, (fault,))
        return
    for cell in header.unread:
        message = f"the column {cell!r} is not read: it means nothing in a file of {header.kind}; a mapping can say what it is"
        report.warnings.append(Fault(file, table.began, message, cell, "known-field"))
    if header.kind == "facts":
        yield from exported_rows(table, events)
        report.warnings += table.notes
        return
    yield WAIT
    questions = Questions(table)
    nameless = [at for at, cell in enumerate(header.headers) if not cell]
    for line, cells in table.rows():
        if isinstance(cells, Fault):
            yield Refusal(header.kind, line, (cells,))
            continue
        by_name = {name: cell for name, cell in zip(header.names, cells, strict=False) if name}
        if names.pending.name(by_name):
            yield WAIT
        row = TableRow(header.implied | by_name, names, options)
        yield from _Reading(file, line, header, row).unit()
        if nameless:
            questions.add(line, (_nameless(at) for at in nameless if cells[at]))
        questions.add(line, row.remarks)
        reading.classes.update(row.classes)
    report.warnings += [*table.notes, *questions.warnings]


def _nameless(at: int) -> Remark:
    return Remark("", "known-field", f"column {at + 1} has no header, and what is in it is not read")


@dataclass
class _Reading:
    file: str
    line: int
    header: Header
    row: TableRow
    faults: list[Fault] = field(default_factory=list)

    def unit(self) -> Iterator[Read]:
        """The row as a unit of commands, after a wait where it rests on a pending row; or why it is refused."""
        pending = self.row.names.pending
        row_commands = list(KINDS[self.header.kind](self.row))
        for column, rule, unclear in self.row.errors:
            where = f"column {self.header.written.get(column, column)}"
            self.faults.append(
                Fault(self.file, self.line, str(unclear), where, rule, unclear.expected, unclear.suggestion)
            )
        commands = [] if self.faults else [self._fact(one) for one in row_commands]
        if not self.faults:
            if pending.write(commands):
                yield WAIT
            comparison = RowComparison(self.row.names, self.row.text("mode") is not None)
            compared, fault = comparison.compared(commands)
            if fault is None:
                yield self._sent(compared, comparison)
                return
            self.faults.append(fault)
        do = commands[-1].do if commands else self.header.kind
        yield Refusal(do, self.line, tuple(dict.fromkeys(self.faults)))

    def _sent(self, commands: list[ImportCommand], comparison: RowComparison) -> RowUnit:
        names = self.row.names
        marks = names.pending.begin([command for command in commands if not command.known])

        def on_outcome(events: Sequence[StoredEvent]) -> None:
            names.pending.end(marks)
            for event in events:
                names.on_stored(event)

        return RowUnit(self.line, commands, comparison.explained, on_outcome)

    def _fact(self, command: RowCommand) -> ImportCommand:
        places = _InRow(self.line, command.columns, self.header.written)
        fact = ImportCommand(
            self.file, self.line, command.collection, command.id, command.verb, encode(command.body), places
        )
        if (wrong := wrong_address(command.collection, command.id, command.verb)) is not None:
            self.faults.append(fact.fault(wrong))
        return fact
