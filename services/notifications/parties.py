"""Who takes part in a stream: folded forward from what its events say of it, one note after another. Pure.

The cost of a note does not grow with those before it, but for a retraction, which looks at the amendments of its fact.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from contracts.amendments import AMENDING, believed
from contracts.envelope import Fact
from contracts.upcasters import settled
from services.notifications.references import implied

CORRECTED, RETRACTED = "FactCorrected", "FactRetracted"
OPENING = "AgreementConcluded"
_ACCEDING, _WITHDRAWING = "PartyAcceded", "PartyWithdrew"
_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_NOBODY: frozenset[str] = frozenset()


class Note(NamedTuple):
    """What an event says of its stream's parties: the actors by the member of `data` that names them."""

    version: int
    type: str
    data: dict[str, Any]


class Parties:
    """Who takes part in a stream as its notes are now believed; it grows note by note, in the order of versions.

    notes: by version. opened: for whom the conclusion opened the agreement.
    """

    def __init__(self, stream: str, notes: Iterable[Note] = ()) -> None:
        self.notes: dict[int, Note] = {}
        self.opened: str | None = None
        self._stream = stream
        self._implied = implied(stream)
        self._since: dict[str, int] = dict.fromkeys(self._implied, 0)
        self._gone: set[str] = set()
        self._clusters = {actor for actor in self._since if actor.startswith("cluster-")}
        # By the version of a fact that is no amendment: its data as now believed, its amendments, and of each amendment
        # the version of the fact of which it speaks in the end.
        self._data: dict[int, Mapping[str, Any] | None] = {}
        self._amendments: defaultdict[int, list[Note]] = defaultdict(list)
        self._roots: dict[int, int] = {}
        # By actor: the versions that name it, in order.
        self._mentions: defaultdict[str, list[int]] = defaultdict(list)
        self._conclusions: list[int] = []
        self._everybody: tuple[str, ...] | None = None
        self._latest = 0
        for note in notes:
            self.add(note)

    @property
    def since(self) -> Mapping[str, int]:
        """Who takes part now, each from which version on."""
        return self._since

    @property
    def clusters(self) -> Iterable[str]:
        """The clusters among them."""
        return self._clusters

    def concerned(self, version: int) -> tuple[str, ...]:
        """Who takes part now and did when the event at this version was told, sorted: accession opens nothing from before."""
        if self._everybody is None:
            self._everybody = tuple(sorted(self._since))
            self._latest = max(self._since.values(), default=0)
        if self._latest <= version:
            return self._everybody
        return tuple(actor for actor in self._everybody if self._since[actor] <= version)

    def root(self, version: int) -> Note | None:
        """The note of the fact of which the note at a version speaks in the end: itself, if it is no amendment."""
        return self.notes.get(self._roots.get(version, version))

    def add(self, note: Note) -> frozenset[str]:
        """Take in the next note; who takes part now and did not before, or from an earlier version on."""
        self.notes[note.version] = note
        if note.type in AMENDING:
            return self._amended(note)
        self._data[note.version] = note.data
        if note.type == OPENING:
            self._conclusions.append(note.version)
            self.opened = note.data.get("opens")
        gained = set()
        for actor in _named(note.data):
            self._mentions[actor].append(note.version)
            if self._mentioned(actor, note.version, note.type):
                gained.add(actor)
        return frozenset(gained)

    def _amended(self, note: Note) -> frozenset[str]:
        target = target_version(note.data)
        root = self._roots[note.version] = self._roots.get(target, target)
        if note.type not in {CORRECTED, RETRACTED}:
            return _NOBODY  # a date that is better known, an opinion
        self._amendments[root].append(note)
        before, fact = self._data[root], self.notes[root]
        if note.type == RETRACTED:
            after = self._believed(root)
        elif target == root and before is not None:
            after = _corrected(fact.type, before, note.data["fields"])
        else:
            return _NOBODY
        self._data[root] = after
        if fact.type == OPENING:
            standing = [self._data[version] for version in self._conclusions]
            self.opened = next((data.get("opens") for data in reversed(standing) if data is not None), None)
        return self._renamed(root, _named(before or {}), _named(after or {}))

    def _believed(self, root: int) -> Mapping[str, Any] | None:
        facts = [self._fact(note) for note in (self.notes[root], *self._amendments[root])]
        return next((fact.data for fact in believed(facts)), None)

    def _fact(self, note: Note) -> Fact:
        id = f"{self._stream}@{note.version}"
        return Fact(id, 0, self._stream, note.version, note.type, _ANY_TIME, "owner", note.data)

    def _renamed(self, version: int, before: set[str], after: set[str]) -> frozenset[str]:
        """A fact names others now: go through what names each of these."""
        gained = set()
        for actor in before ^ after:
            versions = self._mentions[actor]
            if actor in after:
                insort(versions, version)
            else:
                del versions[bisect_left(versions, version)]
            old = self._since.get(actor)
            self._leave(actor)
            self._gone.discard(actor)
            if actor in self._implied:
                self._join(actor, 0)
            for each in versions:
                self._mentioned(actor, each, self.notes[each].type)
            new = self._since.get(actor)
            if new is not None and (old is None or new < old):
                gained.add(actor)
        return frozenset(gained)

    def _mentioned(self, actor: str, version: int, type: str) -> bool:
        """Whether an actor takes part by what names it, and did not before."""
        if type == _WITHDRAWING:
            self._gone.add(actor)
            self._leave(actor)
            return False
        if type == _ACCEDING:
            self._gone.discard(actor)
        if actor in self._gone or actor in self._since:
            return False
        self._join(actor, version if type == _ACCEDING else 0)
        return True

    def _join(self, actor: str, version: int) -> None:
        self._since[actor] = version
        self._everybody = None
        if actor.startswith("cluster-"):
            self._clusters.add(actor)

    def _leave(self, actor: str) -> None:
        if self._since.pop(actor, None) is not None:
            self._everybody = None
            self._clusters.discard(actor)


def target_version(data: Mapping[str, Any]) -> int:
    """The version of the event of which an amendment speaks."""
    return int(str(data["target"]).rpartition("@")[2])


def _named(data: Mapping[str, Any]) -> set[str]:
    return {actor for actors in data.values() if isinstance(actors, list) for actor in actors}


def _corrected(type: str, data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """As `contracts.amendments` applies a correction."""
    after = settled(type, {**data, **fields})
    return {name: value for name, value in after.items() if value is not None}
