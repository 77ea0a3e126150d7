"""Parties: registered once, of a kind that never changes; renamed, numbered, and linked to others that are the same body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.envelope import Command, Event
from contracts.events.party import (
    AcceptIdentity,
    AddPartyAlias,
    IdentifyParty,
    IdentityAccepted,
    IdentityLinked,
    IdentityRejected,
    IdentityUnlinked,
    LinkIdentity,
    PartyAliasAdded,
    PartyIdentified,
    PartyRegistered,
    PartyRenamed,
    RegisterParty,
    RejectIdentity,
    RenameParty,
    UnlinkIdentity,
)
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import organisation
from services.registry.aggregates.identification import number_of
from services.registry.aggregates.organisation import DESCRIBING, Organisation

# Names by language, and the abbreviation.
Called = tuple[Mapping[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Party:
    """What the rules need to know of a party. It has no kind until it is registered: a source may report the rest first."""

    kind: str | None = None
    called: Called | None = None
    aliases: tuple[Called, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()
    one_with: frozenset[str] = frozenset()  # of the linked ones, those of which it is certain
    apart_from: frozenset[str] = frozenset()  # those that are two bodies, by an event of this stream
    organisation: Organisation = field(default_factory=Organisation)


def evolve(state: Party | None, event: Event) -> Party | None:
    """The party after an event."""
    party = state or Party()
    match event:
        case PartyRegistered() | PartyRenamed() | PartyAliasAdded():
            return _named(party, event)
        case PartyIdentified():
            return replace(party, numbers={**party.numbers, event.scheme: event.value})
        case IdentityLinked() | IdentityAccepted():
            certain = isinstance(event, IdentityAccepted) or event.certainty == "certain"
            return replace(
                party,
                linked=party.linked | {event.other},
                one_with=party.one_with | {event.other} if certain else party.one_with,
                apart_from=party.apart_from - {event.other},
            )
        case IdentityUnlinked() | IdentityRejected():
            return replace(
                party,
                linked=party.linked - {event.other},
                one_with=party.one_with - {event.other},
                apart_from=party.apart_from | {event.other},
            )
        case _:
            described = organisation.evolve(party.organisation, event)
            return state if described is party.organisation else replace(party, organisation=described)


def _named(party: Party, event: PartyRegistered | PartyRenamed | PartyAliasAdded) -> Party:
    called = (event.names, event.abbreviation)
    if isinstance(event, PartyAliasAdded):
        return replace(party, aliases=(*party.aliases, called))
    if isinstance(event, PartyRenamed):
        return replace(party, called=called)
    return replace(party, kind=event.kind, called=party.called or called)


def decide(state: Party | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    party = state or Party()
    if isinstance(command, RegisterParty):
        if party.kind is not None:
            raise Refused.by("registered-once", f"This party is registered already, as {party.kind}.")
        return [PartyRegistered.of(command)]
    if party.kind is None and command.mode == "performed":
        raise Refused.by("registered-first", "The record does not know this party yet; register it first.")
    if isinstance(command, DESCRIBING):
        return [organisation.decide(party.organisation, command)]
    match command:
        case RenameParty() | AddPartyAlias():
            return [_name(party, command)]
        case IdentifyParty():
            return [PartyIdentified.of(command, value=number_of(party.numbers, command, "party"))]
        case LinkIdentity() | UnlinkIdentity():
            return [_link(party, command)]
        case AcceptIdentity() | RejectIdentity():
            return [_judge(party, command)]
        case _:
            raise TypeError(type(command))


def _name(party: Party, command: RenameParty | AddPartyAlias) -> Event:
    alias = isinstance(command, AddPartyAlias)
    if (command.names, command.abbreviation) in (party.called, *(party.aliases if alias else ())):
        raise Refused.by("name-changes", "This is how the party is called already.", "/names")
    return PartyAliasAdded.of(command) if alias else PartyRenamed.of(command)


def _link(state: Party, command: LinkIdentity | UnlinkIdentity) -> Event:
    linked = command.other in state.linked
    if isinstance(command, LinkIdentity):
        if linked:
            raise Refused.by("linked-once", f"{command.other} is linked already.", "/other")
        return IdentityLinked.of(command)
    if not linked and command.mode == "performed":
        raise Refused.by("linked-now", f"{command.other} is not linked to this party.", "/other")
    return IdentityUnlinked.of(command)


def _judge(state: Party, command: AcceptIdentity | RejectIdentity) -> Event:
    """What is said of a proposed link, or of two entries that nobody has linked but that look alike."""
    certain = command.other in state.one_with
    if isinstance(command, RejectIdentity):
        if certain:
            raise Refused.by(
                "rejected-once",
                f"{command.other} is one with this party; unlink it, with the reason.",
                "/other",
            )
        if command.other in state.apart_from:
            raise Refused.by("rejected-once", f"{command.other} is known to be another party.", "/other")
        return IdentityRejected.of(command)
    if certain:
        raise Refused.by("linked-once", f"{command.other} is one with this party already.", "/other")
    if command.other not in state.linked and command.mode == "performed":
        raise Refused.by(
            "linked-now", f"{command.other} is not linked to this party; link it first.", "/other"
        )
    return IdentityAccepted.of(command)


def authorised_writers(stream: str, _state: Party | None, command: Command) -> frozenset[str]:
    """A party writes for its own entry. That two entries are one takes both: one proposes it, the other accepts."""
    match command:
        case AcceptIdentity():
            return frozenset({command.other})
        case UnlinkIdentity() | RejectIdentity():
            return frozenset({stream, command.other})
        case LinkIdentity(certainty="certain"):
            return frozenset({f"{stream} and {command.other}"})  # no key is that of both
        case _:
            return frozenset({stream})


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a party is linked to others only, and part of others."""
    if isinstance(command, RegisterParty) and command.part_of == stream:
        raise Refused.by("not-itself", f"{stream} is not a part of itself.", "/part_of")
    if isinstance(command, LinkIdentity | AcceptIdentity | RejectIdentity) and command.other == stream:
        raise Refused.by("not-itself", f"{stream} is one body with itself anyway.", "/other")
    return ()


DECIDER: Decider[Party] = Decider(decide, evolve, authorised_writers, reads_streams)
