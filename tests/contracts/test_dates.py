"""Uncertain dates: bounds are ordered, hold what they name, and no text makes the parser fail otherwise."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.dates import Span, certainly_before, parse, parse_as_of
from contracts.fields import Occurred
from tests.contracts import strategies

DAY = date.fromisoformat


def span(earliest: str | None, latest: str | None) -> Span:
    return Span(DAY(earliest) if earliest else None, DAY(latest) if latest else None)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2018-03-19", span("2018-03-19", "2018-03-19")),
        ("2018-02", span("2018-02-01", "2018-02-28")),
        ("2016-02", span("2016-02-01", "2016-02-29")),
        ("2015", span("2015-01-01", "2015-12-31")),
        ("201X", span("2010-01-01", "2019-12-31")),
        ("20XX", span("2000-01-01", "2099-12-31")),
        ("2018-XX", span("2018-01-01", "2018-12-31")),
        ("2018-XX-XX", span("2018-01-01", "2018-12-31")),
        ("2018-02-XX", span("2018-02-01", "2018-02-28")),
        ("2018-21", span("2018-03-01", "2018-05-31")),
        ("2018-24", span("2018-12-01", "2019-02-28")),
        ("2018-03-19?", span("2018-03-18", "2018-03-20")),
        ("2018-03-19%", span("2018-03-17", "2018-03-21")),
        ("2018-01~", span("2017-12-01", "2018-02-28")),
        ("2018~", span("2017-01-01", "2019-12-31")),
        ("201X?", span("2000-01-01", "2029-12-31")),
        ("/2018-01-12", span(None, "2018-01-12")),
        ("../2018-01-12", span(None, "2018-01-12")),
        ("2016-12-01/", span("2016-12-01", None)),
        ("2016-12-01/..", span("2016-12-01", None)),
        ("2014/2015", span("2014-01-01", "2015-12-31")),
        ("2015-06/2015", span("2015-06-01", "2015-12-31")),
        ("0001", span("0001-01-01", "0001-12-31")),
        ("9999-12-31", span("9999-12-31", "9999-12-31")),
        ("9999", span("9999-01-01", "9999-12-31")),
        ("9998?", span("9997-01-01", "9999-12-31")),
        ("0001-01-02?", span("0001-01-01", "0001-01-03")),
    ],
)
def test_a_date_has_these_bounds(text: str, bounds: Span) -> None:
    assert parse(text) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "/", "../..", "2018-13", "2018-00", "2018-02-29", "2018-03-32", "2018-3-1", "18", "20181", "-2018",
        "0000", "00XX", "000X", "9999?", "0001~", "9999-12-31?", "0001-01-01~", "9999-12~", "0001-01?", "9999-24",
        "0001-21%", "9999-23?", "201X-05", "2018-XX-05", "2018-21-05", "2XXX", "2018?-03", "2018/2015",
        "2018-03-19/2018-03-18", "2018/2019/2020", "2018-03-19T10:00", "2018-03-19\n", "Y2018", "٢٠١٨", "２０１８",
        "2018-25", "2018-20", "?", "2018??",
    ],
)  # fmt: skip
def test_these_are_no_dates(text: str) -> None:
    named = re.escape(repr(text.partition("/")[2] if text.count("/") > 1 else text))
    with pytest.raises(ValueError, match=named):
        parse(text)


@given(
    st.text()
    | st.from_regex(r"[0-9X]{0,5}-?[0-9X]{0,3}-?[0-9X]{0,3}[?~%/.]{0,3}[0-9X-]{0,10}", fullmatch=True)
)
@example("9999-12-31%")
def test_no_text_fails_but_by_value_error(text: str) -> None:
    try:
        bounds = parse(text)
    except ValueError:
        return
    assert bounds.earliest or bounds.latest
    assert text.isascii()


@given(strategies.edtf())
def test_bounds_are_ordered(text: str) -> None:
    earliest, latest = parse(text)
    if earliest and latest and "/" not in text:
        assert earliest <= latest


@given(st.dates(date(4, 1, 1), date(9990, 12, 31)), st.sampled_from(["", "?", "~", "%"]))
def test_a_day_lies_within_whatever_names_it(day: date, qualifier: str) -> None:
    year = f"{day:%Y}".zfill(4)
    season = 21 + (day.month - 3) % 12 // 3
    season_year = f"{day.year - (day.month < 3):04}"
    names = [str(day), f"{year}-{day.month:02}", year, f"{year}-XX", f"{season_year}-{season}"]
    names += [f"{year[:3]}X", f"{year[:2]}XX"] if 400 <= day.year < 9700 else []
    for name in names:
        earliest, latest = parse(name + qualifier)
        assert earliest is not None
        assert latest is not None
        assert earliest <= day <= latest
        bare = parse(name)
        assert bare.earliest is not None
        assert bare.latest is not None
        assert earliest <= bare.earliest <= bare.latest <= latest, "a qualifier never narrows"


@given(strategies.edtf(), strategies.edtf())
def test_order_is_certain_in_one_direction_only(first: str, second: str) -> None:
    one, other = parse(first), parse(second)
    assert not (certainly_before(one, other) and certainly_before(other, one))
    assert not certainly_before(one, one) or "/" in first


def test_as_of_may_be_any_time() -> None:
    assert parse_as_of("../..") == parse_as_of("/") == Span(None, None)
    assert parse_as_of("2018") == parse("2018")


def test_occurred_gives_its_bounds_as_a_span() -> None:
    bounds = parse("2014/2015")
    assert Occurred(edtf="2014/2015", earliest=bounds.earliest, latest=bounds.latest).span == bounds
