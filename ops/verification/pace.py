"""How fast a verification reads, so that a live system keeps room for its work."""

from __future__ import annotations

import asyncio


class Pace:
    """At most `rate` events a second on average; any number without a rate."""

    def __init__(self, rate: int | None) -> None:
        self._rate = rate
        self._due: float | None = None

    async def passed(self, events: int) -> None:
        """Wait as long as this many events may take, less what they took."""
        if self._rate is None:
            return
        now = asyncio.get_running_loop().time()
        # What was slower than the rate is not made up for later.
        self._due = max(self._due or now, now - 1) + events / self._rate
        if self._due > now:
            await asyncio.sleep(self._due - now)
