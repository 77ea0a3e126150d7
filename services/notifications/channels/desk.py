"""What an owner does with channels: makes, shows, changes and closes them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from runtime.errors import KeyReused, Refused, Unavailable
from runtime.http.bodies import Body, checked, malformed
from services.notifications.channels.kinds import Kind, Made, Sent
from services.notifications.channels.places import POINTER, Places
from services.notifications.channels.shown import behind, shown
from services.notifications.deliveries.channel import Channel, State
from services.notifications.deliveries.records import Deliveries
from services.notifications.deliveries.seal import Secrets
from services.notifications.deliveries.store import ChannelRequest, ChannelTaken, Requested, RequestTaken
from services.notifications.deliveries.tidying import close
from services.notifications.deliveries.worker import Parts
from services.notifications.subscriptions.subscription import Subscription

_MOST = 20
_TRIES = 5


@dataclass(frozen=True)
class Desk:
    """Every answer is a channel as its owner sees it, with what is shown this once."""

    parts: Parts
    places: Places

    def kind(self, channel: Channel) -> Kind:
        """The kind of a channel."""
        return self.parts.kinds[channel.kind]

    def secrets(self, channel: Channel) -> Secrets:
        """The secrets of a channel."""
        return self.parts.seal.open(channel.id, channel.sealed) if channel.sealed else {}

    async def shown(self, channel: Channel) -> Body:
        """The channel."""
        kind, end = self.parts.kinds.get(channel.kind), await self.parts.pages.end()
        more = kind.shown(channel, self.secrets(channel)) if kind and channel.state != "closed" else {}
        following = (
            await self.places.recorded_after(channel.cursor) if channel.cursor.epoch == end.epoch else None
        )
        undelivered = await Deliveries(self.parts.channels).counts(channel.id)
        return shown(channel, end) | behind(following, undelivered) | dict(more)

    async def create_once(self, subscription: Subscription, body: Body, key: str) -> tuple[Body, bool]:
        """Make a channel by an Idempotency-Key: the same one again makes no second.

        Its answer is that of the first, as it is now, with what was shown once until it is changed and for a day at most.

        Returns:
            The answer, and whether it is of a channel that the key had made before.

        Raises:
            Malformed, Refused: as for `create`.
            KeyReused: the key came with another body.
            Unavailable: the first request with this key is under way.
        """
        request = ChannelRequest(key, sha256(json.dumps(body, sort_keys=True).encode()).digest())
        for _ in range(_TRIES):
            if (earlier := await self.parts.channels.requested(subscription.id, key)) is not None:
                return await self._again(earlier, request.digest), True
            with contextlib.suppress(RequestTaken):
                return await self.create(subscription, dict(body), request), False
        raise _under_way()

    async def _again(self, earlier: Requested, digest: bytes) -> Body:
        channel = earlier.channel
        if earlier.digest != digest:
            raise KeyReused(
                "Take a new Idempotency-Key for another channel, or send the body that was sent first."
            )
        if channel.state == "making":
            raise _under_way()
        shown = self.parts.seal.open(channel.id, earlier.answer) if earlier.answer else {}
        return await self.shown(channel) | shown

    async def create(
        self, subscription: Subscription, body: Body, request: ChannelRequest | None = None
    ) -> Body:
        """Make a channel; when it comes to nothing, nothing of it stays.

        Raises:
            Malformed: a member of the body is wrong.
            Refused: the subscription is not approved, or has too many channels.
            RequestTaken: the request has made a channel already.
        """
        parts = self.parts
        name, chosen = body.pop("kind", None), "since" in body
        since = body.pop("since", None)
        kind = parts.kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            raise malformed("/kind", f"it is one of {', '.join(sorted(parts.kinds))}")
        settings = checked(kind.settings, body).model_dump(mode="json", exclude_none=True)
        require_approved(subscription)
        existing = await parts.channels.listed(subscription.id)
        if sum(each.state != "closed" for each in existing) >= _MOST:
            raise Refused.by(
                "channels-of-a-subscription",
                f"The subscription {subscription.id} has {_MOST} channels; close one of them.",
                limit=_MOST,
            )
        cursor = await self.places.since(since if chosen else kind.start)
        channel = await parts.channels.create(subscription.id, kind.name, settings, cursor, request)
        try:
            made = await kind.create(channel, subscription)
            sealed = parts.seal.close(channel.id, dict(made.shown)) if request and made.shown else None
            channel = await self._store(channel, made, sealed)
        except Exception:
            await kind.close(channel)
            await parts.channels.forget(channel.id)
            raise
        return await self.shown(channel) | dict(made.shown)

    async def switch(self, channel: Channel, state: State, allowed: tuple[State, ...]) -> Body:
        """Pause or resume a channel; one that is so already stays as it is."""
        if channel.state == state:
            return await self.shown(channel)
        if channel.state not in allowed:
            raise Refused.by(
                "channel-state",
                f"The channel {channel.id} is {channel.state}: {channel.reason}.",
                state=channel.state,
            )
        progress = self.kind(channel).resumed(channel) if state == "active" else None
        reason = "its owner paused it" if state == "paused" else None
        return await self.shown(
            await self._changed(
                channel,
                lambda now: self.parts.channels.change(
                    now.id, state, reason, lease=now.lease, progress=progress
                ),
            )
        )

    async def replay(self, channel: Channel, since: int | str) -> Body:
        """Move a channel back. Forward would leave events out without a word."""
        cursor = await self.places.since(since)
        if cursor.epoch == channel.cursor.epoch and cursor > channel.cursor:
            raise malformed(
                POINTER, f"it lies after the channel's cursor {channel.cursor}, so events would be left out"
            )
        return await self.shown(
            await self._changed(
                channel, lambda now: self.parts.channels.move(now.id, cursor, lease=now.lease)
            )
        )

    async def rotate(self, channel: Channel) -> Body:
        """Give a channel other secrets."""
        made = await self.kind(channel).rotate(channel, self.secrets(channel))
        stored = await self._changed(channel, lambda now: self._store(now, made))
        return await self.shown(stored) | dict(made.shown)

    async def challenge(self, channel: Channel) -> Body:
        """Ask the receiver whether it wants the events; a pending channel becomes active by its answer."""
        sent = await self.kind(channel).challenge(channel, self.secrets(channel))
        if sent.ok and channel.state == "pending":
            channel = await self._changed(
                channel, lambda now: self.parts.channels.change(now.id, "active", None, lease=now.lease)
            )
        return await self.shown(channel) | outcome(sent)

    async def test(self, channel: Channel) -> Body:
        """Send an event that is marked as a test."""
        return outcome(await self.kind(channel).test(channel, self.secrets(channel)))

    async def close(self, channel: Channel) -> Body:
        """Close a channel for good; a closed one stays as it is."""
        if channel.state == "closed":
            return await self.shown(channel)
        kind, channels = self.kind(channel), self.parts.channels
        return await self.shown(
            await self._changed(channel, lambda now: close(now, "its owner closed it", channels, kind))
        )

    async def _store(self, channel: Channel, made: Made, answer: bytes | None = None) -> Channel:
        sealed = None if made.secrets is None else self.parts.seal.close(channel.id, made.secrets)
        return await self.parts.channels.change(
            channel.id,
            made.state,
            made.reason,
            lease=channel.lease,
            secrets=sealed,
            progress=made.progress,
            answer=answer,
        )

    async def _changed(self, channel: Channel, step: Callable[[Channel], Awaitable[Channel]]) -> Channel:
        """The channel after a change that was decided on what it was.

        A worker that takes it meanwhile does not matter; another change does.

        Raises:
            Refused: it was changed by somebody else.
        """
        now: Channel | None = channel
        for _ in range(_TRIES):
            if now is None or (now.state, now.sealed) != (channel.state, channel.sealed):
                break
            try:
                return await step(now)
            except ChannelTaken:
                now = await self.parts.channels.get(channel.id)
        raise Refused.by(
            "changed-meanwhile",
            f"The channel {channel.id} was changed at the same moment. Look at it, and try again.",
        )


def require_approved(subscription: Subscription) -> None:
    """Raise `Refused` for a subscription by which nothing is delivered."""
    if subscription.stage != "approved":
        what = "is not approved yet" if subscription.stage == "requested" else "is revoked"
        raise Refused.by(
            "approved-subscription",
            f"The subscription {subscription.id} {what}; only an approved one has channels.",
            stage=subscription.stage,
        )


def _under_way() -> Unavailable:
    return Unavailable(
        "The first request with this Idempotency-Key is still under way. Send it again in a moment."
    )


def outcome(sent: Sent) -> Body:
    """What became of a test or a challenge."""
    return {"ok": sent.ok, "answer": dict(sent.answer)}
