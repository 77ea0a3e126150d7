"""An exported table of facts: each row has the event's id and its command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from services.registry.importing.import_command import Parsed, Refusal
from services.registry.importing.reading.exported import fact_of
from services.registry.importing.report import Fault
from services.registry.importing.tables.table import Table

_DATE = ("occurred", "phrase", "inferred_from")


def exported_rows(table: Table, known: Mapping[str, bytes]) -> Iterator[Parsed]:
    """The facts of an exported table of facts, in the order of its rows, and the rows that are none."""
    file, header = table.file, table.header
    for line, cells in table.rows():
        if isinstance(cells, Fault):
            yield Refusal(header.kind, line, (cells,))
            continue
        row = {name: cell for name, cell in zip(header.names, cells, strict=False) if cell}
        do = row.get("command", "")
        collection, _, rest = do.partition("/")
        id, _, verb = rest.partition("/")
        body = _body(row)
        if not do:
            message, expected = "the row has no command", "collection/id/verb, as in clusters/dkm/found"
            yield Refusal(
                header.kind, line, (Fault(file, line, message, "column command", "needed-field", expected),)
            )
            continue
        if body is None:
            where, expected = "column fields", '{"names": {"pl": …}}'
            fault = Fault(file, line, "this is not an object of JSON", where, "json", expected)
            yield Refusal(do, line, (fault,))
            continue
        command = {"collection": collection, "id": id, "verb": verb, "body": body}
        yield fact_of(file, line, row.get("event", ""), command, known, _InColumns(line))


def _body(row: Mapping[str, str]) -> dict[str, Any] | None:
    """A command's body; None where `fields` is not JSON."""
    try:
        body = orjson.loads(row.get("fields", "{}"))
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict):
        return None
    date = {name if name != "occurred" else "edtf": row[name] for name in _DATE if name in row}
    if date:
        body["occurred"] = date if len(date) > 1 or "edtf" not in date else date["edtf"]
    if "source" in row:
        body["sources"] = [{"id": row["source"]} | ({"locator": row["locator"]} if "locator" in row else {})]
    body.setdefault("sources", [])
    return body | {name: row[name] for name in ("mode", "audience") if name in row}


class _InColumns:
    """A fact stands on one row, and each of its fields in a column of its own or in the last one."""

    __slots__ = ("_line",)

    def __init__(self, line: int) -> None:
        self._line = line

    def line(self, pointer: str) -> int:  # noqa: ARG002  a fact is one row
        return self._line

    def field(self, pointer: str) -> str:
        name = pointer.split("/")[1] if pointer.count("/") else ""
        own = {"do": "command", "sources": "source"}.get(name, name)
        return f"column {own}" if own in {"command", "source", "occurred", "mode", "audience"} else pointer
