"""Events about an earlier fact, on the fact's own stream: confirmed, disputed, refined, corrected, retracted."""

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, Date, EventId, Fields, Model, Occurred, Text


class Amendment(Command):
    """A command that speaks of an earlier event of the same stream; every collection has it."""

    collection, aggregate = "*", "*"
    target: EventId


class _Refinement(Model):
    reason: Text | None = None


class RefineFact(_Refinement, Amendment):
    """Give the date of a fact more exactly; the new bounds lie inside the old ones."""

    verb = "refine"
    date: Date


class FactRefined(_Refinement, Event):
    """The fact's date is known better than before."""

    type, aggregate = "FactRefined", "*"
    command = RefineFact
    sentence = ("Uściślenie daty: {target}", "Date refined: {target}")
    target: EventId
    date: Occurred


class _Correction(Model):
    fields: Fields = Field(
        description="The fields that were wrong, with their right values; null where there should be none."
    )
    reason: Text


class CorrectFact(_Correction, Amendment):
    """Correct a fact that was recorded wrongly, and cite the source."""

    verb = "correct"


class FactCorrected(_Correction, Event):
    """The fact reads otherwise from now on; the earlier version stays readable."""

    type, aggregate = "FactCorrected", "*"
    command = CorrectFact
    sentence = ("Sprostowanie: {target}", "Corrected: {target}")
    target: EventId


class _Retraction(Model):
    reason: Text


class RetractFact(_Retraction, Amendment):
    """Take a fact back: it should not have been recorded."""

    verb = "retract"


class FactRetracted(_Retraction, Event):
    """The fact no longer counts; the earlier version stays readable."""

    type, aggregate = "FactRetracted", "*"
    command = RetractFact
    sentence = ("Wycofanie: {target}", "Retracted: {target}")
    target: EventId


class _Confirmation(Model):
    by: ActorRef
    reason: Text | None = None


class ConfirmFact(_Confirmation, Amendment):
    """Confirm in a party's name that a fact is right. It ends that party's dispute of it."""

    verb = "confirm"


class FactConfirmed(_Confirmation, Event):
    """The party confirms that the fact is right."""

    type, aggregate = "FactConfirmed", "*"
    command = ConfirmFact
    sentence = ("Potwierdzenie ({by}): {target}", "Confirmed ({by}): {target}")
    target: EventId


class _Dispute(Model):
    by: ActorRef
    reason: Text


class DisputeFact(_Dispute, Amendment):
    """Dispute a fact in a party's name. The fact stays, and is shown as disputed."""

    verb = "dispute"


class FactDisputed(_Dispute, Event):
    """The party disputes the fact; fact and dispute both stay."""

    type, aggregate = "FactDisputed", "*"
    command = DisputeFact
    sentence = ("Zakwestionowanie ({by}): {target}", "Disputed ({by}): {target}")
    target: EventId
