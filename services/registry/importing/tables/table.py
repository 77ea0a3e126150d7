"""A table of a file: its header, its rows, and what stands there and is no row: titles, headings, totals, notes.

Nothing is passed over in silence: what is no row is a note of the table, which becomes a warning of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from services.registry.importing.reading.files import Options
from services.registry.importing.reading.workbooks import Sheet
from services.registry.importing.report import ColumnReading, Fault, ImportFaults, TableReading
from services.registry.importing.tables.csv_lines import DELIMITERS, CsvLines
from services.registry.importing.tables.headers import (
    Header,
    HeaderCell,
    cells_of,
    cells_of_two,
    known_columns,
    read_header,
)
from services.registry.importing.values.words import folded

_TOP = 12  # rows among which the header stands
_TOTAL = re.compile(
    r"(?:razem|suma|ogolem|lacznie|w sumie|total|sum|in total|together|podsumowanie)"
    r"(?: (?:czlonkow|czlonkowie|podmiotow|firm|organizacji|klastrow|members|parties|organisations|companies|clusters))?"
    r"(?: (\d+))?"
)
_NOTE = re.compile(
    r"\*|(?:zrodlo|source|uwagi?|notes?|legenda|legend|stan na|as of|sporzadzil[a]?|prepared by|opracowanie)\b.*"
)
_DIGITS = re.compile(r"[\d\s.,]+")
Rows = Iterable[tuple[int, list[str] | Fault]]


@dataclass
class Table:
    """`began` is the line of the header; `exact` whether each row must have as many cells as the header.

    `notes` has what was passed over; that of rows is added while they are read. `samples` are some rows below the header.
    """

    file: str
    header: Header
    began: int
    _rows: Rows
    exact: bool = False
    notes: list[Fault] = field(default_factory=list)
    samples: Sequence[Sequence[str]] = ()

    @property
    def reading(self) -> TableReading:
        """How it is read, for the report."""
        columns = []
        for at, (header, name) in enumerate(zip(self.header.headers, self.header.names, strict=True)):
            example = next((cells[at] for cells in self.samples if at < len(cells) and cells[at]), "")
            column = name or self.header.near.get(header, "")
            if header or example:
                columns.append(ColumnReading(header, column, column == name, " ".join(example.split())[:60]))
        return TableReading(self.file, self.header.kind, tuple(columns))

    def rows(self) -> Iterator[tuple[int, list[str] | Fault]]:
        """Each row with its line; what is wrong with one leaves the others as they are."""
        count = 0
        for line, cells in self._rows:
            if isinstance(cells, Fault):
                yield line, cells
            elif not self._noted(line, cells, count):
                count += 1
                yield line, self._checked_width(line, cells)

    def _noted(self, line: int, cells: Sequence[str], before: int) -> bool:
        """Note a total, or a remark below the table."""
        texts = [cell for cell in cells if cell]
        if not all(map(_DIGITS.fullmatch, texts[1:])):  # most rows
            return False
        first = folded(texts[0])
        if total := _TOTAL.fullmatch(first):
            numbers = [text for text in (total[1], *texts[1:]) if text]
            counted = (
                f"; {before} rows stand above it" if len(numbers) == 1 and self.header.kind in _LISTS else ""
            )
            self._note(line, f"the row {' '.join(texts)!r} is a total and is not read{counted}", "total")
            return True
        if (
            len(texts) == 1
            and len(self.header.names) > 1
            and (_NOTE.match(first) or texts[0].startswith("*"))
        ):
            self._note(line, f"{texts[0][:120]!r} is a remark and is not read", "remark")
            return True
        return False

    def _note(self, line: int, message: str, rule: str) -> None:
        self.notes.append(Fault(self.file, line, message, "", rule))

    def _checked_width(self, line: int, cells: list[str]) -> list[str] | Fault:
        width = len(self.header.names)
        if self.exact and (len(cells) < width or any(cells[width:])):
            message = f"the row has {len(cells)} cells, and the header {width}"
            expected = "as many; a cell with the delimiter in it stands in quotes"
            return Fault(self.file, line, message, "", "csv", expected)
        return cells


_LISTS = frozenset({"members", "parties", "clusters"})


# ---- of CSV -------------------------------------------------------------------------------------------------------
def csv_table(file: str, text: str, options: Options) -> Table:
    """The table that a text is. Raises ImportFaults, where it is empty."""
    lines = CsvLines.of(file, text)
    best: tuple[tuple[int, int], str, list[tuple[int, int, list[str]]], _Place] | None = None
    for mark in DELIMITERS:
        if top := lines.top(mark, _TOP):
            place = _find([cells for _, _, cells in top], options)
            rank = place.known, len(top[place.at][2])
            if best is None or rank > best[0]:
                best = rank, mark, top, place
    if best is None:
        raise _empty(file)
    _, mark, top, place = best
    began, rest = top[place.at][0] + 1, top[place.at + place.lines - 1][1]
    header = _header(place, options)
    notes = _above(file, [(begin + 1, cells) for begin, _, cells in top[: place.at]])
    samples = [cells for _, _, cells in top[place.at + place.lines :]]
    return Table(file, header, began, lines.rows(mark, rest), exact=True, notes=notes, samples=samples)


# ---- of a sheet ---------------------------------------------------------------------------------------------------
def sheet_table(file: str, sheet: Sheet, options: Options) -> Table:
    """The table that a sheet is. Raises ImportFaults, where it is empty.

    A merged cell that is several rows tall is in each of them.
    """
    grid = [[cell.strip() for cell in cells] for cells in sheet.rows]
    headings: set[int] = set()  # rows that are one cell as wide as several columns, by index
    for first, left, last, right in sheet.merged:
        if first >= len(grid):
            continue
        if left == right:
            for cells in grid[first + 1 : last + 1]:
                cells[left] = grid[first][left]
        elif first == last and grid[first][left] and sum(map(bool, grid[first])) == 1:
            headings.add(first)
    filled = [(number, cells) for number, cells in enumerate(grid) if any(cells)]
    if not filled:
        raise _empty(file)
    top = filled[:_TOP]
    place = _find([cells for _, cells in top], options)
    below = place.at + place.lines
    notes = _above(file, [(number + 1, cells) for number, cells in top[: place.at]])
    rows = _sheet_rows(file, filled[below:], headings, notes)
    samples = [cells for _, cells in top[below:]]
    return Table(file, _header(place, options), top[place.at][0] + 1, rows, notes=notes, samples=samples)


def _sheet_rows(
    file: str, rows: Iterable[tuple[int, list[str]]], headings: set[int], notes: list[Fault]
) -> Iterator[tuple[int, list[str] | Fault]]:
    for number, cells in rows:
        heading = next(filter(None, cells))
        if number in headings and not _TOTAL.fullmatch(folded(heading)):
            message = f"{heading!r} stands over several columns and is not read: what it says of rows belongs in a column"
            notes.append(Fault(file, number + 1, message, "", "heading"))
        else:
            yield number + 1, cells


# ---- where the header stands --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Place:
    at: int  # index among the rows at the top
    lines: int  # of which the header consists
    cells: list[HeaderCell]
    known: int


def _find(top: Sequence[Sequence[str]], options: Options) -> _Place:
    """The rows under which most columns are known: the first ones, where others know no more; below a title at least two."""
    best: _Place | None = None
    for at, row in enumerate(top):
        candidates = [cells_of(row)]
        # A single cell above others is a title.
        if at + 1 < len(top) and len(top[at + 1]) == len(row) and sum(map(bool, row)) > 1:
            candidates.append(cells_of_two(row, top[at + 1]))
        for lines, cells in enumerate(candidates, 1):
            known = known_columns(cells, options.mapping, of_cluster=options.cluster is not None)
            if best is None or known > max(best.known, int(at > 0 or lines > 1)):
                best = _Place(at, lines, cells, known)
    assert best is not None, "there is a row"
    return best


def _header(place: _Place, options: Options) -> Header:
    return read_header(place.cells, options.mapping, of_cluster=options.cluster is not None)


def _above(file: str, rows: Iterable[tuple[int, Sequence[str]]]) -> list[Fault]:
    return [
        Fault(
            file,
            line,
            f"{' '.join(filter(None, cells))[:120]!r} stands above the header and is not read",
            "",
            "title",
        )
        for line, cells in rows
    ]


def _empty(file: str) -> ImportFaults:
    return ImportFaults([Fault(file, 1, "there is nothing in this file", rule="csv", expected="a header")])
