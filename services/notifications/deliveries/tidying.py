"""Takes down channels of revoked subscriptions, and what a process that died left half-made or half-closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from runtime.database import WAITS
from runtime.telemetry import logger
from services.notifications.channels.kinds import Kind
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.store import Channels, ChannelTaken
from services.notifications.subscriptions.subscription import Subscription

REVOKED = "the subscription was revoked"
# After so long nobody is still making or closing a channel.
_ABANDONED = timedelta(seconds=60)


async def tidy(
    unfinished: Sequence[Channel],
    subscriptions: Mapping[str, Subscription],
    channels: Channels,
    kinds: Mapping[str, Kind],
) -> None:
    """Go through the channels that are not closed, all at once: none waits for another one's receiver or broker.

    What fails now is tried again with the next look.
    """
    await channels.forget_answers()
    known = [(channel, kinds[channel.kind]) for channel in unfinished if channel.kind in kinds]
    await asyncio.gather(
        *(_tidy(channel, subscriptions.get(channel.subscription), channels, kind) for channel, kind in known)
    )


async def _tidy(channel: Channel, subscription: Subscription | None, channels: Channels, kind: Kind) -> None:
    abandoned = datetime.now(UTC) - channel.changed_at > _ABANDONED
    try:
        if channel.state == "making" and abandoned:
            await kind.close(channel)
            await channels.forget(channel.id)
        elif channel.state == "closing" and (abandoned or channel.reason == REVOKED):
            await finish(channel, channels, kind)
        elif channel.state != "making" and subscription is not None and subscription.stage == "revoked":
            await close(channel, REVOKED, channels, kind)
    except ChannelTaken:
        return
    except WAITS as error:
        logger.warning("channel.not_closed", channel=channel.id, error=type(error).__name__)
    except Exception as error:
        logger.exception("channel.not_closed", channel=channel.id, error=type(error).__name__)


async def close(channel: Channel, reason: str, channels: Channels, kind: Kind) -> Channel:
    """Take a channel down: nothing is delivered by it any more, and its secrets are gone.

    Raises:
        ChannelTaken: it was changed in the meantime.
    """
    closing = await channels.change(channel.id, "closing", reason, lease=channel.lease)
    return await finish(closing, channels, kind)


async def finish(channel: Channel, channels: Channels, kind: Kind) -> Channel:
    """The rest of `close`."""
    await kind.close(channel)
    logger.info(
        "channel.closed", channel=channel.id, subscription=channel.subscription, reason=channel.reason
    )
    return await channels.change(channel.id, "closed", channel.reason, lease=channel.lease)
