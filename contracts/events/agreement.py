"""Agreements: proposed, signed party by party, concluded, amended, joined and left, ended."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.envelope import Command, Event
from contracts.fields import (
    ActorRef,
    ConferenceRef,
    Date,
    Flag,
    Kind,
    Model,
    Names,
    Occurred,
    PartyRef,
    PersonRef,
    Place,
    Sha256,
    Text,
    Texts,
)


def _check_term(last_day: object, indefinite: bool | None) -> None:
    if indefinite and last_day is not None:
        raise ValueError("an agreement of indefinite duration has no last day")


class _Proposal(Model):
    kind: Kind = Field(examples=["letter-of-intent"])
    parties: Annotated[tuple[ActorRef, ...], Field(min_length=2, max_length=500)]
    subject: Texts
    names: Names | None = Field(None, description="A short title by language.")
    binding: Flag | None = None
    beneficiaries: Annotated[tuple[ActorRef, ...], Field(max_length=500)] = ()
    others: Flag = Field(
        False, description="The source adds “among others”: there are parties that it does not name."
    )
    conference: ConferenceRef | None = None


class ProposeAgreement(_Proposal, Command):
    """Put an agreement to its parties."""

    collection, verb, aggregate = "agreements", "propose", "agreement"

    valid_until: Date | None = Field(None, description="The last day on which it is meant to hold.")
    indefinite: Flag | None = Field(
        None,
        description="It is meant to hold without a last day: `true` is not the same as an unknown last day.",
    )

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        _check_term(self.valid_until, self.indefinite)
        return self


class AgreementProposedV1(_Proposal, Event):
    """These parties mean to agree on this subject; version 1 has no last day."""

    type, aggregate, audience = "AgreementProposed", "agreement", "participants"
    command = ProposeAgreement


class AgreementProposedV2(_Proposal, Event):
    """These parties mean to agree on this subject; version 2 has no indefinite duration."""

    type, version, aggregate, audience = "AgreementProposed", 2, "agreement", "participants"
    command = ProposeAgreement

    valid_until: Occurred | None = None


class AgreementProposed(_Proposal, Event):
    """These parties mean to agree on this subject. Beneficiaries are not parties."""

    type, version, aggregate, audience = "AgreementProposed", 3, "agreement", "participants"
    command = ProposeAgreement
    sentence = ("Propozycja: {about}", "Proposed: {about}")
    parties_in = ("parties",)
    released_by = "AgreementConcluded"

    valid_until: Occurred | None = None
    indefinite: Flag | None = None


class Signatory(Model):
    """Who put the signature: a person by id, the function, the organisation acted for."""

    person: PersonRef | None = None
    function: Names | None = None
    organisation: PartyRef | None = None


class _Signing(Model):
    party: ActorRef
    represented_by: PartyRef | None = None
    signatories: Annotated[tuple[Signatory, ...], Field(max_length=50)] = ()
    place: Place | None = None


class SignAgreement(_Signing, Command):
    """Sign for one of the listed parties."""

    collection, verb, aggregate = "agreements", "sign", "agreement"


class AgreementSigned(_Signing, Event):
    """The party has signed, itself or through the organisation that represents it."""

    type, aggregate, audience = "AgreementSigned", "agreement", "participants"
    command = SignAgreement
    sentence = ("{about}, podpis: {party}", "{about}, signed: {party}")
    parties_in = ("party",)
    released_by = "AgreementConcluded"


class _Conclusion(Model):
    document_hash: Sha256 | None = None


class ConcludeAgreement(_Conclusion, Command):
    """Record that the agreement is concluded: every listed party has signed."""

    collection, verb, aggregate = "agreements", "conclude", "agreement"


class AgreementConcluded(_Conclusion, Event):
    """The agreement stands; what was proposed and signed is public from now on."""

    type, aggregate = "AgreementConcluded", "agreement"
    command = ConcludeAgreement
    sentence = ("Zawarcie: {about}", "Concluded: {about}")


class AccedeToAgreement(_Signing, Command):
    """Join an agreement that stands."""

    collection, verb, aggregate = "agreements", "accede", "agreement"


class PartyAcceded(_Signing, Event):
    """The agreement has one party more from then on."""

    type, aggregate = "PartyAcceded", "agreement"
    command = AccedeToAgreement
    heading = ("{about}, nowa strona: {party}", "{about}, party added: {party}")
    joining_in = ("party",)


class _Withdrawal(Model):
    party: ActorRef
    reason: Text | None = None


class WithdrawFromAgreement(_Withdrawal, Command):
    """Leave an agreement that stands. It ends when fewer than two parties are left."""

    collection, verb, aggregate = "agreements", "withdraw", "agreement"


class PartyWithdrew(_Withdrawal, Event):
    """The agreement has one party fewer from then on."""

    type, aggregate = "PartyWithdrew", "agreement"
    command = WithdrawFromAgreement
    heading = ("{about}, wystąpienie: {party}", "{about}, party withdrew: {party}")
    leaving_in = ("party",)
    ends = ("AgreementSigned", "PartyAcceded")


class _Approval(Model):
    party: ActorRef
    document_hash: Sha256


class ApproveAmendment(_Approval, Command):
    """Approve the text to which an agreement is to be changed, by the hash of its document."""

    collection, verb, aggregate = "agreements", "approve-amendment", "agreement"


class AmendmentApproved(_Approval, Event):
    """The party agrees to the text with this hash."""

    type, aggregate, audience = "AmendmentApproved", "agreement", "participants"
    command = ApproveAmendment
    sentence = ("{about}, zgoda na zmianę: {party}", "{about}, amendment approved: {party}")
    sourced = False


class _Amending(Model):
    changes: Texts
    document_hash: Sha256


class AmendAgreement(_Amending, Command):
    """Change an agreement to the text that every party has approved."""

    collection, verb, aggregate = "agreements", "amend", "agreement"

    valid_until: Date | None = Field(None, description="The new last day, where the amendment changes it.")
    indefinite: Flag | None = Field(
        None,
        description="`true` where it has no last day any more, `false` where its last day is no longer known to be none.",
    )

    @model_validator(mode="after")
    def _has_one_term(self) -> Self:
        _check_term(self.valid_until, self.indefinite)
        return self


class AgreementAmendedV1(_Amending, Event):
    """The agreement reads otherwise from then on; version 1 has no indefinite duration."""

    type, aggregate, audience = "AgreementAmended", "agreement", "participants"
    command = AmendAgreement

    valid_until: Occurred | None = None


class AgreementAmended(_Amending, Event):
    """The agreement reads otherwise from then on."""

    type, version, aggregate, audience = "AgreementAmended", 2, "agreement", "participants"
    command = AmendAgreement
    heading = ("{about}: zmiana treści{term}", "{about}: amended{term}")
    released_by = "AgreementConcluded"

    valid_until: Occurred | None = None
    indefinite: Flag | None = None


class _Ending(Model):
    reason: Text


class TerminateAgreement(_Ending, Command):
    """Record that an agreement was ended."""

    collection, verb, aggregate = "agreements", "terminate", "agreement"


class AgreementTerminated(_Ending, Event):
    """The agreement holds no longer: somebody ended it."""

    type, aggregate = "AgreementTerminated", "agreement"
    command = TerminateAgreement
    heading = ("{about}: zakończenie", "{about}: terminated")
    ends = ("AgreementConcluded",)


class _Expiry(Model):
    reason: Text | None = None


class ExpireAgreement(_Expiry, Command):
    """Record that an agreement's time has run out."""

    collection, verb, aggregate = "agreements", "expire", "agreement"


class AgreementExpired(_Expiry, Event):
    """The agreement holds no longer: its time has run out."""

    type, aggregate = "AgreementExpired", "agreement"
    command = ExpireAgreement
    heading = ("{about}: wygaśnięcie", "{about}: expired")
    ends = ("AgreementConcluded",)


class _JointAction(Model):
    kind: Kind = Field(examples=["joint-fair", "training", "project-bid"])
    participants: Annotated[tuple[ActorRef, ...], Field(min_length=1, max_length=500)]
    text: Texts | None = None


class RecordJointAction(_JointAction, Command):
    """Record what was done together under an agreement."""

    collection, verb, aggregate = "agreements", "record-joint-action", "agreement"


class JointActionRecorded(_JointAction, Event):
    """This was done together: the agreement does not sleep."""

    type, aggregate, audience = "JointActionRecorded", "agreement", "partners"
    command = RecordJointAction
    heading = ("Wspólne działanie: {action}", "Joint action: {action}")
