"""Send the facts of files to the registry and report the outcome of each.

Files are read while their facts are sent. Every command has a key made of its content, so a second import adds nothing
and a broken one goes on where it stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from services.registry.importing.import_command import Read
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.entries import EntryFile, entry_file
from services.registry.importing.reading.exported import fact_ids, known_of, nodes_of
from services.registry.importing.reading.files import (
    JSONLD,
    TABLES,
    WORKBOOK,
    Files,
    Options,
    bytes_of,
    in_order,
)
from services.registry.importing.reading.workbooks import Sheet, sheets_of
from services.registry.importing.record import Record, RegistryAway
from services.registry.importing.recorded.candidates import candidates
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Fault, ImportFaults, Report
from services.registry.importing.sending.conversation import Sending
from services.registry.importing.sending.known_persons import known_persons
from services.registry.importing.sending.outcomes import Outcomes
from services.registry.importing.sending.planning import Planning
from services.registry.importing.tables.opened import tables_of
from services.registry.importing.tables.prescan import Prescan, required_streams
from services.registry.importing.tables.row_units import rows_of
from services.registry.importing.tables.table import Table

NO_OPTIONS = Options()
Progress = Callable[[int, int], None]  # how many are done, and of how many


async def import_files(
    path: Path,
    record: Record,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    options: Options = NO_OPTIONS,
) -> Report:
    """Import a file, or every such file of a folder in the order of their names.

    YAML, tables (CSV, XLSX, ODS), JSON-LD as it is exported, records of GLEIF and ROR, statements of Follow the Money.

    What is wrong with one fact refuses that fact; all others are stored.

    Args:
        record: with a key that may write every stream of the files; for tables it also reads the history.
        dry_run: let the registry decide and answer, but store nothing.
        progress: called with the number of facts that are answered, and of all as far as that is known.

    Raises:
        FileNotFoundError: there is nothing to import.
        RegistryAway: the registry cannot be reached, or refuses the import.
    """
    files = Files.at(path, options)
    report = Report(dry_run)
    names = await _with_record(files, record, report)
    planning = Planning()
    on_stored = names.on_stored if names else None
    sending = Sending(record, report, planning, _Progress(files, progress), on_stored)
    try:
        planning.people |= await known_persons(record, files.persons)
        await sending.everything(in_order(files.read(), files.registrations))
        report.warnings.extend(await _unknown(record, planning))
        report.warnings.extend(await _candidates(record, names, sending.outcomes))
    except ConnectionError as error:
        raise RegistryAway(str(error)) from error
    return report


async def _with_record(files: Files, record: Record, report: Report) -> KnownNames | None:
    """Let tables and exports be read with what the record holds; the result gets what is added to it.

    Facts come before the tables that refer to them, and members before what they sign.
    """
    options = files.options
    contents = await _contents(files, options)
    tables = [file for file in files.paths if file in contents or file.suffix.lower() in TABLES]
    documents = [file for file in files.paths if file.suffix.lower() in JSONLD and file not in contents]
    known = await known_of(record) if documents else {}
    facts = known.keys() | _fact_ids(documents)

    def opened(file: Path, raw: bytes) -> list[Table]:
        content = contents.get(file)
        if isinstance(content, ImportFaults):
            raise content
        return tables_of(str(file), raw, content, options, facts)

    looks: dict[Path, list[Prescan]] = {}
    for file in tables:
        try:
            raw = bytes_of(file)
            looks[file] = [Prescan.of(table, raw) for table in opened(file, raw)]
        except ImportFaults:
            looks[file] = [Prescan()]
    scans = [look for of_file in looks.values() for look in of_file]
    if not documents and any(look.kind == "facts" for look in scans):
        known = await known_of(record)
    files.readers |= dict.fromkeys(
        JSONLD, lambda file, raw: nodes_of(file, text_of(file, raw, options.encoding), known)
    )
    if not looks:
        return None
    names = await KnownNames.of(record)
    for category, beginnings, ids in required_streams(scans, names, options):
        await names.snapshot.load(record, category, beginnings, ids)

    def rows(file: str, raw: bytes) -> Iterator[Read]:
        for table in opened(Path(file), raw):
            yield from rows_of(table, names, options, report, known)

    files.readers |= dict.fromkeys(TABLES, rows) | dict.fromkeys(map(str, contents), rows)
    files.paths.sort(key=lambda file: min(look.rank for look in looks[file]) if file in looks else -1)
    files.registrations += sum(look.registrations for look in scans)
    return names


async def _contents(files: Files, options: Options) -> dict[Path, list[Sheet] | EntryFile | ImportFaults]:
    """What is read before the rest: of a workbook its sheets, of records of a register the organisations."""
    contents: dict[Path, list[Sheet] | EntryFile | ImportFaults] = {}
    for file in files.paths:
        content = await asyncio.to_thread(_content, file, options)
        if content is not None:
            contents[file] = content
    return contents


def _content(file: Path, options: Options) -> list[Sheet] | EntryFile | ImportFaults | None:
    suffix = file.suffix.lower()
    try:
        if suffix in WORKBOOK:
            return sheets_of(str(file), bytes_of(file))
        return (
            entry_file(str(file), bytes_of(file), options.encoding) if suffix in (*TABLES, *JSONLD) else None
        )
    except ImportFaults as error:
        return error if suffix in WORKBOOK else None


def _fact_ids(documents: Iterable[Path]) -> set[str]:
    """The facts of exported documents, by the ids of their events."""
    ids: set[str] = set()
    for file in documents:
        with suppress(ImportFaults):
            ids |= fact_ids(bytes_of(file))
    return ids


class _Progress:
    """Reports how many facts are answered, and how many there will be by the lines that are read so far."""

    def __init__(self, files: Files, advance: Progress | None) -> None:
        self._files, self._advance = files, advance

    def __call__(self, done_commands: int, read: int) -> None:
        if self._advance is None:
            return
        done, lines = self._files.done, self._files.lines
        self._advance(done_commands, max(read, round(read * lines / done)) if 0 < done < lines else read)


async def _unknown(record: Record, planning: Planning) -> list[Fault]:
    """Streams that neither the files write nor the registry has: most often a slip of the pen."""
    unknown = planning.unknown
    absent = await record.missing([*unknown])
    return [
        Fault(
            fact.file,
            fact.places.line(pointer),
            f"neither these files nor the registry know {stream}",
            fact.places.field(pointer),
            "known-stream",
        )
        for stream, (fact, pointer) in unknown.items()
        if stream in absent
    ]


async def _candidates(record: Record, names: KnownNames | None, outcomes: Outcomes) -> list[Fault]:
    """Organisations that the import registers, and that may be others of the record or of the files."""
    if not outcomes.registered:
        return []
    if names is None:
        names = await KnownNames.of(record, "party")
        for command in outcomes.of_parties:  # a dry run has stored none of them
            names.named(command)
    return [*candidates(outcomes.registered, names)]
