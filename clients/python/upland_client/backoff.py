"""How long to wait before a request is sent again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Answers after which the same request may succeed later.
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST = 3600.0


class Backoff:
    """Waits twice as long each time, at random, so that many clients do not come back at once.

    Args:
        first, most: seconds. attempts: after so many failures in a row `wait` says no; None for no end.
    """

    def __init__(
        self,
        first: float = 0.5,
        most: float = 60.0,
        attempts: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._first, self._most, self._attempts, self._sleep = first, most, attempts, sleep
        self._failures = 0

    def succeeded(self) -> None:
        """The next failure is the first again."""
        self._failures = 0

    def wait(self, retry_after: float | None = None) -> bool:
        """Wait after a failure; False if there were too many."""
        self._failures += 1
        if self._attempts is not None and self._failures > self._attempts:
            return False
        bound = min(self._most, self._first * 2.0 ** min(self._failures - 1, 30))
        least = min(retry_after or 0.0, _LONGEST)
        self._sleep(max(random.uniform(bound / 2, bound), least + random.uniform(0, least / 4)))  # noqa: S311
        return True


def seconds(retry_after: str | None) -> float | None:
    """The header `Retry-After`, seconds or a date, in seconds from now; None if it is neither."""
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
