"""Where a reader's progress is stored: in memory, in a file, or in a store of your own."""

from __future__ import annotations

import json
import os
import threading
from io import BufferedWriter
from pathlib import Path
from typing import Protocol

from upland_client.errors import UplandError
from upland_client.events import Event
from upland_client.progress import Entry, Progress

# A file is written again in its short form when it has so many lines more than it had then.
_LINES = 50_000


class Store(Protocol):
    """Keeps progress. One that writes into the transaction in which an event is handled gives each event exactly once."""

    def load(self) -> Progress:
        """The progress as it was stored; an empty one at first."""
        ...

    def append(self, entry: Entry, progress: Progress) -> None:
        """Store a step, or all of `progress`, which includes it. After it returns it is stored."""
        ...


class Journal:
    """The progress of one reader, and its store. Use one store for one key, one set of filters and one process.

    Args:
        store: a store, or the path of a file.
    """

    def __init__(self, store: Store | str | os.PathLike[str]) -> None:
        self._store: Store = FileStore(store) if isinstance(store, str | os.PathLike) else store
        self._lock = threading.Lock()
        self.progress = self._store.load()

    @property
    def cursor(self) -> str | None:
        """Where reading goes on; None before the first answer."""
        return self.progress.cursor

    def has(self, event: Event) -> bool:
        """Whether the event was handled."""
        with self._lock:
            return self.progress.has(event)

    def add(self, event: Event, cursor: str | None = None) -> None:
        """The event was handled; reading goes on at `cursor`, if there is one."""
        entry: Entry = {"id": event["id"], "time": event.get("time", "")}
        if cursor is not None:
            entry["cursor"] = cursor
        self._append(entry)

    def move(self, cursor: str) -> None:
        """Everything before the cursor was handled."""
        if cursor != self.progress.cursor:
            self._append({"cursor": cursor})

    def restart(self) -> None:
        """Read from the beginning again, as after a restore of the record; events that were handled are passed over."""
        self._append({"restart": True})

    def _append(self, entry: Entry) -> None:
        with self._lock:
            self.progress.apply(entry)
            self._store.append(entry, self.progress)


class MemoryStore:
    """For tests, and for readers that begin again each time."""

    def __init__(self) -> None:
        self._progress = Progress()

    def load(self) -> Progress:
        return self._progress

    def append(self, entry: Entry, progress: Progress) -> None:  # noqa: ARG002
        self._progress = progress


class FileStore:
    """A file of JSON lines: all of the progress, then a line for each step.

    A step is one write of a line, so it survives the death of the process. What a crash of the machine cuts off at the end is
    dropped, which repeats those events. The short form is written to a new file, which then takes the place of the old one.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._file: BufferedWriter | None = None
        self._lines = 0

    def load(self) -> Progress:
        content = self._path.read_bytes() if self._path.exists() else b""
        first, *lines = content.split(b"\n")[:-1] or [b"{}"]
        try:
            progress = Progress.of(json.loads(first))
        except (ValueError, AttributeError) as error:
            raise UplandError(f"{self._path} is not a file of a FileStore") from error
        for line in lines:
            try:
                progress.apply(json.loads(line))
            except ValueError:
                break
        self._write(progress)
        return progress

    def append(self, entry: Entry, progress: Progress) -> None:
        if self._file is None or self._lines >= _LINES:
            self._write(progress)
            return
        try:
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()
        except OSError:
            # The line may be there in part: all is written again at the next step.
            self._file = None
            raise
        self._lines += 1

    def _write(self, progress: Progress) -> None:
        new = self._path.with_name(self._path.name + ".new")
        with new.open("wb") as file:
            file.write(json.dumps(progress.snapshot()).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if self._file is not None:
            self._file.close()
        new.replace(self._path)
        self._file = self._path.open("ab")
        self._lines = 0
