"""Subscriptions: requested within what the subscriber may see, approved by an operator, revoked by either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Command, Event
from contracts.events.subscription import (
    ApproveSubscription,
    RequestSubscription,
    RevokeSubscription,
    SubscriptionApproved,
    SubscriptionRequested,
    SubscriptionRevoked,
)
from contracts.filters import Value, type_parts
from runtime.decider import Decider
from runtime.errors import Refused

# Partners are clusters. What is the owner's is in nobody's feed.
_OF_ANY = frozenset({"public", "participants"})
_OF_CLUSTERS = _OF_ANY | {"partners"}


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose it is, and how far it came; the subscriber is unknown while there is no request."""

    subscriber: str | None = None
    stage: Literal["none", "requested", "approved", "revoked"] = "none"


def evolve(state: Subscription | None, event: Event) -> Subscription | None:
    """The subscription after an event."""
    subscription = state or Subscription()
    match event:
        case SubscriptionRequested():
            return Subscription(event.subscriber, "requested")
        case SubscriptionApproved():
            return replace(subscription, stage="approved")
        case SubscriptionRevoked():
            return replace(subscription, stage="revoked")
        case _:
            return state


def decide(state: Subscription | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if command.mode == "reported":
        raise Refused.by("made-here", "A subscription is made here, and no source reports it.", "/mode")
    subscription = state or Subscription()
    match command:
        case RequestSubscription():
            return [_request(subscription, command)]
        case ApproveSubscription():
            if subscription.subscriber is None or subscription.stage != "requested":
                raise Refused.by("requested-first", "There is no request here that waits for approval.")
            return [SubscriptionApproved.of(command)]
        case RevokeSubscription():
            if subscription.subscriber is None or subscription.stage not in {"requested", "approved"}:
                raise Refused.by("subscribed", "There is no subscription here that could be revoked.")
            return [SubscriptionRevoked.of(command)]
        case _:
            raise TypeError(type(command))


def _request(state: Subscription, command: RequestSubscription) -> Event:
    if state.subscriber is not None:
        if state.stage in {"requested", "approved"}:
            raise Refused.by("subscribed-once", f"This subscription is {state.stage} already.")
        if command.subscriber != state.subscriber:
            raise Refused.by(
                "same-subscriber",
                "This subscription was another's; a new subscriber in its place would read what concerned that one.",
                "/subscriber",
            )
    check(command)
    return SubscriptionRequested.of(command)


def check(request: RequestSubscription | SubscriptionRequested) -> None:
    """Check that the filter names only what there is and what the subscriber may see. Applies to corrections as well.

    Clusters and parties are looked up in the record (`RequestSubscription.targets`), not here.

    Raises:
        Refused: the filter names an unknown type, or an audience or a type that the subscriber may not see.
    """
    may_see = _OF_CLUSTERS if request.subscriber.startswith("cluster-") else _OF_ANY
    for value in request.filter.values("/filter") if request.filter else ():
        if value.dialect != "exact":
            continue
        if value.attribute == "audience" and value.text not in may_see:
            raise Refused.by(
                "filter-inside",
                f"{request.subscriber} may not see what is for “{value.text}”.",
                value.pointer,
            )
        if value.attribute == "type":
            _check_type(value)


def _check_type(value: Value) -> None:
    name, version = type_parts(value.text)
    if name not in LATEST:
        raise Refused.by("filter-inside", f"There are no events {name}.", value.pointer)
    if version is not None and (name, version) not in EVENTS:
        raise Refused.by("filter-inside", f"There is no version {version} of {name}.", value.pointer)
    if EVENTS[name, LATEST[name]].audience == "owner":
        raise Refused.by("filter-inside", f"{name} is for its owner only.", value.pointer)


def authorised_writers(stream: str, state: Subscription | None, command: Command) -> frozenset[str]:
    """The subscriber asks and revokes. Nobody's key is of the subscription itself: approving is for operators."""
    match command:
        case RequestSubscription():
            return frozenset({command.subscriber})
        case RevokeSubscription() if state is not None and state.subscriber is not None:
            return frozenset({state.subscriber})
        case _:
            return frozenset({stream})


DECIDER: Decider[Subscription] = Decider(decide, evolve, authorised_writers)
