"""How far one position is behind another, in events and in seconds, by our own clock: no event's time is believed."""

from __future__ import annotations

from collections import deque

# Heads that are remembered. Where there are more, every second one is forgotten: the seconds grow coarser, never wrong.
_MOST = 512


class Lag:
    """Follows the log's head and a position behind it.

    `events`: how many are missing. `seconds`: for how long the oldest of them has been missing, as far as was seen.
    """

    def __init__(self) -> None:
        self._heads: deque[tuple[int, float]] = deque()
        self.events = 0
        self.seconds = 0.0

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
