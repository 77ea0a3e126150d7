"""Facts as an export writes them: the event's id, and its command; and JSON-LD as `upland export` writes it.

What the record has already under the same event, in the same words, is known to be there: an export imported into the
record that it came from adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import orjson

from contracts.statement import fact_of_statement
from services.registry.importing.import_command import (
    ImportCommand,
    Parsed,
    Places,
    Refusal,
    Violation,
    encode,
    wrong_address,
)
from services.registry.importing.record import Record
from services.registry.importing.recorded_commands import recorded_command
from services.registry.importing.report import Fault, ImportFaults

_FACT = "urn:upland:fact:"
_IDS = re.compile(rb'"@id": ?"urn:upland:fact:([^"]+)"')
_FORM = 'a document as `upland export` writes it: {"@context": …, "@graph": [ … ]}'


async def known_of(record: Record) -> dict[str, bytes]:
    """The events of the record, each with a digest of its command. Raises `RegistryAway`."""
    known: dict[str, bytes] = {}
    async for line in record.history():
        item = orjson.loads(line)
        known[item["id"]] = _digest(recorded_command(fact_of_statement(item))._asdict())
    return known


def fact_ids(raw: bytes) -> set[str]:
    """The ids of the events in a document as it is exported."""
    return {id.decode() for id in _IDS.findall(raw)}


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
    wrong = wrong_address(collection, id, verb)
    if not isinstance(body, dict):
        wrong = Violation("", "form", "the body is not an object", "{…}")
    return Refusal(fact.do, line, (fact.fault(wrong),)) if wrong else fact


def _digest(command: Mapping[str, Any]) -> bytes:
    return blake2b(encode(dict(command)), digest_size=16).digest()


# ---- as nodes of a document ---------------------------------------------------------------------------------------
def nodes_of(file: str, text: str, known: Mapping[str, bytes]) -> Iterator[Parsed]:
    """The facts of a document in its order, and the nodes whose command is none; other nodes are passed over.

    Raises:
        ImportFaults: the file is not JSON, or holds no graph.
    """
    for line, node in _nodes(file, text):
        if not isinstance(node, dict) or "command" not in node:
            continue
        command, event = node["command"], str(node.get("@id", "")).removeprefix(_FACT)
        places = _OnLine(line)
        if not isinstance(command, dict) or not all(
            isinstance(command.get(name), str) for name in ("collection", "id", "verb")
        ):
            fault = Fault(file, line, "the command is not {collection, id, verb, body}", "/command", "form")
            yield Refusal(event, line, (fault,))
            continue
        yield fact_of(file, line, event, command, known, places)


class _OnLine:
    """A node stands on one line."""

    __slots__ = ("_line",)

    def __init__(self, line: int) -> None:
        self._line = line

    def line(self, pointer: str) -> int:  # noqa: ARG002  a node is one line
        return self._line

    def field(self, pointer: str) -> str:
        return pointer


def _nodes(file: str, text: str) -> Iterator[tuple[int, Any]]:
    """The nodes with their lines; where several share a line, or one has several, the first line of the graph."""
    lines = text.split("\n")
    if len(lines) > 3 and lines[0].startswith('{"@context":') and lines[1].strip() == '"@graph":[':
        for number, line in enumerate(lines[2:], 3):
            if (node := line.strip().removesuffix(",")) in {"", "]}"}:
                continue
            try:
                yield number, orjson.loads(node)
            except orjson.JSONDecodeError as error:
                raise ImportFaults(
                    [Fault(file, number, f"this is not JSON: {error}", "", "json", _FORM)]
                ) from None
        return
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ImportFaults(
            [Fault(file, error.lineno, f"this is not JSON: {error.msg}", "", "json", _FORM)]
        ) from None
    graph = document.get("@graph") if isinstance(document, dict) else None
    if not isinstance(graph, list):
        raise ImportFaults([Fault(file, 1, "this document has no graph", "/@graph", "form", _FORM)])
    yield from ((1, node) for node in graph)
