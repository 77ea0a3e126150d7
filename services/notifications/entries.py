"""Which entries of the feed an event brings: its own, and those of earlier events that more readers may read now. Pure.

Readers are groups. Everybody is in `public`, each cluster also in `partners`, and each cluster and party in the group of its
own stream's name. An entry names the groups for which it is, and those that had the event before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from contracts.access import PARTNERS, PUBLIC, RESTRICTED, Access
from contracts.envelope import Recorded
from contracts.fields import Audience
from contracts.participation import Mention


class Entry(NamedTuple):
    """An entry of the feed for the event at `position`; `again` when somebody could read the event before."""

    position: int
    again: bool
    readers: tuple[str, ...]
    except_for: tuple[str, ...]


class RestrictedEvent(NamedTuple):
    """An event that is not for everybody, and the groups that have it.

    released: it is for more readers once its agreement is concluded. root: the version of the fact that it amends, its own
    if it amends none.
    """

    position: int
    released: bool
    readers: tuple[str, ...]
    version: int
    root: int


class Visibility:
    """What the earlier events of a stream decide about its later ones. `entries_of` carries it on, in place.

    restricted: the events that may be for more readers later, by version, in order.
    """

    def __init__(
        self, stream: str, mentions: Iterable[Mention] = (), restricted: Iterable[RestrictedEvent] = ()
    ) -> None:
        self.access = Access(stream, mentions)
        self.restricted = {event.version: event for event in restricted}
        self._changed: dict[int, RestrictedEvent | None] = {}

    @property
    def counts(self) -> bool:
        """Whether anything here decides about later events."""
        return bool(self.access.participation.mentions or self.restricted)

    def changed(self) -> dict[int, RestrictedEvent | None]:
        """By version, what has changed since the last call; None for an event that is not restricted, or no longer."""
        changed, self._changed = self._changed, {}
        return changed

    def add(self, mention: Mention | None) -> frozenset[str]:
        """Add what an event says of the parties; who takes part in more of the events before it than until now."""
        if mention is None:
            return frozenset()
        self._changed.setdefault(mention.version, None)
        return self.access.add(mention)

    def restrict(self, event: RestrictedEvent) -> None:
        """Keep an event that may be for more readers later."""
        self.restricted[event.version] = self._changed[event.version] = event

    def release(self, version: int) -> None:
        """An event is for everybody from now on."""
        del self.restricted[version]
        self._changed[version] = None


def groups_of(subject: str | None) -> frozenset[str]:
    """The groups of a reader: for a `subject`, a cluster's or party's stream; None for anybody."""
    if subject is None:
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, PARTNERS, subject} if subject.startswith("cluster-") else {PUBLIC, subject})


def sees(reader: frozenset[str], entry: Entry) -> bool:
    """Whether an entry is in a reader's feed. Operators read every event once: all entries but those `again`."""
    return not reader.isdisjoint(entry.readers) and reader.isdisjoint(entry.except_for)


def entries_of(visibility: Visibility, event: Recorded, data: Mapping[str, Any]) -> list[Entry]:
    """Carry a stream's visibility on by its next event; the entries that come with it, its own last."""
    access, type, version = visibility.access, event.type, event.version
    participation, released_to = access.participation, access.released_to
    root = access.root_of(type, version, data)
    restricted = event.audience in RESTRICTED
    before = participation.concerned(root, version) if restricted else ()
    gained = visibility.add(access.mention(type, version, event.audience, data))
    entries = _released(visibility, gained) if gained or access.released_to != released_to else []
    if not restricted:
        readers = (PUBLIC,) if event.audience == PUBLIC else ()
        return [*entries, Entry(event.position, False, readers, ())]
    audience = access.audience_of(type, root, event.audience)
    # Who is no longer a party by an amendment gets the amendment.
    parties = _union(before, participation.concerned(root, version))
    own = Entry(event.position, False, _readers(audience, parties), ())
    if audience != PUBLIC:
        released = access.is_released(type, root)
        visibility.restrict(RestrictedEvent(event.position, released, own.readers, version, root))
    return [*entries, own]


def _released(visibility: Visibility, gained: frozenset[str]) -> list[Entry]:
    """The entries of events that are for more readers now: by a conclusion, or because somebody takes part in them."""
    entries = []
    access = visibility.access
    released_to = access.released_to
    for event in list(visibility.restricted.values()):
        had = event.readers
        more = tuple(
            actor
            for actor in sorted(gained)
            if not _includes(had, actor) and access.participation.takes_part(actor, event.root, event.version)
        )
        if event.released and released_to is not None and not _includes(had, released_to):
            # Who gets it as a member of the wider group is left out of the narrower ones.
            more = (released_to, *(actor for actor in more if not _includes((released_to,), actor)))
            entries.append(Entry(event.position, True, more, had))
        elif more:
            entries.append(Entry(event.position, True, more, ()))
        if PUBLIC in more:
            visibility.release(event.version)
        elif more:
            visibility.restrict(event._replace(readers=(*had, *more)))
    return entries


def _includes(readers: tuple[str, ...], group: str) -> bool:
    """Whether these groups include all of another one."""
    return group in readers or PUBLIC in readers or (PARTNERS in readers and group.startswith("cluster-"))


def _readers(audience: Audience, parties: tuple[str, ...]) -> tuple[str, ...]:
    """The groups for which an event is that these parties take part in."""
    if audience == PUBLIC:
        return (PUBLIC,)
    if audience == PARTNERS:
        return (PARTNERS, *(party for party in parties if not party.startswith("cluster-")))
    return parties


def _union(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """Those of both, sorted. As a rule nothing has changed, and many events share one list."""
    return after if before is after or before == after else tuple(sorted({*before, *after}))
