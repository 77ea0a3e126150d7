"""Visits: planned once, cancelled for good or taking place once, and their outcomes."""

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
    """Who was to meet and who met, host and visitors; nobody as long as that is not recorded."""

    planned: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()
    date: Occurred | None = None
    cancelled: bool = False


def evolve(state: Visit | None, event: Event) -> Visit | None:
    """The visit after an event."""
    visit = state or Visit()
    match event:
        case VisitPlanned():
            return replace(visit, planned=(event.host, *event.visitors))
        case VisitCancelled():
            return replace(visit, cancelled=True)
        case VisitHeld():
            return replace(visit, attended=(event.host, *event.visitors), date=event.occurred)
        case _:
            return state


def decide(state: Visit | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    visit = state or Visit()
    if visit.cancelled:
        raise Refused.by(
            "not-cancelled", "This visit was cancelled for good; one that takes place after all is another."
        )
    match command:
        case PlanVisit():
            return [_plan(visit, command)]
        case CancelVisit():
            return [_cancel(visit, command)]
        case HoldVisit():
            if visit.attended:
                raise Refused.by("held-once", "This visit is recorded already.")
            check(command)
            return [VisitHeld.of(command)]
        case RecordVisitOutcome():
            if not visit.attended:
                raise Refused.by("visit-held", "The record does not know that this visit took place.")
            date_order.check(visit.date, command.occurred, "the visit")
            return [VisitOutcomeRecorded.of(command)]
        case _:
            raise TypeError(type(command))


def _plan(state: Visit, command: PlanVisit) -> Event:
    if state.planned:
        raise Refused.by("planned-once", "This visit is planned already; correct the plan if it has changed.")
    if state.attended:
        raise Refused.by("not-held", "This visit took place; it cannot be planned any more.")
    check(command)
    return VisitPlanned.of(command)


def _cancel(state: Visit, command: CancelVisit) -> Event:
    if state.attended:
        raise Refused.by("not-held", "This visit took place; it cannot be cancelled any more.")
    if not state.planned and command.mode == "performed":
        raise Refused.by("planned-first", "The record does not know that this visit was planned.")
    return VisitCancelled.of(command)


def check(visit: PlanVisit | VisitPlanned | HoldVisit | VisitHeld) -> None:
    """The rules on who meets whom; a corrected visit keeps them too."""
    if visit.host in visit.visitors:
        raise Refused.by("host-is-not-visitor", f"{visit.host} cannot visit itself.", "/visitors")
    if len(set(visit.visitors)) != len(visit.visitors):
        raise Refused.by("visitors-distinct", "A visitor is listed twice.", "/visitors")


def authorised_writers(stream: str, state: Visit | None, command: Command) -> frozenset[str]:
    """Host and visitors speak for their visit: those who met, else those who were to meet, also when others came."""
    if state is not None and (state.attended or state.planned):
        return frozenset(state.attended or state.planned)
    if isinstance(command, PlanVisit | HoldVisit):
        return frozenset({command.host, *command.visitors})
    return frozenset({stream})


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a visit leads to something else."""
    if isinstance(command, RecordVisitOutcome) and command.leads_to == stream:
        raise Refused.by("not-itself", f"{stream} does not lead to itself.", "/leads_to")
    return ()


DECIDER: Decider[Visit] = Decider(decide, evolve, authorised_writers, reads_streams)
