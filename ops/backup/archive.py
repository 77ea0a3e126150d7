"""The file of a backup: a ZIP whose manifest, its last part, says what was saved and how each part hashes.

`database.dump` is in pg_dump's custom format, so PostgreSQL's own `pg_restore` reads it too; `keys.json` has the hashes of the
API keys. Nothing in it opens a person's name, or the secret of a partner's channel: the keys to those stay out of it.
"""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from ops.stored_files import created
from runtime.errors import OperationFailed

FORMAT = 1
DUMP, KEYS, MANIFEST = "database.dump", "keys.json", "manifest.json"
_CHUNK = 1 << 20
Counted = Callable[[int], None]
"""Called with the bytes that were just read or written."""


class BackupUnusable(OperationFailed):
    """The file is no backup, is damaged, or was made by a later release. The message says which."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    position, epoch: those of the log at the moment of the backup; last_event: the id of the event there, if there is one.
    revision: of the database's schema.
    sealed: whether something is in it that only a secret outside of it opens.
    sizes, hashes: bytes and SHA-256 (hexadecimal) of each part.
    """

    made_at: str
    position: int
    epoch: str
    last_event: str | None
    revision: str
    postgresql: str
    sealed: bool
    format: int = FORMAT
    sizes: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Writer:
    """Writes the parts one after another."""

    def __init__(self, file: zipfile.ZipFile, counted: Counted) -> None:
        self._file, self._counted = file, counted
        self.sizes: dict[str, int] = {}
        self.hashes: dict[str, str] = {}

    async def add(self, name: str, chunks: AsyncIterable[bytes]) -> None:
        """Write one part as it comes."""
        digest, size = sha256(), 0
        # Stored: pg_dump has compressed it already.
        with self._file.open(name, "w", force_zip64=True) as part:
            async for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                self._counted(len(chunk))
        self.sizes[name], self.hashes[name] = size, digest.hexdigest()

    def end(self, manifest: Manifest) -> None:
        """Write the manifest, without which the file is no backup."""
        self._file.writestr(MANIFEST, orjson.dumps(manifest.as_json(), option=orjson.OPT_INDENT_2))


@contextmanager
def written(path: Path, counted: Counted) -> Iterator[Writer]:
    """A new file at `path`, there only when it is complete and on the disk; its owner alone can read it.

    Raises:
        BackupUnusable: there is a file of that name.
    """
    if path.exists():
        raise BackupUnusable(f"{path} exists already: choose another name, or move it away")
    with created(path) as file, zipfile.ZipFile(file, "w") as archive:
        yield Writer(archive, counted)


class Archive:
    """A backup's file, open for reading. Its parts are read as streams: a dump need not fit into memory."""

    def __init__(self, file: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
        self._file, self.manifest, self._path = file, manifest, path

    def read(self, name: str) -> bytes:
        """A small part, whole."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part. Raises BackupUnusable in the middle or at the end where they are not those that were saved."""
        digest = sha256()
        try:
            with self._file.open(name) as part:
                while chunk := part.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise BackupUnusable(f"{self._path} is damaged: {name}: {error}") from None
        if digest.hexdigest() != self.manifest.hashes.get(name):
            raise BackupUnusable(f"{self._path} is damaged: {name} is not what was saved")

    def check(self, counted: Counted) -> None:
        """Read everything once. Raises BackupUnusable at the first part that is not what was saved."""
        for name in self.manifest.hashes:
            for chunk in self.chunks(name):
                counted(len(chunk))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup for reading.

    Raises:
        BackupUnusable: it is none, has no manifest, or was made in a later format.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(zipfile.ZipFile(path))
            given = orjson.loads(file.read(MANIFEST))
            made_in = given.get("format")
            manifest = Manifest(**given) if made_in == FORMAT else None
        except FileNotFoundError:
            raise BackupUnusable(f"there is no {path}") from None
        except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, orjson.JSONDecodeError, OSError):
            raise BackupUnusable(f"{path} is no backup of Upland, or only a part of one") from None
        if manifest is None:
            raise BackupUnusable(
                f"{path} is a backup of format {made_in}, and this release reads format {FORMAT}"
            )
        yield Archive(file, manifest, path)
