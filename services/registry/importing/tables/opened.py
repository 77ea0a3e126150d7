"""The tables of a file: one of CSV or of the records of a register, one for each sheet of a workbook."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.registry.importing.columns import KINDS
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.entries import EntryFile
from services.registry.importing.reading.files import Options
from services.registry.importing.reading.workbooks import Sheet
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.tables.entry_rows import KIND as ENTRIES
from services.registry.importing.tables.entry_rows import entries_table
from services.registry.importing.tables.table import Table, csv_table, sheet_table

_FACTS, *_TABLES = KINDS
_ORDER = ("", _FACTS, ENTRIES, *_TABLES)  # what is no table first: it is refused


def tables_of(
    file: str,
    raw: bytes,
    content: Sequence[Sheet] | EntryFile | None,
    options: Options,
    facts: Collection[str] = (),
) -> list[Table]:
    """The tables of a file, in the order in which they are imported.

    Args:
        content: the sheets of a workbook, or the records of a register; None for CSV.
        facts: ids of events of which statements say nothing new.

    Raises:
        ImportFaults: it is empty, or no text.
    """
    if isinstance(content, EntryFile):
        entries = content.read(facts)
        others = (sheet_table(file, sheet, options) for sheet in entries.sheets)
        return [entries_table(file, entries), *others]
    if content is None:
        return [csv_table(file, text_of(file, raw, options.encoding), options)]
    written = [sheet for sheet in content if not sheet.empty]
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
