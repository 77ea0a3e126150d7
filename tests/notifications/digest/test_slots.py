"""When a digest is due: by local hours, over changes of the clocks, once a day or a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.channels.digest.settings import DigestSettings
from services.notifications.channels.digest.slots import last_due, next_due
from services.notifications.channels.digest.words import new_facts

SETTINGS = st.builds(
    DigestSettings,
    address=st.just("a@b.example"),
    every=st.sampled_from(["day", "week"]),
    weekday=st.integers(1, 7),
    hour=st.integers(0, 23),
    time_zone=st.sampled_from(["Europe/Warsaw", "UTC", "America/St_Johns", "Pacific/Apia"]),
)
_HOURS = 24 * 365 * 10
MOMENTS = st.integers(0, _HOURS).map(lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


@given(SETTINGS, MOMENTS)
def test_the_next_follows_the_last_within_a_day_or_a_week(settings: DigestSettings, now: datetime) -> None:
    last, following = last_due(settings, now), next_due(settings, now)
    assert last <= now < following
    assert next_due(settings, last) == following
    assert last_due(settings, following) == following
    longest = timedelta(days=2 if settings.every == "day" else 8)  # Apia once left a day out
    assert following - last <= longest + timedelta(hours=2)


@pytest.mark.parametrize(
    ("hour", "after", "due"),
    [
        (7, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (2, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (2, datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)),
        (2, datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 26, 1, tzinfo=UTC)),
    ],
)
def test_clocks_that_change_leave_no_day_out(hour: int, after: datetime, due: datetime) -> None:
    assert next_due(DigestSettings(address="a@b.example", hour=hour), after) == due


@pytest.mark.parametrize(
    ("count", "polish"),
    [(1, "1 nowy fakt"), (2, "2 nowe fakty"), (5, "5 nowych faktów"), (12, "12 nowych faktów"), (22, "22 nowe fakty")],
)  # fmt: skip
def test_numbers_agree_with_their_nouns(count: int, polish: str) -> None:
    assert new_facts(count, "pl") == polish
