"""Incremental version of `intervals.paired_periods`: periods that facts of one type begin and facts of another end.

Facts that share a name, directly or through other facts, form a group; only facts of one group can pair. A fact that is
the latest of its group either ends one open period of the group or begins one. The other periods do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from contracts.envelope import Fact
from contracts.texts import plain
from services.projections.engine.incremental import Part, difference
from services.projections.engine.interval import span
from services.projections.engine.readmodel import NOTHING, Change, Facts, Row, Step
from services.projections.facts.intervals import DateOrder, Period, keys_of, period, period_of_unknown_start
from services.projections.facts.provenance import in_order

_Days = tuple[date, date]
_FIRST, _LAST = (date.min, date.min), (date.max, date.max)
RowsOf = Callable[[Period], Iterable[Row]]


class _Begun(NamedTuple):
    """An open period. Sorts in the order in which `intervals.paired_periods` takes the facts."""

    days: _Days
    number: int
    names: frozenset[str]
    fact: Fact


class _Group:
    """Open periods of facts that share names; `last` is the latest date of these facts, as bounds."""

    __slots__ = ("begun", "last", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.begun: list[_Begun] = []
        self.last: _Days = _FIRST


class PeriodPairing:
    """Pairs of facts that begin and end a period, computed fact by fact.

    Args:
        began: the type of the facts that begin a period; all others end one.
        field: the field by which they match, a text or a language map.
        facts: the facts so far, as recorded.
    """

    __slots__ = ("_began", "_dated", "_field", "_groups", "_last", "_number", "_sorted")

    def __init__(self, began: str, field: str, facts: Sequence[Fact] = ()) -> None:
        self._began, self._field = began, field
        self._groups: dict[str, _Group] = {}
        self._number = 0
        self._dated = all("occurred" in fact.data for fact in facts)
        order = in_order(facts)
        self._sorted = all(one is other for one, other in zip(order, facts, strict=True))
        self._last: _Days = _FIRST
        for fact in order:
            self._take(fact, self._joined(fact))

    def take(self, fact: Fact) -> tuple[Period | None, Period | None] | None:
        """Take the next fact. Returns the changed period before and after it, or None if more than one changes."""
        if self._dated and "occurred" not in fact.data:
            if not self._sorted:
                return None
            self._dated = False
        group = self._joined(fact)
        if self._dated and span(fact.data) < group.last:
            return None
        return self._take(fact, group)

    def _joined(self, fact: Fact) -> _Group:
        """Return the group of a fact's names; merges the groups that share a name with it."""
        names = _names(fact.data[self._field])
        met = {id(group): group for name in names if (group := self._groups.get(name)) is not None}
        group, *others = sorted(met.values(), key=lambda each: -len(each.names)) or [_Group()]
        for other in others:
            group.begun = sorted((*group.begun, *other.begun))
            group.last = max(group.last, other.last)
            names = names | other.names
        group.names |= names
        for name in names:
            self._groups[name] = group
        return group

    def _take(self, fact: Fact, group: _Group) -> tuple[Period | None, Period | None]:
        days = _LAST
        if self._dated:
            days = span(fact.data)
            group.last = max(group.last, days)
            self._sorted = self._sorted and days >= self._last
            self._last = max(self._last, days)
        names = _names(fact.data[self._field])
        if fact.type == self._began:
            self._number += 1
            group.begun.append(_Begun(days, self._number, names, fact))
            return None, period(fact, None)
        for place, begun in enumerate(group.begun):
            if not names.isdisjoint(begun.names):
                del group.begun[place]
                return period(begun.fact, None), period(begun.fact, fact)
        return None, period_of_unknown_start(fact)


def _names(value: Any) -> frozenset[str]:
    return frozenset(keys_of(value) if isinstance(value, Mapping) else (plain(value),))


def paired_part(began: str, ends: str, field: str, rows: RowsOf, split: str | None = None) -> Part:
    """Part whose rows depend on one pair each.

    Args:
        split: a field; only facts with the same value in it can pair, and are ordered among themselves.
    """
    types = frozenset({began, ends})

    def fold(_: str, facts: Facts) -> Step:
        by_key: dict[Any, list[Fact]] = {}
        for fact in facts:
            if fact.type in types:
                by_key.setdefault(fact.data[split] if split else None, []).append(fact)
        pairings = {key: PeriodPairing(began, field, group) for key, group in by_key.items()}

        def step(facts: Facts) -> Change | None:
            fact = facts[-1]
            key = fact.data[split] if split else None
            one = pairings.get(key)
            if one is None:
                one = pairings[key] = PeriodPairing(began, field)
            change = one.take(fact)
            if change is None:
                return None
            before, after = (() if each is None else tuple(rows(each)) for each in change)
            return difference(before, after)

        return step

    return Part(types, fold)


def successive_part(type: str, rows: RowsOf) -> Part:
    """Part of the rows of `intervals.successive_periods`: each fact of a type counts until the next one replaces it."""

    def fold(_: str, facts: Facts) -> Step:
        relevant = [fact for fact in facts if fact.type == type]
        order = DateOrder(relevant)
        last = in_order(relevant)[-1] if relevant else None

        def step(facts: Facts) -> Change | None:
            nonlocal last
            fact = facts[-1]
            if not order.follows(fact):
                return None
            before = () if last is None else tuple(rows(period(last, None)))
            after = () if last is None else tuple(rows(period(last, fact)))
            last = fact
            return difference(before, (*after, *rows(period(fact, None))))

        return step

    return Part(frozenset({type}), fold)


def first_named_part(field: str, *types: str, rows: Callable[[Fact, str], Iterable[Row]]) -> Part:
    """Part with rows for each value in a list field, made from the first fact that contains it."""

    def fold(_: str, facts: Facts) -> Step:
        seen = {name for fact in facts for name in fact.data.get(field, ())}

        def step(facts: Facts) -> Change:
            fact = facts[-1]
            fresh = [name for name in dict.fromkeys(fact.data.get(field, ())) if name not in seen]
            seen.update(fresh)
            return Change([row for name in fresh for row in rows(fact, name)]) if fresh else NOTHING

        return step

    return Part(frozenset(types), fold)
