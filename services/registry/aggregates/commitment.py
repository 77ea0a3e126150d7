"""Commitments: made once, in words that never change; evidence brought forward by anybody; verdicts that rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.envelope import Command, Event
from contracts.events.commitment import (
    AssessCommitment,
    CommitmentAssessed,
    CommitmentMade,
    EvidenceSubmitted,
    MakeCommitment,
    SubmitEvidence,
)
from contracts.fields import Occurred
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import date_order


@dataclass(frozen=True, slots=True)
class Commitment:
    """Whether the promise is recorded, when it was made, and when evidence for it was submitted, by the ids of these events.

    Evidence stays when the promise is retracted, and counts for the one that is recorded instead.
    """

    made: bool = False
    since: Occurred | None = None
    evidence: Mapping[str, Occurred | None] = field(default_factory=dict)


def evolve(state: Commitment | None, event: Event) -> Commitment | None:
    """The commitment after an event."""
    match event:
        case CommitmentMade():
            return replace(state or Commitment(), made=True, since=event.occurred)
        case _:
            return state


def with_event_id(state: Commitment | None, event: Event, id: str) -> Commitment | None:
    """The commitment with the event's id, if it is evidence."""
    if not isinstance(event, EvidenceSubmitted):
        return state
    commitment = state or Commitment()
    return replace(commitment, evidence={**commitment.evidence, id: event.occurred})


def decide(state: Commitment | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, MakeCommitment):
        if state is not None and state.made:
            raise Refused.by("made-once", "This promise is recorded already, and its text never changes.")
        return [CommitmentMade.of(command)]
    if state is None or not state.made:
        raise Refused.by("made-first", "The record does not know this promise; record it first.")
    match command:
        case SubmitEvidence():
            return [EvidenceSubmitted.of(command)]
        case AssessCommitment():
            return [_assess(state, command)]
        case _:
            raise TypeError(type(command))


def _assess(state: Commitment, command: AssessCommitment) -> Event:
    for number, id in enumerate(command.evidence):
        if id not in state.evidence:
            raise Refused.by(
                "evidence-exists",
                f"{id} is no evidence that stands in this commitment's record.",
                f"/evidence/{number}",
            )
        date_order.check(state.evidence[id], command.occurred, f"the evidence {id}")
    date_order.check(state.since, command.occurred, "the promise")
    return CommitmentAssessed.of(command)


def authorised_writers(_stream: str, _state: Commitment | None, command: Command) -> frozenset[str]:
    """Promisor, submitter and assessor each speak for themselves; with none named, any writer does."""
    match command:
        case MakeCommitment():
            speaker = command.promisor
        case SubmitEvidence():
            speaker = command.submitter
        case AssessCommitment():
            speaker = command.assessor
        case _:
            raise TypeError(type(command))
    return frozenset({speaker}) if speaker else frozenset()


DECIDER: Decider[Commitment] = Decider(decide, evolve, authorised_writers, with_event_id=with_event_id)
