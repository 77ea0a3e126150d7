"""`upland export`: the complete record, or its public part, as JSON-LD or as tables that `upland import` reads again."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import aiohttp
from rich.console import Console

from contracts.envelope import Fact
from contracts.statement import fact_of_statement
from ops.exporting import as_csv, as_jsonld
from ops.interchange.history import head, statements
from ops.progress import Advance, shown

Format = Literal["jsonld", "csv"]
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
    exported: list[Fact] = []
    async with aiohttp.ClientSession(
        registry_url, headers={"Authorization": f"Bearer {key}"}, timeout=_TIMEOUT
    ) as session:
        length = await head(session) if progress else 0
        async for statement in statements(session):
            if not public or "audience" not in statement:
                exported.append(fact_of_statement(statement))
            if progress:
                position = int(statement["sequence"])
                progress(position, max(position, length))
    return exported


def write(path: Path, format: Format, facts_to_write: Sequence[Fact]) -> list[Path]:
    """Write the document, or a folder with a table for each kind; the files that were written.

    A file appears when it is complete. Raises OSError.
    """
    if format == "jsonld":
        _write_atomically(path, (line + b"\n" for line in as_jsonld.document(facts_to_write)))
        return [path]
    path.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, table in as_csv.tables(facts_to_write):
        _write_atomically(path / f"{kind}.csv", [table])
        written.append(path / f"{kind}.csv")
    return written


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
    path: Path, registry_url: str, key: str, format: Format, public: bool, show: Callable[[str], None] = print
) -> int:
    """`upland export`: 0 when all is written."""
    terminal = Console(stderr=True)
    with shown(terminal, "exporting") if terminal.is_terminal else nullcontext() as progress:
        exported = asyncio.run(facts(registry_url, key, public=public, progress=progress))
    written = write(path, format, exported)
    show(f"{len(exported):,} facts → {', '.join(map(str, written)) or 'nothing: there are none'}")
    for line in _LEFT_OUT[format] if written else ():
        show(line)
    return 0
