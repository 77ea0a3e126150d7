"""Projects that are carried out under an agreement, and their money. On the agreement's own stream."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.events.membership_count import Comparator
from contracts.fields import ActorRef, Label, Model, Names
from contracts.patterns import text_of

CurrencyCode = Annotated[
    str,
    text_of(r"^[A-Z]{3}$", "the three capital letters of a currency in ISO 4217, such as PLN"),
    Field(examples=["PLN"], description="ISO 4217."),
]
# Text, since there are no floats in the record, and a sum of money is exact.
DecimalText = Annotated[
    str,
    text_of(
        r"^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,2})?$",
        "a sum: digits and at most two decimals behind a point, such as 1500000.00",
    ),
    Field(examples=["1500000.00"]),
]


class Money(Model):
    """A sum of money, and how exactly its source gives it."""

    value: DecimalText
    currency: CurrencyCode
    comparator: Comparator = "exactly"

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)


class ProjectShare(Model):
    """Who takes part in a project, and with how much of the money, where that is known."""

    party: ActorRef
    amount: Money | None = None


class _Project(Model):
    title: Names
    programme: Label | None = Field(None, examples=["Fundusze Europejskie dla Nowoczesnej Gospodarki"])
    amount: Money | None = Field(None, description="The money of the whole project.")
    shares: Annotated[tuple[ProjectShare, ...], Field(max_length=500)] = ()


class RecordAgreementProject(_Project, Command):
    """Record a project that is carried out under an agreement, once by its title."""

    collection, verb, aggregate = "agreements", "record-project", "agreement"


class AgreementProjectRecorded(_Project, Event):
    """This project is carried out under the agreement, which does not sleep."""

    type, aggregate, audience = "AgreementProjectRecorded", "agreement", "partners"
    command = RecordAgreementProject
    heading = ("Projekt: {project}", "Project: {project}")
