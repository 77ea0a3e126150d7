"""Periods from one fact to another of the same stream: memberships, and temporary properties of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from contracts.envelope import Fact
from contracts.texts import plain
from services.projections.engine.incremental import Part, difference
from services.projections.engine.interval import PAST, Interval, happened, span
from services.projections.engine.readmodel import Change, Facts, Row, Step
from services.projections.facts.provenance import as_public, in_order, until

_MEMBERSHIP = frozenset({"MemberJoined", "MemberClassChanged", "MemberLeft"})


class Period(NamedTuple):
    """A period that one fact began and another may have ended. If a source reports only the end, that fact is `begun` too."""

    begun: Fact
    ended: Fact | None
    interval: Interval


class MembershipPeriod(NamedTuple):
    """A period in which a party was a member of one class; `episode` counts from 1. `label` is the cluster's own word for it."""

    begun: Fact
    member_class: str | None
    episode: int
    interval: Interval
    label: str | None = None


def period(begun: Fact, ended: Fact | None, start: tuple[date, date] | None = None) -> Period:
    """Return the period between two facts. The end counts only if all readers of the beginning may read it too."""
    if ended is not None and not as_public(ended, begun.audience):
        ended = None
    return Period(begun, ended, until(start or happened(begun), ended))


def period_of_unknown_start(fact: Fact) -> Period:
    """Return the period that a fact ends and whose beginning is not recorded."""
    return Period(fact, fact, until((PAST, happened(fact)[1]), fact))


def paired_periods(facts: Sequence[Fact], began: str, ends: str, name: str) -> Iterator[Period]:
    """Yield the periods that facts of one type began and facts of another ended, matched by the field `name`.

    The field is a text or a language map; two language maps match if they agree in one language.
    """
    open_facts: list[Fact] = []
    for fact in in_order([fact for fact in facts if fact.type in {began, ends}]):
        if fact.type == began:
            open_facts.append(fact)
            continue
        begun = next(
            (candidate for candidate in open_facts if _same(candidate.data[name], fact.data[name])), None
        )
        if begun is None:
            yield period_of_unknown_start(fact)
        else:
            open_facts.remove(begun)
            yield period(begun, fact)
    for fact in open_facts:
        yield period(fact, None)


def successive_periods(facts: Sequence[Fact], type: str) -> Iterator[Period]:
    """Yield a period for each fact of a type, which ends at the next fact of that type."""
    ordered = in_order([fact for fact in facts if fact.type == type])
    for fact, following in zip_longest(ordered, ordered[1:]):
        yield period(fact, following)


class MembershipHistory:
    """The periods of a membership, computed fact by fact: the ended ones, and the current one.

    begun: how often it was recomputed, because a new fact was not the latest by its date.
    """

    __slots__ = (
        "_class",
        "_episode",
        "_label",
        "_now",
        "_order",
        "_since",
        "begun",
        "count",
        "ended",
        "facts",
    )

    def __init__(self) -> None:
        self.count = self.begun = 0
        self.begin(())

    def begin(self, facts: Sequence[Fact]) -> None:
        """Recompute from these facts."""
        self.ended: list[MembershipPeriod] = []
        self._since: dict[int, Sequence[MembershipPeriod]] = {}
        self._now: Fact | None = None
        self._class: str | None = None
        self._label: str | None = None
        self._episode = 0
        self.facts = list(facts)
        self._order = DateOrder(facts)
        for fact in in_order(self.facts):
            self._step(fact)

    def take(self, fact: Fact) -> None:
        """Take the next fact of the stream."""
        self.count += 1
        if fact.type not in _MEMBERSHIP:
            return
        if self._order.follows(fact):
            self.facts.append(fact)
            self._step(fact)
        else:
            self.begin([*self.facts, fact])
            self.begun += 1

    def _step(self, fact: Fact) -> None:
        self._since.clear()
        now = self._now
        if fact.type == "MemberJoined":
            if now is None:  # joining twice without leaving is another report of the same joining
                self._now, self._class, self._episode = fact, fact.data.get("class"), self._episode + 1
                self._label = fact.data.get("class_label")
            return
        if now is None:
            self._episode += 1
            self.ended.append(
                MembershipPeriod(
                    fact, fact.data.get("from"), self._episode, period_of_unknown_start(fact).interval
                )
            )
        else:
            stretch = period(now, fact)
            if stretch.ended is None:
                return
            self.ended.append(
                MembershipPeriod(now, self._class, self._episode, stretch.interval, self._label)
            )
        changed = fact.type == "MemberClassChanged"
        self._now, self._class = (fact, fact.data["to"]) if changed else (None, None)
        self._label = fact.data.get("to_label") if changed else None

    def since(self, number: int) -> Sequence[MembershipPeriod]:
        """Return the periods from this index on, counted from 0, including the current one."""
        periods = self._since.get(number)
        if periods is None:
            last = self.going_on
            periods = self._since[number] = (*self.ended[number:], *(() if last is None else (last,)))
        return periods

    @property
    def going_on(self) -> MembershipPeriod | None:
        """The period that has not ended, or None."""
        if self._now is None:
            return None
        interval = period(self._now, None).interval
        return MembershipPeriod(self._now, self._class, self._episode, interval, self._label)


class DateOrder:
    """Checks whether each next fact also comes last by `in_order`, and leaves the order of the earlier ones unchanged."""

    __slots__ = ("_dated", "_last", "_sorted")

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._dated, self._sorted = True, True
        self._last: tuple[date, date] | None = None
        for fact in facts:
            if not self.follows(fact):
                self.out_of_order(fact)

    def follows(self, fact: Fact) -> bool:
        """Take the next fact. Returns False, and takes nothing, if it is not the last or changes the order of earlier facts."""
        if not self._dated:
            return True
        if "occurred" not in fact.data:
            if not self._sorted:
                return False
            self._dated = False
            return True
        days = span(fact.data)
        if self._last is not None and days < self._last:
            return False
        self._last = days
        return True

    def out_of_order(self, fact: Fact) -> None:
        """Take a fact for which `follows` returned False."""
        if "occurred" in fact.data:
            self._sorted = False
        else:
            self._dated = False


def membership_history(facts: Facts) -> MembershipHistory:
    """Return the membership history of a fold's facts, from its scope."""
    history = facts.scope.get(MembershipHistory)
    for fact in facts[history.count :]:
        history.take(fact)
    return history


def membership_periods(facts: Sequence[Fact]) -> Sequence[MembershipPeriod]:
    """Return the periods of a membership: each episode from joining to leaving, split where the class changed."""
    if isinstance(facts, Facts):
        history = membership_history(facts)
    else:
        history = MembershipHistory()
        history.begin([fact for fact in facts if fact.type in _MEMBERSHIP])
    return history.since(0)


def by_episode(rows: Callable[[str, MembershipHistory, Sequence[MembershipPeriod]], Iterable[Row]]) -> Part:
    """Part of a membership's rows, folded episode by episode.

    Args:
        rows: takes the stream's name, its history and the periods of its last episodes; returns their rows. Rows of an episode
        before the last one change only once: when the second episode begins.
    """

    def fold(stream: str, facts: Facts) -> Step:
        history = membership_history(facts)
        begun, start = history.begun, _last_episode(history, 0)
        shown = list(rows(stream, history, history.since(start)))

        def step(facts: Facts) -> Change | None:
            nonlocal shown, start, begun
            history = membership_history(facts)
            if history.begun != begun:
                if start:
                    return None
                begun = history.begun  # `shown` has all rows
            change = difference(shown, shown := list(rows(stream, history, history.since(start))))
            last = _last_episode(history, start)
            if last != start:
                start = last
                shown = list(rows(stream, history, history.since(start)))
            return change

        return step

    return Part(_MEMBERSHIP, fold)


def _last_episode(walk: MembershipHistory, start: int) -> int:
    """Return the index of the first period of the last episode; it is at least `start`."""
    periods = walk.since(start)
    return next(
        (start + place for place, each in enumerate(periods) if each.episode == periods[-1].episode), start
    )


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return not set(keys_of(a)).isdisjoint(keys_of(b))
    return plain(a) == plain(b)


def keys_of(label: Mapping[str, str]) -> list[str]:
    """Return `{language} {text}` for each language, with case and spaces normalised."""
    return [f"{tag} {plain(text)}" for tag, text in label.items()]
