"""The states of an agreement in the time of a query: pure functions of the days in the register's rows.

proposed: put to its parties, not concluded. living: concluded, not ended, its last day not passed.
lapsing: living, and its last day is at most `lapsing` days away. sleeping: living, without activity for `sleeping` days.
lapsed: its last day has passed and neither an end nor another last day is recorded. ended: terminated, expired, or left
by all but one. Each state is certain (`yes`) or possible (`possibly`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.projections.engine.interval import FUTURE, PAST, Interval
from services.projections.queries.answer_types import Likelihood, RecordedDate
from services.projections.queries.answers import certainty

STATES = ("proposed", "living", "lapsing", "sleeping", "lapsed", "ended")
# The shown state is the first of these among the certain states; without one, the first of the next list.
_MOST_SPECIFIC_FIRST = ("ended", "lapsed", "lapsing", "sleeping", "living", "proposed")
_LIKELIEST_FIRST = ("living", "proposed", "lapsing", "sleeping", "lapsed", "ended")
Days = tuple[date, date]


class Milestones(NamedTuple):
    """The days of an agreement, as bounds.

    activities: all activities under it, from its conclusion on.
    """

    proposed: Days
    concluded: Days | None
    last_day: Days | None
    ended: Days | None
    activities: tuple[Days, ...]


def states(
    milestones: Milestones, world: Days, lapsing: int, sleeping: int, *, complete: bool = True
) -> dict[str, Likelihood]:
    """Return state → certainty for the states in the time of the query.

    Args:
        world: the first and the last day of the query.
        complete: whether all activity is known. If some may be hidden, no agreement is certain to sleep.
        lapsing, sleeping: number of days before the last day, and number of days without activity.
    """
    until = (PAST, PAST) if milestones.ended is None else _moved(milestones.ended, -1)
    certainties: dict[str, Likelihood | None] = {}
    if milestones.ended is not None:
        certainties["ended"] = _certainty(_interval(milestones.ended, _OPEN), world)
    if milestones.concluded is None:
        certainties["proposed"] = _certainty(
            _interval(milestones.proposed, until if milestones.ended else _OPEN), world
        )
        return _in_order(certainties)
    certainties["proposed"] = _certainty(
        _interval(milestones.proposed, _moved(milestones.concluded, -1)), world
    )
    end = until if milestones.ended else _OPEN
    alive = _interval(
        milestones.concluded, end if milestones.last_day is None else _earlier(end, milestones.last_day)
    )
    if milestones.last_day is not None:
        certainties["lapsed"] = _certainty(_interval(_moved(milestones.last_day, 1), end), world)
        begins = _later(_moved(milestones.last_day, -lapsing), milestones.concluded)
        certainties["lapsing"] = _certainty(_interval(begins, alive[2:]), world)
    certainties["sleeping"] = _sleeping(milestones, alive, world, sleeping)
    if certainties["sleeping"] and not complete:
        certainties["sleeping"] = "possibly"
    certainties["living"] = _certainty(alive, world)
    doubted = {certainties.get("lapsing"), certainties["sleeping"]}
    if certainties["living"] and doubted != {None}:
        certainties["living"] = None if "yes" in doubted else "possibly"
    return _in_order(certainties)


def first(certainties: Mapping[str, Likelihood]) -> str | None:
    """Return the state to show: the most specific certain state, else a possible one."""
    certain = next((state for state in _MOST_SPECIFIC_FIRST if certainties.get(state) == "yes"), None)
    return certain or next((state for state in _LIKELIEST_FIRST if state in certainties), None)


class Term(NamedTuple):
    """How long an agreement was agreed to hold, in the time of a query.

    days: the bounds of its last day, None where that is unknown or where it has none. last_day: the date to show for it.
    indefinite: whether it has none; None where that is unknown.
    """

    days: Days | None
    last_day: RecordedDate | None
    indefinite: bool | None


class Amended(NamedTuple):
    """An amendment of the term, and the bounds of its day."""

    by: Days
    last_day: RecordedDate | None
    indefinite: bool | None


def term(
    last_day: RecordedDate | None, indefinite: bool | None, amended: Iterable[Amended], world: Days
) -> Term:
    """Return the term in the time of the query.

    Args:
        last_day, indefinite: as first agreed.
        amended: amendments of it in their order. If it is open whether one was made by that time, either term may apply.
    """
    days, shown = (date_bounds(last_day), last_day) if last_day else (_OPEN, None)
    endless = False if last_day else indefinite
    for (earliest, latest), until, without in amended:
        if earliest > world[1]:
            continue
        later, other = (date_bounds(until), False) if until else (_OPEN, without)
        if latest <= world[0] or world == (PAST, FUTURE):  # it was made by then
            days, shown, endless = later, until, other
        else:
            days = (min(days[0], later[0]), max(days[1], later[1]))
            shown = until or shown
            endless = endless if endless == other else None
    return Term(days if shown else None, shown, endless)


def day_bounds(days: Sequence[str | None] | None) -> Days:
    """Return two days from a row's JSON."""
    earliest, latest = days or (None, None)
    return (
        date.fromisoformat(earliest) if earliest else PAST,
        date.fromisoformat(latest) if latest else FUTURE,
    )


def date_bounds(fuzzy: RecordedDate | None) -> Days:
    """Return the bounds of a date."""
    return day_bounds((fuzzy.get("earliest"), fuzzy.get("latest")) if fuzzy else None)


def _sleeping(milestones: Milestones, alive: Interval, world: Days, quiet: int) -> Likelihood | None:
    """Certain if no activity is possible in the `quiet` days before; possible if no activity is certain in them."""
    first, last = world
    since = _day(first, -quiet)
    begun = milestones.concluded or _OPEN
    certain = _certainty(alive, world) == "yes" and begun[1] < since
    if certain and all(latest < since or earliest > last for earliest, latest in milestones.activities):
        return "yes"
    breaks = [_day(earliest, quiet + 1) for earliest, _ in (begun, *milestones.activities)]
    breaks += [_day(latest, -1) for _, latest in milestones.activities]
    days = {first, last, *(day for day in breaks if first <= day <= last)}
    return (
        "possibly"
        if any(_may_sleep(day, milestones.activities, alive, begun, quiet) for day in days)
        else None
    )


def _may_sleep(day: date, activities: Iterable[Days], alive: Interval, begun: Days, quiet: int) -> bool:
    since = _day(day, -quiet)
    lives = alive.start_earliest <= day <= alive.end_latest and begun[0] < since
    return lives and not any(since <= earliest and latest <= day for earliest, latest in activities)


_OPEN: Days = (FUTURE, FUTURE)


def _interval(start: Days, end: Days) -> Interval:
    return Interval(*start, *end)


def _certainty(interval: Interval, world: Days) -> Likelihood | None:
    return certainty(interval, world) if interval.start_earliest <= interval.end_latest else None


def _in_order(certainties: Mapping[str, Likelihood | None]) -> dict[str, Likelihood]:
    return {state: sure for state in STATES if (sure := certainties.get(state))}


def _moved(days: Days, by: int) -> Days:
    return _day(days[0], by), _day(days[1], by)


def _earlier(a: Days, b: Days) -> Days:
    return min(a[0], b[0]), min(a[1], b[1])


def _later(a: Days, b: Days) -> Days:
    return max(a[0], b[0]), max(a[1], b[1])


def _day(day: date, by: int) -> date:
    """Return the day `by` days later. Open bounds stay open; results are limited to the calendar."""
    if day in {PAST, FUTURE}:
        return day
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return FUTURE if by > 0 else PAST
