"""Conferences: each takes place once, between two days in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.conference import ConferenceHeld, HoldConference
from runtime.decider import Decider
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Conference:
    """Who organised it, where that is known."""

    organiser: str | None


def evolve(state: Conference | None, event: Event) -> Conference | None:
    """The conference after an event."""
    return Conference(event.organiser) if isinstance(event, ConferenceHeld) else state


def decide(state: Conference | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, HoldConference):
        if state is not None:
            raise Refused.by("held-once", "This conference is recorded already.")
        return [ConferenceHeld.of(command)]
    raise TypeError(type(command))


def authorised_writers(_stream: str, state: Conference | None, command: Command) -> frozenset[str]:
    """The organiser speaks for it; with none named, any writer does."""
    organiser = command.organiser if isinstance(command, HoldConference) else state and state.organiser
    return frozenset({organiser}) if organiser else frozenset()


DECIDER: Decider[Conference] = Decider(decide, evolve, authorised_writers)
