"""`upland export`: the complete record, or its public part, as JSON-LD or as tables that `upland import` reads again."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple

import aiohttp
import orjson
from rich.console import Console

from contracts import vocabulary
from contracts.envelope import Fact
from contracts.statement import fact_of_statement
from ops.exporting import as_csv, as_ftm, as_jsonld, as_schema_org
from ops.exporting.records import Records, delta
from ops.interchange.history import head, statements
from ops.progress import Advance, shown

Format = Literal["jsonld", "csv", "ftm", "schemaorg"]
_ONE_FILE = frozenset({"jsonld", "schemaorg"})
_NAMES = "Names of persons stay sealed where they are; times and positions are the record's own."
# What a reader of the files must know.
_LEFT_OUT: dict[Format, tuple[str, ...]] = {
    "jsonld": (_NAMES,),
    "csv": (
        "facts.csv holds every fact and imports again to the same record.",
        "The other tables are for people and give what is now believed: clusters that are only announced, withdrawn titles,",
        "who signed for whom, delegates, outcomes, amendments and audiences are in facts.csv only.",
        _NAMES,
    ),
    "schemaorg": (
        "This is what is now believed, for programs that know schema.org: facts, sources, doubts and disputes are not in it,",
        "and it is not imported again. No person is in it.",
    ),
    "ftm": (
        "statements.csv has what Follow the Money can say of what is now believed; facts.jsonld has every fact with its",
        "dates, sources and disputes. Import the folder: nothing is lost.",
        _NAMES,
    ),
}
_DOCUMENT = "record.jsonld"  # what the one file of a format is called among its files
_STATEMENTS, _FACTS = "statements.csv", "facts.jsonld"
_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=10, sock_read=60)


async def facts(
    registry_url: str, key: str, *, public: bool = False, progress: Advance | None = None
) -> list[Fact]:
    """The record's facts in the order of the log, in the latest version of their types.

    Raises:
        RegistryAway: the registry cannot be reached, or refuses.
        contracts.upcasters.UnknownEvent: an event is newer than this program.
    """
    return (await read(registry_url, key, public=public, progress=progress)).facts


class Exported(NamedTuple):
    """What is exported, and the last position of the log that was read for it."""

    facts: list[Fact]
    until: int


async def read(
    registry_url: str, key: str, *, public: bool = False, progress: Advance | None = None
) -> Exported:
    """As `facts`, with the position up to which they are complete."""
    exported: list[Fact] = []
    until = 0
    async with aiohttp.ClientSession(
        registry_url, headers={"Authorization": f"Bearer {key}"}, timeout=_TIMEOUT
    ) as session:
        length = await head(session) if progress else 0
        async for statement in statements(session):
            if not public or "audience" not in statement:
                exported.append(fact_of_statement(statement))
            until = int(statement["sequence"])
            if progress:
                progress(until, max(until, length))
    return Exported(exported, until)


def write(path: Path, format: Format, facts_to_write: Sequence[Fact]) -> list[Path]:
    """Write the document, or a folder with a table for each kind; the files that were written.

    A file appears when it is complete. Raises OSError.
    """
    files = files_of(format, facts_to_write)
    if format in _ONE_FILE:
        _write_atomically(path, as_jsonld.document(files[_DOCUMENT].values(), _context(format)))
        return [path]
    return [*_write_folder(path, files)]


def write_delta(path: Path, format: Format, exported: Exported, since: int) -> list[Path]:
    """Write what has changed in such an export since a position; the files that were written. Raises OSError."""
    before = files_of(format, [fact for fact in exported.facts if fact.position <= since])
    changed = delta(before, files_of(format, exported.facts), since, exported.until)
    if format in _ONE_FILE:
        lines = (as_jsonld.delta_node(changed), *changed.changes[_DOCUMENT].put.values())
        _write_atomically(path, as_jsonld.document(lines, _context(format)))
        return [path]
    put = {name: change.put for name, change in changed.changes.items() if change.put}
    removed = {name: change.removed for name, change in changed.changes.items() if change.removed}
    summary = {"since": since, "until": exported.until, "digests": changed.digests}
    _write_atomically(path / "delta.json", [orjson.dumps(summary, option=orjson.OPT_INDENT_2)])
    return [path / "delta.json", *_write_folder(path, put), *_write_folder(path / "removed", removed)]


def files_of(format: Format, facts_to_write: Sequence[Fact]) -> Mapping[str, Records]:
    """The files of an export by their names, each with its lines."""
    if format == "jsonld":
        return {_DOCUMENT: as_jsonld.nodes(facts_to_write)}
    if format == "schemaorg":
        return {_DOCUMENT: as_schema_org.nodes(facts_to_write)}
    if format == "ftm":
        return {_STATEMENTS: as_ftm.statements(facts_to_write), _FACTS: as_jsonld.fact_nodes(facts_to_write)}
    return {f"{kind}.csv": rows for kind, rows in as_csv.tables(facts_to_write).items()}


def _context(format: Format) -> Mapping[str, Any]:
    return as_schema_org.CONTEXT if format == "schemaorg" else vocabulary.CONTEXT


def _write_folder(path: Path, files: Mapping[str, Records]) -> Iterator[Path]:
    for name, records in files.items():
        if name == _FACTS:
            parts = as_jsonld.document(records.values(), vocabulary.CONTEXT)
        else:
            header = as_ftm.header() if name == _STATEMENTS else as_csv.header(name.removesuffix(".csv"))
            parts = chain([header], records.values())
        _write_atomically(path / name, parts)
        yield path / name


def _write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def run(
    path: Path,
    registry_url: str,
    key: str,
    format: Format,
    public: bool,
    since: int | None = None,
    show: Callable[[str], None] = print,
) -> int:
    """`upland export`: 0 when all is written, 1 where the log ends before `since`."""
    terminal = Console(stderr=True)
    with shown(terminal, "exporting") if terminal.is_terminal else nullcontext() as progress:
        exported = asyncio.run(read(registry_url, key, public=public, progress=progress))
    if since is None:
        written, count = write(path, format, exported.facts), len(exported.facts)
    elif since > exported.until:
        print(
            f"--since {since}: the log ends at position {exported.until}; name that or an earlier one",
            file=sys.stderr,
        )
        return 1
    else:
        written = write_delta(path, format, exported, since)
        count = sum(fact.position > since for fact in exported.facts)
    show(f"{count:,} facts → {', '.join(map(str, written)) or 'nothing: there are none'}")
    show(f"The log was read to position {exported.until}; the next delta: --since {exported.until}")
    for line in _LEFT_OUT[format] if written else ():
        show(line)
    return 0
