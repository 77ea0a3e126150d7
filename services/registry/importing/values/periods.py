"""Parts of years, days and months in a row, decades and centuries as people write them, as EDTF: somewhere within them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping

_ROMAN = ("i", "ii", "iii", "iv")
_ORDINALS = ("pierwsz", "drug", "trzec", "czwart"), ("first", "second", "third", "fourth")
_NUMBER = r"(?P<number>iv|i{1,3}|[1-4]|(?:pierwsz|drug|trzec|czwart)[a-z]+|first|second|third|fourth)"
_QUARTER = re.compile(
    rf"{_NUMBER}\.?(?:st|nd|rd|th)? (?:kwartal[a-z]*|kw\.?|quarter)(?: of)? (?P<year>\d{{4}})", re.ASCII
)
_SHORT_QUARTER = re.compile(
    r"q(?P<number>[1-4])[ /]?(?P<year>\d{4})|(?P<first>\d{4})[ /-]?q(?P<last>[1-4])", re.ASCII
)
_HALF = re.compile(rf"{_NUMBER}\.? (?:polow[a-z]+|polrocz[a-z]+|half)(?: of)? (?P<year>\d{{4}})", re.ASCII)
_DAYS = re.compile(r"(?P<first>\d{1,2})\.? ?[-–—] ?(?P<last>\d{1,2})(?P<rest>[. ][a-z0-9. ]+)", re.ASCII)
_MONTHS = re.compile(r"(?P<first>[a-z]+) ?(?:[-–—/]|i|and) ?(?P<last>[a-z]+) (?P<year>\d{4})", re.ASCII)
_DECADE = re.compile(
    r"(?:lata|latach|lat) (?P<decade>[1-9]0)\.?(?:-?(?:te|tych))?(?: (?P<century>x{0,2}(?:ix|iv|v?i{0,3}))\.? ?(?:w\.?|wieku?))?",
    re.ASCII,
)
_ENGLISH_DECADE = re.compile(r"(?:the )?(?P<decade>\d{3})0s", re.ASCII)
_CENTURY = re.compile(r"(?P<century>x{0,2}(?:ix|iv|v?i{0,3}))\.? ?(?:w\.?|wieku?)", re.ASCII)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
_LAST_CENTURY = 20


def period_of(plain: str, month_of: Mapping[str, int]) -> str | None:
    """A period as EDTF, from words without marks and capitals; None for what is none.

    A decade without its century is that of the twentieth where it is no decade of ours: the thirties and later.
    """
    return _part_of_year(plain) or _in_a_row(plain, month_of) or _years(plain)


def _part_of_year(plain: str) -> str | None:
    if match := _QUARTER.fullmatch(plain):
        return _months(match["year"], 3, _ordinal(match["number"]))
    if match := _SHORT_QUARTER.fullmatch(plain):
        return _months(match["year"] or match["first"], 3, int(match["number"] or match["last"]))
    if (match := _HALF.fullmatch(plain)) and _ordinal(match["number"]) <= 2:  # a year has two halves
        return _months(match["year"], 6, _ordinal(match["number"]))
    return None


def _months(year: str, count: int, number: int) -> str:
    """The `number`-th part of a year that is divided into parts of `count` months."""
    return f"{year}-{count * (number - 1) + 1:02}/{year}-{count * number:02}"


def _ordinal(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    return next(
        number for words in _ORDINALS for number, word in enumerate(words, 1) if text.startswith(word)
    )


def _in_a_row(plain: str, month_of: Mapping[str, int]) -> str | None:
    """Days of one month, `12-13 maja 2018`, or months of one year, `maj-czerwiec 2018`."""
    if match := _MONTHS.fullmatch(plain):
        first, last = month_of.get(match["first"], 0), month_of.get(match["last"], 0)
        return f"{match['year']}-{first:02}/{match['year']}-{last:02}" if 0 < first < last else None
    if not (match := _DAYS.fullmatch(plain)):
        return None
    month, year = _month_and_year(match["rest"], month_of)
    days = int(match["first"]), int(match["last"])
    if not month or not 0 < days[0] < days[1] <= monthrange(year, month)[1]:
        return None
    return "/".join(f"{year}-{month:02}-{day:02}" for day in days)


def _month_and_year(text: str, month_of: Mapping[str, int]) -> tuple[int, int]:
    """The month and the year behind days, or zeros: `.05.2018`, ` maja 2018`, ` V 2018`."""
    words = re.split(r"[. ]+", text.strip(". "))
    if len(words) != 2 or not re.fullmatch(r"[1-9]\d{3}", words[1], re.ASCII):  # a month and a year
        return 0, 0
    month = int(words[0]) if words[0].isdigit() else month_of.get(words[0], 0)
    return (month, int(words[1])) if 0 < month <= 12 else (0, 0)  # months of a year


def _years(plain: str) -> str | None:
    if match := _ENGLISH_DECADE.fullmatch(plain):
        return f"{match['decade']}X"
    if match := _DECADE.fullmatch(plain):
        century = _roman(match["century"]) if match["century"] else _LAST_CENTURY
        unclear = not match["century"] and match["decade"] in {"10", "20"}
        return None if unclear or not century else f"{century - 1:02}{match['decade'][0]}X"
    if (match := _CENTURY.fullmatch(plain)) and (century := _roman(match["century"])):
        return f"{century - 1:02}XX"
    return None


def _roman(text: str) -> int:
    values = [_ROMAN_DIGITS[sign] for sign in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
