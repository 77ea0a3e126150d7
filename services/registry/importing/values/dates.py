"""Dates as people write them in Poland, as EDTF; what can be read in two ways is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from contracts import dates
from runtime.errors import OperationFailed
from runtime.plain_text import search_key
from services.registry.importing.values.periods import period_of

_MONTHS = (
    *(("stycznia", "styczen", "styczniu", "sty"), ("lutego", "luty", "lutym", "lut")),
    *(("marca", "marzec", "marcu", "mar"), ("kwietnia", "kwiecien", "kwietniu", "kwi")),
    *(
        ("maja", "maj", "maju"),
        ("czerwca", "czerwiec", "czerwcu", "cze"),
        ("lipca", "lipiec", "lipcu", "lip"),
    ),
    *(("sierpnia", "sierpien", "sierpniu", "sie"), ("wrzesnia", "wrzesien", "wrzesniu", "wrz")),
    *(
        ("pazdziernika", "pazdziernik", "pazdzierniku", "paz"),
        ("listopada", "listopad", "listopadzie", "lis"),
    ),
    ("grudnia", "grudzien", "grudniu", "gru"),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH |= {name: number for number, name in enumerate(_ROMAN, 1)}
_MONTH |= {name: number for number, name in enumerate(_ENGLISH, 1)}
_SEASON = {
    "wiosna": 21,
    "wiosny": 21,
    "lato": 22,
    "latem": 22,
    "lata": 22,
    "jesien": 23,
    "jesienia": 23,
    "jesieni": 23,
}
_SEASON |= {"zima": 24, "zimy": 24}

_DAY_FIRST = re.compile(r"(\d{1,2})([.\-/ ])(\d{1,2})\2(\d{4})", re.ASCII)
_TWO_DIGITS = re.compile(r"(\d{1,2})([.\-/])(\d{1,2})\2(\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([.\-/])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)
_WITH_WORD = re.compile(r"(?:(\d{1,2})\.? )?([a-z]+)\.?,? (\d{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_ABOUT = re.compile(r"(?:ok\.?|okolo|circa|ca\.?|about) (.+)")
_BY = re.compile(r"(?:do|najpozniej|by|until) (.+)")
_BEFORE = re.compile(r"(?:przed|before) (.+)")
_IN = re.compile(r"(?:w|we|in) (?=\S)")
_SINCE = re.compile(r"(?:od|poczawszy od|since|from|starting|seit|ab) (\S.*)")
# In a column of beginnings `od 2018` is the beginning, and in one of ends `do 2020` the end.
_BEGINNING = re.compile(r"(?:od|poczawszy od|since|from|starting|seit|ab) (\S.*)|(\S.*?) ?[-–—]")
_END = re.compile(r"(?:do|az do|until|till|to|through|bis|od|since|from) (\S.*)|[-–—] ?(\S.*)")
_FROM_TO = re.compile(r"(?:od |from )?(.+?)(?: do | to |\s*[–—]\s*| - )(.+)")
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
_YEAR_MARK = re.compile(r"\s*(?:r\.?|roku)$")
_YEAR_NAMED = re.compile(r"(?:roku|r\.|year|jahr) ?(?=\d)")
# What a spreadsheet writes for a day whose cell is no date: 20000 is in 1954, 79999 in 2119.
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?", re.ASCII)
_FIRST_SERIAL = date(1899, 12, 30)
_EXPECTED = (
    "a date such as 2018-03-19, 19.03.2018, 19 marca 2018, marzec 2018, 2018, do 12.01.2018 or ok. 2015"
)


class Unclear(OperationFailed):
    """The text is not what it should be, or may be read in several ways.

    `expected` is what would be right; `readings` are what may have been meant.
    """

    def __init__(self, message: str, expected: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.expected = expected
        self.readings = readings

    @property
    def suggestion(self) -> str | None:
        """The readings as a question asks for them."""
        return " or ".join(self.readings) or None


class ReadDate(NamedTuple):
    """A date as EDTF; what was written where that is something else, and why it means this date where it does not say so."""

    edtf: str
    phrase: str | None = None
    inferred_from: str | None = None

    def value(self) -> Any:
        """As a command's field: the EDTF string, or `{edtf, phrase, inferred_from}`."""
        if self.phrase is None:
            return self.edtf
        return {name: text for name, text in self._asdict().items() if text is not None}


DateRole = Literal["moment", "beginning", "end"]


@lru_cache(maxsize=4096)
def read_date(text: str, role: DateRole = "moment") -> ReadDate:
    """A date in EDTF, or in one of the forms that are usual in Poland.

    Args:
        role: what the date is of. `od 2018` is 2018 where a beginning is meant, and any time since 2018 elsewhere.

    Raises:
        Unclear: it is none, or may be read in two ways.
    """
    written = " ".join(unicodedata.normalize("NFC", text).split())
    if _SERIAL.fullmatch(written):
        day = _FIRST_SERIAL + timedelta(int(written[:5]))
        return ReadDate(
            day.isoformat(), written, "the number of a day as spreadsheets count them, from 1899-12-30"
        )
    try:
        dates.parse(written)
    except ValueError:
        try:
            edtf = _edtf(_meant(search_key(written), written, role), written)
            dates.parse(edtf)
        except ValueError as error:
            raise Unclear(str(error), _EXPECTED) from None
        plain = re.fullmatch(r"[\d.\-/ ]+", written, re.ASCII)  # only spelt otherwise: nothing is lost
        return ReadDate(edtf, None if plain else written)
    return ReadDate(written)


def _meant(plain: str, written: str, role: DateRole) -> str:
    """The words of the date itself, where it is that of a beginning or an end."""
    if role == "moment":
        return plain
    if (both := _FROM_TO.fullmatch(plain)) and plain.startswith(("od ", "from ")):
        first, second = (_point(_bare(part)) for part in both.groups())
        if first and second:
            message = f"{written!r} gives when it began and when it ended"
            raise Unclear(message, "the beginning and the end in columns of their own", (first, second))
    match = (_BEGINNING if role == "beginning" else _END).fullmatch(plain)
    return (match[1] or match[2]) if match else plain


def _edtf(plain: str, written: str) -> str:
    if match := _FROM_TO.fullmatch(plain) or _YEARS.fullmatch(plain):
        first, second = (_point(_bare(part)) for part in match.groups())
        if first and second:
            return f"{first}/{second}"
    plain = _bare(plain)
    if period := period_of(plain, _MONTH):
        return period
    if match := _TWO_DIGITS.fullmatch(plain):
        day = _day_first_of(match)
        raise Unclear(f"{written!r} has a year of two digits", _EXPECTED, (day,) if day else ())
    if edtf := _relative(plain, written) or _point(plain, written):
        return edtf
    raise Unclear(f"{written!r} is not a date", _EXPECTED)


def _relative(plain: str, written: str) -> str | None:
    """By, before, since or about a date; None for none of these."""
    for pattern, form in _RELATIVE.items():
        if (match := pattern.fullmatch(plain)) and (point := _point(match[1], written)):
            return form(point)
    return None


def _day_before(point: str) -> date:
    first = dates.parse(point).earliest
    assert first is not None, "a point has both bounds"
    return first - timedelta(1)


_RELATIVE: Mapping[re.Pattern[str], Callable[[str], str]] = {
    _BY: lambda point: f"/{point}",
    _BEFORE: lambda point: f"/{_day_before(point)}",
    _SINCE: lambda point: f"{point}/",
    _ABOUT: lambda point: f"{point}~",
}


def _bare(plain: str) -> str:
    return _YEAR_NAMED.sub("", _IN.sub("", _YEAR_MARK.sub("", plain.strip()), count=1), count=1)


def _point(plain: str, written: str = "") -> str | None:
    """One date as EDTF; None when it has no form of a date."""
    if match := _DAY_FIRST.fullmatch(plain):
        return _day_first(match, written or plain)
    if match := _YEAR_FIRST.fullmatch(plain):
        day = f"-{int(match[4]):02}" if match[4] else ""
        return f"{match[1]}-{int(match[3]):02}{day}"
    if match := _MONTH_YEAR.fullmatch(plain):
        return f"{match[2]}-{int(match[1]):02}"
    if match := _WITH_WORD.fullmatch(plain):
        day, word, year = match.groups()
        if word in _MONTH:
            return f"{year}-{_MONTH[word]:02}" + (f"-{int(day):02}" if day else "")
        return f"{year}-{_SEASON[word]}" if word in _SEASON and not day else None
    return plain if _YEAR.fullmatch(plain) else None


def _day_first(match: re.Match[str], written: str) -> str:
    """With dots, hyphens or spaces the day stands first, as it does in Poland; with slashes it may be the month."""
    day, month, year = int(match[1]), int(match[3]), match[4]
    reading = f"{year}-{month:02}-{day:02}"
    if match[2] != "/" or day == month:
        return reading
    other = f"{year}-{day:02}-{month:02}"
    possible = tuple(edtf for edtf in (reading, other) if _is_date(edtf))
    if len(possible) == 2:
        raise Unclear(f"{written!r} may be read in two ways", "a date that can be read in one way", possible)
    return possible[0] if possible else reading


def _day_first_of(match: re.Match[str]) -> str | None:
    """The day that a year of two digits most likely means: one of this century."""
    reading = f"20{match[4]}-{int(match[3]):02}-{int(match[1]):02}"
    return reading if _is_date(reading) else None


def _is_date(edtf: str) -> bool:
    try:
        dates.parse(edtf)
    except ValueError:
        return False
    return True
