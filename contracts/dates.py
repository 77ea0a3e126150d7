"""Uncertain dates: a profile of EDTF (ISO 8601-2:2019), normalised once to the earliest and the latest day.

Accepted: day, month, year, season (`2018-21` … `2018-24`), unspecified digits (`201X`, `20XX`, `2018-XX`),
the qualifiers `?` `~` `%` after a complete date, and intervals of two of these, where either end may be open
(`..` or nothing). Bounds stay within the years 0001 to 9999; a date that reaches further is refused.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_POINT = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([?~%]?)", re.ASCII)
# What a qualifier adds on each side, in units of the date's own precision.
_PADDING = {"": 0, "?": 1, "~": 1, "%": 2}
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}


class Span(NamedTuple):
    """The bounds of an uncertain date; None is open (unknown or unbounded)."""

    earliest: date | None
    latest: date | None


@lru_cache(maxsize=4096)
def parse(text: str) -> Span:
    """Bounds of an EDTF string.

    Raises:
        ValueError: the text is outside the profile, names a day that does not exist or ends before it starts.
    """
    if "/" not in text:
        return _point(text)
    first, _, second = text.partition("/")
    start, end = _end(first), _end(second)
    if start is None and end is None:
        raise ValueError(f"{text!r} has no date: at least one end of an interval must be a date")
    if start and end and start.earliest and end.latest and end.latest < start.earliest:
        raise ValueError(f"{text!r} ends before it starts")
    return Span(start.earliest if start else None, end.latest if end else None)


def parse_as_of(text: str) -> Span:
    """Bounds of the world clock in a query: as `parse`, and `../..` for any time at all."""
    return Span(None, None) if text in {"../..", "/"} else parse(text)


def certainly_before(first: Span, second: Span) -> bool:
    """True only when no reading of the two dates puts `first` on or after `second`."""
    return first.latest is not None and second.earliest is not None and first.latest < second.earliest


def _end(text: str) -> Span | None:
    return None if text in {"", ".."} else _point(text)


def _point(text: str) -> Span:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a date of the EDTF profile; "
            "write 2018-03-19, 2018-03, 2018, 2014/2015, /2018-01-12 or 2016-12-01/"
        )
    try:
        return _bounds(*match.groups())
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a date: {error}") from None


def _bounds(year_text: str, month_text: str | None, day_text: str | None, qualifier: str) -> Span:
    padding = _PADDING[qualifier]
    if month_text is None:
        return _years(year_text, padding)
    if "X" in year_text:
        raise ValueError("a month needs a complete year")
    year = int(year_text)
    if month_text == "XX":
        if day_text not in {None, "XX"}:
            raise ValueError("a day needs a month")
        return _years(year_text, padding)
    month = int(month_text)
    if month in _SEASONS and day_text is None:
        return _season(year, month, padding)
    if day_text is None or day_text == "XX":
        return _months(year, month, padding)
    day = date(year, month, int(day_text))
    return Span(day - timedelta(padding), day + timedelta(padding))


def _years(text: str, padding: int) -> Span:
    width = 10 ** text.count("X")
    first, last = int(text.replace("X", "0")), int(text.replace("X", "9"))
    return Span(date(first - padding * width, 1, 1), date(last + padding * width, 12, 31))


def _months(year: int, month: int, padding: int) -> Span:
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    first, last = divmod(year * 12 + month - 1 - padding, 12), divmod(year * 12 + month - 1 + padding, 12)
    return Span(date(first[0], first[1] + 1, 1), _month_end(last[0], last[1] + 1))


def _season(year: int, season: int, padding: int) -> Span:
    first, last = _SEASONS[season]
    start, end = date(year, first, 1), _month_end(year + (last < first), last)
    if padding == 0:
        return Span(start, end)
    return Span(start - timedelta(91 * padding), end + timedelta(91 * padding))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
