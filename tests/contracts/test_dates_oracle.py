"""Compares our profile of dates with the `edtf` package, an implementation of the complete standard.

Where the two differ on purpose:

- winter (`2018-24`) runs into February of the next year here; there it is that December alone;
- an end of an interval that is unknown (nothing after the slash) is open here; there it is ten years away;
- a qualifier widens a date by its own precision here: a month's by months. There it widens the year too.
"""

from calendar import monthrange
from datetime import date
from math import isinf
from typing import Any

from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.dates import Span, parse

# A year on each side stays within the oracle's years for any qualifier.
_YEARS = st.integers(1000, 2998)
_DAYS = st.builds(
    lambda year, month, day: date(year, month, min(day, monthrange(year, month)[1])).isoformat(),
    _YEARS, st.integers(1, 12), st.integers(1, 31),
)  # fmt: skip
_MONTHS = st.builds("{:04}-{:02}".format, _YEARS, st.integers(1, 12))
_SEASONS = st.builds("{:04}-{}".format, _YEARS, st.integers(21, 23))
_DIGITS = st.integers(100, 299).map("{}X".format) | st.integers(10, 29).map("{}XX".format)
_INNER = st.builds("{:04}-XX".format, _YEARS) | st.builds("{:04}-XX-XX".format, _YEARS)
_DAY_UNKNOWN = st.builds("{:04}-{:02}-XX".format, _YEARS, st.integers(1, 12))
_PLAIN = _DAYS | _MONTHS | _YEARS.map(str)
_POINTS = _PLAIN | _SEASONS | _DIGITS | _INNER | _DAY_UNKNOWN
_OPEN = st.just("..")


def _day(bound: Any) -> date | None:
    return None if isinstance(bound, float) and isinf(bound) else date(*bound[:3])


def _strict(text: str) -> Span:
    parsed = parse_edtf(text)
    return Span(_day(parsed.lower_strict()), _day(parsed.upper_strict()))


def _bounds(text: str) -> tuple[date, date]:
    """Both bounds of a date that has both."""
    earliest, latest = parse(text)
    assert earliest is not None
    assert latest is not None
    return earliest, latest


@given(_POINTS)
@settings(max_examples=100)
def test_a_date_has_the_bounds_of_the_standard(text: str) -> None:
    assert parse(text) == _strict(text)


@given(_PLAIN, _PLAIN)
@settings(max_examples=100)
def test_an_interval_of_two_dates_has_the_bounds_of_the_standard(first: str, second: str) -> None:
    start, end = sorted((first, second), key=_bounds)
    assert parse(f"{start}/{end}") == _strict(f"{start}/{end}")


@given(st.tuples(_PLAIN, _OPEN) | st.tuples(_OPEN, _PLAIN))
def test_an_open_end_is_open(ends: tuple[str, str]) -> None:
    text = "/".join(ends)
    assert parse(text) == _strict(text)
    unknown = text.replace("..", "")
    assert parse(unknown) == parse(text), "an unknown end bounds nothing either"


@given(_PLAIN | _DIGITS, st.sampled_from("?~%"))
@settings(max_examples=100)
def test_a_qualifier_widens_and_never_beyond_the_standard(text: str, qualifier: str) -> None:
    ours, strict = _bounds(text + qualifier), _bounds(text)
    parsed = parse_edtf(text + qualifier)
    fuzzy = date(*parsed.lower_fuzzy()[:3]), date(*parsed.upper_fuzzy()[:3])
    assert fuzzy[0] <= ours[0] < strict[0]
    assert strict[1] < ours[1] <= fuzzy[1]


@given(_YEARS)
def test_winter_ends_in_the_next_february(year: int) -> None:
    december = _strict(f"{year}-24")
    assert december == Span(date(year, 12, 1), date(year, 12, 31))
    winter = parse(f"{year}-24")
    assert winter == Span(december.earliest, date(year + 1, 2, monthrange(year + 1, 2)[1]))
