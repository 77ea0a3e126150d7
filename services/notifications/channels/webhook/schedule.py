"""When an event is attempted again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Seconds between an attempt and the next one: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h. The last repeats.
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
ATTEMPTS = len(DELAYS) + 1
# Delays are stretched by up to this part, so that what failed together does not come again together.
JITTER = 0.2
_LONGEST = timedelta(hours=10)


def next_attempt(now: datetime, attempts: int, requested: timedelta | None, chance: float) -> datetime:
    """The time of the next attempt after so many.

    Args:
        requested: what the receiver's `Retry-After` wants; honoured up to ten hours.
        chance: a random number from 0 to 1.
    """
    delay = timedelta(seconds=DELAYS[min(attempts, len(DELAYS)) - 1] * (1 + JITTER * chance))
    return now + max(delay, min(requested or timedelta(0), _LONGEST))


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """What a header `Retry-After` asks for, in seconds or as a date; None where it is missing or cannot be read."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value[:9]))
    try:
        moment = parsedate_to_datetime(value[:60])
    except (ValueError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(timedelta(0), moment - now)
