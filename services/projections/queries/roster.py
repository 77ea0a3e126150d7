"""Counts members on a day, and from day to day. Pure; each party counts once.

A row is one party's period, or the only period of each of `number` unnamed parties.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from typing_extensions import TypedDict

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.answer_types import Day, Likelihood
from services.projections.queries.answers import bound, certainty

STEPS = 400  # maximum length of a series
Span = tuple[str | None, date, date, date, date, int]


class MemberCount(TypedDict):
    """The number of certain members, and of additional possible ones."""

    yes: int
    possibly: int


class Roster(MemberCount):
    """The members by certainty: all, and those of each class."""

    by_class: dict[str, MemberCount]


class SeriesStep(TypedDict):
    """The roster from a day on; the day is null if its start is open. `possible` includes the certain members."""

    day: Day | None
    certain: int
    possible: int


class MembershipTime(NamedTuple):
    """The period of one party's membership, or of `number` unnamed parties with the same period.

    `kind` is `member` for a membership, `class` for the part of it in one class; `member_class` is empty where the class
    is unknown, None for a membership with several classes.
    """

    cluster: str
    kind: str
    member_class: str | None
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    party: str | None
    number: int


def roster(rows: Iterable[MembershipTime], world: tuple[date, date]) -> Roster:
    """Count certain and possible members, in total and by known class."""
    sure: dict[str | None, dict[str, Likelihood]] = defaultdict(dict)
    unnamed: dict[str | None, MemberCount] = defaultdict(lambda: {"yes": 0, "possibly": 0})
    for row in rows:
        likelihood = certainty(row, world)
        if likelihood is None:
            continue
        # `None` is the key of all members.
        keys: list[str | None] = ([None] if row.kind == "member" else []) + (
            [row.member_class] if row.member_class else []
        )
        for key in keys:
            if row.party is None:
                unnamed[key][likelihood] += row.number
            elif likelihood == "yes" or row.party not in sure[key]:
                sure[key][row.party] = likelihood
    counted = {
        key: _count(sure.get(key, {}).values(), unnamed.get(key, _NONE)) for key in {**sure, **unnamed}
    }
    by_class = {key: counted[key] for key in sorted(key for key in counted if key is not None)}
    return {**counted.get(None, _NONE), "by_class": by_class}


_NONE: MemberCount = {"yes": 0, "possibly": 0}


def _count(likelihoods: Iterable[Likelihood], more: MemberCount) -> MemberCount:
    counts = Counter(likelihoods)
    return {"yes": counts["yes"] + more["yes"], "possibly": counts["possibly"] + more["possibly"]}


def series(spans: Iterable[Span]) -> list[SeriesStep]:
    """Return the roster from day to day: `{day, certain, possible}` at each change; `possible` includes the certain members.

    The first step has no day if a start is open. Of more than `STEPS` steps, only every n-th and the last one are returned;
    each counts from its day on.
    """
    certain: dict[date, int] = defaultdict(int)
    possible: dict[date, int] = defaultdict(int)
    by_party: dict[str, list[Span]] = defaultdict(list)
    unnamed: list[list[Span]] = []
    for span in spans:
        if span[0] is None:
            unnamed.append([span])
        else:
            by_party[span[0]].append(span)
    for times in (*by_party.values(), *unnamed):
        number = times[0][-1]
        _add(certain, number, ((start, end) for _, _, start, end, _, _ in times))
        _add(possible, number, ((start, end) for _, start, _, _, end, _ in times))
    steps: list[SeriesStep] = []
    sure = may = 0
    for day in sorted({*certain, *possible}):
        sure, may = sure + certain.get(day, 0), may + possible.get(day, 0)
        if not steps or (steps[-1]["certain"], steps[-1]["possible"]) != (sure, may):
            steps.append({"day": bound(day), "certain": sure, "possible": may})
    if len(steps) > STEPS:
        every = -(-len(steps) // STEPS)
        steps = steps[::every] + ([steps[-1]] if (len(steps) - 1) % every else [])
    return steps


def _add(steps: dict[date, int], number: int, ranges: Iterable[tuple[date, date]]) -> None:
    """Add `number` at the start of each merged range of days, and subtract it after its end."""
    reached = None
    for start, end in sorted(item for item in ranges if item[0] <= item[1] and item[0] != FUTURE):
        if reached is not None and start <= reached:
            if end <= reached:
                continue
            _end(steps, reached, -number)
        else:
            steps[start] += number
        _end(steps, end, number)
        reached = end


def _end(steps: dict[date, int], last: date, number: int) -> None:
    if last not in {FUTURE, PAST}:
        steps[last + timedelta(days=1)] -= number
