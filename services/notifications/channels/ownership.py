"""Whose subscription and channel a request is about; what is not the caller's is not there for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.requests import Request

from runtime.errors import NotFound, Refused
from runtime.http.app import principal
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.store import Channels
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription

_CHANNEL = re.compile(r"chn_[0-9a-f]{32}", re.ASCII)


class Owned(NamedTuple):
    """A channel, and the subscription that it is of."""

    subscription: Subscription
    channel: Channel


async def subscription_of(request: Request, subscriptions: Subscriptions, id: str) -> Subscription:
    """The subscription that a request names.

    Raises:
        Unauthenticated, Forbidden: the key is missing or lacks subscriptions:write (and operate).
        NotFound: there is none, or it is another subscriber's.
    """
    caller = principal(request)
    if not caller.allows("operate"):
        caller.require("subscriptions:write")
    subscription = await subscriptions.get(id)
    own = subscription is not None and subscription.subscriber == caller.subject
    if subscription is None or not (own or caller.allows("operate")):
        raise NotFound(f"There is no subscription {id[:100]} of yours.")
    return subscription


async def channel_of(
    request: Request, subscriptions: Subscriptions, channels: Channels, id: str, channel: str
) -> Owned:
    """The channel that a request names.

    Raises:
        Unauthenticated, Forbidden, NotFound: as for its subscription.
    """
    subscription = await subscription_of(request, subscriptions, id)
    stored = await channels.get(channel) if _CHANNEL.fullmatch(channel) else None
    if stored is None or stored.subscription != subscription.id:
        raise NotFound(f"The subscription {subscription.id} has no channel {channel[:100]}.")
    return Owned(subscription, stored)


def require_open(channel: Channel) -> None:
    """Raise `Refused` for a channel that is closed, or about to be."""
    if channel.state in {"making", "closing", "closed"}:
        raise Refused.by(
            "open-channel",
            f"The channel {channel.id} is {channel.state}; make another one.",
            state=channel.state,
        )
