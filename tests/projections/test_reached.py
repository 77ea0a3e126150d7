"""What a cluster reaches of a number, certainly, possibly or not; and whether a recognition ends soon. Pure."""

from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.membership_claims import Comparator
from services.projections.queries.reached import (
    Bounds,
    meets,
    members,
    members_of,
    number,
    stated,
    worst,
    years,
)
from services.projections.queries.recognitions import ending
from services.projections.queries.roster import Roster


class _Span(NamedTuple):
    start_earliest: date
    start_latest: date
    end_earliest: date = FUTURE
    end_latest: date = FUTURE


DAY = date(2024, 6, 1)
ROSTER: Roster = {
    "yes": 20,
    "possibly": 3,
    "by_class": {"full": {"yes": 12, "possibly": 1}, "supporting": {"yes": 4, "possibly": 0}},
}


def _claim(count: int, comparator: Comparator, day: str, counted: str = "all") -> Any:
    interval = {"start": (day, day), "end": None}
    return {
        "count": count,
        "comparator": comparator,
        "class": counted,
        "interval": interval,
        "recorded_from": 1,
    }


@pytest.mark.parametrize(
    ("wanted", "answer"), [(0, "yes"), (20, "yes"), (21, "possibly"), (23, "possibly"), (24, "no")]
)
def test_members_by_the_roster(wanted: int, answer: str) -> None:
    assert meets(members(ROSTER, {}), wanted) == answer


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        ("exactly", (100, 100)),
        ("at-least", (100, None)),
        ("over", (101, None)),
        ("almost", (0, 99)),
        ("about", (0, 110)),
    ],
)
def test_a_stated_number_has_bounds(comparator: Comparator, expected: tuple[int, int | None]) -> None:
    assert number(comparator, 100) == expected


def test_a_number_is_certain_of_its_own_day_only_and_the_last_one_counts() -> None:
    claims = [_claim(103, "exactly", "2016-12-01"), _claim(60, "exactly", "2020-01-01")]
    assert stated(claims, (date(2016, 12, 1), date(2016, 12, 1)))["all"] == [Bounds(103, 103)]
    assert stated(claims, (DAY, DAY))["all"] == [Bounds(0, 60)]
    assert meets(members(ROSTER, stated(claims, (DAY, DAY))), 50) == "possibly"
    assert meets(members(ROSTER, stated(claims, (DAY, DAY))), 100) == "no"
    over = stated([_claim(120, "over", "2020-01-01")], (DAY, DAY))
    assert meets(members(ROSTER, over), 5_000) == "possibly", "it is open how many more"
    assert stated([_claim(21, "exactly", "2015-01-01", "founders")], (DAY, DAY)) == {
        "founder": [Bounds(0, 21)]
    }


def test_a_member_of_unknown_class_may_be_of_each() -> None:
    assert members_of("full", ROSTER, {}) == Bounds(12, 19), "13 of the class, and 6 of which it is not known"
    assert members_of("partner", ROSTER, {}) == Bounds(0, 6)


def test_years_are_whole_years_from_an_uncertain_start() -> None:
    by = _Span(PAST, date(2018, 1, 12))
    assert years(by, (DAY, DAY)) == Bounds(6, None)
    then = _Span(date(2014, 1, 1), date(2014, 12, 31))
    assert years(then, (date(2016, 6, 1), date(2016, 6, 1))) == Bounds(1, 2)
    assert years(then, (date(2013, 6, 1), date(2013, 6, 1))) == Bounds(0, 0)
    assert years(then, (PAST, FUTURE)) == Bounds(0, None)


@pytest.mark.parametrize(
    ("earliest", "latest", "days", "answer"),
    [
        ("2024-06-30", "2024-06-30", 30, "yes"),
        ("2024-06-30", "2024-06-30", 28, "no"),
        ("2024-06-01", "2024-12-31", 30, "possibly"),
        ("2024-06-01", None, 30, "possibly"),
        (None, None, 36_500, "no"),
    ],
)
def test_what_ends_within_some_days(earliest: str | None, latest: str | None, days: int, answer: str) -> None:
    first, last = (date.fromisoformat(text) if text else FUTURE for text in (earliest, latest))
    assert ending(_Span(PAST, PAST, first, last), (DAY, DAY), days) == answer


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 50), st.none() | st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_who_wants_more_is_never_answered_more_certainly(
    least: int, more: int | None, one: int, other: int
) -> None:
    bounds = Bounds(least, None if more is None else least + more)
    few, many = sorted((one, other))
    assert worst([meets(bounds, few), meets(bounds, many)]) == meets(bounds, many)
