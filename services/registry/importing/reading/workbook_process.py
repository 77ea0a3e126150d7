"""The sheets of a workbook as JSON, in a process of its own: `python workbook_process.py < list.xlsx`.

A few kilobytes can ask for more memory than there is, and a library that is compiled then ends its process. So this one
has little memory and time, no environment, and nothing but the file. It answers `{"sheets": [...]}` or `{"error": "..."}`:

    {"name": "Members", "rows": [["nazwa", "od"], ...], "merged": [[0, 0, 0, 1]], "hidden": false}

`rows` begin at the sheet's first row and hold texts; `merged` are first row, first column, last row, last column, from 0.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

_MEMORY = 1 << 30  # bytes
_SECONDS = 30
_CELLS = 2_000_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
# Formats of Excel by number, where they show no day.
_MONTHLY = frozenset({17})
Marks = dict[tuple[int, int], str]


def sheets(raw: bytes) -> Iterator[dict[str, Any]]:
    """Every sheet of cells, in the order of the workbook."""
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
        marks = _marks(raw)
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(number)
            if sheet.total_height * sheet.total_width > _CELLS:
                raise MemoryError
            special = marks.get(about.name, {})
            yield {
                "name": about.name,
                "rows": [
                    [_text(cell, special.get((row, column))) for column, cell in enumerate(cells)]
                    for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
                ],
                "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
                "hidden": about.visible is not SheetVisibleEnum.Visible,
            }


def _text(cell: object, mark: str | None) -> str:
    if mark is not None and mark.startswith("#"):
        return mark
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return f"{day:%Y-%m-%d}"[: {"month": 7, "year": 4}.get(mark or "", 10)]
    if isinstance(cell, bool):
        return "tak" if cell else "nie"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


# ---- what the library leaves out of an XLSX: errors, and how much of a date is shown ---------------------------------
def _marks(raw: bytes) -> dict[str, Marks]:
    """By sheet and cell: an error such as `#N/A`, or `month` or `year` where a date is shown without its day."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                return {}
            shown = _dates_without_days(parts)
            targets = {
                item.get("Id"): str(item.get("Target"))
                for item in ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  bounded here
            }
            workbook = ET.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314
            return {
                str(sheet.get("name")): _marks_of(parts, targets[sheet.get(_RELATION)], shown)
                for sheet in workbook.iter(f"{_MAIN}sheet")
            }
    except (zipfile.BadZipFile, KeyError, ET.ParseError):
        return {}  # another form of workbook, or one that the library reads in another way


def _marks_of(parts: zipfile.ZipFile, target: str, shown: dict[int, str]) -> Marks:
    marks: Marks = {}
    path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    with parts.open(path) as part:
        for _, cell in ET.iterparse(part):  # noqa: S314
            if cell.tag != f"{_MAIN}c":
                if cell.tag == f"{_MAIN}row":
                    cell.clear()
                continue
            place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell.get("r", ""))
            if place is None:
                continue
            error = cell.findtext(f"{_MAIN}v") if cell.get("t") == "e" else None
            mark = error or shown.get(int(cell.get("s") or 0))
            if mark:
                marks[int(place[2]) - 1, _column(place[1])] = mark
    return marks


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _dates_without_days(parts: zipfile.ZipFile) -> dict[int, str]:
    if "xl/styles.xml" not in parts.namelist():
        return {}
    styles = ET.fromstring(parts.read("xl/styles.xml"))  # noqa: S314
    own = {
        int(item.get("numFmtId", 0)): _precision(item.get("formatCode", ""))
        for item in styles.iter(f"{_MAIN}numFmt")
    }
    own |= dict.fromkeys(_MONTHLY, "month")
    formats = styles.find(f"{_MAIN}cellXfs")
    numbers = [int(item.get("numFmtId", 0)) for item in formats] if formats is not None else []
    return {style: precision for style, number in enumerate(numbers) if (precision := own.get(number))}


def _precision(code: str) -> str | None:
    letters = _QUOTED.sub("", code.lower())
    if "y" not in letters or "d" in letters or "h" in letters or "s" in letters:
        return None
    return "month" if "m" in letters else "year"


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        answer: dict[str, Any] = {"sheets": [*sheets(sys.stdin.buffer.read())]}
    except PasswordError:
        answer = {"error": "it is protected by a password"}
    except CalamineError as error:
        answer = {"error": f"this is no workbook: {error}"}
    except MemoryError:
        answer = {"error": "it asks for more cells than an import takes"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
