"""The names in the record, and those that the import adds: whom a name, an abbreviation or a number means.

A name that may mean two is refused with both; nothing is ever merged because it is called the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from contracts.amendments import apply_amendments
from contracts.streams import category_of, id_of
from services.registry.importing.import_command import ImportCommand, StoredEvent
from services.registry.importing.record import Record
from services.registry.importing.recorded.snapshot import RegistrySnapshot
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.words import folded, slug

_NAMING = (
    "PartyRegistered",
    "PartyRenamed",
    "ClusterInitiativeAnnounced",
    "ClusterFounded",
    "ClusterRenamed",
)
_ALIASES = frozenset({"ClusterAliasAdded", "PartyAliasAdded"})
_NUMBERS = "PartyIdentified"
_IDENTITIES = frozenset({"IdentityRejected", "IdentityUnlinked", "IdentityAccepted", "IdentityLinked"})
_DECIDING = frozenset({"reject-link", "unlink", "accept-link", "link"})
_PARTS = re.compile(r"[;|\n]")


class PendingRow(NamedTuple):
    """The streams that a row writes to, and the folded names that it registers."""

    streams: Sequence[str]
    names: Sequence[str]


@dataclass
class PendingRows:
    """What the rows that are sent and not answered yet write: the streams, and the names that they register.

    A row that depends on one of them waits for its answer.
    """

    _streams: dict[str, int] = field(default_factory=dict)  # how many rows write each
    _names: dict[str, int] = field(default_factory=dict)

    def begin(self, commands: Sequence[ImportCommand]) -> PendingRow:
        """A row is sent. The result is for its `end`."""
        row = PendingRow([*_streams_of(commands)], [*_names_of(commands)])
        _count(self._streams, row.streams)
        _count(self._names, row.names)
        return row

    def end(self, row: PendingRow) -> None:
        """The row is answered."""
        _subtract(self._streams, row.streams)
        _subtract(self._names, row.names)

    def name(self, cells: Mapping[str, str]) -> bool:
        """Whether a pending row registers a name that is in one of these cells."""
        if not self._names:
            return False
        texts = {part for cell in cells.values() if cell for part in (cell, *_PARTS.split(cell))}
        return any(folded(text) in self._names for text in texts)

    def write(self, commands: Sequence[ImportCommand]) -> bool:
        """Whether a pending row writes to a stream of these commands."""
        return not self._streams.keys().isdisjoint(_streams_of(commands))


@dataclass
class KnownNames:
    """What is known of parties and clusters, by stream and by everything that they are called."""

    kinds: dict[str, str] = field(default_factory=dict)  # by stream
    shown: dict[str, str] = field(default_factory=dict)  # a name by stream, for people
    called: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # streams by folded name
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)  # stream by scheme and value
    websites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # streams by address
    # Pairs of which somebody said whether they are one.
    decided: set[frozenset[str]] = field(default_factory=set)
    snapshot: RegistrySnapshot = field(default_factory=RegistrySnapshot)
    pending: PendingRows = field(default_factory=PendingRows)

    @classmethod
    async def of(cls, record: Record, *categories: str) -> KnownNames:
        """Those of the record; of parties and clusters where no category is given. Raises `RegistryAway`."""
        names = cls(snapshot=RegistrySnapshot(set()))
        for category in categories or ("party", "cluster"):
            await names.snapshot.load(record, category)
        for stream in names.snapshot.streams():
            for item in apply_amendments(names.snapshot.facts(stream)):
                if item.type in _NAMING:
                    names.learn(stream, item.data)
                elif item.type in _ALIASES:
                    names.call(stream, item.data)
                elif item.type == _NUMBERS:
                    names._identified(stream, item.data)
                elif item.type in _IDENTITIES:
                    names.decided.add(frozenset({stream, item.data["other"]}))
            names.snapshot.forget(stream)
        return names

    def learn(self, stream: str, naming: Any) -> None:
        """Learn from a registration, a founding or a renaming."""
        self.kinds.setdefault(stream, naming.get("kind") or category_of(stream))
        if names := self.call(stream, naming):
            self.shown[stream] = names[0]

    def call(self, stream: str, naming: Any) -> list[str]:
        """Learn how a stream is called too; returns the names."""
        names = [name for name in (naming.get("names") or {}).values() if isinstance(name, str)]
        for name in (*names, *([naming["abbreviation"]] if naming.get("abbreviation") else ())):
            self.called[folded(name)].add(stream)
        return names

    def on_stored(self, stored: StoredEvent) -> None:
        """A command of these files was accepted."""
        command = stored.command
        self.snapshot.add(command.stream, stored.id, stored.type, command.data)
        self.named(command)

    def named(self, command: ImportCommand) -> None:
        """Learn the names and numbers that a command gives."""
        if command.collection in {"parties", "clusters"} and command.verb in {
            "register",
            "rename",
            "announce",
            "found",
        }:
            self.learn(command.stream, command.body)
        elif command.verb == "add-alias":
            self.call(command.stream, command.body)
        elif (command.collection, command.verb) == ("parties", "identify"):
            self._identified(command.stream, command.body)
        elif command.collection == "parties" and command.verb in _DECIDING:
            self.decided.add(frozenset({command.stream, command.body["other"]}))

    def has_number(self, party: str, scheme: str, value: str) -> bool:
        """Whether a party is known to have this number."""
        return self.numbers.get((scheme, value)) == party or party in (
            self.websites.get(value, ()) if scheme == "website" else ()
        )

    def _identified(self, stream: str, number: Any) -> None:
        self.numbers[number["scheme"], number["value"]] = stream
        if number["scheme"] == "website":  # several may have one
            self.websites[number["value"]].add(stream)

    def find(self, text: str, categories: Iterable[str]) -> str | None:
        """The stream that a text means: its name, its id, or what it is called; None when nothing is called so.

        Raises:
            Unclear: it may mean several.
        """
        allowed = tuple(f"{category}-" for category in categories)
        if text.startswith(allowed) and slug(text) == text:
            return text
        streams = {prefix + text for prefix in allowed if prefix + text in self.kinds}
        streams = streams or {
            stream for stream in self.called.get(folded(text), ()) if stream.startswith(allowed)
        }
        if len(streams) > 1:
            candidates = ", ".join(f"{stream} ({self.shown.get(stream, '')})" for stream in sorted(streams))
            raise Unclear(f"{text!r} may mean {candidates}", "an id", tuple(sorted(streams)))
        return streams.pop() if streams else None

    def place(self, text: str) -> str:
        """The city or region that just one is called so, else the text."""
        try:
            stream = self.find(text, ("party",))
        except Unclear:
            stream = None
        return stream if stream and (text == stream or self.kinds.get(stream) in {"city", "region"}) else text

    def require(self, text: str, categories: Iterable[str]) -> str:
        """As `find`, where something must be called so.

        Raises:
            Unclear: nothing is called so, or several are.
        """
        categories = tuple(categories)
        if (stream := self.find(text, categories)) is not None:
            return stream
        raise Unclear(
            f"the record knows no {' or '.join(categories)} {text!r}",
            "an id, a name or an abbreviation that is in the record or in these files",
            self._near(text, categories),
        )

    def _near(self, text: str, categories: tuple[str, ...]) -> tuple[str, ...]:
        allowed = tuple(f"{category}-" for category in categories)
        ids = {id_of(stream): stream for stream in self.kinds if stream.startswith(allowed)}
        near = get_close_matches(folded(text), self.called, n=3, cutoff=0.65)
        streams = {stream for name in near for stream in self.called[name] if stream.startswith(allowed)}
        streams |= {ids[id] for id in get_close_matches(slug(text), ids, n=1, cutoff=0.65)}
        return tuple(sorted(streams))[:3]


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
        if (command.collection, command.verb) in {("parties", "register"), ("clusters", "rename")}:
            body = command.body
            yield from (folded(command.stream), folded(command.id))
            yield from map(folded, body["names"].values())
            if abbreviation := body.get("abbreviation"):
                yield folded(abbreviation)


def _count(counts: dict[str, int], marks: Sequence[str]) -> None:
    for mark in marks:
        counts[mark] = counts.get(mark, 0) + 1


def _subtract(counts: dict[str, int], marks: Sequence[str]) -> None:
    for mark in marks:
        if left := counts.pop(mark) - 1:
            counts[mark] = left
