"""How far one position is behind another, by our own clock: in events, in seconds, and where it is going."""

from __future__ import annotations

from collections import deque
from math import inf

# Heads that are remembered. Where there are more, every second one is forgotten: the seconds grow coarser, never wrong.
_MOST = 512
# Seconds over which the trend is taken.
_TREND = 60.0
# Events that may be missing, and seconds for which one may be, before a reader of the log counts as not ready.
_MANY, _LATE = 10_000, 15.0


class Lag:
    """Follows the log's head and a position behind it.

    `events`: how many are missing. `seconds`: for how long the oldest of them has been missing, as far as was seen.
    `trend`: events a second by which that number has grown over the last minute. No event's own time is believed.
    """

    def __init__(self) -> None:
        self._heads: deque[tuple[int, float]] = deque()
        self._counts: deque[tuple[int, float]] = deque(maxlen=_MOST)
        self.events = 0
        self.seconds = 0.0
        self.trend = 0.0

    @property
    def drain(self) -> float:
        """Seconds until nothing is missing, if the trend goes on; infinity while it does not shrink."""
        if not self.events:
            return 0.0
        return self.events / -self.trend if self.trend < 0 else inf

    def reasons(self) -> list[str]:
        """Why a reader that is so far behind is not ready; none when it is."""
        if self.events > _MANY:
            return [f"{self.events} events behind the log"]
        if self.seconds > _LATE:
            return [f"{self.events} events are not applied, the oldest since {self.seconds:.0f} s"]
        return []

    def see(self, head: int, position: int, now: float) -> None:
        """Note where both are at a moment of a clock that only grows, in seconds."""
        heads = self._heads
        if not heads or head > heads[-1][0]:
            heads.append((head, now))
        while heads and (heads[0][0] <= position or heads[0][0] > head):
            heads.popleft()  # reached, or of a log that has gone back
        if len(heads) > _MOST:
            self._heads = deque(each for n, each in enumerate(heads) if n % 2 == 0 or n == len(heads) - 1)
        self.events = max(0, head - position)
        self.seconds = now - heads[0][1] if heads else 0.0
        counts = self._counts
        counts.append((self.events, now))
        while now - counts[0][1] > _TREND and len(counts) > 2:
            counts.popleft()
        passed = now - counts[0][1]
        self.trend = (self.events - counts[0][0]) / passed if passed > 0 else 0.0
