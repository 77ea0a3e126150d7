"""What holds from one fact to another of the same stream: memberships, and what a cluster has for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from contracts.envelope import Fact
from contracts.texts import plain
from services.projections.engine.forward import Part, difference
from services.projections.engine.readmodel import PAST, Change, Facts, Interval, Row, Step, happened, span
from services.projections.facts.provenance import as_public, in_order, until

_MEMBERSHIP = frozenset({"MemberJoined", "MemberClassChanged", "MemberLeft"})


class Held(NamedTuple):
    """Something that a fact began and another may have ended. A source may tell only the end: then it is `begun` too."""

    begun: Fact
    ended: Fact | None
    interval: Interval


class Stretch(NamedTuple):
    """A time for which a party was a member of one class; `episode` counts from 1."""

    begun: Fact
    member_class: str | None
    episode: int
    interval: Interval


def held(begun: Fact, ended: Fact | None, start: tuple[date, date] | None = None) -> Held:
    """From one fact to another; the end counts only where all who may read the beginning may read it too."""
    if ended is not None and not as_public(ended, begun.audience):
        ended = None
    return Held(begun, ended, until(start or happened(begun), ended))


def ended_only(fact: Fact) -> Held:
    """What ended, and nobody told when it had begun."""
    return Held(fact, fact, until((PAST, happened(fact)[1]), fact))


def pairs(facts: Sequence[Fact], began: str, ends: str, name: str) -> Iterator[Held]:
    """What facts of one type began and facts of another ended, matched by one of their fields.

    The field is a text or a language map; of language maps one language is enough.
    """
    standing: list[Fact] = []
    for fact in in_order([fact for fact in facts if fact.type in {began, ends}]):
        if fact.type == began:
            standing.append(fact)
            continue
        met = next((told for told in standing if _same(told.data[name], fact.data[name])), None)
        if met is None:
            yield ended_only(fact)
        else:
            standing.remove(met)
            yield held(met, fact)
    for fact in standing:
        yield held(fact, None)


def successive(facts: Sequence[Fact], type: str) -> Iterator[Held]:
    """What each fact of a type says until the next one replaces it."""
    told = in_order([fact for fact in facts if fact.type == type])
    for fact, following in zip_longest(told, told[1:]):
        yield held(fact, following)


class Walk:
    """A membership's facts, taken one after another: the stretches that have ended, and the one that goes on.

    begun: how often it had to begin again, because a fact came that is not the last one by its date.
    """

    __slots__ = ("_class", "_episode", "_now", "_order", "begun", "count", "ended", "facts")

    def __init__(self) -> None:
        self.count = self.begun = 0
        self.begin(())

    def begin(self, facts: Sequence[Fact]) -> None:
        """Begin again with these facts."""
        self.ended: list[Stretch] = []
        self._now: Fact | None = None
        self._class: str | None = None
        self._episode = 0
        self.facts = list(facts)
        self._order = Order(facts)
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
        now = self._now
        if fact.type == "MemberJoined":
            if now is None:  # joined twice without leaving: a source tells it once more
                self._now, self._class, self._episode = fact, fact.data.get("class"), self._episode + 1
            return
        if now is None:
            self._episode += 1
            self.ended.append(Stretch(fact, fact.data.get("from"), self._episode, ended_only(fact).interval))
        else:
            stretch = held(now, fact)
            if stretch.ended is None:
                return
            self.ended.append(Stretch(now, self._class, self._episode, stretch.interval))
        changed = fact.type == "MemberClassChanged"
        self._now, self._class = (fact, fact.data["to"]) if changed else (None, None)

    def since(self, number: int) -> list[Stretch]:
        """The stretches from this one on, counted from 0."""
        last = self.going_on
        return [*self.ended[number:], *(() if last is None else (last,))]

    @property
    def going_on(self) -> Stretch | None:
        """The stretch that nothing has ended yet."""
        if self._now is None:
            return None
        return Stretch(self._now, self._class, self._episode, held(self._now, None).interval)


class Order:
    """Whether the next of some facts comes last by `in_order` too, and those before it stay in their order."""

    __slots__ = ("_dated", "_last", "_sorted")

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._dated, self._sorted = True, True
        self._last: tuple[date, date] | None = None
        for fact in facts:
            if not self.follows(fact):
                self.out_of_order(fact)

    def follows(self, fact: Fact) -> bool:
        """Take one more; False, and nothing is taken, where the order of those before it changes or it is not the last."""
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
        """Take one that `follows` has refused."""
        if "occurred" in fact.data:
            self._sorted = False
        else:
            self._dated = False


def walk(facts: Facts) -> Walk:
    """The walk through a membership's facts, as far as these."""
    found: Walk | None = facts.derived.get("walk")
    if found is None:
        found = facts.derived["walk"] = Walk()
    for fact in facts[found.count :]:
        found.take(fact)
    return found


def stretches(facts: Sequence[Fact]) -> Sequence[Stretch]:
    """A membership by class: each episode from joining to leaving, parted where the class changed."""
    if isinstance(facts, Facts):
        found = walk(facts)
    else:
        found = Walk()
        found.begin([fact for fact in facts if fact.type in _MEMBERSHIP])
    return found.since(0)


def by_episode(rows: Callable[[str, Walk, Sequence[Stretch]], Iterable[Row]]) -> Part:
    """The rows of a membership, made of the stretches of one episode after the other.

    Args:
        rows: from the stream's name, its walk, and the stretches of its last episodes to their rows. An earlier episode than
            the last one does not change any more, but that it is not the only one.
    """

    def fold(stream: str, facts: Facts) -> Step:
        found = walk(facts)
        begun, start = found.begun, _last_episode(found, 0)
        shown = list(rows(stream, found, found.since(start)))

        def step(facts: Facts) -> Change | None:
            nonlocal shown, start
            found = walk(facts)
            if found.begun != begun:
                return None
            change = difference(shown, shown := list(rows(stream, found, found.since(start))))
            last = _last_episode(found, start)
            if last != start:
                start = last
                shown = list(rows(stream, found, found.since(start)))
            return change

        return step

    return Part(_MEMBERSHIP, fold)


def _last_episode(walk: Walk, start: int) -> int:
    """The number of the first stretch of the last episode; it is not before `start`."""
    told = walk.since(start)
    return next((start + place for place, each in enumerate(told) if each.episode == told[-1].episode), start)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return not set(keys_of(a)).isdisjoint(keys_of(b))
    return plain(a) == plain(b)


def keys_of(label: Mapping[str, str]) -> list[str]:
    """`{language} {text}` for each language, without regard to case and spaces."""
    return [f"{tag} {plain(text)}" for tag, text in label.items()]
