"""What an import will send: every command checked against the catalogue and given the key under which it is sent always."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Any

from contracts.catalogue import COMMANDS
from contracts.fields import STREAM_PATTERN
from ops.importing.import_command import WAIT, ImportCommand, Read, Refusal, RowUnit, Wait, encode
from ops.importing.report import ImportFaults
from ops.importing.validation import Violation, violations

# Streams that are looked up at the end, at most: of a thousand slips, the first ones are enough.
_REMEMBERED = 200
_REFERENCE = re.compile(STREAM_PATTERN[1:-1] + r"(?=@[1-9][0-9]{0,8}\Z|\Z)")
_REFERENCES = re.compile(rf'"({STREAM_PATTERN[1:-1]})(?:@[1-9][0-9]*)?"'.encode())
_PERSON = re.compile(r"person-([a-z0-9][a-z0-9-]{0,62})(@[1-9][0-9]{0,8})?")
# What registers something goes before what speaks of it; within a rank the files' order stays.
_FIRST = ("sources", "parties", "persons")
_TEXTS = {
    *(
        "names",
        "title",
        "label",
        "subject",
        "mission",
        "goals",
        "focus",
        "purpose",
        "text",
        "theme",
        "reason",
    ),
    *("name", "evidence_text", "changes", "qualification", "rationale", "legal_basis", "value", "scheme"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command and the key under which it is sent, today and at every later import."""

    fact: ImportCommand
    key: str

    @property
    def registers_person(self) -> bool:
        """Whether its answer has the id of a person."""
        return (self.fact.collection, self.fact.verb) == ("persons", "register")


@dataclass(frozen=True)
class Plan:
    """The steps in the order of sending: `registrations` first, because `rest` needs the ids of persons."""

    registrations: tuple[Step, ...]
    rest: tuple[Step, ...]
    unknown: Mapping[
        str, tuple[ImportCommand, str]
    ]  # streams that are referred to but not written: first fact and pointer

    def __len__(self) -> int:
        return len(self.registrations) + len(self.rest)


@dataclass
class Planning:
    """Makes steps of facts as they are read, and remembers what the files write and what they refer to.

    Keys are made of the content of a fact, not of its place: files may be renamed, split and put in another order.
    A fact that a file repeats is two facts, so the second has a key of its own. A person's key is made of
    the alias alone: later uses of it, in any file, mean the same person.
    """

    people: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    referred: dict[str, ImportCommand] = field(default_factory=dict)
    _seen: dict[bytes, int] = field(default_factory=dict)

    def step(self, fact: ImportCommand) -> Step | Refusal:
        """The fact as a step, or why it cannot be sent. Persons are known who were registered before it."""
        data = fact.data
        if b'"person' in data or fact.collection == "persons":
            if (fact.collection, fact.verb) == ("persons", "register"):
                self.people.add(fact.id)
            made = named(fact, {alias: f"person-{alias}" for alias in self.people})
            if made is None:
                return Refusal(fact.do, fact.row, tuple(map(fact.fault, _strangers(fact, self.people))))
            data = encode(made[1])
        if not fact.checked and (faults := [*violations(COMMANDS[fact.collection, fact.verb], data)]):
            return Refusal(fact.do, fact.row, tuple(map(fact.fault, faults)))
        self.written.add(fact.stream)
        if len(self.referred) < _REMEMBERED:
            for reference in _possible_references(fact) - self.written - self.referred.keys():
                self.referred[reference] = fact
        return Step(fact, self._key(fact))

    @property
    def unknown(self) -> dict[str, tuple[ImportCommand, str]]:
        """Streams that are referred to and not written: the first fact that does so, and its field."""
        streams: dict[str, tuple[ImportCommand, str]] = {}
        for stream, fact in self.referred.items():
            if stream not in self.written:
                pointers = (pointer for reference, pointer in references(fact) if reference == stream)
                streams.update((stream, (fact, pointer)) for pointer in [*pointers][:1])
        return streams

    def _key(self, fact: ImportCommand) -> str:
        if (fact.collection, fact.verb) == ("persons", "register"):
            return _hashed(fact.do.encode())
        content = b"\0".join((fact.do.encode(), fact.data))
        place = sha256(fact.file.encode() + b"\0" + content).digest()
        self._seen[place] = times = self._seen.get(place, 0) + 1
        return _hashed(content + b"\0%d" % times)


def plan(facts: Sequence[ImportCommand]) -> Plan:
    """Check the facts and put them in order.

    Raises:
        ImportFaults: every field that the catalogue does not know, misses or refuses, and every unknown person.
    """
    planning = Planning()
    ordered = sorted(facts, key=rank)
    steps = [planning.step(fact) for fact in ordered]
    if faults := [fault for step in steps if isinstance(step, Refusal) for fault in step.faults]:
        raise ImportFaults(dict.fromkeys(faults))
    made = [step for step in steps if isinstance(step, Step)]
    count = sum(fact.verb == "register" for fact in facts)
    return Plan(tuple(made[:count]), tuple(made[count:]), planning.unknown)


def rank(fact: ImportCommand) -> int:
    """Where a fact stands in the order of sending; facts of one rank keep the order of the files."""
    return _FIRST.index(fact.collection) if fact.verb == "register" else len(_FIRST)


def in_order(read: Iterable[Read], registrations: int) -> Iterator[Read]:
    """The facts with registrations first, one by one as they are read; a wait between the two kinds.

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
        left -= _registers(item)
        if isinstance(item, Refusal) or item.verb == "register":
            yield item
        else:
            deferred.append(item)
        if left <= 0:
            break
    yield WAIT
    yield from deferred
    yield from items


def _registers(item: ImportCommand | Refusal) -> bool:
    return item.verb == "register" if isinstance(item, ImportCommand) else item.do.endswith("/register")


def named(fact: ImportCommand, people: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
    """Id and body with persons' streams instead of aliases; None when one of them was not registered.

    Args:
        people: the stream of each alias.
    """
    try:
        id = fact.id
        if fact.collection == "persons" and fact.verb != "register":
            id = people.get(id, f"person-{id}").removeprefix("person-")
        return id, {name: _substitute(name, value, people) for name, value in fact.body.items()}
    except KeyError:
        return None


def references(fact: ImportCommand) -> Iterator[tuple[str, str]]:
    """Streams that the fact refers to, with the fields that do so; persons by alias are not among them."""
    if fact.collection == "memberships":
        cluster, _, party = fact.id.partition(".")
        yield f"cluster-{cluster}", "/do"
        yield f"party-{party}", "/do"
    elif fact.verb != "register":
        yield fact.stream, "/do"
    yield from _references(fact.body, "")


def _possible_references(fact: ImportCommand) -> set[str]:
    """The same streams, and perhaps texts that look like one: quicker, because it is called for every fact."""
    streams = {stream.decode() for stream in _REFERENCES.findall(fact.data)}
    if fact.collection == "memberships":
        cluster, _, party = fact.id.partition(".")
        return streams | {f"cluster-{cluster}", f"party-{party}"}
    return streams if fact.verb == "register" else streams | {fact.stream}


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


def _substitute(name: str, value: Any, people: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _substitute(key, item, people) for key, item in value.items()}
    if isinstance(value, list):
        return [_substitute(name, item, people) for item in value]
    if isinstance(value, str):
        if name == "person" and not value.startswith("person-"):
            return people[value]
        if (match := _PERSON.fullmatch(value)) and match[
            1
        ] in people:  # also as a fact of that person: person-x@2
            return people[match[1]] + (match[2] or "")
    return value


def _strangers(fact: ImportCommand, people: set[str]) -> Iterator[Violation]:
    for alias, pointer in _aliases(fact.body, "", ""):
        if alias not in people:
            message = f"nothing registers the person {alias!r}"
            yield Violation(
                pointer, "known-person", message, f"`do: persons/{alias}/register` in these files"
            )


def _aliases(value: Any, name: str, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _aliases(item, key, f"{pointer}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _aliases(item, name, f"{pointer}/{number}")
    elif name == "person" and isinstance(value, str) and not value.startswith("person-"):
        yield value, pointer


def _hashed(content: bytes) -> str:
    return f"import-{sha256(content).hexdigest()[:40]}"
