"""Who may read an event, and since when: pure rules over the events of one stream in their order.

Readers are words. Everybody is a reader `public`, each partner cluster also `partners` and its own stream's name, any
other party its own name. An entry of the feed names those for whom it is and those who had the event already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from contracts.amendments import AMENDING, believed
from contracts.envelope import Fact, Recorded
from services.notifications.references import implied, references

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
_ACCEDING, _WITHDRAWING = "PartyAcceded", "PartyWithdrew"
_OPENING = "AgreementConcluded"
_OPENED = frozenset({"AgreementProposed", "AgreementSigned", "AgreementAmended"})
_CORRECTED = "FactCorrected"
# Amendments that change nobody's part in anything: a date that is better known, an opinion.
_IDLE = AMENDING - {_CORRECTED, "FactRetracted"}
_ANY_TIME = datetime.min.replace(tzinfo=UTC)


class Entry(NamedTuple):
    """One line of the feed for the event at `position`; `again` when somebody could read the event before."""

    position: int
    again: bool
    readers: tuple[str, ...]
    except_for: tuple[str, ...]


class Note(NamedTuple):
    """What an event says of its stream's parties: the actors by the member of `data` that names them."""

    version: int
    type: str
    data: dict[str, Any]


class Shown(NamedTuple):
    """A restricted event and who has it. `opens`: it is for more readers once its agreement is concluded.

    `about` is the version of the fact of which it speaks, its own if it is no amendment.
    """

    position: int
    opens: bool
    readers: tuple[str, ...]
    version: int = 0
    about: int = 0


@dataclass(frozen=True)
class Standing:
    """What the earlier events of a stream decide about its later ones."""

    notes: tuple[Note, ...] = ()
    shown: tuple[Shown, ...] = ()
    # Derived from the notes: who takes part, each from which version on, and for whom the conclusion opened the agreement.
    since: Mapping[str, int] = field(default_factory=dict, compare=False)
    opened: str | None = field(default=None, compare=False)

    @property
    def parties(self) -> frozenset[str]:
        """Who takes part now."""
        return frozenset(self.since)

    def concerned(self, version: int) -> frozenset[str]:
        """Who takes part now and did when the event at this version was told: accession opens nothing from before."""
        return frozenset(actor for actor, since in self.since.items() if since <= version)


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
    notes = tuple(notes)
    facts = [
        Fact(f"{stream}@{note.version}", 0, stream, note.version, note.type, _ANY_TIME, "owner", note.data)
        for note in notes
        if note.type not in _IDLE
    ]
    since, gone, opened = dict.fromkeys(implied(stream), 0), set[str](), None
    for fact in believed(facts):
        named = {actor for actors in fact.data.values() if isinstance(actors, list) for actor in actors}
        if fact.type == _OPENING:
            opened = fact.data.get("opens")
        if fact.type == _WITHDRAWING:
            gone |= named
            since = {actor: version for actor, version in since.items() if actor not in gone}
        elif fact.type == _ACCEDING:
            gone -= named
            since |= dict.fromkeys(named - since.keys(), fact.version)
        else:
            since = dict.fromkeys(named - gone, 0) | since
    return Standing(notes, tuple(shown), since, opened)


def step(before: Standing, event: Recorded, data: Mapping[str, Any]) -> tuple[Standing, list[Entry]]:
    """The standing after an event, and the entries that come with it: released ones first, its own last."""
    note = _note(before, event, data)
    if note is None and not before.shown and event.audience != "participants":
        return before, [Entry(event.position, False, _readers(event, frozenset()), ())]
    after = standing(event.stream, (*before.notes, note), before.shown) if note else before
    entries: list[Entry] = []
    kept: list[Shown] = []
    for shown in after.shown:
        if shown.opens and after.opened is not None:
            if after.opened not in shown.readers:
                entries.append(Entry(shown.position, True, (after.opened,), shown.readers))
            continue
        late = () if PARTNERS in shown.readers else _others(after.concerned(shown.about), shown.readers)
        if late:
            entries.append(Entry(shown.position, True, late, ()))
        kept.append(shown._replace(readers=(*shown.readers, *late)))
    about = _about(before, event, data)
    # Whoever is taken out of the parties by an amendment is told so.
    own = Entry(event.position, False, _readers(event, before.concerned(about) | after.concerned(about)), ())
    opens = _opens(after.notes, event.type, data)
    if opens and after.opened is not None and event.audience in {"participants", "partners"}:
        # Partners are clusters; the parties of an agreement may be cities.
        others = after.parties if after.opened == PARTNERS else ()
        own = own._replace(readers=(after.opened, *sorted(others)))
    elif event.audience == "participants" or (opens and event.audience == "partners"):
        kept.append(Shown(event.position, opens, own.readers, event.version, about))
    return replace(after, shown=tuple(kept)), [*entries, own]


def _others(parties: frozenset[str], readers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(parties - {*readers}))


def _about(before: Standing, event: Recorded, data: Mapping[str, Any]) -> int:
    """The version of the fact of which an event speaks: what amends a fact is for no more than had the fact."""
    if event.type not in AMENDING:
        return event.version
    target = _version(data)
    return next((shown.about for shown in before.shown if shown.version == target), target)


def _readers(event: Recorded, parties: frozenset[str]) -> tuple[str, ...]:
    match event.audience:
        case "public":
            return (PUBLIC,)
        case "partners":
            return (PARTNERS,)
        case "participants":
            return tuple(sorted(parties))
        case _:
            return ()


def _note(before: Standing, event: Recorded, data: Mapping[str, Any]) -> Note | None:
    category = event.stream.partition("-")[0]
    if event.type in AMENDING:
        target = next((note for note in before.notes if note.version == _version(data)), None)
        if target is None:
            return None
        said: dict[str, Any] = {"target": data["target"]}
        if event.type == _CORRECTED:
            said["fields"] = _naming(category, target.type, data["fields"])
        return Note(event.version, event.type, said)
    if event.type == _OPENING:
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


def _opens(notes: tuple[Note, ...], type: str, data: Mapping[str, Any]) -> bool:
    """Whether an event is public once its agreement is concluded: so are amendments of what is."""
    while type in AMENDING:
        target = next((note for note in notes if note.version == _version(data)), None)
        if target is None:
            return False
        type, data = target.type, target.data
    return type in _OPENED


def _version(data: Mapping[str, Any]) -> int:
    return int(str(data["target"]).rpartition("@")[2])


def _is_actor(name: str) -> bool:
    return name.startswith(("cluster-", "party-"))
