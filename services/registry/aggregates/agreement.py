"""Agreements: proposed to listed parties, signed once by each, concluded when all have signed, amended by all, ended once."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.envelope import Command, Event
from contracts.events.agreement import (
    AccedeToAgreement,
    AgreementAmended,
    AgreementConcluded,
    AgreementExpired,
    AgreementProposed,
    AgreementSigned,
    AgreementTerminated,
    AmendAgreement,
    AmendmentApproved,
    ApproveAmendment,
    ConcludeAgreement,
    ExpireAgreement,
    JointActionRecorded,
    PartyAcceded,
    PartyWithdrew,
    ProposeAgreement,
    RecordJointAction,
    SignAgreement,
    TerminateAgreement,
    WithdrawFromAgreement,
)
from contracts.events.agreement_project import RecordAgreementProject
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import agreement_projects, date_order
from services.registry.aggregates.agreement_state import Agreement, evolve


def decide(state: Agreement | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if state is not None and state.ended:
        raise Refused.by(
            "not-ended",
            "This agreement has ended, and nothing follows its end; correct or retract what was recorded wrongly.",
        )
    if isinstance(command, ProposeAgreement):
        return [_propose(state, command)]
    if state is None or not state.listed:
        raise Refused.by(
            "proposed-first", "The record does not know this agreement; propose it first, with its parties."
        )
    match command:
        case SignAgreement():
            return [_sign(state, command)]
        case ConcludeAgreement():
            return [_conclude(state, command)]
        case TerminateAgreement():
            return [_terminate(state, command)]
        case _:
            return _change(state, command)


def _change(state: Agreement, command: Command) -> Sequence[Event]:
    """A change of a concluded agreement. A reported one needs no recorded conclusion."""
    if not state.concluded and command.mode == "performed":
        raise Refused.by("concluded-first", "This agreement is not concluded yet.")
    date_order.check(state.concluded_on, command.occurred, "the agreement's conclusion")
    match command:
        case AccedeToAgreement():
            return [_accede(state, command)]
        case WithdrawFromAgreement():
            return _withdraw(state, command)
        case ApproveAmendment():
            return [_approve(state, command)]
        case AmendAgreement():
            return [_amend(state, command)]
        case ExpireAgreement():
            return [_expire(state, command)]
        case RecordJointAction() | RecordAgreementProject():
            return [_record(state, command)]
        case _:
            raise TypeError(type(command))


def _propose(state: Agreement | None, command: ProposeAgreement) -> Event:
    if state is not None and state.listed:
        raise Refused.by("proposed-once", "This agreement is proposed already.")
    if twice := next((name for at, name in enumerate(command.parties) if name in command.parties[:at]), None):
        raise Refused.by(
            "parties-distinct", f"{twice} is listed twice; each party is listed once.", "/parties"
        )
    date_order.check(command.occurred, command.valid_until, "the proposal", "/valid_until")
    return AgreementProposed.of(command)


def _sign(state: Agreement, command: SignAgreement) -> Event:
    if state.concluded and command.mode == "performed":
        raise Refused.by("not-concluded", "This agreement is concluded; nobody signs it any more.")
    if command.party not in state.listed:
        listed = ", ".join(state.listed)
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
    if state.proposed and command.occurred and date_order.precedes(command.occurred, state.proposed):
        raise Refused.by(
            "proposed-before-signed",
            f"The agreement was proposed {state.proposed.edtf}, certainly after {command.occurred.edtf}.",
            "/occurred",
        )
    return AgreementSigned.of(command)


def _conclude(state: Agreement, command: ConcludeAgreement) -> Event:
    if state.concluded:
        raise Refused.by("not-concluded", "This agreement is concluded already.")
    missing = [party for party in state.parties if party in state.listed and party not in state.signed]
    if missing and command.mode == "performed":
        raise Refused.by("all-signed", f"Signatures of {', '.join(missing)} are missing.")
    date_order.check(state.proposed, command.occurred, "the proposal")
    for party, when in state.signed.items():
        date_order.check(when, command.occurred, f"the signature of {party}")
    return AgreementConcluded.of(command)


def _accede(state: Agreement, command: AccedeToAgreement) -> Event:
    if command.party in state.parties:
        raise Refused.by("not-a-party", f"{command.party} is a party of this agreement already.", "/party")
    if moved := state.moves.get(command.party):
        date_order.check(moved.when, command.occurred, f"the withdrawal of {command.party}")
    return PartyAcceded.of(command)


def _withdraw(state: Agreement, command: WithdrawFromAgreement) -> Sequence[Event]:
    _check_party(state, command)
    if moved := state.moves.get(command.party):
        date_order.check(moved.when, command.occurred, f"the accession of {command.party}")
    withdrew = PartyWithdrew.of(command)
    left = [party for party in state.parties if party != command.party]
    if command.party not in state.parties or state.others or len(left) > 1:
        return [withdrew]
    reason = f"Fewer than two parties are left: {left[0]}." if left else "No party is left."
    return [withdrew, AgreementTerminated.of(command, reason=reason)]


def _approve(state: Agreement, command: ApproveAmendment) -> Event:
    _check_party(state, command)
    if command.mode == "performed":
        _check_text(state, command)
    if command.party in state.approved.get(command.document_hash, ()):
        raise Refused.by("approves-once", f"{command.party} has approved this text already.", "/party")
    return AmendmentApproved.of(command)


def _amend(state: Agreement, command: AmendAgreement) -> Event:
    _check_text(state, command)
    by = state.approved.get(command.document_hash, {})
    missing = [party for party in state.parties if party not in by]
    if missing and command.mode == "performed":
        raise Refused.by(
            "all-approved",
            f"{', '.join(missing)} did not approve the text with this hash.",
            "/document_hash",
        )
    for party, when in by.items():
        date_order.check(when, command.occurred, f"the approval of {party}")
    date_order.check(state.concluded_on, command.valid_until, "the agreement's conclusion", "/valid_until")
    return AgreementAmended.of(command)


def _terminate(state: Agreement, command: TerminateAgreement) -> Event:
    if not state.concluded and command.mode == "performed" and command.audience is None:
        raise Refused.by(
            "audience-named",
            "This agreement is not concluded, and its end would be public; name its audience: participants, "
            "unless the proposal was public.",
            "/audience",
        )
    date_order.check(state.proposed, command.occurred, "the proposal")
    date_order.check(state.concluded_on, command.occurred, "the agreement's conclusion")
    return AgreementTerminated.of(command)


def _expire(state: Agreement, command: ExpireAgreement) -> Event:
    until = state.valid_until
    if command.mode == "performed" and until is not None and date_order.precedes(command.occurred, until):
        raise Refused.by(
            "time-run-out",
            f"This agreement is meant to hold until {until.edtf}; what ends earlier is terminated.",
            "/occurred",
        )
    return AgreementExpired.of(command)


def _record(state: Agreement, command: RecordJointAction | RecordAgreementProject) -> Event:
    if isinstance(command, RecordAgreementProject):
        return agreement_projects.decide(state, command)
    until = state.valid_until
    if command.mode == "performed" and until is not None and date_order.precedes(until, command.occurred):
        raise Refused.by(
            "agreement-alive",
            f"This agreement was to hold until {until.edtf}; amend it, if it still holds.",
            "/occurred",
        )
    if not state.may_take_part(command.participants):
        raise Refused.by(
            "party-takes-part", "No party of this agreement is among the participants.", "/participants"
        )
    return JointActionRecorded.of(command)


def _check_party(state: Agreement, command: WithdrawFromAgreement | ApproveAmendment) -> None:
    """A reported fact may name a party without a recorded accession, but none that has withdrawn."""
    unrecorded = command.mode == "reported" and command.party not in state.moves
    if command.party not in state.parties and not unrecorded:
        raise Refused.by(
            "is-a-party",
            f"{command.party} is not a party of this agreement; its parties are {', '.join(state.parties)}.",
            "/party",
        )


def _check_text(state: Agreement, command: ApproveAmendment | AmendAgreement) -> None:
    if command.document_hash == state.document:
        raise Refused.by("text-changes", "This is the text that holds already.", "/document_hash")


def authorised_writers(stream: str, state: Agreement | None, command: Command) -> frozenset[str]:
    """Each signs, approves, comes and goes for itself; for the rest any party speaks."""
    match command:
        case ProposeAgreement():
            return frozenset(command.parties)
        case SignAgreement() | AccedeToAgreement() | WithdrawFromAgreement() | ApproveAmendment():
            return frozenset({command.party})
        case _:
            return frozenset(state.parties) if state and state.parties else frozenset({stream})


DECIDER: Decider[Agreement] = Decider(decide, evolve, authorised_writers)
