"""What an import asks about the cells of a table: the same of many rows is asked once, with their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.registry.importing.report import Fault
from services.registry.importing.tables.table import Table


class Remark(NamedTuple):
    """A cell of which something is not stored, or is read in a way that somebody should look at."""

    column: str
    rule: str
    message: str


class Questions:
    """The remarks on a table's rows, in the order in which they come up first."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._lines: dict[Remark, list[int]] = {}

    def add(self, line: int, remarks: Iterable[Remark]) -> None:
        """Remarks on the row of this line."""
        for remark in remarks:
            self._lines.setdefault(remark, []).append(line)

    @property
    def warnings(self) -> Iterator[Fault]:
        """One warning for each remark, at the first of its rows."""
        for remark, lines in self._lines.items():
            column = self._table.header.written.get(remark.column, remark.column)
            rows = f" ({len(lines)} rows)" if len(lines) > 1 else ""
            where = f"column {column}" if column else ""
            yield Fault(self._table.file, lines[0], remark.message + rows, where, remark.rule)
