"""Visits: planned once, cancelled for good or held once, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.envelope import Command, Event
from contracts.events.visit import (
    CancelVisit,
    HoldVisit,
    PlanVisit,
    RecordVisitOutcome,
    VisitCancelled,
    VisitHeld,
    VisitOutcomeRecorded,
    VisitPlanned,
)
from contracts.fields import Occurred
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import date_order


@dataclass(frozen=True, slots=True)
class Visit:
    """Who was to meet and who met, host and visitors; nobody as long as that is not told."""

    planned: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    held_on: Occurred | None = None
    cancelled: bool = False


def evolve(state: Visit | None, event: Event) -> Visit | None:
    """The visit after an event."""
    told = state or Visit()
    match event:
        case VisitPlanned():
            return replace(told, planned=(event.host, *event.visitors))
        case VisitCancelled():
            return replace(told, cancelled=True)
        case VisitHeld():
            return replace(told, held=(event.host, *event.visitors), held_on=event.occurred)
        case _:
            return state


def decide(state: Visit | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    told = state or Visit()
    if told.cancelled:
        raise Refused.by(
            "not-cancelled", "This visit was cancelled for good; one that takes place after all is another."
        )
    match command:
        case PlanVisit():
            return [_plan(told, command)]
        case CancelVisit():
            return [_cancel(told, command)]
        case HoldVisit():
            if told.held:
                raise Refused.by("held-once", "This visit is recorded as held already.")
            check(command)
            return [VisitHeld.of(command)]
        case RecordVisitOutcome():
            if not told.held:
                raise Refused.by("visit-held", "The record does not know that this visit was held.")
            date_order.check(told.held_on, command.occurred, "the visit")
            return [VisitOutcomeRecorded.of(command)]
        case _:
            raise TypeError(type(command))


def _plan(state: Visit, command: PlanVisit) -> Event:
    if state.planned:
        raise Refused.by("planned-once", "This visit is planned already; correct the plan if it has changed.")
    if state.held:
        raise Refused.by("not-held", "This visit was held; it is not planned any more.")
    check(command)
    return VisitPlanned.of(command)


def _cancel(state: Visit, command: CancelVisit) -> Event:
    if state.held:
        raise Refused.by("not-held", "This visit was held; it is not cancelled any more.")
    if not state.planned and command.mode == "performed":
        raise Refused.by("planned-first", "The record does not know that this visit was planned.")
    return VisitCancelled.of(command)


def check(told: PlanVisit | VisitPlanned | HoldVisit | VisitHeld) -> None:
    """The rules on who meets whom; a corrected visit keeps them too."""
    if told.host in told.visitors:
        raise Refused.by("host-is-not-visitor", f"{told.host} cannot visit itself.", "/visitors")
    if len(set(told.visitors)) != len(told.visitors):
        raise Refused.by("visitors-distinct", "A visitor is listed twice.", "/visitors")


def writers(stream: str, state: Visit | None, command: Command) -> frozenset[str]:
    """Host and visitors speak for their visit: those who met, else those who were to meet, also when others came."""
    if state is not None and (state.held or state.planned):
        return frozenset(state.held or state.planned)
    if isinstance(command, PlanVisit | HoldVisit):
        return frozenset({command.host, *command.visitors})
    return frozenset({stream})


def consults(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a visit leads to something else."""
    if isinstance(command, RecordVisitOutcome) and command.leads_to == stream:
        raise Refused.by("not-itself", f"{stream} does not lead to itself.", "/leads_to")
    return ()


DECIDER: Decider[Visit] = Decider(decide, evolve, writers, consults)
