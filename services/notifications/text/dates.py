"""Uncertain dates in words. Months are written so that no preposition asks for a case: “ok. marzec 2018”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contracts import dates

_MONTHS = {
    "pl": (
        "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień", "październik",
        "listopad", "grudzień",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_OF_MONTH = {
    "pl": (
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
        "listopada", "grudnia",
    ),
    "en": _MONTHS["en"],
}  # fmt: skip
_SEASONS = {
    "pl": ("wiosna", "lato", "jesień", "zima"),
    "en": ("spring", "summer", "autumn", "winter"),
}
_QUALIFIERS = {
    "pl": {"": "", "?": "możliwe: ", "~": "ok. ", "%": "możliwe: ok. "},
    "en": {"": "", "?": "possibly ", "~": "around ", "%": "possibly around "},
}
_FROM = {"pl": "od: ", "en": "from "}
_UNTIL = {"pl": "do: ", "en": "until "}
_POINT = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%]?)", re.ASCII)
_KNOWN = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?:-(?:[0-9]{2}|XX))?[?~%]?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def in_words(date: Mapping[str, Any] | None, lang: str) -> str | None:
    """A date as recorded, in words; None where there is none."""
    return edtf_in_words(date["edtf"], lang) if date else None


def edtf_in_words(edtf: str, lang: str) -> str:
    """An EDTF string in words: “around 19 March 2018”, “from December 2016”."""
    if "/" not in edtf:
        return _point(edtf, lang)
    start, _, end = edtf.partition("/")
    if start in {"", ".."}:
        return _UNTIL[lang] + _point(end, lang)
    if end in {"", ".."}:
        return _FROM[lang] + _point(start, lang)
    return f"{_point(start, lang)} – {_point(end, lang)}"


def doubt(edtf: str, lang: str) -> str:
    """The words that a date's qualifiers put before it: “possibly”, “around”; empty where it has none."""
    sign = "".join(sorted({each for each in edtf if each in "?~%"}))
    return _QUALIFIERS[lang]["%" if len(sign) > 1 else sign].strip().rstrip(":")


def is_exact(edtf: str) -> bool:
    """Whether a date is one day, without a qualifier."""
    return _DAY.fullmatch(edtf) is not None


def is_by_month(edtf: str) -> bool:
    """Whether at least the month of a date, or of both its ends, is known: enough for a place in a calendar."""
    span = dates.parse(edtf)
    closed = span.earliest is not None and span.latest is not None
    return closed and all(_KNOWN.fullmatch(point) for point in edtf.split("/"))


def _point(text: str, lang: str) -> str:
    match = _POINT.fullmatch(text)
    if match is None:
        return text
    year, month, day, qualifier = match.groups()
    words = _QUALIFIERS[lang][qualifier]
    if "X" in year:
        return f"{words}{year.replace('X', '0')}–{year.replace('X', '9')}"
    if month is None or month == "XX":
        return words + year
    number = int(month)
    if number > 12:
        return f"{words}{_SEASONS[lang][number - 21]} {year}"
    if day is None or day == "XX":
        return f"{words}{_MONTHS[lang][number - 1]} {year}"
    return f"{words}{int(day)} {_OF_MONTH[lang][number - 1]} {year}"
