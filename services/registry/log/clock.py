"""The clock that events are recorded by: the latest time that it may give, and the refusal of a later one.

PostgreSQL's clock gives `recorded_at`. It is compared with the registry's own: its wall clock, and the time that has passed
since the start by a clock that nobody can set. So a clock that leaps ahead is detected; one that was wrong before the start is
detected when the log's last event lies ahead of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg

from runtime.errors import Untimely

SQLSTATE = "UPT01"
# Counts while the machine sleeps too, where there is such a clock: waking up is no leap.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_CHECK = "Put the clock right (`timedatectl`, NTP)"


def _passed() -> float:
    return time.clock_gettime(_STEADY)


class Clock:
    """Bounds the time at which an event may be recorded.

    Args:
        tolerance: by how much clocks may differ.
        wall, passed: seconds since 1970, and seconds by a clock that nobody can set.
    """

    def __init__(
        self,
        tolerance: timedelta = timedelta(minutes=5),
        *,
        wall: Callable[[], float] = time.time,
        passed: Callable[[], float] = _passed,
    ) -> None:
        self.tolerance = tolerance
        self._wall, self._passed = wall, passed
        self._began = wall() - passed()

    def latest(self) -> datetime:
        """The time after which no event may be recorded now."""
        return datetime.fromtimestamp(min(self._wall(), self._steady()), UTC) + self.tolerance

    def reasons(self, ahead: timedelta) -> list[str]:
        """Why commands are refused; none when they are not. `ahead`: of the log's last event, of PostgreSQL's clock."""
        leap = timedelta(seconds=self._wall() - self._steady())
        if leap > self.tolerance:
            return [leapt(leap)]
        return [from_the_future(ahead)] if ahead > self.tolerance else []

    def _steady(self) -> float:
        return self._began + self._passed()


def untimely(error: asyncpg.PostgresError) -> Untimely:
    """The refusal that `registry.append` means by its SQLSTATE."""
    clock, last, latest = (float(number) for number in str(error.detail).split())
    numbers = {"clock": _text(clock), "last": _text(last), "latest": _text(latest)}
    reason = (
        leapt(timedelta(seconds=clock - latest))
        if clock > latest
        else from_the_future(timedelta(seconds=last - clock))
    )
    return Untimely(f"{reason} Nothing was stored.", numbers=numbers)


def leapt(by: timedelta) -> str:
    """The sentence for a clock that leapt ahead."""
    return (
        f"The clock is {_span(by)} ahead of the time that has passed since the registry started, so commands are refused."
        f" {_CHECK}; if it is right now, restart the registry."
    )


def from_the_future(ahead: timedelta) -> str:
    """The sentence for a log whose last event lies in the clock's future."""
    return (
        f"The last event was recorded {_span(ahead)} ahead of the clock, so commands are refused. {_CHECK};"
        " if it is right now, begin a new epoch: `upland republish`."
    )


def _span(by: timedelta) -> str:
    return f"{round(by / timedelta(days=1))} days" if by.days > 1 else f"{by.total_seconds():.0f} s"


def _text(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError):  # an empty log's last event was never
        return None
