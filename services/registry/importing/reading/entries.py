"""Records of public registers and of other tools, as organisations with names by language and register numbers.

Such a file is known by what is in it; its name says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from services.registry.importing.reading import gleif, ror, statements
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.entry import Entry
from services.registry.importing.reading.workbooks import Sheet
from services.registry.importing.report import ImportFaults

_MARK = b"\xef\xbb\xbf"


class Entries(NamedTuple):
    """Organisations; `fields` says where a cell comes from, by column.

    `sheets` are tables of other kinds in the same file; `passed` is what is not read, with how often it is there.
    """

    entries: list[Entry]
    fields: Mapping[str, str]
    sheets: list[Sheet]
    passed: Mapping[str, int]


@dataclass(frozen=True)
class EntryFile:
    """A file of entries: GLEIF's, ROR's, or Follow the Money's."""

    content: Callable[[Collection[str]], Entries]

    def read(self, facts: Collection[str]) -> Entries:
        """What is in it beyond these facts, which are ids of events."""
        return self.content(facts)


def entry_file(file: str, raw: bytes, encoding: str | None) -> EntryFile | None:
    """A file of LEI or ROR records or of statements; None for any other file."""
    start = raw[:4096].removeprefix(_MARK).lstrip()
    if start[:1] in {b"{", b"["}:
        return _of_json(raw.removeprefix(_MARK))
    csv_of_gleif = gleif.is_csv(raw)
    if not csv_of_gleif and b"entity_id" not in start:
        return None
    try:
        text = text_of(file, raw, encoding)
    except ImportFaults:
        return None
    return _constant(gleif.of_csv(text), gleif.FIELDS) if csv_of_gleif else _of_statements(text)


def _of_json(raw: bytes) -> EntryFile | None:
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _of_statements(raw.decode(errors="replace")) if b'"entity_id"' in raw[:4096] else None
    for read, fields in ((gleif.of_json, gleif.FIELDS), (ror.of_json, ror.FIELDS)):
        if (entries := read(document)) is not None:
            return _constant(entries, fields)
    return None


def _constant(entries: Iterator[Entry], fields: Mapping[str, str]) -> EntryFile:
    result = Entries([*entries], fields, [], {})
    return EntryFile(lambda _: result)


def _of_statements(text: str) -> EntryFile | None:
    if (lines := statements.statements_of(text)) is None:
        return None

    def content(facts: Collection[str]) -> Entries:
        result = statements.read(lines, facts)
        return Entries(result.entries, statements.FIELDS, result.sheets, result.passed)

    return EntryFile(content)
