"""How far behind: whatever heads and positions come, the seconds are those of the oldest event that is missing."""

from __future__ import annotations

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.lag import Lag

STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 50)), max_size=200)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(STEPS)
def test_the_seconds_are_those_of_the_oldest_missing_event(steps: list[tuple[int, int, int]]) -> None:
    lag, now, head, position = Lag(), 0.0, 0, 0
    seen: dict[int, float] = {}  # when each event was first seen
    for grown, moved, passed in steps:
        now += passed
        seen |= dict.fromkeys(range(head + 1, head + grown + 1), now)
        head += grown
        position = min(head, position + moved)
        lag.see(head, position, now)
        assert lag.events == head - position
        assert lag.seconds == (now - seen[position + 1] if position < head else 0.0)


def test_memory_is_bounded_and_the_seconds_stay_true_to_the_oldest() -> None:
    lag = Lag()
    for second in range(1, 20_000):
        lag.see(second, 0, float(second))
    assert lag.events == 19_999
    assert lag.seconds == 19_998.0
    assert len(lag._heads) <= 513


def test_a_log_that_went_back_leaves_nothing_to_wait_for() -> None:
    lag = Lag()
    lag.see(100, 50, 1.0)
    lag.see(40, 50, 60.0)
    assert (lag.events, lag.seconds) == (0, 0.0)


def test_the_trend_is_that_of_the_last_minute_and_gives_the_time_to_drain() -> None:
    lag = Lag()
    lag.see(0, 0, 0.0)
    assert (lag.trend, lag.drain) == (0.0, 0.0)
    for second in range(1, 101):  # ten events a second come, and none is applied
        lag.see(10 * second, 0, float(second))
    assert (lag.trend, lag.drain) == (10.0, inf)
    for second in range(101, 171):  # none comes, and five a second are applied
        lag.see(1_000, 5 * (second - 100), float(second))
    assert lag.trend == -5.0
    assert lag.drain == lag.events / 5
    lag.see(1_000, 1_000, 171.0)
    assert lag.drain == 0.0
