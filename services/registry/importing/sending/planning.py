"""Commands as they are sent: each with the key that it has at every import, and with the ids of persons for their aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from contracts.fields import STREAM_PATTERN
from services.registry.importing.import_command import ImportCommand, Refusal, RowUnit, Violation, encode

_LARGEST = 262_144  # bytes of a line that the registry takes
# Streams that are looked up at the end, at most: of a thousand slips, the first ones are enough.
_REMEMBERED = 200
_REFERENCE = re.compile(STREAM_PATTERN[1:-1] + r"(?=@[1-9][0-9]{0,8}\Z|\Z)")
_REFERENCES = re.compile(rf'"({STREAM_PATTERN[1:-1]})(?:@[1-9][0-9]*)?"'.encode())
_PERSON = re.compile(r"person-([a-z0-9][a-z0-9-]{0,62})(@[1-9][0-9]{0,8})?")
# Fields of text, in which the name of a stream refers to nothing.
_TEXTS = frozenset(
    {
        "names", "title", "label", "subject", "mission", "goals", "focus", "purpose", "text", "theme", "reason", "name",
        "evidence_text", "changes", "qualification", "rationale", "legal_basis", "value", "scheme",
    }
)  # fmt: skip


@dataclass(slots=True)
class Step:
    """One command with its key and its line, which ends with a line feed; `body` is as the line has it."""

    command: ImportCommand
    key: str
    body: bytes
    line: bytes

    @property
    def registers_person(self) -> bool:
        """Whether its answer has the id of a person."""
        return _registers_person(self.command)


@dataclass(slots=True)
class Unit:
    """Commands of which all or none are stored; `steps` leaves out those that are in the record already."""

    commands: Sequence[ImportCommand]
    row: RowUnit | None
    steps: list[Step] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """The lines as they are sent: the first has the number of lines, the others 0."""
        if len(self.steps) == 1:
            return self.steps[0].line
        marks = (len(self.steps), *[0] * (len(self.steps) - 1))
        return b"".join(
            b'%b,"unit":%d}\n' % (step.line[:-2], mark) for step, mark in zip(self.steps, marks, strict=True)
        )


@dataclass
class Planning:
    """Makes steps of commands as they are read, and remembers what the files write and what they refer to.

    Keys are made of the content of a command, not of its place: files may be renamed, split and put in another order.
    A command that a file repeats is two facts, so the second has a key of its own. A person's key is made of
    the alias alone: later uses of it, in any file, mean the same person.

    `people` has the stream of each person whom the registry knows, by alias; `written` what the files write; `referred`
    the first command that refers to a stream.
    """

    people: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    referred: dict[str, ImportCommand] = field(default_factory=dict)
    _aliases: set[str] = field(default_factory=set)  # of all registrations so far
    _seen: dict[tuple[str, bytes], int] = field(default_factory=dict)  # how often, by file and content

    def step(self, command: ImportCommand) -> Step | Refusal:
        """The command as a step, or why it cannot be sent."""
        id, body = command.id, command.data
        if _registers_person(command):
            self._aliases.add(id)
            if command.known:
                self.people[id] = command.stream
            id = "new"  # only the registry chooses it; the key finds it again
        elif b'"person' in body or command.collection == "persons":
            if command.collection == "persons":
                id = self.people.get(id, command.stream).removeprefix("person-")
            wrong: list[Violation] = []
            body = encode({name: self._named(name, v, f"/{name}", wrong) for name, v in command.body.items()})
            if wrong:
                return Refusal(command.do, command.row, tuple(map(command.fault, wrong)))
        self.written.add(command.stream)
        if len(self.referred) < _REMEMBERED:
            for reference in _possible_references(command) - self.written - self.referred.keys():
                self.referred[reference] = command
        key = self._key(command)
        line = b'{"body":%b,"collection":"%b","id":"%b","key":"%b","verb":"%b"}\n' % (
            body, command.collection.encode(), id.encode(), key.encode(), command.verb.encode()
        )  # fmt: skip
        if len(line) > _LARGEST:
            too_large = Violation("", "too-large", f"it has {len(line)} bytes", f"at most {_LARGEST}")
            return Refusal(command.do, command.row, (command.fault(too_large),))
        return Step(command, key, body, line)

    @property
    def unknown(self) -> dict[str, tuple[ImportCommand, str]]:
        """Streams that are referred to and not written: the first command that does so, and its field."""
        streams: dict[str, tuple[ImportCommand, str]] = {}
        for stream, command in self.referred.items():
            if stream not in self.written:
                pointers = (pointer for reference, pointer in references(command) if reference == stream)
                streams.update((stream, (command, pointer)) for pointer in [*pointers][:1])
        return streams

    def _named(self, name: str, value: Any, pointer: str, wrong: list[Violation]) -> Any:
        """A field's value with the streams of persons instead of their aliases; unknown aliases are added to `wrong`."""
        if isinstance(value, dict):
            return {key: self._named(key, item, f"{pointer}/{key}", wrong) for key, item in value.items()}
        if isinstance(value, list):
            return [self._named(name, item, f"{pointer}/{at}", wrong) for at, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        if name == "person" and not value.startswith("person-"):
            if value not in self.people:
                wrong.append(self._stranger(value, pointer))
            return self.people.get(value, value)
        # Also as a fact of that person: person-x@2.
        if (match := _PERSON.fullmatch(value)) and match[1] in self.people:
            return self.people[match[1]] + (match[2] or "")
        return value

    def _stranger(self, alias: str, pointer: str) -> Violation:
        if alias in self._aliases:
            return Violation(pointer, "known-person", f"the person {alias!r} was not registered")
        message, expected = f"nothing registers the person {alias!r}", f"`do: persons/{alias}/register`"
        expected += " in these files, or in files that this key's holder imported before"
        return Violation(pointer, "known-person", message, expected)

    def _key(self, command: ImportCommand) -> str:
        if _registers_person(command):
            return person_key(command.id)
        content = b"%b\0%b\0" % (command.do.encode(), command.data)
        first = sha256(content + b"1")
        place = command.file, first.digest()
        self._seen[place] = times = self._seen.get(place, 0) + 1
        return _key_of(first.hexdigest()) if times == 1 else _hashed(content + b"%d" % times)


def person_key(alias: str) -> str:
    """The key of a person's registration at every import."""
    return _hashed(f"persons/{alias}/register".encode())


def references(command: ImportCommand) -> Iterator[tuple[str, str]]:
    """Streams that the command refers to, with the fields that do so; persons by alias are not among them."""
    for stream in _addressed(command):
        yield stream, "/do"
    yield from _references(command.body, "")


def _possible_references(command: ImportCommand) -> set[str]:
    """The same streams, and perhaps texts that look like one: quicker, because it is called for every command."""
    return {stream.decode() for stream in _REFERENCES.findall(command.data)}.union(_addressed(command))


def _addressed(command: ImportCommand) -> tuple[str, ...]:
    """The streams that must be there already by the command's address."""
    if command.collection == "memberships":
        cluster, _, party = command.id.partition(".")
        return f"cluster-{cluster}", f"party-{party}"
    return () if command.verb == "register" else (command.stream,)


def _references(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if match := _REFERENCE.match(value):
            yield match[0], pointer
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in _TEXTS:
                yield from _references(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _references(item, f"{pointer}/{number}")


def _registers_person(command: ImportCommand) -> bool:
    return command.verb == "register" and command.collection == "persons"


def _hashed(content: bytes) -> str:
    return _key_of(sha256(content).hexdigest())


def _key_of(digest: str) -> str:
    return f"import-{digest[:40]}"
