"""Subscriptions: what a partner wants to be told, and whether it may be."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, ClusterRef, Model, Text, Texts

EventType = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]{2,60}$", strict=True)]


class Filter(Model):
    """What is asked for; an empty list asks for all that the subscriber may see."""

    types: Annotated[tuple[EventType, ...], Field(max_length=100, examples=[["AgreementConcluded"]])] = ()
    clusters: Annotated[tuple[ClusterRef, ...], Field(max_length=500)] = ()
    audiences: Annotated[
        tuple[Literal["public", "partners", "participants", "owner"], ...], Field(max_length=4)
    ] = ()


class _Request(Model):
    subscriber: ActorRef
    filter: Filter = Filter()
    purpose: Texts


class RequestSubscription(_Request, Command):
    """Ask to be told of events."""

    collection, verb, aggregate = "subscriptions", "request", "subscription"


class SubscriptionRequested(_Request, Event):
    """The subscriber wants to be told of these events, for this purpose."""

    type, aggregate, audience = "SubscriptionRequested", "subscription", "participants"
    command = RequestSubscription
    sentence = ("Wniosek o subskrypcję: {about}", "Subscription requested: {about}")
    parties_in = ("subscriber",)
    sourced = False


class ApproveSubscription(Command):
    """Let the subscriber have what it asked for."""

    collection, verb, aggregate = "subscriptions", "approve", "subscription"


class SubscriptionApproved(Event):
    """The subscriber is told from now on."""

    type, aggregate, audience = "SubscriptionApproved", "subscription", "participants"
    command = ApproveSubscription
    sentence = ("Zatwierdzenie subskrypcji: {about}", "Subscription approved: {about}")
    sourced = False


class _Revocation(Model):
    reason: Text | None = None


class RevokeSubscription(_Revocation, Command):
    """End a subscription."""

    collection, verb, aggregate = "subscriptions", "revoke", "subscription"


class SubscriptionRevoked(_Revocation, Event):
    """The subscriber is told no longer; it may ask again."""

    type, aggregate, audience = "SubscriptionRevoked", "subscription", "participants"
    command = RevokeSubscription
    sentence = ("Cofnięcie subskrypcji: {about}", "Subscription revoked: {about}")
    ends = ("SubscriptionApproved",)
    sourced = False
