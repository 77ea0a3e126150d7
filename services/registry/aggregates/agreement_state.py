"""What the events of an agreement make of it: who its parties are now, which text they agreed on, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from contracts.envelope import Event
from contracts.events.agreement import (
    AgreementAmended,
    AgreementConcluded,
    AgreementExpired,
    AgreementProposed,
    AgreementSigned,
    AgreementTerminated,
    AmendmentApproved,
    PartyAcceded,
    PartyWithdrew,
)
from contracts.events.agreement_project import AgreementProjectRecorded
from contracts.fields import Occurred
from services.registry.aggregates.text_equality import by_language


class Move(NamedTuple):
    """The latest that a party did: it acceded, or else it withdrew."""

    acceded: bool
    when: Occurred | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the rules need to know of an agreement. It has no listed parties while there is no proposal.

    Each part comes from its own events and stays when another part is retracted: a signature counts for the proposal
    that is recorded instead, an amendment's text for an agreement whose conclusion is recorded again.
    """

    listed: tuple[str, ...] = ()
    others: bool = False  # there are parties that nobody named
    proposed: Occurred | None = None
    signed: Mapping[str, Occurred | None] = field(default_factory=dict)
    concluded: bool = False
    concluded_on: Occurred | None = None
    moves: Mapping[str, Move] = field(default_factory=dict)
    document: str | None = None  # the hash of the text in force, where it is known
    valid_until: Occurred | None = None
    term_amended: bool = (
        False  # `valid_until` is that of an amendment, None where it has no last day any more
    )
    # when and by whom, by the hash of the text; not yet adopted
    approved: Mapping[str, Mapping[str, Occurred | None]] = field(default_factory=dict)
    projects: frozenset[str] = frozenset()  # their titles by language, as texts are compared
    ended: bool = False

    @property
    def parties(self) -> tuple[str, ...]:
        """The present parties: those that were listed or acceded and have not withdrawn since."""
        known = dict.fromkeys((*self.listed, *self.moves))
        return tuple(party for party in known if party not in self.moves or self.moves[party].acceded)

    def may_take_part(self, actors: Iterable[str]) -> bool:
        """Whether one of these may be a party: a present one, one that withdrew since, or one that nobody named."""
        return self.others or not {*self.listed, *self.moves}.isdisjoint(actors)


def evolve(state: Agreement | None, event: Event) -> Agreement | None:
    """The agreement after an event."""
    agreement = state or Agreement()
    match event:
        case AgreementProposed():
            agreement = replace(
                agreement,
                listed=event.parties,
                others=event.others,
                proposed=event.occurred,
                valid_until=agreement.valid_until if agreement.term_amended else event.valid_until,
            )
        case AgreementSigned():
            agreement = replace(agreement, signed={**agreement.signed, event.party: event.occurred})
        case AgreementConcluded():
            text = agreement.document or event.document_hash
            agreement = replace(agreement, concluded=True, concluded_on=event.occurred, document=text)
        case AgreementTerminated() | AgreementExpired():
            agreement = replace(agreement, ended=True)
        case PartyAcceded():
            agreement = replace(agreement, moves={**agreement.moves, event.party: Move(True, event.occurred)})
        case PartyWithdrew():
            agreement = _withdrawn(agreement, event)
        case AmendmentApproved():
            by = {**agreement.approved.get(event.document_hash, {}), event.party: event.occurred}
            agreement = replace(agreement, approved={**agreement.approved, event.document_hash: by})
        case AgreementAmended():
            agreement = _amended(agreement, event)
        case AgreementProjectRecorded():
            agreement = replace(agreement, projects=agreement.projects | by_language(event.title))
        case _:
            return state
    return agreement


def _withdrawn(agreement: Agreement, event: PartyWithdrew) -> Agreement:
    """Who withdraws takes its approvals along, and gives them again should it come back."""
    approved = {
        text: {party: when for party, when in by.items() if party != event.party}
        for text, by in agreement.approved.items()
    }
    return replace(
        agreement, moves={**agreement.moves, event.party: Move(False, event.occurred)}, approved=approved
    )


def _amended(agreement: Agreement, event: AgreementAmended) -> Agreement:
    """Approvals of the adopted text are spent: to come back to it later, everybody approves it again."""
    pending = {text: by for text, by in agreement.approved.items() if text != event.document_hash}
    amended = replace(agreement, document=event.document_hash, approved=pending)
    if event.valid_until is None and event.indefinite is None:
        return amended
    return replace(amended, valid_until=event.valid_until, term_amended=True)
