"""Agreements: proposed, signed party by party, concluded."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.envelope import Command, Event
from contracts.fields import (
    ActorRef,
    ConferenceRef,
    Flag,
    Kind,
    Model,
    Names,
    PartyRef,
    PersonRef,
    Place,
    Sha256,
    Texts,
)


class _Proposal(Model):
    kind: Kind = Field(examples=["letter-of-intent"])
    parties: Annotated[tuple[ActorRef, ...], Field(min_length=2, max_length=500)]
    subject: Texts
    names: Names | None = Field(None, description="A short title by language.")
    binding: Flag | None = None
    beneficiaries: Annotated[tuple[ActorRef, ...], Field(max_length=500)] = ()
    others: Flag = Field(
        False, description="The source says “among others”: there are parties that it does not name."
    )
    conference: ConferenceRef | None = None

    @model_validator(mode="after")
    def _parties_are_distinct(self) -> Self:
        if len(set(self.parties)) != len(self.parties):
            raise ValueError("a party is listed twice")
        return self


class ProposeAgreement(_Proposal, Command):
    """Put an agreement to its parties."""

    collection, verb, aggregate = "agreements", "propose", "agreement"


class AgreementProposed(_Proposal, Event):
    """These parties mean to agree on this subject. Beneficiaries are not parties."""

    type, aggregate, audience = "AgreementProposed", "agreement", "participants"


class Signatory(Model):
    """Who put the signature: a person by id, the function held, the organisation acted for."""

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


class _Conclusion(Model):
    document_hash: Sha256 | None = None


class ConcludeAgreement(_Conclusion, Command):
    """Say that the agreement stands: every listed party has signed."""

    collection, verb, aggregate = "agreements", "conclude", "agreement"


class AgreementConcluded(_Conclusion, Event):
    """The agreement stands; what was proposed and signed is public from now on."""

    type, aggregate = "AgreementConcluded", "agreement"
