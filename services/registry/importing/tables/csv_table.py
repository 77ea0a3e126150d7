"""CSV as rows with line numbers, after a header that gives the kind of the rows and what each column means.

A comma, a semicolon or a tab is between cells; one wrong row leaves the others as they are. Headers are compared without
case, accents and punctuation: `Data przystąpienia` is `data_przystapienia`.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from runtime.errors import OperationFailed
from services.registry.importing.columns import KINDS
from services.registry.importing.formula_guard import unguard
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.values.words import folded

_DELIMITERS = (",", ";", "\t")
_TALLEST = 20  # lines of a header
_LONGEST = 300_000  # characters of a cell: more than the registry takes in one command
csv.field_size_limit(_LONGEST)
# What distinguishes the kinds, in the order in which they are tried.
_DISTINCTIVE = {
    "facts": ("command",),
    "agreements": ("parties",),
    "visits": ("host", "visitors"),
    "counts": ("count",),
    "members": ("name", "party"),
}
_BY_HEADER = {
    kind: {folded(word): name for name, words in columns.items() for word in (name, *words.split(","))}
    for kind, columns in KINDS.items()
}


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


# ---- the header ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Header:
    """A file's first row: its kind, and of each column the name and the header as it is written."""

    kind: str
    names: tuple[str, ...]  # "" for a column that means nothing
    written: dict[str, str]
    unread: tuple[str, ...]  # headers that mean nothing


@dataclass(frozen=True)
class HeaderWrong(OperationFailed):
    """A first row by which the file cannot be read."""

    message: str
    expected: str
    suggestion: str | None = None


def read_header(cells: Iterable[str]) -> Header:
    """The kind of a file and its columns. Raises HeaderWrong."""
    written = [cell.strip() for cell in cells]
    kind = kind_of(written)
    if kind is None:
        near = [
            near for cell in written for near in get_close_matches(folded(cell), _words(), n=1, cutoff=0.8)
        ]
        kinds = "; ".join(
            f"{kind}: {' or '.join(names_of_kind)}" for kind, names_of_kind in _DISTINCTIVE.items()
        )
        shown = ", ".join(cell for cell in written if cell)[:120]
        message = f"the header {shown!r} is not one of members, agreements, visits, counts or facts"
        expected = (
            f"a column that gives the kind ({kinds}), and a comma, a semicolon or a tab between columns"
        )
        raise HeaderWrong(message, expected, near[0] if near else None)
    known = _BY_HEADER[kind]
    names = tuple(known.get(folded(cell), "") if cell else "" for cell in written)
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        both = ", ".join(cell for cell, name in zip(written, names, strict=True) if name == twice)
        raise HeaderWrong(f"several columns mean the same: {both}", f"one column for {twice}")
    unread = tuple(cell for cell, name in zip(written, names, strict=True) if cell and not name)
    for cell in unread:
        left = [word for word, name in known.items() if name not in names]
        if near := get_close_matches(folded(cell), left, n=1, cutoff=0.8):
            raise HeaderWrong(
                f"{cell!r} is not a column of {kind}", f"one of {', '.join(KINDS[kind])}", near[0]
            )
    return Header(
        kind, names, {name: cell for cell, name in zip(written, names, strict=True) if name}, unread
    )


def kind_of(cells: Iterable[str]) -> str | None:
    """The kind of a file with these headers; None for none that is known."""
    headers = [folded(cell) for cell in cells]
    for kind, distinctive in _DISTINCTIVE.items():
        columns = {_BY_HEADER[kind].get(cell) for cell in headers}
        if columns.issuperset(distinctive) if kind == "visits" else not columns.isdisjoint(distinctive):
            return kind
    return None


def known_headers(cells: Iterable[str]) -> int:
    """How many of the headers mean something in the kind that they make."""
    cells = list(cells)
    kind = kind_of(cells)
    return sum(folded(cell) in _BY_HEADER[kind] for cell in cells) if kind else 0


def _words() -> list[str]:
    return [
        word
        for kind, distinctive in _DISTINCTIVE.items()
        for word, name in _BY_HEADER[kind].items()
        if name in distinctive
    ]
