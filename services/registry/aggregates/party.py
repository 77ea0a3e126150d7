"""Parties: registered once, of a kind that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.party import PartyRegistered, RegisterParty
from runtime.decider import Decider, of_own
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Party:
    """What the rules need to know of a party."""

    kind: str


def evolve(state: Party | None, event: Event) -> Party | None:
    """The party after an event."""
    match event:
        case PartyRegistered():
            return Party(event.kind)
        case _:
            return state


def decide(state: Party | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    match command:
        case RegisterParty():
            if state is not None:
                raise Refused.by("registered-once", f"This party is registered already, as {state.kind}.")
            return [PartyRegistered.of(command)]
        case _:
            raise TypeError(type(command))


DECIDER: Decider[Party] = Decider(decide, evolve, of_own)
