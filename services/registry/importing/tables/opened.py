"""The tables of a file: one of CSV, one for each sheet of a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from services.registry.importing.columns import KINDS
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.files import Options
from services.registry.importing.reading.workbooks import Sheet
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.tables.table import Table, csv_table, sheet_table

_ORDER = ("", *KINDS)  # what is no table first: it is refused


def tables_of(file: str, raw: bytes, sheets: Sequence[Sheet] | None, options: Options) -> list[Table]:
    """The tables of a file, in the order in which they are imported.

    Args:
        sheets: of a workbook; None for CSV.

    Raises:
        ImportFaults: it is empty, or no text.
    """
    if sheets is None:
        return [csv_table(file, text_of(file, raw, options.encoding), options)]
    written = [sheet for sheet in sheets if not sheet.empty]
    shown = [sheet for sheet in written if not sheet.hidden]
    if not shown:
        raise ImportFaults(
            [Fault(file, 1, "there is nothing in this workbook", "", "file", "a sheet with a table")]
        )
    one = len(written) == 1
    tables = [sheet_table(file if one else f"{file} [{sheet.name}]", sheet, options) for sheet in shown]
    read = [table for table in tables if table.header.kind] or tables
    notes = [
        Fault(table.file, table.began, f"this sheet is not read: {wrong.message}", "", "sheet")
        for table in tables
        if table not in read and (wrong := table.header.wrong)
    ]
    notes += [
        Fault(f"{file} [{sheet.name}]", 1, "this sheet is hidden and is not read", "", "sheet")
        for sheet in written
        if sheet.hidden
    ]
    read[0].notes.extend(notes)
    return sorted(read, key=rank)


def rank(table: Table) -> int:
    """Its place among tables: exported facts first, then what is registered, then what speaks of it."""
    return _ORDER.index(table.header.kind)
