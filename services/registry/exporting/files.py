"""The files of an export and of a delta, part by part. Pure: they are written or sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple, get_args

import orjson

from contracts import vocabulary
from contracts.envelope import Fact
from services.registry.exporting import as_csv, as_ftm, as_jsonld, as_schema_org
from services.registry.exporting.records import Records, delta

Format = Literal["jsonld", "csv", "ftm", "schemaorg"]
# Formats of one document; the others have a file for each kind.
ONE_FILE = frozenset({"jsonld", "schemaorg"})
MEDIA_TYPES = {
    format: "application/ld+json" if format in ONE_FILE else "application/zip" for format in get_args(Format)
}
DOCUMENT = "record.jsonld"  # what the one file of a format is called among its files
SUMMARY = "delta.json"
_STATEMENTS, _FACTS = "statements.csv", "facts.jsonld"
Parts = Iterable[bytes]


class Exported(NamedTuple):
    """What is exported, and the last position of the log that was read for it."""

    facts: list[Fact]
    until: int


def records(format: Format, facts: Sequence[Fact]) -> Mapping[str, Records]:
    """The files of an export by their names, each with its lines."""
    if format == "jsonld":
        return {DOCUMENT: as_jsonld.nodes(facts)}
    if format == "schemaorg":
        return {DOCUMENT: as_schema_org.nodes(facts)}
    if format == "ftm":
        return {_STATEMENTS: as_ftm.statements(facts), _FACTS: as_jsonld.fact_nodes(facts)}
    return {f"{kind}.csv": rows for kind, rows in as_csv.tables(facts).items()}


def complete(format: Format, facts: Sequence[Fact]) -> dict[str, Parts]:
    """The files of an export by their paths, in the order in which they are written."""
    return {name: _parts(format, name, lines.values()) for name, lines in records(format, facts).items()}


def changed(format: Format, exported: Exported, since: int) -> dict[str, Parts]:
    """The files of what has changed in an export since a position: added up, they are the whole."""
    before = records(format, [fact for fact in exported.facts if fact.position <= since])
    difference = delta(before, records(format, exported.facts), since, exported.until)
    if format in ONE_FILE:
        lines = (as_jsonld.delta_node(difference), *difference.changes[DOCUMENT].put.values())
        return {DOCUMENT: _parts(format, DOCUMENT, lines)}
    summary = {"since": since, "until": exported.until, "digests": difference.digests}
    files: dict[str, Parts] = {SUMMARY: [orjson.dumps(summary, option=orjson.OPT_INDENT_2)]}
    for name, change in difference.changes.items():
        if change.put:
            files[name] = _parts(format, name, change.put.values())
        if change.removed:
            files[f"removed/{name}"] = _parts(format, name, change.removed.values())
    return files


def _parts(format: Format, name: str, lines: Parts) -> Parts:
    if name in {DOCUMENT, _FACTS}:
        context: Mapping[str, Any] = as_schema_org.CONTEXT if format == "schemaorg" else vocabulary.CONTEXT
        return as_jsonld.document(lines, context)
    header = as_ftm.header() if name == _STATEMENTS else as_csv.header(name.removesuffix(".csv"))
    return chain([header], lines)
