"""Ends the streams of subscriptions that are revoked, or whose filter has changed, within about a second."""

from __future__ import annotations

import asyncio

from runtime.errors import Unavailable
from runtime.telemetry import logger
from services.notifications.channels.sse.hub import Hub
from services.notifications.channels.sse.stream import End
from services.notifications.notifier import wait_for
from services.notifications.subscriptions.store import Subscriptions


async def watch_subscriptions(hub: Hub, subscriptions: Subscriptions) -> None:
    """One look at the database for all streams: when the feed was written to, and once in a while."""
    while True:
        changed = hub.notifier.listen()
        streams = hub.by_subscription()
        try:
            current = await subscriptions.several(sorted(streams)) if streams else {}
        except Unavailable as error:
            logger.warning("streams.wait", reason=str(error))
        else:
            for id, those in streams.items():
                subscription = current.get(id)
                approved = subscription is not None and subscription.stage == "approved"
                for stream in those:
                    if subscription is None or not approved:
                        stream.wake(End.REFUSED)
                    elif stream.interest.query.filters.expression != subscription.filter:
                        stream.wake(End.OVER)
        await asyncio.sleep(hub.pace.gather)
        await wait_for(changed, hub.pace.look)
