"""A subscription, folded from the facts of its stream. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from contracts.filters import FilterExpression
from contracts.streams import category_of

Stage = Literal["requested", "approved", "revoked"]

_CATEGORY = "subscription"
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


class Subscription(NamedTuple):
    """Who asked for which events, and how far it came.

    id: without its category, as in `/v1/subscriptions/{id}`. filter: None for all that the subscriber may read.
    position, changed_at: of the latest event of its stream.
    """

    id: str
    subscriber: str
    stage: Stage
    filter: FilterExpression | None
    position: int
    purpose: dict[str, str]
    changed_at: datetime


def is_subscription(stream: str) -> bool:
    """Whether a stream is a subscription's."""
    return category_of(stream) == _CATEGORY


def stream_of(id: str) -> str:
    """The stream of a subscription."""
    return f"{_CATEGORY}-{id}"


def check_readable(fact: Fact) -> None:
    """Raise ValueError where a fact of a subscription's stream cannot be read as one."""
    try:
        _evolve(None, fact)
    except _UNREADABLE as error:
        raise ValueError(f"it is no subscription's: {type(error).__name__}: {error}") from None


def folded(facts: Sequence[Fact]) -> Subscription | None:
    """The subscription after all facts of its stream, amendments applied; None where no request is believed.

    A request that a correction has made unreadable gives none either.
    """
    state: Subscription | None = None
    try:
        for fact in apply_amendments(facts):
            state = _evolve(state, fact)
    except _UNREADABLE:
        return None
    # An amendment is the latest event too, though the amended fact keeps its place.
    return _dated(state, facts[-1])


def after(state: Subscription | None, fact: Fact) -> Subscription | None:
    """The subscription after the next fact, which is readable and amends nothing; the same as `folded` of all."""
    return _dated(_evolve(state, fact), fact)


def _evolve(state: Subscription | None, fact: Fact) -> Subscription | None:
    if fact.type == "SubscriptionRequested":
        return _requested(fact)
    if fact.type == "SubscriptionApproved" and state is not None and state.stage == "requested":
        return state._replace(stage="approved")
    if fact.type == "SubscriptionRevoked" and state is not None:
        return state._replace(stage="revoked")
    return state


def _dated(state: Subscription | None, last: Fact) -> Subscription | None:
    return state._replace(position=last.position, changed_at=last.recorded_at) if state else None


def _requested(fact: Fact) -> Subscription:
    filter = fact.data.get("filter")
    return Subscription(
        fact.stream.removeprefix(f"{_CATEGORY}-"),
        fact.data["subscriber"],
        "requested",
        None if filter is None else FilterExpression.model_validate(filter, by_alias=True, by_name=False),
        fact.position,
        dict(fact.data["purpose"]),
        fact.recorded_at,
    )
