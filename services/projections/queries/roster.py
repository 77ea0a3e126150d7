"""Counting members: how many there were on a day, and how many from day to day. Pure; each party counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from runtime.readmodel import FUTURE, PAST
from services.projections.queries.shapes import bound, certainty

STEPS = 400  # of a series
Span = tuple[str, date, date, date, date]


def roster(rows: Iterable[Any], world: tuple[date, date]) -> dict[str, Any]:
    """How many parties were members for certain, how many possibly; the same by class where a class was told."""
    sure: dict[str | None, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found = certainty(row, world)
        if found is None:
            continue
        # `None` stands for the roster as a whole.
        keys = ([None] if row.kind == "member" else []) + ([row.member_class] if row.member_class else [])
        for key in keys:
            if found == "yes" or row.party not in sure[key]:
                sure[key][row.party] = found
    counted = {key: _counts(parties.values()) for key, parties in sure.items()}
    by_class = {key: counted[key] for key in sorted(key for key in counted if key is not None)}
    return {**counted.get(None, {"yes": 0, "possibly": 0}), "by_class": by_class}


def _counts(found: Iterable[str]) -> dict[str, int]:
    told = list(found)
    return {"yes": told.count("yes"), "possibly": told.count("possibly")}


def series(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """The roster from day to day: `{day, certain, possible}` wherever one of them changes, `possible` with the certain.

    The first step has no day when there may have been members ever since. Of more than `STEPS` steps every n-th is
    given, and the last one; each says what was so from its day on.
    """
    certain: dict[date, int] = defaultdict(int)
    possible: dict[date, int] = defaultdict(int)
    by_party: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_party[span[0]].append(span)
    for told in by_party.values():
        _add(certain, ((start, end) for _, _, start, end, _ in told))
        _add(possible, ((start, end) for _, start, _, _, end in told))
    steps: list[dict[str, Any]] = []
    sure = may = 0
    for day in sorted({*certain, *possible}):
        sure, may = sure + certain.get(day, 0), may + possible.get(day, 0)
        if not steps or (steps[-1]["certain"], steps[-1]["possible"]) != (sure, may):
            steps.append({"day": bound(day), "certain": sure, "possible": may})
    if len(steps) > STEPS:
        every = -(-len(steps) // STEPS)
        steps = steps[::every] + ([steps[-1]] if (len(steps) - 1) % every else [])
    return steps


def _add(steps: dict[date, int], ranges: Iterable[tuple[date, date]]) -> None:
    """One party's days from range to range, each day once: one more where they begin, one fewer behind their end."""
    reached = None
    for start, end in sorted(item for item in ranges if item[0] <= item[1] and item[0] != FUTURE):
        if reached is not None and start <= reached:
            if end <= reached:
                continue
            _end(steps, reached, -1)
        else:
            steps[start] += 1
        _end(steps, end, 1)
        reached = end


def _end(steps: dict[date, int], last: date, sign: int) -> None:
    if last not in {FUTURE, PAST}:
        steps[last + timedelta(days=1)] -= sign
