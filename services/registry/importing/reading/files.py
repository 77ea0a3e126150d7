"""The files of an import: which there are, in which form each is, and how far the reading has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from services.registry.importing.import_command import WAIT, ImportCommand, Read, Refusal, RowUnit, Wait
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.mentioned_persons import mentioned_persons
from services.registry.importing.reading.yaml_facts import yaml_facts
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.values.mapping import NO_MAPPING, TableMapping

YAML, CSV, JSONLD = (".yaml", ".yml"), (".csv", ".tsv", ".txt"), (".jsonld", ".json")
WORKBOOK = (".xlsx", ".ods")
TABLES = (*CSV, *WORKBOOK)
# What is taken of a folder; a file that is named may also be a .txt or a .json.
SUFFIXES = (*YAML, ".csv", ".tsv", *WORKBOOK, ".jsonld")
_SOURCE = re.compile(r"^[\"']?source[\"']?\s*:", re.MULTILINE)
Reader = Callable[[str, bytes], Iterator[Read]]


@dataclass(frozen=True)
class Options:
    """What the files leave out.

    encoding: a name of `reading.encodings.ENCODINGS`; None to find out. cluster, source, mode: for rows of tables that have
    no such column; ids of streams without their category. mapping: what headers and words of tables mean.
    """

    encoding: str | None = None
    cluster: str | None = None
    source: str | None = None
    mode: str = "reported"
    mapping: TableMapping = NO_MAPPING


def bytes_of(file: Path) -> bytes:
    """What a file holds. Raises ImportFaults, where it is a folder, may not be read, or leads nowhere."""
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"this cannot be read as a file: {error.strerror}"
        raise ImportFaults([Fault(str(file), 1, message, "", "file", "a file that may be read")]) from None


def files_of(path: Path) -> list[Path]:
    """The file itself, or a folder's files of `SUFFIXES` by name.

    Raises:
        FileNotFoundError: there is nothing at `path`, or no such file in the folder.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"{path} does not exist")
    files = sorted(item for item in path.iterdir() if item.suffix.lower() in SUFFIXES)
    if not files:
        raise FileNotFoundError(f"there is no {' or '.join(SUFFIXES)} file in {path}")
    return files


@dataclass
class Files:
    """Reads the files one after another; `done` of `lines` lines are read.

    `readers` has the function for each suffix but YAML's, and for files by their paths; it takes the file's name and its bytes.
    """

    paths: list[Path]
    options: Options
    readers: dict[str, Reader] = field(default_factory=dict)
    lines: int = 0
    done: int = 0
    registrations: int = 0
    persons: set[str] = field(default_factory=set)  # what may be aliases of persons whom no file registers

    @classmethod
    def at(cls, path: Path, options: Options) -> Files:
        """The file, or the folder's files by name and tables last, looked over once.

        Raises:
            FileNotFoundError: there is nothing to import.
        """
        files = cls(files_of(path), options)
        files.paths.sort(key=lambda file: file.suffix.lower() in TABLES)
        registered: set[str] = set()
        for file in files.paths:
            try:
                raw = bytes_of(file)
            except ImportFaults:
                continue
            files.lines += raw.count(b"\n") + 1
            if file.suffix.lower() not in WORKBOOK:
                mentioned, of_file = mentioned_persons(raw)
                files.persons |= mentioned
                registered |= of_file
            if file.suffix.lower() not in TABLES:
                files.registrations += files._registering(file, raw)
        files.persons -= registered
        return files

    def read(self) -> Iterator[Read]:
        """Every fact in the order of the files, and what is none. A file that cannot be read is one refusal."""
        before = 0
        for file in self.paths:
            last = 0
            try:
                raw = bytes_of(file)
                for item in self._reader(file)(str(file), raw):
                    if not isinstance(item, Wait):
                        last = item.row
                        self.done = before + last
                    yield item
            except ImportFaults as error:
                yield Refusal("", error.faults[0].line, error.faults)
            else:
                last = raw.count(b"\n") + 1
            before += last
        self.done = self.lines

    def _reader(self, file: Path) -> Reader:
        return self.readers.get(str(file)) or self.readers.get(file.suffix.lower(), self._yaml)

    def _yaml(self, file: str, raw: bytes) -> Iterator[Read]:
        return yaml_facts(file, text_of(file, raw, self.options.encoding))

    def _registering(self, file: Path, raw: bytes) -> int:
        """At most so many registrations are in the file."""
        if file.suffix.lower() in JSONLD:
            return raw.count(b'"register"')
        try:
            text = text_of(str(file), raw, self.options.encoding)
        except ImportFaults:
            return 0
        return text.count("/register") + len(_SOURCE.findall(text))


def in_order(read: Iterable[Read], registrations: int) -> Iterator[Read]:
    """The commands with registrations first, one by one as they are read; a wait between the two kinds.

    What registers something goes before what speaks of it; else the files' order stays.

    Args:
        registrations: at most so many of them come. When they have come, or at a wait, nothing is deferred any more.
    """
    deferred: list[ImportCommand] = []
    items = iter(read)
    left = registrations
    for item in items if left else ():
        if isinstance(item, Wait | RowUnit):
            items = chain([item], items)
            break
        if item.do.endswith("/register"):
            left -= 1
            yield item
        elif isinstance(item, Refusal):
            yield item
        else:
            deferred.append(item)
        if left <= 0:
            break
    yield WAIT
    yield from deferred
    yield from items
