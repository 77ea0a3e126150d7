"""What the record holds of the streams that tables speak of, and what this import adds to it.

Rows are decided on it before anything of them is sent, by the registry's own rules. It is the record as it was when the
import began: what others write meanwhile only the registry knows.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import aiohttp
import orjson
from pydantic import ValidationError

from contracts.amendments import AMENDING, believed
from contracts.catalogue import COLLECTIONS, COMMAND_OF, COMMANDS, EVENTS, LATEST
from contracts.envelope import Command, Event, Fact, widest
from contracts.events.amendment import Amendment
from ops.importing.planning.plan import named
from ops.importing.reading.yaml_facts import ImportCommand
from ops.interchange.history import fact, lines
from ops.interchange.recorded_commands import recorded_command
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS, amendment
from services.registry.commands import future_dates

# Of clusters only what the rules of tables ask for.
_OF_CLUSTERS = ("ClusterInitiativeAnnounced", "ClusterFounded", "ClusterDissolved", "MembershipCountReported")
_SUBJECT = b'"subject":"'
_CACHED_STREAMS = 4_000  # streams
_AT_ONCE = 100  # beginnings of names in one question to the registry
_ACTOR = "import"
_NOW = "1970-01-01T00:00:00Z"  # of what is not recorded yet, and of no use to the rules


class RecordedCommand(NamedTuple):
    """What an event says, as the command that says it again."""

    event: str
    verb: str
    body: Mapping[str, Any]


def types_of(category: str) -> list[str]:
    """The types of events that are asked for of a category."""
    if category == "cluster":
        return [*_OF_CLUSTERS]
    return [type for type, version in LATEST.items() if EVENTS[type, version].aggregate == category]


@dataclass
class RegistrySnapshot:
    """Streams as far as they were asked for; of a category that was not, nothing is known.

    Empty, it is an empty record, of which everything is known.
    """

    categories: set[str] = field(
        default_factory=lambda: {"party", "cluster", "membership", "agreement", "visit"}
    )
    _lines: dict[str, list[bytes]] = field(default_factory=dict)
    _facts: dict[str, list[Fact]] = field(default_factory=dict)
    _states: dict[str, Any] = field(default_factory=dict)
    _noted: dict[str, ImportCommand] = field(default_factory=dict)

    async def load(
        self,
        session: aiohttp.ClientSession,
        category: str,
        names: Iterable[str] | None = None,
        within: Container[str] | None = None,
    ) -> None:
        """Read streams of a category from the record. Raises `RegistryAway`.

        Args:
            names: how their ids begin; all of the category where it is left out.
            within: only streams of these ids, where they are given; a membership's is its party's.
        """
        self.categories.add(category)
        types = [*types_of(category), *sorted(AMENDING)]
        prefix = f"{category}-"
        for beginnings in [()] if names is None else _portions({prefix + name for name in names}):
            async for line in lines(session, types, beginnings):
                begin = line.rindex(_SUBJECT) + len(_SUBJECT)
                stream = line[begin : line.index(b'"', begin)].decode()
                id = stream.removeprefix(prefix)
                if id != stream and (within is None or (id.partition(".")[2] or id) in within):
                    self._lines.setdefault(stream, []).append(line)

    def knows(self, stream: str) -> bool:
        """Whether the streams of its category were asked for."""
        return stream.partition("-")[0] in self.categories

    def streams(self) -> list[str]:
        """The names of those that were read."""
        return [*self._lines]

    def note(self, command: ImportCommand) -> bool:
        """Remember a row's only command where it begins a stream: it is decided when the stream is asked for again.

        Returns whether it does. To find a rule that refuses it is left to the registry, which stores it or does not.
        """
        fresh = (
            command.stream not in self._lines
            and command.stream not in self._noted
            and self.knows(command.stream)
        )
        if fresh:
            self._noted[command.stream] = command
        return fresh

    def facts(self, stream: str) -> list[Fact]:
        """A stream's events as they were recorded, and those that this import adds."""
        self._decide_noted(stream)
        if (facts := self._facts.get(stream)) is None:
            facts = self._facts[stream] = [fact(orjson.loads(line)) for line in self._lines.get(stream, ())]
        return facts

    def state(self, stream: str) -> Any:
        """The stream's state, as its rules see it; None where it has none."""
        self._decide_noted(stream)
        if stream not in self._states:
            facts = believed(self.facts(stream))
            decider = DECIDERS[stream.partition("-")[0]]
            self._states[stream] = decider.fold(map(_event, facts), [fact.id for fact in facts])
        return self._states[stream]

    def length(self, stream: str) -> int:
        """How many events a stream has."""
        self._decide_noted(stream)
        return len(self._lines.get(stream, ()))

    def commands(self, stream: str, verb: str) -> list[RecordedCommand]:
        """All that the record says or said by a verb: each event as it was recorded, and as it is now believed.

        What is believed of an amended event may be cited from any source that the event or an amendment of it names.
        """
        facts = self.facts(stream)
        amended = [_citing_all(fact, facts) for fact in believed(facts) if fact.amended_by]
        return [_recorded(fact) for fact in (*facts, *amended) if COMMAND_OF[fact.type].verb == verb]

    def cited(self, stream: str) -> list[Mapping[str, Any]]:
        """The sources of all that is told of a stream."""
        return [source for fact in self.facts(stream) for source in fact.data.get("sources", ())]

    def now(self, stream: str) -> list[RecordedCommand]:
        """What the record says of a stream now."""
        return [_recorded(fact) for fact in believed(self.facts(stream))]

    def decide(self, stream: str, command: Command) -> Sequence[Event]:
        """The events that a command would lead to. Raises `Refused`."""
        future_dates.check(command, future_dates.today())
        if isinstance(command, Amendment):
            return amendment.decide(stream, self.facts(stream), command)
        decider = DECIDERS[stream.partition("-")[0]]
        if others := decider.reads_streams(stream, command):
            decider.check_references(command, {other: self.state(other) for other in others})
        return decider.decide(self.state(stream), command)

    def add(self, stream: str, command: Command, events: Sequence[Event]) -> None:
        """Take events for stored."""
        state, decider = self.state(stream), DECIDERS[stream.partition("-")[0]]
        lines_of_stream = self._lines.setdefault(stream, [])
        version = len(lines_of_stream) and int(orjson.loads(lines_of_stream[-1])["streamversion"])
        for event in events:
            version += 1
            lines_of_stream.append(_statement(stream, version, event, widest(command, event.audience)))
            if not isinstance(command, Amendment):
                state = decider.after(state, event, f"{stream}@{version}")
        self.forget(stream)
        if not isinstance(command, Amendment):
            self._states[stream] = state

    def drop(self, lengths: Mapping[str, int]) -> None:
        """Take back what was added to streams beyond these lengths."""
        for stream, length in lengths.items():
            del self._lines.get(stream, [])[length:]
            self.forget(stream)

    def on_command(self, command: ImportCommand) -> None:
        """A fact of these files that is no row: what the rules would refuse, the registry will."""
        category = COLLECTIONS[command.collection]
        if category not in self.categories or command.known:
            return
        if (made := named(command, _Alias())) is None:
            return
        try:
            kind = COMMANDS[command.collection, command.verb]
            parsed = kind.model_validate(made[1], by_alias=True, by_name=False)
            self.add(command.stream, parsed, self.decide(command.stream, parsed))
        except (Refused, ValidationError):
            return

    def _decide_noted(self, stream: str) -> None:
        if (command := self._noted.pop(stream, None)) is not None:
            self.on_command(command)

    def forget(self, stream: str) -> None:
        """Let go what was made of a stream; it is read anew when it is asked for."""
        self._facts.pop(stream, None)
        self._states.pop(stream, None)

    def settle(self) -> None:
        """Between rows: let go what was made of many streams, so that a long table needs little memory."""
        if len(self._states) > _CACHED_STREAMS or len(self._facts) > _CACHED_STREAMS:
            self._states.clear()
            self._facts.clear()


def _portions(names: set[str]) -> Iterator[list[str]]:
    """Beginnings of names, some at a time, without those that another one begins: each stream is told once."""
    portion: list[str] = []
    for name in sorted(names):
        if not portion or not name.startswith(portion[-1]):
            portion.append(name)
    for at in range(0, len(portion), _AT_ONCE):
        yield portion[at : at + _AT_ONCE]


class _Alias(dict[str, str]):
    """Persons' aliases as ids, whatever these will be."""

    def __missing__(self, alias: str) -> str:
        return f"person-{alias}"


def _statement(stream: str, version: int, event: Event, audience: str) -> bytes:
    """An event as the registry will tell it, as far as a fact is made of it."""
    return orjson.dumps(
        {
            "id": f"{stream}@{version}",
            "subject": stream,
            "sequence": "0",
            "streamversion": str(version),
            "time": _NOW,
            "type": f"upland.{event.type}.v{event.version}",
            "audience": audience,
            "data": orjson.Fragment(event.encode(_ACTOR)),
        }
    )


def _event(fact: Fact) -> Event:
    return EVENTS[fact.type, LATEST[fact.type]].model_validate(dict(fact.data))


def _citing_all(amended: Fact, facts: Iterable[Fact]) -> Fact:
    named = {amended.id, *amended.amended_by}
    sources = [source for fact in facts if fact.id in named for source in fact.data.get("sources", ())]
    return amended._replace(data={**amended.data, "sources": sources})


def _recorded(fact: Fact) -> RecordedCommand:
    again = recorded_command(fact)
    return RecordedCommand(fact.id, again.verb, again.body)
