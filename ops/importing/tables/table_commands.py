"""Tables: CSV with a comma, a semicolon or a tab, whose header says what the rows are (`ops.importing.tables.header`).

A row becomes all of its commands or none of them: what the catalogue or the rules refuse is found before anything is
sent, on the record as it was when the import began and on what the import adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.fields import STREAM_PATTERN
from ops.importing.planning.validation import no_id, violations
from ops.importing.reading.files import Options
from ops.importing.reading.yaml_facts import ImportCommand, Read, Refusal, encode
from ops.importing.recorded.names import KnownNames
from ops.importing.recorded.rehearsal import RowRehearsal
from ops.importing.report import Fault
from ops.importing.tables.cells import RowCommand, TableRow
from ops.importing.tables.csv_table import CsvTable
from ops.importing.tables.exported_rows import exported_rows
from ops.importing.tables.header import Header
from ops.importing.tables.rows import KINDS

_STREAM = re.compile(STREAM_PATTERN)
_NO_EVENTS: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
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
    file: str,
    text: str,
    names: KnownNames,
    options: Options,
    unread: list[Fault],
    events: Mapping[str, bytes] = _NO_EVENTS,
) -> Iterator[Read]:
    """The facts of a table in the order of its rows, and the rows that are none.

    Args:
        names: those of the record, and what it holds; what the rows add is added to it.
        unread: gets a warning for each column that means nothing, and for each cell that is not stored.
        events: of the record, by which rows of whole facts are known; see `said.known_of`.

    Raises:
        ImportFaults: the header does not tell what the rows are.
    """
    table = CsvTable.of(file, text)
    header = table.header()
    for cell in header.unread:
        message = f"the column {cell!r} is not read: it means nothing in a file of {header.kind}"
        unread.append(Fault(file, table.began, message, cell, "known-field"))
    if header.kind == "facts":
        for read in exported_rows(file, table, header, events):
            if isinstance(read, ImportCommand):
                names.on_command(read)
            yield read
        return
    for line, cells in table.rows():
        if isinstance(cells, Fault):
            yield Refusal(header.kind, line, (cells,))
            continue
        row = TableRow(dict(zip(header.names, cells, strict=False)), names, options)
        yield from _Reading(file, line, header, row).facts()
        names.snapshot.settle()
        unread += [
            Fault(file, line, message, f"column {header.written.get(column, column)}", "not-stored")
            for column, message in row.not_stored
        ]


@dataclass
class _Reading:
    file: str
    line: int
    header: Header
    row: TableRow
    faults: list[Fault] = field(default_factory=list)

    def facts(self) -> Iterator[Read]:
        commands = list(KINDS[self.header.kind](self.row))
        for column, rule, unclear in self.row.errors:
            where = f"column {self.header.written.get(column, column)}"
            self.faults.append(
                Fault(self.file, self.line, str(unclear), where, rule, unclear.expected, unclear.suggestion)
            )
        facts = [] if self.faults else [self._fact(one) for one in commands]
        if not self.faults:
            facts, fault = RowRehearsal(self.row).decided(facts)
            self.faults += [fault] if fault else []
        if self.faults:
            do = facts[-1].do if facts else self.header.kind
            yield Refusal(do, self.line, tuple(dict.fromkeys(self.faults)))
            return
        yield from facts

    def _fact(self, command: RowCommand) -> ImportCommand:
        places = _InRow(self.line, command.columns, self.header.written)
        data = encode(command.body)
        fact = ImportCommand(
            self.file, self.line, command.collection, command.id, command.verb, data, places, checked=True
        )
        stream = f"{COLLECTIONS[command.collection]}-{command.id}"
        if command.id == "new" or _STREAM.fullmatch(stream) is None:
            self.faults.append(fact.fault(no_id(command.collection, command.id)))
        self.faults += [
            fact.fault(wrong) for wrong in violations(COMMANDS[command.collection, command.verb], data)
        ]
        return fact
