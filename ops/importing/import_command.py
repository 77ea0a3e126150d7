"""A command that a file gives, with its place in the file; what is no command is a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

import orjson

from contracts.catalogue import COLLECTIONS
from ops.importing.report import Fault
from ops.importing.validation import Violation


class Places(Protocol):
    """Where the fields of a fact stand in its file."""

    def line(self, pointer: str) -> int:
        """The line of the field, or of the nearest thing around it that has one."""

    def field(self, pointer: str) -> str:
        """The field as the file names it."""


@dataclass(frozen=True, slots=True)
class ImportCommand:
    """One command of a file; `data` is its body in JSON. In `body` and `id`, persons are still aliases."""

    file: str
    row: int
    collection: str
    id: str
    verb: str
    data: bytes
    places: Places
    known: bool = False  # the record holds this very event

    @property
    def body(self) -> dict[str, Any]:
        """The command's fields."""
        fields: dict[str, Any] = orjson.loads(self.data)
        return fields

    @property
    def do(self) -> str:
        """The command's address."""
        return f"{self.collection}/{self.id}/{self.verb}"

    @property
    def stream(self) -> str:
        """The name of its stream."""
        return f"{COLLECTIONS[self.collection]}-{self.id}"

    def fault(self, wrong: Violation) -> Fault:
        """A fault at one of its fields."""
        line, field = self.places.line(wrong.pointer), self.places.field(wrong.pointer)
        return Fault(self.file, line, wrong.message, field, wrong.rule, wrong.expected, wrong.suggestion)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a file that is no command: its address as far as it has one, the line, and why."""

    do: str
    row: int
    faults: tuple[Fault, ...]


class StoredEvent(NamedTuple):
    """The event that a command led to, or would lead to in a dry run; `type` is without its version."""

    command: ImportCommand
    id: str
    type: str


@dataclass(frozen=True, slots=True)
class RowUnit:
    """The commands of one row of a table, which are stored together or not at all.

    `explained` adds the recorded values to the registry's refusal of a command. `on_outcome` gets the events of
    an accepted row, and none for a refused one.
    """

    row: int
    commands: Sequence[ImportCommand]
    explained: Callable[[ImportCommand, Violation], Violation]
    on_outcome: Callable[[Sequence[StoredEvent]], None]


class Wait(Enum):
    """What follows rests on the answers to all that was read before."""

    FOR_ANSWERS = "answers"


WAIT = Wait.FOR_ANSWERS
Parsed = ImportCommand | Refusal
Read = Parsed | RowUnit | Wait


def encode(body: Any) -> bytes:
    """A body as it is sent: always the same bytes for the same content, because replays compare them."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
