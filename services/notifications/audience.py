"""Who may read an event, and since when: pure rules over the events of one stream in their order.

Readers are words. Everybody is a reader `public`, each partner cluster also `partners` and its own stream's name, any
other party its own name. An entry of the feed names those for whom it is and those who had the event already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from contracts.amendments import AMENDING
from contracts.envelope import Recorded
from services.notifications.parties import CORRECTED, OPENING, Note, Parties, target_version
from services.notifications.references import references

PUBLIC, PARTNERS = "public", "partners"
# Streams whose parties these events alone tell, and in which members; in any other, whoever a restricted event speaks of
# takes part. Who joins an action is not thereby a party of the agreement, nor is a cluster of a filter the subscriber.
_CLOSED = frozenset({"agreement", "visit", "membership", "subscription"})
_NAMING = {
    "AgreementProposed": frozenset({"parties"}),
    "AgreementSigned": frozenset({"party"}),
    "PartyAcceded": frozenset({"party"}),
    "PartyWithdrew": frozenset({"party"}),
    "VisitPlanned": frozenset({"host", "visitors"}),
    "VisitHeld": frozenset({"host", "visitors"}),
    "SubscriptionRequested": frozenset({"subscriber"}),
}
_OPENED = frozenset({"AgreementProposed", "AgreementSigned", "AgreementAmended"})


class Entry(NamedTuple):
    """One line of the feed for the event at `position`; `again` when somebody could read the event before."""

    position: int
    again: bool
    readers: tuple[str, ...]
    except_for: tuple[str, ...]


class Shown(NamedTuple):
    """A restricted event and who has it. `opens`: it is for more readers once its agreement is concluded.

    `about` is the version of the fact of which it speaks, its own if it is no amendment.
    """

    position: int
    opens: bool
    readers: tuple[str, ...]
    version: int = 0
    about: int = 0


class Standing:
    """What the earlier events of a stream decide about its later ones. `step` carries it on, in place.

    parties: who takes part. shown: the restricted events that may be for more readers later, by version, in order.
    """

    def __init__(self, stream: str, notes: Iterable[Note], shown: Iterable[Shown]) -> None:
        self.parties = Parties(stream, notes)
        self.shown = {each.version: each for each in shown}
        self._reach = max((each.about for each in self.shown.values()), default=0)
        self._changed: dict[int, Shown | None] = {}

    def changed(self) -> dict[int, Shown | None]:
        """By version: what was noted of an event, or shown to others, since this was last asked; None for what is not among
        `shown` (any more)."""
        changed, self._changed = self._changed, {}
        return changed

    def take(self, note: Note | None) -> frozenset[str]:
        """Add a note; who takes part by it and did not before, or from an earlier version on."""
        if note is None:
            return frozenset()
        self._changed.setdefault(note.version, None)
        return self.parties.add(note)

    def show(self, shown: Shown) -> None:
        """Keep an event that may be for more readers later."""
        self.shown[shown.version] = self._changed[shown.version] = shown
        self._reach = max(self._reach, shown.about)

    def release(self, version: int) -> None:
        """An event is for everybody now for whom it will ever be."""
        del self.shown[version]
        self._changed[version] = None

    def late(self, gained: frozenset[str], shown: Shown) -> tuple[str, ...]:
        """Who of those that have just begun to take part gets an event that was shown to others before."""
        if PARTNERS in shown.readers:
            return ()
        since = self.parties.since
        return tuple(
            sorted(actor for actor in gained if since[actor] <= shown.about and actor not in shown.readers)
        )

    def reaches(self, gained: frozenset[str]) -> bool:
        """Whether any event that was shown is one for those who have just begun to take part."""
        return any(self.parties.since[actor] <= self._reach for actor in gained)


def words(subject: str | None) -> frozenset[str]:
    """Which reader somebody is who reads for `subject`, a stream's name; None for anybody."""
    if subject is None:
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, PARTNERS, subject} if subject.startswith("cluster-") else {PUBLIC, subject})


def sees(reader: frozenset[str], entry: Entry) -> bool:
    """Whether an entry stands in a reader's feed. Operators read every event once: all entries but those `again`."""
    return not reader.isdisjoint(entry.readers) and reader.isdisjoint(entry.except_for)


def standing(stream: str, notes: Iterable[Note], shown: Iterable[Shown]) -> Standing:
    """The standing of a stream from what was kept of it."""
    return Standing(stream, notes, shown)


def step(stream: Standing, event: Recorded, data: Mapping[str, Any]) -> list[Entry]:
    """Carry a stream on by an event; the entries that come with it: released ones first, its own last."""
    parties = stream.parties
    note, about = _note(stream, event, data), _about(stream, event, data)
    restricted = event.audience == "participants"
    before = parties.concerned(about) if restricted else ()
    opened = parties.opened
    gained = stream.take(note)
    entries: list[Entry] = []
    opening = parties.opened is not None and parties.opened != opened
    if opening or stream.reaches(gained):
        entries = _released(stream, gained)
    after = parties.concerned(about) if restricted else ()
    # Whoever is taken out of the parties by an amendment is told so.
    own = Entry(event.position, False, _readers(event, _both(before, after)), ())
    opens = _opens(stream, event.type, data)
    if opens and parties.opened is not None and event.audience in {"participants", "partners"}:
        # Partners are clusters; the parties of an agreement may be cities.
        others = parties.since if parties.opened == PARTNERS else ()
        own = own._replace(readers=(parties.opened, *sorted(others)))
    elif restricted or (opens and event.audience == "partners"):
        stream.show(Shown(event.position, opens, own.readers, event.version, about))
    entries.append(own)
    return entries


def _released(stream: Standing, gained: frozenset[str]) -> list[Entry]:
    """The entries of events that are for more readers now: the agreement is concluded, or somebody takes part anew."""
    entries = []
    opened = stream.parties.opened
    for shown in list(stream.shown.values()):
        if shown.opens and opened is not None:
            if opened not in shown.readers:
                entries.append(Entry(shown.position, True, (opened,), shown.readers))
            stream.release(shown.version)
        elif late := stream.late(gained, shown):
            entries.append(Entry(shown.position, True, late, ()))
            stream.show(shown._replace(readers=(*shown.readers, *late)))
    return entries


def _both(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """Those of both, sorted. As a rule nothing has changed, and many events share one list."""
    return after if before is after or before == after else tuple(sorted({*before, *after}))


def _about(stream: Standing, event: Recorded, data: Mapping[str, Any]) -> int:
    """The version of the fact of which an event speaks: what amends a fact is for no more than had the fact."""
    if event.type not in AMENDING:
        return event.version
    target = target_version(data)
    shown = stream.shown.get(target)
    return target if shown is None else shown.about


def _readers(event: Recorded, parties: tuple[str, ...]) -> tuple[str, ...]:
    match event.audience:
        case "public":
            return (PUBLIC,)
        case "partners":
            return (PARTNERS,)
        case "participants":
            return parties
        case _:
            return ()


def _note(stream: Standing, event: Recorded, data: Mapping[str, Any]) -> Note | None:
    category = event.stream.partition("-")[0]
    if event.type in AMENDING:
        target = stream.parties.notes.get(target_version(data))
        if target is None:
            return None
        kept: dict[str, Any] = {"target": data["target"]}
        if event.type == CORRECTED:
            kept["fields"] = _naming(category, target.type, data["fields"])
        return Note(event.version, event.type, kept)
    if event.type == OPENING:
        # A conclusion that only its parties may know opens nothing.
        opens = {"opens": event.audience} if event.audience in {PUBLIC, PARTNERS} else {}
        return Note(event.version, event.type, {**opens, **_naming(category, event.type, data)})
    if category in _CLOSED or event.audience == "participants":
        named = {member: actors for member, actors in _naming(category, event.type, data).items() if actors}
        return Note(event.version, event.type, named) if named or event.type in _OPENED else None
    return None


def _naming(category: str, type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The actors by the member that names them; None where a correction takes a member out."""
    members = _NAMING.get(type, frozenset()) if category in _CLOSED else None
    return {
        member: None if value is None else sorted(filter(_is_actor, references({member: value})))
        for member, value in data.items()
        if members is None or member in members
    }


def _opens(stream: Standing, type: str, data: Mapping[str, Any]) -> bool:
    """Whether an event is public once its agreement is concluded: so are amendments of what is."""
    if type not in AMENDING:
        return type in _OPENED
    root = stream.parties.root(target_version(data))
    return root is not None and root.type in _OPENED


def _is_actor(name: str) -> bool:
    return name.startswith(("cluster-", "party-"))
