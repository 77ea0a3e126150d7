"""CSV as rows with line numbers: a comma, a semicolon or a tab is between cells; one wrong row leaves the others as they are."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from services.registry.importing.formula_guard import unguard
from services.registry.importing.report import Fault

DELIMITERS = (",", ";", "\t")
_LONGEST = 300_000  # characters of a cell: more than the registry takes in one command


@dataclass
class CsvLines:
    """The lines of a text, as cells."""

    file: str
    lines: list[str]

    @classmethod
    def of(cls, file: str, text: str) -> CsvLines:
        """The lines of a file's text, without the one that Excel writes above the header."""
        # The limit is the process's, and some libraries set one of their own: each file is read with ours.
        csv.field_size_limit(_LONGEST)
        lines = io.StringIO(text, newline="").readlines()
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        mark = lines[first].strip().lower() if lines else ""
        if mark.startswith("sep=") and len(mark) <= 5:
            lines[first] = "\n"
        return cls(file, lines)

    def top(self, delimiter: str, most: int) -> list[tuple[int, int, list[str]]]:
        """The first rows that are not empty: where each begins and ends as indexes of lines, and its cells."""
        rows: list[tuple[int, int, list[str]]] = []
        reader = csv.reader(self.lines[: most * 20], delimiter=delimiter)
        last = 0
        try:
            for cells in reader:
                begin, last = last, reader.line_num
                if any(cell.strip() for cell in cells):
                    rows.append((begin, last, [cell.strip() for cell in cells]))
                if len(rows) == most:
                    break
        except csv.Error:
            pass  # what comes before it may be the header; the row itself is refused when it is read
        return rows

    def rows(self, delimiter: str, begin: int) -> Iterator[tuple[int, list[str] | Fault]]:
        """Each row that is not empty, from an index of lines on, with the number of the line on which it begins.

        A quote that is not closed spoils its own row only.
        """
        at = begin
        while at < len(self.lines):
            lines = itertools.islice(self.lines, at, None)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            last = 0
            try:
                for cells in reader:
                    line, last = at + last + 1, reader.line_num
                    read = [unguard(cell) if cell[:1] == "'" else cell for cell in map(str.strip, cells)]
                    if any(read):
                        yield line, read
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
