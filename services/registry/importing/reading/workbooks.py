"""Workbooks as sheets of texts: XLSX and ODS, read in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from services.registry.importing.report import Fault, ImportFaults

_PROCESS = Path(__file__).with_name("workbook_process.py")
_SECONDS = 60
_EXPECTED = "an XLSX or ODS workbook that opens without a password; or the sheet saved as CSV"


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells as texts, from its first row; `merged` has first row, first column, last row, last column, from 0."""

    name: str
    rows: Sequence[list[str]]
    merged: Sequence[Sequence[int]] = ()
    hidden: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.strip() for cells in self.rows for cell in cells)


def sheets_of(file: str, raw: bytes) -> list[Sheet]:
    """The sheets of a workbook, in its order. It takes some tenths of a second: not for an event loop.

    Raises:
        ImportFaults: it is none, is protected, or asks for more memory or time than an import has.
    """
    try:
        process = subprocess.run(
            [sys.executable, "-I", str(_PROCESS)],
            input=raw,
            capture_output=True,
            timeout=_SECONDS,
            env={},
            check=False,
        )
        answer = orjson.loads(process.stdout) if process.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {}
    if "sheets" in answer:
        return [Sheet(**sheet) for sheet in answer["sheets"]]
    message = answer.get("error", "it asks for more memory or time than an import has")
    raise ImportFaults(
        [Fault(file, 1, f"this cannot be read as a workbook: {message}", "", "file", _EXPECTED)]
    )
