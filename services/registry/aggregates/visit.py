"""Visits: held once, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.visit import HoldVisit, RecordVisitOutcome, VisitHeld, VisitOutcomeRecorded
from runtime.decider import Decider
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Visit:
    """Who met."""

    host: str
    visitors: tuple[str, ...]


def evolve(state: Visit | None, event: Event) -> Visit | None:
    """The visit after an event."""
    return Visit(event.host, event.visitors) if isinstance(event, VisitHeld) else state


def decide(state: Visit | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    match command:
        case HoldVisit():
            if state is not None:
                raise Refused.by("held-once", "This visit is recorded as held already.")
            check(command)
            return [VisitHeld.of(command)]
        case RecordVisitOutcome():
            if state is None:
                raise Refused.by("visit-held", "The record does not know that this visit was held.")
            return [VisitOutcomeRecorded.of(command)]
        case _:
            raise TypeError(type(command))


def check(told: HoldVisit | VisitHeld) -> None:
    """The rules on who met whom; a corrected visit keeps them too."""
    if told.host in told.visitors:
        raise Refused.by("host-is-not-visitor", f"{told.host} cannot visit itself.", "/visitors")
    if len(set(told.visitors)) != len(told.visitors):
        raise Refused.by("visitors-distinct", "A visitor is listed twice.", "/visitors")


def writers(stream: str, state: Visit | None, command: Command) -> frozenset[str]:
    """Host and visitors speak for their visit."""
    if isinstance(command, HoldVisit):
        return frozenset({command.host, *command.visitors})
    return frozenset({state.host, *state.visitors}) if state else frozenset({stream})


DECIDER: Decider[Visit] = Decider(decide, evolve, writers)
