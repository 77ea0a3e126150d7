"""How long the client in Python waits: longer each time, at random, and never less than the service asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from upland_client.backoff import Backoff, seconds


def test_it_waits_longer_each_time_and_begins_again_after_a_success() -> None:
    waits: list[float] = []
    backoff = Backoff(first=1.0, most=8.0, attempts=6, sleep=waits.append)
    for _ in range(5):
        assert backoff.wait()
    for waited, bound in zip(waits, (1.0, 2.0, 4.0, 8.0, 8.0), strict=True):
        assert bound / 2 <= waited <= bound
    assert backoff.wait(retry_after=30.0)
    assert 30.0 <= waits[-1] <= 37.5
    assert not backoff.wait()
    assert len(waits) == 6
    backoff.succeeded()
    assert backoff.wait()
    assert waits[-1] <= 1.0


def test_retry_after_is_seconds_or_a_date() -> None:
    assert [seconds(text) for text in (None, "7", "soon", "")] == [None, 7.0, None, None]
    later = seconds(format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True))
    assert later is not None
    assert later == pytest.approx(120, abs=60)
    assert seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 0.0
