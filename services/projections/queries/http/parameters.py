"""Reads the parameters of a query one by one; a single error lists all wrong ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from starlette.datastructures import QueryParams

from runtime.errors import FieldError, Malformed

_T = TypeVar("_T")
_D = TypeVar("_D")
MAX_LIMIT = 500
MAX_TIMEOUT = 30.0
MAX_DAYS = 36_500
_SUBJECT = re.compile("(?:cluster|party)-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)


def wrong(name: str, why: str) -> Malformed:
    """Return the error for one parameter."""
    return Malformed(f"{name}: {why}", (FieldError(f"?{name}", why),))


def subject_filter(filters: Mapping[str, str]) -> str | None:
    """Return the filter `subject`: the stream of a cluster or party; None without the filter.

    Raises:
        Malformed: it is not such a stream.
    """
    subject = filters.get("subject")
    if subject is not None and not _SUBJECT.fullmatch(subject):
        raise wrong("subject", "is not a stream such as cluster-dkm or party-lublin")
    return subject


def day_count(filters: Mapping[str, str], name: str, default: int) -> int:
    """Return a filter that is a number of days.

    Raises:
        Malformed: it is no such number.
    """
    text = filters.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MAX_DAYS):
        raise wrong(name, f"is not a number of days from 0 to {MAX_DAYS}")
    return int(text)


class Parameters:
    """Reads parameters one by one and collects their errors."""

    def __init__(self, given: QueryParams, known: Iterable[str]) -> None:
        self.given = given
        self.errors: list[FieldError] = []
        names = sorted(known)
        for name in dict.fromkeys(given):
            if name not in names:
                there = ", ".join(names)
                self.errors.append(FieldError(f"?{name}", f"is not a parameter here; there are {there}"))
            elif len(given.getlist(name)) > 1:
                self.errors.append(FieldError(f"?{name}", "is given twice"))

    def read(self, name: str, parse: Callable[[str], _T], default: _D) -> _T | _D:
        """Return one parameter. `parse` raises a ValueError whose text follows the parameter's name in the message."""
        if name not in self.given:
            return default
        try:
            return parse(self.given[name])
        except ValueError as error:
            self.errors.append(FieldError(f"?{name}", str(error)))
            return default

    def refuse(self) -> None:
        """Raise `Malformed` if there were errors."""
        if self.errors:
            detail = "; ".join(f"{error.pointer[1:]}: {error.message}" for error in self.errors)
            raise Malformed(detail, tuple(self.errors))


def record_start(text: str) -> int | datetime:
    """Return the place in the record where a query starts; a day counts from its beginning.

    Raises:
        ValueError: as `record_time`.
    """
    moment = record_time(text)
    if len(text) == 10 and isinstance(moment, datetime) and moment > _FIRST:
        return moment - timedelta(days=1)
    return moment


def record_time(text: str) -> int | datetime:
    """Return a place in the record: a position, a moment with its zone, or the end of a day."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        if len(text) == 10:  # a day counts to its end
            moment = datetime.combine(date.fromisoformat(text), time(), UTC) + timedelta(
                days=1, microseconds=-1
            )
        else:
            moment = datetime.fromisoformat(text.replace(" ", "+"))
            if moment.tzinfo is not None:  # in UTC it may be outside the years 1 to 9999
                moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is neither a position nor a time such as 2026-11-22T18:00:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("needs a time zone, such as the Z in 2026-11-22T18:00:00Z")
    return moment


def record_position(text: str) -> int:
    """Return a position."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError("is not a position: a whole number")
    return int(text)


def seconds(text: str) -> float:
    """Return the number of seconds to wait."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= MAX_TIMEOUT:
        raise ValueError(f"is not a number of seconds from 0 to {MAX_TIMEOUT:.0f}")
    return number


def page_size(text: str) -> int:
    """Return the maximum number of rows of a page."""
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MAX_LIMIT):
        raise ValueError(f"is not a number from 1 to {MAX_LIMIT}")
    return int(text)


def one_of(words: Iterable[str]) -> Callable[[str], str]:
    """Return a parser that accepts one of these words."""
    allowed = tuple(words)

    def check(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"is not one of {', '.join(allowed)}")
        return text

    return check
