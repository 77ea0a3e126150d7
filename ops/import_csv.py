"""Tables: CSV with a comma, a semicolon or a tab, whose header says what the rows are (`ops.import_columns`).

A row becomes all of its commands or none of them: what the catalogue or the rules refuse is found before anything is
sent, as far as it can be known here.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.events.amendment import Amendment
from contracts.fields import STREAM_PATTERN
from ops.import_cells import Row, Said
from ops.import_check import Wrong, no_id, refusal, wrongs
from ops.import_columns import Header, HeaderWrong, known_headers, read_header
from ops.import_facts import Fact, Read, Refusal, encode
from ops.import_files import Options
from ops.import_record import Names
from ops.import_report import Fault, ImportFaults
from ops.import_rows import KINDS
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS

_STREAM = re.compile(STREAM_PATTERN)
_DELIMITERS = (",", ";", "\t")


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


def rows_of(file: str, text: str, names: Names, options: Options, unread: list[Fault]) -> Iterator[Read]:
    """The facts of a table in the order of its rows, and the rows that are none.

    Args:
        names: those of the record; new parties are added to it.
        unread: gets a warning for each column that means nothing.

    Raises:
        ImportFaults: the header does not tell what the rows are.
    """
    table = _Table(file, io.StringIO(text, newline="").readlines())
    header = table.header()
    for cell in header.unread:
        message = f"the column {cell!r} is not read: it means nothing in a file of {header.kind}"
        unread.append(Fault(file, table.began, message, cell, "known-field"))
    for line, cells in table.rows():
        if isinstance(cells, Fault):
            yield Refusal(header.kind, line, (cells,))
            continue
        made = _Reading(file, line, header, Row(dict(zip(header.names, cells, strict=False)), names, options))
        yield from made.facts()


@dataclass
class _Table:
    file: str
    lines: list[str]
    began: int = 1
    delimiter: str = ","
    width: int = 0

    def header(self) -> Header:
        first = next((number for number, line in enumerate(self.lines) if line.strip()), None)
        if first is None:
            raise ImportFaults([Fault(self.file, 1, "there is nothing in this file", rule="csv")])
        told = self.lines[first].strip().lower()
        if told.startswith("sep=") and len(told) <= 5:  # what Excel writes above the header
            first += 1
        self.began = first + 1
        line = self.lines[first] if first < len(self.lines) else ""
        read = {mark: next(csv.reader([line], delimiter=mark), []) for mark in _DELIMITERS}
        self.delimiter = max(_DELIMITERS, key=lambda mark: (known_headers(read[mark]), len(read[mark])))
        try:
            header = read_header(read[self.delimiter])
        except HeaderWrong as wrong:
            fault = Fault(
                self.file, self.began, wrong.message, "", "header", wrong.expected, wrong.suggestion
            )
            raise ImportFaults([fault]) from None
        self.width = len(header.names)
        return header

    def rows(self) -> Iterator[tuple[int, list[str] | Fault]]:
        """Each row with the line on which it begins; a quote that is not closed spoils its own row only."""
        at = self.began
        while at < len(self.lines):
            lines = itertools.islice(self.lines, at, None)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            last = 0
            try:
                for cells in reader:
                    line, last = at + last + 1, reader.line_num
                    if any(cell.strip() for cell in cells):
                        yield line, self._whole(line, [cell.strip() for cell in cells])
                return
            except csv.Error as error:
                line = at + last + 1
                message = f"this row is not CSV: {error}"
                yield (
                    line,
                    Fault(self.file, line, message, "", "csv", "quotes closed, and doubled within quotes"),
                )
                at = line

    def _whole(self, line: int, cells: list[str]) -> list[str] | Fault:
        if len(cells) < self.width or any(cells[self.width :]):
            message = f"the row has {len(cells)} cells, and the header {self.width}"
            return Fault(
                self.file,
                line,
                message,
                "",
                "csv",
                "as many; a cell with the delimiter in it stands in quotes",
            )
        return cells


@dataclass
class _Reading:
    file: str
    line: int
    header: Header
    row: Row
    faults: list[Fault] = field(default_factory=list)

    def facts(self) -> Iterator[Read]:
        said = list(KINDS[self.header.kind](self.row))
        for wrong in self.row.wrong:
            column = f"column {self.header.written.get(wrong.column, wrong.column)}"
            unclear = wrong.unclear
            self.faults.append(
                Fault(
                    self.file,
                    self.line,
                    str(unclear),
                    column,
                    wrong.rule,
                    unclear.expected,
                    unclear.suggestion,
                )
            )
        facts = [] if self.faults else [self._fact(one) for one in said]
        if not self.faults and (len(facts) > 1 or any(fact.collection == "parties" for fact in facts)):
            self._rehearse(facts)
        if self.faults:
            do = facts[-1].do if facts else self.header.kind
            yield Refusal(do, self.line, tuple(dict.fromkeys(self.faults)))
            return
        yield from facts

    def _fact(self, said: Said) -> Fact:
        places = _InRow(self.line, said.columns, self.header.written)
        data = encode(said.body)
        fact = Fact(self.file, self.line, said.collection, said.id, said.verb, data, places, checked=True)
        stream = f"{COLLECTIONS[said.collection]}-{said.id}"
        if said.id == "new" or _STREAM.fullmatch(stream) is None:
            self.faults.append(fact.fault(no_id(said.collection, said.id)))
        self.faults += [fact.fault(wrong) for wrong in wrongs(COMMANDS[said.collection, said.verb], data)]
        return fact

    def _rehearse(self, facts: list[Fact]) -> None:
        """Let the registry's own rules decide what the row begins, and what it adds to parties that are known."""
        names = self.row.names
        states = {fact.stream: names.states.get(fact.stream) for fact in facts}
        begun = {stream for stream, state in states.items() if state is not None}
        claims: dict[tuple[str, str], str] = {}
        for number, fact in enumerate(facts):
            if fact.stream not in begun:
                if any(earlier.stream == fact.stream for earlier in facts[:number]) or not _begins(fact):
                    continue
                begun.add(fact.stream)
            command = COMMANDS[fact.collection, fact.verb].model_validate_json(fact.data)
            decider = DECIDERS[COLLECTIONS[fact.collection]]
            try:
                events = (
                    () if isinstance(command, Amendment) else decider.decide(states[fact.stream], command)
                )
            except Refused as error:
                self.faults.append(fact.fault(refusal(error.problem())))
                return
            for event in events:
                states[fact.stream] = decider.evolve(states[fact.stream], event)
                for claim in event.claims():
                    holder = names.numbers.get((claim.scheme, claim.value), fact.stream)
                    if holder != fact.stream:
                        message = f"{claim.value} is that of {holder} ({names.shown.get(holder, '')}) already"
                        expected = "a number that no other party has"
                        self.faults.append(fact.fault(Wrong("/value", "same-number", message, expected)))
                        return
                    claims[claim.scheme, claim.value] = fact.stream
        names.numbers |= claims
        for fact in facts:
            if fact.collection == "parties":
                names.heard(fact)
                names.states[fact.stream] = states[fact.stream]


def _begins(fact: Fact) -> bool:
    """Whether the command is one with which its stream may begin, so that nothing need be known of it."""
    return fact.verb in {"register", "join", "propose", "hold"}
