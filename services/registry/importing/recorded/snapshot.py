"""What the record holds of the streams that tables write to: read when the import begins, and what it stores itself."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from contracts.amendments import AMENDING, apply_amendments
from contracts.catalogue import COMMAND_OF, EVENTS, LATEST
from contracts.envelope import Fact
from contracts.statement import fact_of_statement
from contracts.streams import category_of
from services.registry.importing.record import Record
from services.registry.importing.recorded_commands import recorded_command

# Of clusters only what rows are compared with.
_OF_CLUSTERS = (
    *(
        "ClusterInitiativeAnnounced",
        "ClusterFounded",
        "ClusterRenamed",
        "ClusterDissolved",
        "ClusterMerged",
        "ClusterSplit",
    ),
    *("ClusterAliasAdded", "ClusterIdentified", "ClusterLinked"),
    "MembershipCountReported",
    *("CoordinatorAppointed", "CoordinatorReleased", "RecognitionGranted", "RecognitionWithdrawn"),
)
_SUBJECT = b'"subject":"'
_CACHED_STREAMS = 4_000
_PREFIXES = 100  # of stream names, in one request to the registry
_NOW = datetime.min.replace(tzinfo=UTC)


class EventCommand(NamedTuple):
    """The id of an event, and the verb and body of the command that leads to it."""

    event: str
    verb: str
    body: Mapping[str, Any]


@dataclass
class RegistrySnapshot:
    """The events of streams, as statements; nothing is known of a category that was not loaded."""

    categories: set[str] = field(
        default_factory=lambda: {"party", "cluster", "membership", "agreement", "visit", "source"}
    )
    _lines: dict[str, list[bytes]] = field(default_factory=dict)
    _facts: dict[str, list[Fact]] = field(default_factory=dict)  # parsed lately
    _added: dict[str, list[tuple[str, str, bytes]]] = field(default_factory=dict)  # event id, type and body

    async def load(
        self,
        record: Record,
        category: str,
        names: Iterable[str] | None = None,
        within: Container[str] | None = None,
    ) -> None:
        """Read streams of a category from the record. Raises `RegistryAway`.

        Args:
            names: prefixes of their ids; all of the category where it is left out.
            within: only streams of these ids, where they are given; a membership's is its party's.
        """
        self.categories.add(category)
        types = [*types_of(category), *sorted(AMENDING)]
        prefix = f"{category}-"
        for prefixes in [()] if names is None else _portions({prefix + name for name in names}):
            async for line in record.history(types, prefixes):
                begin = line.rindex(_SUBJECT) + len(_SUBJECT)
                stream = line[begin : line.index(b'"', begin)].decode()
                id = stream.removeprefix(prefix)
                if id != stream and (within is None or (id.partition(".")[2] or id) in within):
                    self._lines.setdefault(stream, []).append(line)

    def add(self, stream: str, event: str, type: str, body: bytes) -> None:
        """Add an event that this import stored, or would store; `body` is that of its command."""
        if category_of(stream) in self.categories and not self._knows(stream, event):
            self._added.setdefault(stream, []).append((event, type, body))
            if (facts := self._facts.get(stream)) is not None:
                facts.append(_added_fact(stream, event, type, body))

    def _knows(self, stream: str, event: str) -> bool:
        return self.has(stream) and any(fact.id == event for fact in self.facts(stream))

    def streams(self) -> list[str]:
        """The names of those with events."""
        return list(dict.fromkeys([*self._lines, *self._added]))

    def has(self, stream: str) -> bool:
        """Whether the stream has events."""
        return stream in self._lines or stream in self._added

    def facts(self, stream: str) -> list[Fact]:
        """A stream's events as they were recorded."""
        if (facts := self._facts.get(stream)) is None:
            facts = [fact_of_statement(orjson.loads(line)) for line in self._lines.get(stream, ())]
            facts += [_added_fact(stream, *added) for added in self._added.get(stream, ())]
            self._facts[stream] = facts
            if len(self._facts) > _CACHED_STREAMS:
                self._facts = {stream: facts}
        return facts

    def commands(self, stream: str, verb: str) -> list[EventCommand]:
        """All events of a command: each as it was recorded, and as it is now believed.

        What is believed of an amended event may be cited from any source that the event or an amendment of it names.
        """
        facts = self.facts(stream)
        amended = [_citing_all(fact, facts) for fact in apply_amendments(facts) if fact.amended_by]
        return [_command_of(fact) for fact in (*facts, *amended) if COMMAND_OF[fact.type].verb == verb]

    def cited(self, stream: str) -> list[Mapping[str, Any]]:
        """The sources of all events of a stream."""
        return [source for fact in self.facts(stream) for source in fact.data.get("sources", ())]

    def current(self, stream: str) -> list[EventCommand]:
        """The events of a stream as they are now believed."""
        return [_command_of(fact) for fact in apply_amendments(self.facts(stream))]

    def forget(self, stream: str) -> None:
        """Release the parsed events of a stream; they are parsed again on the next use."""
        self._facts.pop(stream, None)


def types_of(category: str) -> list[str]:
    """The types of events that are loaded of a category."""
    if category == "cluster":
        return [*_OF_CLUSTERS]
    return [type for type, version in LATEST.items() if EVENTS[type, version].aggregate == category]


def _portions(names: set[str]) -> Iterator[list[str]]:
    """Prefixes of names, some at a time, without those that begin with another one: each stream is read once."""
    portion: list[str] = []
    for name in sorted(names):
        if not portion or not name.startswith(portion[-1]):
            portion.append(name)
    for at in range(0, len(portion), _PREFIXES):
        yield portion[at : at + _PREFIXES]


def _added_fact(stream: str, event: str, type: str, body: bytes) -> Fact:
    data = {"mode": "performed"} | orjson.loads(body)
    for name in ("occurred", "date"):  # the second of a refinement
        if isinstance(text := data.get(name), str):
            data[name] = {"edtf": text}
    return Fact(
        event, 0, stream, int(event.rpartition("@")[2]), type, _NOW, data.get("audience", "public"), data
    )


def _citing_all(amended: Fact, facts: Iterable[Fact]) -> Fact:
    events = {amended.id, *amended.amended_by}
    sources = [source for fact in facts if fact.id in events for source in fact.data.get("sources", ())]
    return amended._replace(data={**amended.data, "sources": sources})


def _command_of(fact: Fact) -> EventCommand:
    command = recorded_command(fact)
    return EventCommand(fact.id, command.verb, command.body)
