"""Facts as an export writes them: the event's id, and its command.

What the record holds already under the same event, in the same words, is known to be there: an export imported into the
record that it came from adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import aiohttp
import orjson

from contracts.catalogue import COLLECTIONS
from contracts.fields import STREAM_PATTERN
from contracts.statement import fact_of_statement
from ops.importing.import_command import ImportCommand, Parsed, Places, Refusal, encode
from ops.importing.planning.validation import Violation, no_command, no_id
from ops.importing.report import Fault
from ops.importing.tables.csv_table import CsvTable
from ops.importing.tables.header import Header
from ops.interchange.history import statements
from ops.interchange.recorded_commands import recorded_command

_STREAM = re.compile(STREAM_PATTERN)
_DATE = ("occurred", "phrase", "inferred_from")


async def known_of(session: aiohttp.ClientSession) -> dict[str, bytes]:
    """The events of the record, each with a digest of its command. Raises `RegistryAway`."""
    return {
        item["id"]: _digest(recorded_command(fact_of_statement(item))._asdict())
        async for item in statements(session)
    }


def fact_of(
    file: str, line: int, event: str, command: Mapping[str, Any], known: Mapping[str, bytes], places: Places
) -> Parsed:
    """The fact of `command`: {collection, id, verb, body}, the first three of them texts; or why it is none."""
    collection, id, verb, body = (
        command["collection"],
        command["id"],
        command["verb"],
        command.get("body") or {},
    )
    there = known.get(event) == _digest(command)
    fact = ImportCommand(file, line, collection, id, verb, encode(body), places, known=there)
    wrong = no_command(collection, id, verb)
    if wrong is None and _STREAM.fullmatch(f"{COLLECTIONS[collection]}-{id}") is None:
        wrong = no_id(collection, id)
    if not isinstance(body, dict):
        wrong = Violation("", "form", "the body is not an object", "{…}")
    return Refusal(fact.do, line, (fact.fault(wrong),)) if wrong else fact


def _digest(command: Mapping[str, Any]) -> bytes:
    return blake2b(encode(dict(command)), digest_size=16).digest()


# ---- as rows of a table -------------------------------------------------------------------------------------------
def exported_rows(file: str, table: CsvTable, header: Header, known: Mapping[str, bytes]) -> Iterator[Parsed]:
    """The facts of an exported table of facts, in the order of its rows, and the rows that are none."""
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
