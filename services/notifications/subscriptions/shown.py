"""A subscription as its owner sees it."""

from __future__ import annotations

from services.notifications.channels.shown import written
from services.notifications.subscriptions.store import as_json
from services.notifications.subscriptions.subscription import Subscription


def shown(subscription: Subscription) -> dict[str, object]:
    """The members of a subscription's answer."""
    return {
        "id": subscription.id,
        "subscriber": subscription.subscriber,
        "stage": subscription.stage,
        "filter": as_json(subscription.filter),
        "purpose": subscription.purpose,
        "position": subscription.position,
        "changed": written(subscription.changed_at),
    }
