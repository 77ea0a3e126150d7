"""A channel as its owner sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel


def shown(channel: Channel, end: Cursor) -> dict[str, object]:
    """The members that every kind has; no secrets.

    Args:
        end: that of the feed. `lag` counts the positions of the record up to there, not the subscription's own events.
    """
    return {
        "id": channel.id,
        "subscription": channel.subscription,
        "kind": channel.kind,
        "state": channel.state,
        "reason": channel.reason,
        "cursor": str(channel.cursor),
        "lag": max(0, end.release - channel.cursor.release) if end.epoch == channel.cursor.epoch else None,
        "settings": channel.settings,
        "created": written(channel.created_at),
        "changed": written(channel.changed_at),
    }


def behind(following: datetime | None, undelivered: Mapping[str, int]) -> dict[str, object]:
    """The members that say what a channel's receiver does not have yet.

    Args:
        following: when the first event after the channel's cursor was recorded, None at the end of the feed.
        undelivered: how many deliveries have each status.
    """
    return {
        "behind_since": written(following) if following else None,
        "undelivered": {status: undelivered.get(status, 0) for status in ("pending", "waiting", "failed")},
    }


def written(moment: datetime) -> str:
    """A time as the API writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
