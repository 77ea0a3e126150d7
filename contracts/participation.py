"""Who takes part in a stream, from which of its events on and up to which: folded forward, event by event. Pure.

The cost of an event does not grow with those before it, but for a retraction, which looks at the amendments of its fact.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from contracts.amendments import AMENDING, apply_amendments, targets
from contracts.catalogue import TYPES
from contracts.envelope import Fact
from contracts.references import actors_of_member, implied
from contracts.streams import category_of
from contracts.upcasters import upcast_corrected

# Streams with parties of their own, and the fields in which their events name them. Nobody else takes part: who joins an
# action is not thereby a party of the agreement, nor is a cluster of a filter the subscriber.
PARTIES = {name: frozenset(event.parties_in) for name, event in TYPES.items() if event.parties_in}
# Whom these name takes part from this event on.
JOINING = {name: frozenset(event.joining_in) for name, event in TYPES.items() if event.joining_in}
# Whom these name takes part up to this event.
LEAVING = {name: frozenset(event.leaving_in) for name, event in TYPES.items() if event.leaving_in}
_NAMING = PARTIES | JOINING | LEAVING
# The parties of a membership are those of its name.
_WITH_PARTIES = frozenset({"membership", *(TYPES[name].aggregate for name in _NAMING)})

_CORRECTED, _RETRACTED = "FactCorrected", "FactRetracted"
_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_NOBODY: frozenset[str] = frozenset()


class Mention(NamedTuple):
    """How an event names its stream's parties: the actors by the field of `data` that names them.

    An amendment has its `target` instead, with `also` where it has several, a correction also the corrected `fields`.
    """

    version: int
    type: str
    data: dict[str, Any]


class Episode(NamedTuple):
    """Somebody takes part in facts from one version on, and in events up to another; None where it has not ended."""

    since: int
    until: int | None


class Participation:
    """Who takes part in a stream by its facts as now believed. `add` takes the next event, in the order of versions.

    In a stream with parties these are whom its events name as parties. In any other it is decided fact by fact: who is
    named in it takes part in it. The actors of the stream's own name take part in everything.
    """

    def __init__(self, stream: str) -> None:
        self.mentions: dict[int, Mention] = {}
        self.with_parties = has_parties(stream)
        self._stream = stream
        self._implied = implied(stream)
        # By the version of a fact that is no amendment: its data as now believed, and whom it names, or named when it was
        # retracted. By the version of an amendment: the versions of the facts that it amends in the end.
        self._data: dict[int, Mapping[str, Any] | None] = {}
        self._named: dict[int, frozenset[str]] = {}
        self._amendments: defaultdict[int, list[Mention]] = defaultdict(list)
        self._roots: dict[int, tuple[int, ...]] = {}
        # By actor: the versions of the believed facts that name it, in order.
        self._mentioned: defaultdict[str, list[int]] = defaultdict(list)
        self._episodes: dict[str, list[Episode]] = {}
        self._parties = set(self._implied)
        # Who takes part now, sorted, and the versions after which exactly these take part in an event.
        self._sorted: tuple[str, ...] | None = None
        self._latest_since = self._latest_until = 0

    @property
    def parties(self) -> Iterable[str]:
        """Who takes part in the stream now."""
        return self._parties

    def root(self, version: int) -> int:
        """The version of the fact that an event amends in the end, the first of several; its own, if it is no amendment."""
        return self.roots(version)[0]

    def roots(self, version: int) -> tuple[int, ...]:
        """The versions of all facts that an event amends in the end; its own, if it is no amendment."""
        return self._roots.get(version, (version,))

    def current(self, version: int) -> Mapping[str, Any] | None:
        """What was noted of a fact, as now believed; None once it is retracted."""
        return self._data.get(version)

    def takes_part(self, actor: str, root: int, version: int) -> bool:
        """Whether an actor takes part in the event at `version`, which is or amends the fact at `root`."""
        if actor in self._implied:
            return True
        if not self.with_parties:
            return actor in self._named.get(root, _NOBODY)
        if self._retracted(root) and actor in self._named[root]:
            # For those whom it named, a retracted fact counts for the events about it.
            episodes = self._course(sorted({*self._mentioned[actor], root}))
        else:
            episodes = self._episodes.get(actor, [])
        return any(_covers(episode, root, version) for episode in episodes)

    def concerned(self, root: int, version: int) -> tuple[str, ...]:
        """Who takes part in the event at `version`, which is or amends the fact at `root`; sorted."""
        if not self.with_parties:
            return tuple(sorted(self._implied | self._named.get(root, _NOBODY)))
        if self._sorted is None:
            self._sorted = tuple(sorted(self._parties))
            episodes = [episode for each in self._episodes.values() for episode in each]
            self._latest_since = max((episode.since for episode in episodes), default=0)
            self._latest_until = max((episode.until or 0 for episode in episodes), default=0)
        if self._latest_since <= root and self._latest_until < version and not self._retracted(root):
            return self._sorted
        known = self._implied | self._episodes.keys() | self._named.get(root, _NOBODY)
        return tuple(sorted(actor for actor in known if self.takes_part(actor, root, version)))

    def add(self, mention: Mention) -> frozenset[str]:
        """Add the next event's mention; return who now takes part in more of the events before it."""
        self.mentions[mention.version] = mention
        if mention.type in AMENDING:
            return self._amend(mention)
        self._data[mention.version] = mention.data
        named = self._named[mention.version] = frozenset(_named(mention.data))
        if not self.with_parties:
            return _NOBODY
        gained = set()
        for actor in named:
            self._mentioned[actor].append(mention.version)
            before = self._episodes.get(actor, [])
            if self._follow(actor, [*before], mention.version, mention.type) and mention.type in PARTIES:
                gained.add(actor)
        return frozenset(gained)

    def _amend(self, mention: Mention) -> frozenset[str]:
        versions = [version_of(id) for id in targets(mention.data)]
        roots = tuple(dict.fromkeys(root for version in versions for root in self.roots(version)))
        self._roots[mention.version] = roots
        if mention.type not in {_CORRECTED, _RETRACTED}:
            return _NOBODY  # a date that is better known, an opinion
        return _NOBODY.union(*[self._amend_fact(mention, root, of_fact=root in versions) for root in roots])

    def _amend_fact(self, mention: Mention, root: int, *, of_fact: bool) -> frozenset[str]:
        """Amend one fact; who takes part in more. `of_fact`: the amendment names the fact itself, no amendment of it."""
        self._amendments[root].append(mention)
        before, fact = self._data[root], self.mentions[root]
        if mention.type == _RETRACTED:
            after = self._current(root)
        elif of_fact and before is not None:
            after = _corrected(fact.type, before, self._of_type(fact.type, mention.data["fields"]))
        else:
            return _NOBODY
        self._data[root] = after
        named_before = self._named[root] if before is not None else _NOBODY
        named_after = _NOBODY if after is None else frozenset(_named(after))
        if after is not None:
            self._named[root] = named_after
        if not self.with_parties:
            return named_after - named_before
        return frozenset(
            actor
            for actor in named_before ^ named_after
            if self._renamed(actor, root, named=actor in named_after)
        )

    def _of_type(self, type: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The corrected fields by which a fact of this type names somebody."""
        members = _NAMING.get(type, _NOBODY) if self.with_parties else fields.keys()
        return {name: value for name, value in fields.items() if name in members}

    def _retracted(self, root: int) -> bool:
        return root in self._data and self._data[root] is None

    def _current(self, root: int) -> Mapping[str, Any] | None:
        own = self.mentions[root]
        facts = [self._fact(mention, own.type) for mention in (own, *self._amendments[root])]
        return next((fact.data for fact in apply_amendments(facts)), None)

    def _fact(self, mention: Mention, type_of_target: str) -> Fact:
        id, data = f"{self._stream}@{mention.version}", mention.data
        if mention.type == _CORRECTED:
            data = data | {"fields": self._of_type(type_of_target, data["fields"])}
        return Fact(id, 0, self._stream, mention.version, mention.type, _ANY_TIME, "owner", data)

    def _renamed(self, actor: str, version: int, *, named: bool) -> bool:
        """A fact names an actor now, or no longer; whether the actor takes part in more than before."""
        versions = self._mentioned[actor]
        if named:
            insort(versions, version)
        else:
            del versions[bisect_left(versions, version)]
        before = self._episodes.get(actor, [])
        after = self._course(versions)
        self._set(actor, after)
        return any(not any(_contains(old, new) for old in before) for new in after)

    def _course(self, versions: Iterable[int]) -> list[Episode]:
        """The episodes that the events at these versions give to an actor whom they name."""
        episodes: list[Episode] = []
        for version in versions:
            _next(episodes, version, self.mentions[version].type)
        return episodes

    def _follow(self, actor: str, episodes: list[Episode], version: int, type: str) -> bool:
        """Whether an actor's episodes change with one more event that names it."""
        if not _next(episodes, version, type):
            return False
        self._set(actor, episodes)
        return True

    def _set(self, actor: str, episodes: list[Episode]) -> None:
        self._episodes[actor] = episodes
        self._sorted = None
        if actor in self._implied or (episodes and episodes[-1].until is None):
            self._parties.add(actor)
        else:
            self._parties.discard(actor)


def has_parties(stream: str) -> bool:
    """Whether participation is decided per stream, by the parties that its events name, and not per fact."""
    return category_of(stream) in _WITH_PARTIES


def naming(stream: str, type: str, data: Mapping[str, Any]) -> dict[str, list[str] | None]:
    """The actors by the field that names them; None where a correction takes a field out."""
    members = _NAMING.get(type, _NOBODY) if has_parties(stream) else None
    return {
        member: None if value is None else actors_of_member(member, value)
        for member, value in data.items()
        if members is None or member in members
    }


def version_of(id: str) -> int:
    """The version of an event in its stream, from its id."""
    return int(id.rpartition("@")[2])


def _next(episodes: list[Episode], version: int, type: str) -> bool:
    """Go on with an actor's episodes, in place, by an event that names it; whether they change.

    An episode that has ended begins again only by joining; one that ends before it begins covers nothing.
    """
    last = episodes[-1] if episodes else None
    if type in LEAVING:
        if last is not None and last.until is not None:
            return False
        episodes[-1:] = [Episode(version, version - 1) if last is None else Episode(last.since, version)]
        return True
    if last is not None and (last.until is None or type not in JOINING):
        return False
    episodes.append(Episode(version if type in JOINING else 0, None))
    return True


def _covers(episode: Episode, root: int, version: int) -> bool:
    return episode.since <= root and (episode.until is None or version <= episode.until)


def _contains(outer: Episode, inner: Episode) -> bool:
    return outer.since <= inner.since and (
        outer.until is None or (inner.until is not None and inner.until <= outer.until)
    )


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    return (actor for names in data.values() if isinstance(names, list) for actor in names)


def _corrected(type: str, data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """As `contracts.amendments` applies a correction."""
    after = upcast_corrected(type, {**data, **fields})
    return {name: value for name, value in after.items() if value is not None}
