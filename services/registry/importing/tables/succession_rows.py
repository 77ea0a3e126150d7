"""From the row of a table to a command about what became of a cluster: renamed, merged, divided or dissolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.registry.importing.tables.cells import CellError, RowCommand, TableRow
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.numbers import read_flag
from services.registry.importing.values.terms import forms

CHANGES = forms(
    {
        "rename": "rename, renamed, renaming, name change, change of name, zmiana nazwy, nowa nazwa, "
        "przemianowanie, przemianowany",
        "merge": "merge, merged, merger, połączenie, połączony, fuzja, włączenie, włączony, przyłączenie, przyłączony, wcielenie",
        "split": "split, division, divided, podział, podzielony, rozdzielenie, rozdzielony",
        "dissolve": "dissolve, dissolved, dissolution, closed, rozwiązanie, rozwiązany, likwidacja, "
        "zlikwidowany, zamknięcie, zamknięty",
    }
)
_NAMES = ("new_name", "new_name_en", "new_abbreviation")
_PASSING = ("members_pass", "agreements_pass")
# The columns that say something of one change and nothing of another.
_COLUMNS = {
    "rename": _NAMES,
    "merge": ("into", *_PASSING),
    "split": ("into", *_PASSING),
    "dissolve": ("into",),
}
_OWN = dict.fromkeys((*_NAMES, "into", *_PASSING))


def successions(row: TableRow) -> Iterator[RowCommand]:
    """What became of a cluster; a row that does not say what it is a change of is one by its name or its successors."""
    cluster, into = row.cluster(), row.several("into", "cluster")
    change = _change(row, into)
    if cluster is None or change is None:
        return
    for column in _OWN:
        if row.text(column) and column not in _COLUMNS[change]:
            _contradicts(
                row, column, f"this says nothing of a change of the kind {change}", "a row of its own for it"
            )
    if change == "rename":
        fields, columns = _naming(row), {"names": "new_name", "abbreviation": "new_abbreviation"}
    else:
        fields, columns = _succession(row, change, into), {"successors": "into"}
    yield row.command("clusters", cluster.removeprefix("cluster-"), change, fields, "date", **columns)


def _change(row: TableRow, into: list[str]) -> str | None:
    if row.text("change"):
        return row.word("change", CHANGES)
    if row.text("into"):
        return "split" if len(into) > 1 else "merge"
    if row.text("new_name") or row.text("new_name_en"):
        return "rename"
    row.require("change", "the row does not say what became of the cluster")
    return None


def _naming(row: TableRow) -> dict[str, Any]:
    names = {
        language: text
        for language, text in (("pl", row.text("new_name")), ("en", row.text("new_name_en")))
        if text
    }
    if not names:
        row.require("new_name", "the row has no new name of the cluster")
    return {"names": names, "abbreviation": row.text("new_abbreviation")}


def _succession(row: TableRow, change: str, into: list[str]) -> dict[str, Any]:
    """The clusters that follow, as many as the change has, and what passes to them where that is known."""
    if change == "dissolve":
        return {"successors": into}
    row.require("into", "the row does not say which cluster follows")
    if change == "merge" and len(into) > 1:
        _contradicts(
            row, "into", f"a cluster merges into one, and here are {len(into)}", "one cluster, or a split"
        )
    if change == "split" and len(into) == 1:
        _contradicts(
            row, "into", "a cluster is divided into several, and here is one", "two or more, or a merger"
        )
    passing = {name: row.read(name, "flag", read_flag) for name in _PASSING}
    return {"into": into[0] if change == "merge" and into else into, **passing}


def _contradicts(row: TableRow, column: str, message: str, expected: str) -> None:
    row.errors.append(CellError(column, "allowed-value", Unclear(message, expected)))
