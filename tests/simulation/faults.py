"""What goes wrong in one schedule, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Faults:
    """Drawn once for a schedule; after `until` (seconds) nothing goes wrong any more.

    lost: how often an answer is lost after the work was done; broken: how often a connection breaks before it.
    slow: how often something takes up to a second.
    """

    random: Random
    lost: float
    broken: float
    slow: float
    until: float

    @classmethod
    def draw(cls, dice: Random, longest: float) -> Faults:
        """Of many kinds of schedules, one: some are quiet, some lose nearly each third answer."""
        lost, broken, slow = (dice.choice((0.0, 0.0, 0.01, 0.05, 0.3)) for _ in range(3))
        return cls(dice, lost, broken, slow, dice.uniform(1.0, longest))

    def delay(self, now: float) -> float:
        """Seconds that a message takes."""
        draw = self.random.random()
        if now < self.until and draw < self.slow:
            return self.random.random()
        return 0.0002 + 0.003 * draw * draw

    def breaks(self, now: float) -> str:
        """What happens to a call: `before` and `after` say when the connection breaks; empty for nothing."""
        if now >= self.until:
            return ""
        draw = self.random.random()
        if draw < self.broken:
            return "before"
        return "after" if draw < self.broken + self.lost else ""


class WallClock:
    """A clock that can be set: seconds since 1970."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def read(self, passed: float) -> datetime:
        """The time that it shows."""
        return BEGAN + timedelta(seconds=passed + self.ahead)
