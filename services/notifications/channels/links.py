"""Addresses with a token in them, for feed readers and calendar programs, which send no header. Each reads one subscription.

Only the SHA-256 of a token is kept (it has 256 random bits), so an address is shown once.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import ClassVar, Literal, NamedTuple

from runtime.errors import NotFound, Refused
from runtime.randomness import random_bytes
from services.notifications.channels.kinds import ChannelSettings, Made, Run, Sent
from services.notifications.deliveries.channel import Channel, Progress, State
from services.notifications.deliveries.seal import Secrets
from services.notifications.deliveries.store import Channels
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription

_TOKEN = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})", re.ASCII)
_DIGEST = "digest"


class LinkSettings(ChannelSettings):
    """The language of the sentences, where the address does not name another."""

    lang: Literal["pl", "en"] = "pl"


class Link(NamedTuple):
    """What a token allows to read."""

    subscription: Subscription
    lang: str


class _ReadLink:
    """A channel that is an address: it is enough to read by, and nothing is pushed."""

    path: ClassVar[str]
    settings: ClassVar[type[ChannelSettings]] = LinkSettings
    start: ClassVar[Literal["beginning", "latest"]] = "latest"

    async def create(self, channel: Channel, subscription: Subscription) -> Made:  # noqa: ARG002  the protocol's
        """An address that is good at once."""
        return self._made(channel, "active")

    async def close(self, channel: Channel) -> None:
        """Nothing is elsewhere."""

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:  # noqa: ARG002  the protocol's
        """Another address; the one before is void at once."""
        return self._made(channel, channel.state)

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:  # noqa: ARG002  the protocol's
        """Refused: nobody is reached by it."""
        raise Refused.by("no-challenge", f"The channel {channel.id} is only read.")

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:  # noqa: ARG002  the protocol's
        """Refused: nobody is reached by it."""
        raise Refused.by("no-test-event", f"The channel {channel.id} is only read.")

    async def run(self, run: Run) -> None:  # noqa: ARG002  the protocol's
        """Nothing is pushed."""
        await asyncio.Event().wait()

    def resumed(self, channel: Channel) -> Progress:
        """The address is the same."""
        return channel.progress

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:  # noqa: ARG002  the protocol's
        """It has no place of its own in the feed, so it is never behind."""
        return {"lag": None, "behind_since": None}

    def _made(self, channel: Channel, state: State) -> Made:
        secret = urlsafe_b64encode(random_bytes(32)).rstrip(b"=").decode()
        token = f"{channel.id.removeprefix('chn_')}.{secret}"
        shown = {"url": f"{self.path}?token={token}"}
        return Made(state, channel.reason, None, shown, {_DIGEST: sha256(secret.encode()).hexdigest()})


class AtomLink(_ReadLink):
    """The address of an Atom feed."""

    name: ClassVar[str] = "atom"
    path: ClassVar[str] = "/v1/atom"


class CalendarLink(_ReadLink):
    """The address of a calendar."""

    name: ClassVar[str] = "calendar"
    path: ClassVar[str] = "/v1/calendar.ics"


class Links:
    """Finds what a token allows."""

    def __init__(self, channels: Channels, subscriptions: Subscriptions) -> None:
        self._channels = channels
        self._subscriptions = subscriptions

    async def opened(self, token: str, kind: str) -> Link:
        """What a token allows to read as this kind of document.

        Raises:
            NotFound: the token is none, or its channel or subscription is not active.
            Unavailable: the database is away.
        """
        match = _TOKEN.fullmatch(token)
        channel = await self._channels.get(f"chn_{match[1]}") if match else None
        if match is None or channel is None:
            raise _void()
        given = sha256(match[2].encode()).hexdigest()
        right = hmac.compare_digest(given, str(channel.progress.get(_DIGEST, "")))
        if not right or channel.kind != kind or channel.state != "active":
            raise _void()
        subscription = await self._subscriptions.get(channel.subscription)
        if subscription is None or subscription.stage != "approved":
            raise _void()
        return Link(subscription, str(channel.settings["lang"]))


def _void() -> NotFound:
    return NotFound("This address is not valid, or not any more. Its subscriber makes another one.")
