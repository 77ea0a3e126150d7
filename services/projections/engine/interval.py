"""When something was so in the world: intervals with uncertain ends, and how an event's dates give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.envelope import Fact

# Open bounds are stored as PostgreSQL's -infinity and infinity, which asyncpg gives as these two.
PAST, FUTURE = date.min, date.max
# Events of what is still to come.
_FORETELLING = frozenset({"VisitPlanned"})


class Interval(NamedTuple):
    """When something was so in the world: the bounds of its start and of its end, `PAST` and `FUTURE` where open."""

    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date


def span(data: Mapping[str, Any], name: str = "occurred") -> tuple[date, date]:
    """The bounds of an event's date, open where it says nothing."""
    value = data.get(name)
    return (PAST, FUTURE) if value is None else _bounds(value.get("earliest"), value.get("latest"))


def happened(fact: Fact, name: str = "occurred") -> tuple[date, date]:
    """The bounds of an event's date. Nothing is recorded that is still to come: the day of its recording is the latest.

    Only what was planned may lie ahead.
    """
    earliest, latest = span(fact.data, name)
    if fact.type in _FORETELLING:
        return earliest, latest
    # A clock may have been behind; no date ends before it begins.
    return earliest, max(earliest, min(latest, fact.recorded_at.date()))


def since(fact: Fact, ends: tuple[date, date] = (FUTURE, FUTURE)) -> Interval:
    """So from the event's date on, until `ends`."""
    return Interval(*happened(fact), *ends)


@lru_cache(maxsize=1 << 16)
def _bounds(earliest: str | None, latest: str | None) -> tuple[date, date]:
    """Days are told again and again: after each event of a stream, and in each model."""
    return (
        date.fromisoformat(earliest) if earliest else PAST,
        date.fromisoformat(latest) if latest else FUTURE,
    )
