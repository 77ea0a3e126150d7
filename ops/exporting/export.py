"""`upland export`: the complete record, or its public part, as JSON-LD or as tables that `upland import` reads again."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import aiohttp
from rich.console import Console

from contracts.envelope import Fact
from contracts.statement import fact_of_statement
from ops.interchange.history import head, statements
from ops.progress import Advance, shown
from services.registry.exporting.files import ONE_FILE, Exported, Format, changed, complete

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
    return [*_written(path, format, complete(format, facts_to_write))]


def write_delta(path: Path, format: Format, exported: Exported, since: int) -> list[Path]:
    """Write what has changed in such an export since a position; the files that were written. Raises OSError."""
    return [*_written(path, format, changed(format, exported, since))]


def _written(path: Path, format: Format, files: Mapping[str, Iterable[bytes]]) -> Iterator[Path]:
    for name, parts in files.items():
        target = path if format in ONE_FILE else path / name
        _write_atomically(target, parts)
        yield target


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
