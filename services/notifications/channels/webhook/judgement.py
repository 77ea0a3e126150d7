"""What an answer means for the deliveries of a request, and for the endpoint. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.channels.webhook.schedule import ATTEMPTS, next_attempt
from services.notifications.channels.webhook.sending import Answer
from services.notifications.deliveries.channel import Progress
from services.notifications.deliveries.delivery import Delivery

_GONE = 410
# Answers that speak of the endpoint, not of one event: with `Retry-After` nothing is sent before.
GONE = "the endpoint answered 410: it wants no events any more"
_THROTTLES = frozenset({429, 503})


@dataclass
class Health:
    """How an endpoint does.

    failing_since: the first failure since its last success; None where it does well. last_success: None before the first.
    """

    failing_since: datetime | None = None
    last_success: datetime | None = None

    @classmethod
    def read(cls, progress: Progress) -> Health:
        """The health in a channel's progress."""
        return cls(_time(progress.get("failing_since")), _time(progress.get("last_success")))

    def written(self) -> Progress:
        """The health as a channel's progress."""
        moments = {"failing_since": self.failing_since, "last_success": self.last_success}
        return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}


def accept(deliveries: Sequence[Delivery], answer: Answer, health: Health, now: datetime) -> None:
    """The receiver has the events."""
    for delivery in deliveries:
        _attempted(delivery, answer, now)
        delivery.status, delivery.next_at = "delivered", None
    health.failing_since, health.last_success = None, now


def refuse(
    deliveries: Sequence[Delivery], answer: Answer, health: Health, now: datetime, chance: float
) -> None:
    """The receiver does not have them: they are attempted again, or given up.

    An event is given up when all its attempts are used up while the endpoint took others; one that takes nothing at all
    is disabled some day, and then gets everything when it is back.
    """
    for delivery in deliveries:
        _attempted(delivery, answer, now)
        assert delivery.first_at is not None
        takes_others = health.last_success is not None and health.last_success > delivery.first_at
        if delivery.attempts >= ATTEMPTS and takes_others:
            delivery.status, delivery.next_at = "failed", None
        else:
            delivery.status = "pending"
            delivery.next_at = next_attempt(now, delivery.attempts, answer.again, chance)
    health.failing_since = health.failing_since or now


def put_off(deliveries: Sequence[Delivery], answer: Answer, now: datetime, until: datetime) -> None:
    """The fault was ours: it counts for nothing."""
    for delivery in deliveries:
        delivery.status, delivery.next_at = "pending", until
        delivery.last_at, delivery.error, delivery.code, delivery.answer = now, answer.error, None, None


def throttled_until(answer: Answer, now: datetime) -> datetime | None:
    """Until when the endpoint wants no request at all."""
    if answer.code not in _THROTTLES or answer.again is None:
        return None
    return now + min(answer.again, timedelta(hours=10))


def disabled_because(answer: Answer, health: Health, now: datetime, after: timedelta) -> str | None:
    """Why the endpoint is disabled; None while it is not."""
    if answer.code == _GONE:
        return GONE
    if health.failing_since is not None and now - health.failing_since >= after:
        last = answer.error or f"it answered {answer.code}"
        return (
            f"it has taken nothing since {health.failing_since.isoformat(timespec='seconds')}; at last {last}"
        )
    return None


def _attempted(delivery: Delivery, answer: Answer, now: datetime) -> None:
    delivery.attempts += 1
    delivery.first_at, delivery.last_at = delivery.first_at or now, now
    delivery.took_ms, delivery.code, delivery.answer, delivery.error = (
        answer.took_ms,
        answer.code,
        answer.text or None,
        answer.error,
    )


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
