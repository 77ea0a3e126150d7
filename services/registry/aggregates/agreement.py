"""Agreements: proposed to listed parties, signed by each once, concluded when all have signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.dates import certainly_before
from contracts.envelope import Command, Event
from contracts.events.agreement import (
    AgreementConcluded,
    AgreementProposed,
    AgreementSigned,
    ConcludeAgreement,
    ProposeAgreement,
    SignAgreement,
)
from contracts.fields import Occurred
from runtime.decider import Decider
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the rules need to know of an agreement; it has no parties while there is no proposal.

    A signature stays when the proposal is retracted, and counts for the one that is recorded instead.
    """

    parties: tuple[str, ...] = ()
    proposed: Occurred | None = None
    signed: frozenset[str] = frozenset()
    concluded: bool = False


def evolve(state: Agreement | None, event: Event) -> Agreement | None:
    """The agreement after an event."""
    match event:
        case AgreementProposed():
            return replace(state or Agreement(), parties=event.parties, proposed=event.occurred)
        case AgreementSigned():
            told = state or Agreement()
            return replace(told, signed=told.signed | {event.party})
        case AgreementConcluded():
            return replace(state or Agreement(), concluded=True)
        case _:
            return state


def decide(state: Agreement | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, ProposeAgreement):
        if state is not None and state.parties:
            raise Refused.by("proposed-once", "This agreement is proposed already.")
        return [AgreementProposed.of(command)]
    if state is None or not state.parties:
        raise Refused.by(
            "proposed-first", "The record does not know this agreement; propose it first, with its parties."
        )
    if state.concluded:
        raise Refused.by("not-concluded", "This agreement is concluded; nobody signs or concludes it again.")
    match command:
        case SignAgreement():
            return [_sign(state, command)]
        case ConcludeAgreement():
            if missing := [party for party in state.parties if party not in state.signed]:
                raise Refused.by("all-signed", f"Signatures of {', '.join(missing)} are missing.")
            return [AgreementConcluded.of(command)]
        case _:
            raise TypeError(type(command))


def _sign(state: Agreement, command: SignAgreement) -> Event:
    if command.party not in state.parties:
        listed = ", ".join(state.parties)
        raise Refused.by(
            "party-listed",
            f"{command.party} is not a party of this agreement; its parties are {listed}.",
            "/party",
        )
    if command.party in state.signed:
        raise Refused.by(
            "signs-once",
            f"{command.party} has signed already; if the date is wrong, correct that fact.",
            "/party",
        )
    if state.proposed and command.occurred and certainly_before(command.occurred.span, state.proposed.span):
        raise Refused.by(
            "proposed-before-signed",
            f"The agreement was proposed {state.proposed.edtf}, certainly after {command.occurred.edtf}.",
            "/occurred",
        )
    return AgreementSigned.of(command)


def writers(stream: str, state: Agreement | None, command: Command) -> frozenset[str]:
    """Any listed party may propose and conclude; each signs for itself."""
    match command:
        case ProposeAgreement():
            return frozenset(command.parties)
        case SignAgreement():
            return frozenset({command.party})
        case _:
            return frozenset(state.parties) if state and state.parties else frozenset({stream})


DECIDER: Decider[Agreement] = Decider(decide, evolve, writers)
