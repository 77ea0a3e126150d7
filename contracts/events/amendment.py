"""Events about earlier facts, on the facts' own stream: confirmed, disputed, refined, corrected, retracted;
and the ranks of their rival values.

From version 2 on an amendment may be of several facts of the stream, such as the signatures of one agreement.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, Date, EventId, Fields, Model, Occurred, Text
from contracts.patterns import text_of

Rank = Literal["preferred", "normal", "deprecated"]
FieldName = Annotated[
    str,
    text_of(
        "^[a-z_]+$",
        "the name of a field: small letters and underscores",
        strict=None,
        min_length=1,
        max_length=100,
    ),
]


class _Targets(Model):
    target: EventId
    also: Annotated[tuple[EventId, ...], Field(max_length=99)] = Field(
        (), description="Further events of the same stream that it amends in the same way."
    )

    @property
    def amended(self) -> tuple[str, ...]:
        """Every event that is amended, in the order of the command."""
        return (self.target, *self.also)


class Amendment(_Targets, Command):
    """A command about earlier events of the same stream; every collection has it. It amends all of them or none."""

    collection, aggregate = "*", "*"

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len(set(self.amended)) != len(self.amended):
            raise ValueError("each event is named once, in target or in also")
        return self


class _Refinement(Model):
    reason: Text | None = None


class RefineFact(_Refinement, Amendment):
    """Give the date of a fact more exactly; the new bounds lie inside the old ones."""

    verb = "refine"
    date: Date


class FactRefinedV1(_Refinement, Event):
    """The fact's date is known better than before. Version 1 is of one fact."""

    type, aggregate = "FactRefined", "*"
    command = RefineFact
    target: EventId
    date: Occurred


class FactRefined(_Refinement, _Targets, Event):
    """The fact's date is known better than before."""

    type, version, aggregate = "FactRefined", 2, "*"
    command = RefineFact
    sentence = ("Uściślenie daty: {target}", "Date refined: {target}")
    date: Occurred


class _Correction(Model):
    fields: Fields = Field(
        description="The fields that were wrong, with their right values; null where there should be none."
    )
    reason: Text


class CorrectFact(_Correction, Amendment):
    """Correct a fact that was recorded wrongly, and cite the source."""

    verb = "correct"


class FactCorrectedV1(_Correction, Event):
    """The fact reads otherwise from now on; the earlier version stays readable. Version 1 is of one fact."""

    type, aggregate = "FactCorrected", "*"
    command = CorrectFact
    target: EventId


class FactCorrected(_Correction, _Targets, Event):
    """The fact reads otherwise from now on; the earlier version stays readable."""

    type, version, aggregate = "FactCorrected", 2, "*"
    command = CorrectFact
    sentence = ("Sprostowanie: {target}", "Corrected: {target}")


class _Retraction(Model):
    reason: Text


class RetractFact(_Retraction, Amendment):
    """Take a fact back: it should not have been recorded."""

    verb = "retract"


class FactRetractedV1(_Retraction, Event):
    """The fact no longer counts; the earlier version stays readable. Version 1 is of one fact."""

    type, aggregate = "FactRetracted", "*"
    command = RetractFact
    target: EventId


class FactRetracted(_Retraction, _Targets, Event):
    """The fact no longer counts; the earlier version stays readable."""

    type, version, aggregate = "FactRetracted", 2, "*"
    command = RetractFact
    sentence = ("Wycofanie: {target}", "Retracted: {target}")


class _Confirmation(Model):
    by: ActorRef
    reason: Text | None = None


class ConfirmFact(_Confirmation, Amendment):
    """Confirm in a party's name that a fact is right. It ends that party's dispute of it."""

    verb = "confirm"


class FactConfirmedV1(_Confirmation, Event):
    """The party confirms that the fact is right. Version 1 is of one fact."""

    type, aggregate = "FactConfirmed", "*"
    command = ConfirmFact
    target: EventId


class FactConfirmed(_Confirmation, _Targets, Event):
    """The party confirms that the fact is right."""

    type, version, aggregate = "FactConfirmed", 2, "*"
    command = ConfirmFact
    sentence = ("Potwierdzenie ({by}): {target}", "Confirmed ({by}): {target}")


class _DisputeOfParty(Model):
    by: ActorRef
    reason: Text


class _Dispute(Model):
    by: ActorRef | None = Field(None, description="Who disputes it; left out where a source alone does.")
    reason: Text | None = None
    fields: Fields | None = Field(
        None,
        description="The rival values: what the party or the source gives instead, by field; null where there should be none.",
    )


class DisputeFact(_Dispute, Amendment):
    """Dispute a fact in a party's name, or by a source, and give the rival values. The fact stays, and is shown as disputed."""

    verb = "dispute"

    @model_validator(mode="after")
    def _is_a_doubt(self) -> Self:
        if self.reason is None and self.fields is None:
            raise ValueError("a dispute has a reason, or in fields the values that are given instead")
        return self


class FactDisputedV1(_DisputeOfParty, Event):
    """The party disputes the fact; fact and dispute both stay. Version 1 is of one fact."""

    type, aggregate = "FactDisputed", "*"
    command = DisputeFact
    target: EventId


class FactDisputedV2(_DisputeOfParty, _Targets, Event):
    """The party disputes the fact; fact and dispute both stay. Version 2 has no rival values."""

    type, version, aggregate = "FactDisputed", 2, "*"
    command = DisputeFact


class FactDisputed(_Dispute, _Targets, Event):
    """The party, or a source, disputes the fact; fact, dispute and rival values all stay."""

    type, version, aggregate = "FactDisputed", 3, "*"
    command = DisputeFact
    sentence = ("Zakwestionowanie ({by}): {target}", "Disputed ({by}): {target}")


class _Ranking(Model):
    value: EventId | None = Field(
        None, description="The dispute that gives the rival values; left out for the value that was recorded."
    )
    rank: Rank
    field: FieldName | None = Field(None, description="The field that is ranked; left out for all of them.")
    by: ActorRef | None = Field(None, description="In whose name it is ranked.")
    reason: Text | None = None


class RankValue(_Ranking, Amendment):
    """Rank one of the values of a disputed fact. The only preferred one decides; a deprecated one is history."""

    verb = "rank"


class ValueRanked(_Ranking, _Targets, Event):
    """One of the values of the fact has this rank from then on."""

    type, aggregate = "ValueRanked", "*"
    command = RankValue
    sentence = ("Ocena wartości, {rank}: {target}", "Value ranked {rank}: {target}")
