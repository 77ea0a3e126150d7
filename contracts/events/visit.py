"""Visits that one party pays to another: planned, cancelled, completed, and their outcomes."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import (
    ActorRef,
    ClusterRef,
    Kind,
    Model,
    Names,
    PartyRef,
    PersonRef,
    Place,
    ResultRef,
    Text,
    Texts,
)


class _Planning(Model):
    host: ActorRef
    visitors: Annotated[tuple[ActorRef, ...], Field(min_length=1, max_length=100)]
    kind: Kind = "study-visit"
    purpose: Texts | None = None
    names: Names | None = Field(None, description="A short title by language.")


class PlanVisit(_Planning, Command):
    """Plan a visit; `occurred` is when it is meant to take place."""

    collection, verb, aggregate = "visits", "plan", "visit"
    foretells = True


class VisitPlanned(_Planning, Event):
    """A visit is meant to take place; it has not yet."""

    type, aggregate, audience = "VisitPlanned", "visit", "participants"
    command = PlanVisit
    heading = ("Planowana: {about}", "Planned: {about}")
    parties_in = ("host", "visitors")
    sourced = False


class _Cancelling(Model):
    reason: Text | None = None


class CancelVisit(_Cancelling, Command):
    """Call a planned visit off."""

    collection, verb, aggregate = "visits", "cancel", "visit"


class VisitCancelled(_Cancelling, Event):
    """The visit does not take place."""

    type, aggregate, audience = "VisitCancelled", "visit", "participants"
    command = CancelVisit
    heading = ("Odwołana: {about}", "Cancelled: {about}")
    ends = ("VisitPlanned",)
    sourced = False


class Delegate(Model):
    """Who took part: on which side, in which function, for which organisation."""

    side: Literal["host", "visitor"]
    function: Names | None = None
    person: PersonRef | None = None
    organisation: PartyRef | None = None


class _VisitFields(Model):
    host: ActorRef
    visitors: Annotated[tuple[ActorRef, ...], Field(min_length=1, max_length=100)]
    kind: Kind = "study-visit"
    delegates: Annotated[tuple[Delegate, ...], Field(max_length=200)] = ()
    sites: Annotated[tuple[PartyRef, ...], Field(max_length=100)] = ()
    place: Place | None = None
    clusters: Annotated[
        tuple[ClusterRef, ...], Field(max_length=100, description="Clusters that were spoken of.")
    ] = ()
    purpose: Texts | None = None
    names: Names | None = Field(None, description="A short title by language.")


class HoldVisit(_VisitFields, Command):
    """Record that a visit took place."""

    collection, verb, aggregate = "visits", "hold", "visit"


class VisitHeld(_VisitFields, Event):
    """A visit took place. A site that was shown is not thereby a partner."""

    type, aggregate = "VisitHeld", "visit"
    command = HoldVisit
    sentence = ("Odbyła się: {about}", "Held: {about}")
    parties_in = ("host", "visitors")
    once = True


class _Outcome(Model):
    text: Texts
    leads_to: ResultRef | None = None


class RecordVisitOutcome(_Outcome, Command):
    """Record an outcome of a visit."""

    collection, verb, aggregate = "visits", "record-outcome", "visit"

    def targets(self) -> Mapping[str, str]:
        """What the visit led to."""
        return {self.leads_to: "/leads_to"} if self.leads_to else {}


class VisitOutcomeRecorded(_Outcome, Event):
    """What came of the visit, and which agreement or cluster it led to where that is known."""

    type, aggregate, audience = "VisitOutcomeRecorded", "visit", "partners"
    command = RecordVisitOutcome
    sentence = ("Wynik: {about}", "Outcome: {about}")
