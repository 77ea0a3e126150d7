"""A command that a file gives, with its place in the file; what is no command is a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import Any, NamedTuple, Protocol

import orjson

from contracts.catalogue import COLLECTIONS, COMMANDS
from contracts.fields import STREAM_PATTERN
from services.registry.importing.report import Fault
from services.registry.importing.values.words import slug

_STREAM = re.compile(STREAM_PATTERN)


class Violation(NamedTuple):
    """One fault of a command; `pointer` is the field within its body."""

    pointer: str
    rule: str
    message: str
    expected: str | None = None
    suggestion: str | None = None


class Places(Protocol):
    """Where the fields of a fact stand in its file."""

    def line(self, pointer: str) -> int:
        """The line of the field, or of the nearest thing around it that has one."""

    def field(self, pointer: str) -> str:
        """The field as the file names it."""


# Not frozen, as the other values that each line of a file makes: that costs four times as much to build.
@dataclass(slots=True)
class ImportCommand:
    """One command of a file; `data` is its body in JSON. In `body` and `id`, persons are still aliases.

    `stream` is the name of its stream.
    """

    file: str
    row: int
    collection: str
    id: str
    verb: str
    data: bytes
    places: Places
    known: bool = False  # the record holds this very event
    stream: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.stream = f"{COLLECTIONS.get(self.collection, '')}-{self.id}"

    @property
    def body(self) -> dict[str, Any]:
        """The command's fields."""
        fields: dict[str, Any] = orjson.loads(self.data)
        return fields

    @property
    def do(self) -> str:
        """The command's address."""
        return f"{self.collection}/{self.id}/{self.verb}"

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


@dataclass(slots=True)
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


# ---- addresses ----------------------------------------------------------------------------------------------------
def wrong_address(collection: str, id: str, verb: str) -> Violation | None:
    """What is wrong with the address of a command; None for a command of the catalogue with an id of the right form."""
    if (collection, verb) not in COMMANDS:
        return _no_command(collection, id, verb)
    if id == "new" or _STREAM.fullmatch(f"{COLLECTIONS[collection]}-{id}") is None:
        return _no_id(collection, id)
    return None


def _no_command(collection: str, id: str, verb: str) -> Violation:
    written = "/".join(part for part in (collection, id, verb) if part)
    shown = id or "{id}"
    verbs = [v for c, v in COMMANDS if c == collection]
    known = verbs or [f"{c}/{shown}/{v}" for c, v in COMMANDS]
    near = get_close_matches(verb if verbs else f"{collection}/{shown}/{verb}", known, n=1, cutoff=0.5)
    meant = (f"{collection}/{shown}/{near[0]}" if verbs else near[0]) if near else None
    expected = (
        f"one of {', '.join(sorted(verbs))}"
        if verbs
        else f"one of {', '.join(COLLECTIONS)}, an id and a verb"
    )
    return Violation("/do", "known-command", f"there is no command {written!r}", expected, meant)


def _no_id(collection: str, id: str) -> Violation:
    several = collection == "memberships"
    form = "cluster.party, each of" if several else "up to 63"
    parts = [slug(part) for part in (id.split(".", 1) if several else [id])]
    meant = ".".join(parts) if all(parts) and parts != ["new"] else None
    return Violation(
        "/do", "id", f"{id!r} is not an id", f"{form} small letters, digits and hyphens, not `new`", meant
    )
