"""Subscriptions: the events that a partner requests, and whether it may have them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, ClusterRef, Model, Text, Texts
from contracts.filters import Filter
from contracts.patterns import text_of

EventType = Annotated[str, text_of(r"^[A-Z][A-Za-z]{2,60}$", "a type of events such as AgreementConcluded")]


class FilterV1(Model):
    """The filter of version 1; an empty list requested all that the subscriber may see."""

    types: Annotated[tuple[EventType, ...], Field(max_length=100, examples=[["AgreementConcluded"]])] = ()
    clusters: Annotated[tuple[ClusterRef, ...], Field(max_length=500)] = ()
    audiences: Annotated[
        tuple[Literal["public", "partners", "participants", "owner"], ...], Field(max_length=4)
    ] = ()


class _Request(Model):
    subscriber: ActorRef
    filter: Filter | None = Field(
        None, description="Which events, of those that the subscriber may see; when left out, all of them."
    )
    purpose: Texts


class RequestSubscription(_Request, Command):
    """Request events."""

    collection, verb, aggregate = "subscriptions", "request", "subscription"
    scopes = ("subscriptions:write", "record:write", "operate")

    def targets(self) -> Mapping[str, str]:
        """The subscriber, and the clusters and parties that the filter names by their ids."""
        named = self.filter.values("/filter") if self.filter else ()
        exact = {
            value.text: value.pointer
            for value in named
            if value.dialect == "exact" and value.attribute in {"cluster", "party"}
        }
        return {**exact, self.subscriber: "/subscriber"}


class SubscriptionRequestedV1(Event):
    """The subscriber requests these events, for this purpose; the filter was three lists."""

    type, aggregate, audience = "SubscriptionRequested", "subscription", "participants"
    command = RequestSubscription
    sourced = False

    subscriber: ActorRef
    filter: FilterV1 = FilterV1()
    purpose: Texts


class SubscriptionRequested(_Request, Event):
    """The subscriber asks for these events, for this purpose."""

    type, version, aggregate, audience = "SubscriptionRequested", 2, "subscription", "participants"
    command = RequestSubscription
    sentence = ("Wniosek o subskrypcję: {about}", "Subscription requested: {about}")
    parties_in = ("subscriber",)
    sourced = False


class ApproveSubscription(Command):
    """Let the subscriber have what it requested."""

    collection, verb, aggregate = "subscriptions", "approve", "subscription"
    scopes = ("operate",)


class SubscriptionApproved(Event):
    """The subscriber gets these events from now on."""

    type, aggregate, audience = "SubscriptionApproved", "subscription", "participants"
    command = ApproveSubscription
    sentence = ("Zatwierdzenie subskrypcji: {about}", "Subscription approved: {about}")
    sourced = False


class _Revocation(Model):
    reason: Text | None = None


class RevokeSubscription(_Revocation, Command):
    """End a subscription."""

    collection, verb, aggregate = "subscriptions", "revoke", "subscription"
    scopes = ("subscriptions:write", "record:write", "operate")


class SubscriptionRevoked(_Revocation, Event):
    """The subscriber gets no more events; it may request them again."""

    type, aggregate, audience = "SubscriptionRevoked", "subscription", "participants"
    command = RevokeSubscription
    sentence = ("Cofnięcie subskrypcji: {about}", "Subscription revoked: {about}")
    ends = ("SubscriptionApproved",)
    sourced = False
