"""Rows that are sent and not answered yet: a row that depends on one of them waits for its answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ops.importing.import_command import ImportCommand
from ops.importing.values.words import folded

_PARTS = re.compile(r"[;|\n]")


@dataclass
class PendingRows:
    """What the unanswered rows write: the streams, and the names that they register."""

    _streams: Counter[str] = field(default_factory=Counter)
    _names: Counter[str] = field(default_factory=Counter)

    def begin(self, commands: Sequence[ImportCommand]) -> None:
        """A row is sent."""
        self._streams.update(_streams_of(commands))
        self._names.update(_names_of(commands))

    def end(self, commands: Sequence[ImportCommand]) -> None:
        """The row is answered."""
        _subtract(self._streams, _streams_of(commands))
        _subtract(self._names, _names_of(commands))

    def name(self, cells: Mapping[str, str]) -> bool:
        """Whether a pending row registers a name that is in one of these cells."""
        if not self._names:
            return False
        texts = {part for cell in cells.values() if cell for part in (cell, *_PARTS.split(cell))}
        return any(folded(text) in self._names for text in texts)

    def write(self, commands: Sequence[ImportCommand]) -> bool:
        """Whether a pending row writes to a stream of these commands."""
        return any(stream in self._streams for stream in _streams_of(commands))


def _streams_of(commands: Sequence[ImportCommand]) -> Iterable[str]:
    """The streams; of a number of members with its day, because each day is a fact of its own."""
    for command in commands:
        if command.verb == "report-membership-count":
            body = command.body
            yield f"{command.stream} {body.get('as_of') or body.get('occurred')}"
        else:
            yield command.stream


def _names_of(commands: Sequence[ImportCommand]) -> Iterable[str]:
    for command in commands:
        if (command.collection, command.verb) == ("parties", "register"):
            body = command.body
            yield from (folded(command.stream), folded(command.id))
            yield from map(folded, body["names"].values())
            if abbreviation := body.get("abbreviation"):
                yield folded(abbreviation)


def _subtract(counter: Counter[str], marks: Iterable[str]) -> None:
    for mark in marks:
        counter[mark] -= 1
        if not counter[mark]:
            del counter[mark]
