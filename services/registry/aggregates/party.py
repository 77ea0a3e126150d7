"""Parties: registered once, of a kind that never changes; renamed, numbered, and linked to others that are the same body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.envelope import Command, Event
from contracts.events.party import (
    IdentifyParty,
    IdentityLinked,
    IdentityUnlinked,
    LinkIdentity,
    PartyIdentified,
    PartyRegistered,
    PartyRenamed,
    RegisterParty,
    RenameParty,
    UnlinkIdentity,
)
from runtime.decider import Decider, of_own
from runtime.errors import Refused
from services.registry.aggregates import numbers

# Names by language, and the abbreviation.
Called = tuple[Mapping[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Party:
    """What the rules need to know of a party. It has no kind until it is registered: a source may report the rest first."""

    kind: str | None = None
    called: Called | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()


def evolve(state: Party | None, event: Event) -> Party | None:
    """The party after an event."""
    party = state or Party()
    match event:
        case PartyRegistered():
            return replace(party, kind=event.kind, called=party.called or (event.names, event.abbreviation))
        case PartyRenamed():
            return replace(party, called=(event.names, event.abbreviation))
        case PartyIdentified():
            return replace(party, numbers={**party.numbers, event.scheme: event.value})
        case IdentityLinked():
            return replace(party, linked=party.linked | {event.other})
        case IdentityUnlinked():
            return replace(party, linked=party.linked - {event.other})
        case _:
            return state


def decide(state: Party | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    party = state or Party()
    if isinstance(command, RegisterParty):
        if party.kind is not None:
            raise Refused.by("registered-once", f"This party is registered already, as {party.kind}.")
        return [PartyRegistered.of(command)]
    if party.kind is None and command.mode == "performed":
        raise Refused.by("registered-first", "The record does not know this party yet; register it first.")
    match command:
        case RenameParty():
            if party.called == (command.names, command.abbreviation):
                raise Refused.by("name-changes", "This is how the party is called already.", "/names")
            return [PartyRenamed.of(command)]
        case IdentifyParty():
            return [_identify(party, command)]
        case LinkIdentity() | UnlinkIdentity():
            return [_link(party, command)]
        case _:
            raise TypeError(type(command))


def _identify(state: Party, command: IdentifyParty) -> Event:
    value = numbers.normalise(command.scheme, command.value)
    if (number := state.numbers.get(command.scheme)) is not None:
        raise Refused.by(
            "one-number-per-scheme",
            f"This party has the {command.scheme} {number}; if that is wrong, retract it and identify the party again.",
            "/scheme",
        )
    return PartyIdentified.of(command, value=value)


def _link(state: Party, command: LinkIdentity | UnlinkIdentity) -> Event:
    linked = command.other in state.linked
    if isinstance(command, LinkIdentity):
        if linked:
            raise Refused.by("linked-once", f"{command.other} is linked already.", "/other")
        return IdentityLinked.of(command)
    if not linked and command.mode == "performed":
        raise Refused.by("linked-now", f"{command.other} is not linked to this party.", "/other")
    return IdentityUnlinked.of(command)


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a party is linked to others only, and part of others."""
    if isinstance(command, RegisterParty) and command.part_of == stream:
        raise Refused.by("not-itself", f"{stream} is not a part of itself.", "/part_of")
    if isinstance(command, LinkIdentity) and command.other == stream:
        raise Refused.by("not-itself", f"{stream} is one body with itself anyway.", "/other")
    return ()


DECIDER: Decider[Party] = Decider(decide, evolve, of_own, reads_streams)
