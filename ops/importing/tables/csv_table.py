"""CSV as rows with line numbers: a comma, a semicolon or a tab between cells; one wrong row leaves the others as they are."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ops.importing.report import Fault, ImportFaults
from ops.importing.tables.header import Header, HeaderWrong, known_headers, read_header
from ops.interchange.formula_guard import unguard

_DELIMITERS = (",", ";", "\t")
_TALLEST = 20  # lines of a header
_LONGEST = 300_000  # characters of a cell: more than the registry takes in one command
csv.field_size_limit(_LONGEST)


@dataclass
class CsvTable:
    """The rows of a text, after `header` was read."""

    file: str
    lines: list[str]
    began: int = 1  # the header's line
    rest: int = 1  # how many lines stand before the first row
    delimiter: str = ","
    width: int = 0

    @classmethod
    def of(cls, file: str, text: str) -> CsvTable:
        """The table that a file's text is."""
        return cls(file, io.StringIO(text, newline="").readlines())

    def header(self) -> Header:
        """The first row that is not empty, with which the rows begin. Raises ImportFaults."""
        first = next((number for number, line in enumerate(self.lines) if line.strip()), None)
        if first is None:
            raise ImportFaults(
                [Fault(self.file, 1, "there is nothing in this file", rule="csv", expected="a header")]
            )
        first_line = self.lines[first].strip().lower()
        if first_line.startswith("sep=") and len(first_line) <= 5:  # what Excel writes above the header
            first += 1
        self.began = first + 1
        read = {mark: self._first(first, mark) for mark in _DELIMITERS}
        self.delimiter = max(_DELIMITERS, key=lambda mark: (known_headers(read[mark][0]), len(read[mark][0])))
        cells, lines = read[self.delimiter]
        self.rest = first + lines
        try:
            header = read_header(cells)
        except HeaderWrong as wrong:
            fault = Fault(
                self.file, self.began, wrong.message, "", "header", wrong.expected, wrong.suggestion
            )
            raise ImportFaults([fault]) from None
        self.width = len(header.names)
        return header

    def _first(self, first: int, mark: str) -> tuple[list[str], int]:
        """The header's cells and how many lines it takes: a cell in quotes may have several."""
        reader = csv.reader(self.lines[first : first + _TALLEST], delimiter=mark)
        try:
            return next(reader, []), reader.line_num
        except csv.Error:
            return [], 1

    def rows(self) -> Iterator[tuple[int, list[str] | Fault]]:
        """Each row with the line on which it begins; a quote that is not closed spoils its own row only."""
        at = self.rest
        while at < len(self.lines):
            lines = itertools.islice(self.lines, at, None)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            last = 0
            try:
                for cells in reader:
                    line, last = at + last + 1, reader.line_num
                    read = [unguard(cell) if cell[:1] == "'" else cell for cell in map(str.strip, cells)]
                    if any(read):
                        yield line, self._checked_width(line, read)
                return
            except csv.Error as error:
                line = at + last + 1
                message, expected = (
                    f"this row is not CSV: {error}",
                    "quotes closed, and doubled within quotes",
                )
                if "field limit" in str(error):
                    expected += f", and at most {_LONGEST:,} characters in a cell"
                yield line, Fault(self.file, line, message, "", "csv", expected)
                at = line

    def _checked_width(self, line: int, cells: list[str]) -> list[str] | Fault:
        if len(cells) < self.width or any(cells[self.width :]):
            message = f"the row has {len(cells)} cells, and the header {self.width}"
            expected = "as many; a cell with the delimiter in it stands in quotes"
            return Fault(self.file, line, message, "", "csv", expected)
        return cells
