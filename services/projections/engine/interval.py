"""Validity in the world: intervals with uncertain bounds, and how to compute them from an event's dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.envelope import Fact
from services.projections.engine.per_fact import once_per_fact

# Open bounds are stored as PostgreSQL's -infinity and infinity, which asyncpg decodes to these two dates.
PAST, FUTURE = date.min, date.max
# Events whose date may lie in the future.
_FORETELLING = frozenset({"VisitPlanned"})


class Interval(NamedTuple):
    """Validity in the world: the bounds of its start and of its end; `PAST` and `FUTURE` where open."""

    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date


ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)


def span(data: Mapping[str, Any], name: str = "occurred") -> tuple[date, date]:
    """Return the earliest and latest day of an event's date; `PAST` and `FUTURE` where it gives none."""
    value = data.get(name)
    return (PAST, FUTURE) if value is None else _bounds(value.get("earliest"), value.get("latest"))


def happened(fact: Fact, name: str = "occurred") -> tuple[date, date]:
    """Return the earliest and latest day of an event's date. The day of recording is the latest possible day.

    Only planned events may lie in the future.
    """
    return _occurred(fact) if name == "occurred" else _happened(fact, name)


def _happened(fact: Fact, name: str) -> tuple[date, date]:
    earliest, latest = span(fact.data, name)
    if fact.type in _FORETELLING:
        return earliest, latest
    # The recorder's clock may have been slow: an interval must not end before it begins.
    return earliest, max(earliest, min(latest, fact.recorded_at.date()))


@once_per_fact
def _occurred(fact: Fact) -> tuple[date, date]:
    return _happened(fact, "occurred")


def since(fact: Fact, ends: tuple[date, date] = (FUTURE, FUTURE)) -> Interval:
    """Return the interval from the event's date until `ends`."""
    return _since(fact) if ends == (FUTURE, FUTURE) else Interval(*_occurred(fact), *ends)


@once_per_fact
def _since(fact: Fact) -> Interval:
    return Interval(*_occurred(fact), FUTURE, FUTURE)


@lru_cache(maxsize=1 << 16)
def _bounds(earliest: str | None, latest: str | None) -> tuple[date, date]:
    """Cached, because the same days are parsed after each event of a stream and in each model."""
    return (
        date.fromisoformat(earliest) if earliest else PAST,
        date.fromisoformat(latest) if latest else FUTURE,
    )
