"""What an import will send: every command checked against the catalogue, in an order in which it can be accepted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.catalogue import COMMANDS
from contracts.fields import STREAM_PATTERN
from ops.import_facts import Fact
from ops.import_report import Fault, ImportFaults

_REFERENCE = re.compile(STREAM_PATTERN[1:-1] + r"(?=@[1-9][0-9]{0,8}\Z|\Z)")
# What registers something goes before what speaks of it; within a rank the files' order stays.
_FIRST = ("sources", "parties", "persons")
_TEXTS = {
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
}


@dataclass(frozen=True)
class Step:
    """One command and the key under which it is sent, today and at every later import."""

    fact: Fact
    key: str

    @property
    def registers_person(self) -> bool:
        """Whether its answer tells the id of a person."""
        return (self.fact.collection, self.fact.verb) == ("persons", "register")


@dataclass(frozen=True)
class Plan:
    """The steps in the order of sending: `registrations` first, because `rest` needs the ids of persons."""

    registrations: tuple[Step, ...]
    rest: tuple[Step, ...]
    unknown: Mapping[
        str, tuple[Fact, str]
    ]  # streams that are referred to but not written: first fact and pointer

    def __len__(self) -> int:
        return len(self.registrations) + len(self.rest)


def plan(facts: Sequence[Fact]) -> Plan:
    """Check the facts and put them in order.

    Raises:
        ImportFaults: every field that the catalogue does not know, misses or refuses, and every unknown person.
    """
    people = {fact.id for fact in facts if (fact.collection, fact.verb) == ("persons", "register")}
    # A default's fault is every fact's fault; it is told once.
    faults = dict.fromkeys(fault for fact in facts for fault in _check(fact, people))
    if faults:
        raise ImportFaults(faults)
    steps = _with_keys(facts)
    registrations = [step for step in steps if step.fact.verb == "register"]
    registrations.sort(key=lambda step: _FIRST.index(step.fact.collection))
    written = {fact.stream for fact in facts}
    unknown: dict[str, tuple[Fact, str]] = {}
    for fact in facts:
        for reference, pointer in references(fact):
            if reference not in written:
                unknown.setdefault(reference, (fact, pointer))
    return Plan(tuple(registrations), tuple(step for step in steps if step.fact.verb != "register"), unknown)


def encode(body: Mapping[str, Any]) -> bytes:
    """The body as it is sent: always the same bytes for the same content, because replays compare them."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def named(fact: Fact, people: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
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


def references(fact: Fact) -> Iterator[tuple[str, str]]:
    """Streams that the fact refers to, with the fields that do so; persons by alias are not among them."""
    if fact.collection == "memberships":
        cluster, _, party = fact.id.partition(".")
        yield f"cluster-{cluster}", "/do"
        yield f"party-{party}", "/do"
    elif fact.verb != "register":
        yield fact.stream, "/do"
    yield from _references(fact.body, "")


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
    if name == "person" and isinstance(value, str) and not value.startswith("person-"):
        return people[value]
    return value


def _check(fact: Fact, people: set[str]) -> Iterator[Fault]:
    # An alias is no reference yet; any well-formed one stands in for it here.
    made = named(fact, {alias: f"person-{alias}" for alias in people})
    if made is None:
        yield from (
            fact.fault(f"nothing registers the person {alias!r}: add `do: persons/{alias}/register`", pointer)
            for alias, pointer in _aliases(fact.body, "", "")
            if alias not in people
        )
        return
    try:
        COMMANDS[fact.collection, fact.verb].model_validate(made[1])
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_context=False, include_input=False):
            pointer = "".join(f"/{part}" for part in wrong["loc"] if part != "[key]")
            yield fact.fault(wrong["msg"].removeprefix("Value error, "), pointer)


def _aliases(value: Any, name: str, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _aliases(item, key, f"{pointer}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _aliases(item, name, f"{pointer}/{number}")
    elif name == "person" and isinstance(value, str) and not value.startswith("person-"):
        yield value, pointer


def _with_keys(facts: Sequence[Fact]) -> list[Step]:
    """Keys are made of what a fact says, not of where it stands: files may be renamed, split and put in another order.

    A fact that a file says twice is meant twice, so its second time has a key of its own. A person's key is made of
    the alias alone: whoever uses it later, in any file, means the same person.
    """
    steps = []
    seen: Counter[tuple[str, bytes]] = Counter()
    for fact in facts:
        said = b"\0".join((fact.do.encode(), encode(fact.body)))
        if (fact.collection, fact.verb) == ("persons", "register"):
            said = fact.do.encode()
        else:
            seen[fact.file, said] += 1
            said += b"\0%d" % seen[fact.file, said]
        steps.append(Step(fact, f"import-{sha256(said).hexdigest()[:40]}"))
    return steps
