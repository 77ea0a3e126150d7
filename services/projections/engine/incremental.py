"""Folds that read models are put together from: each takes one more fact of a stream, and gives what it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.readmodel import NOTHING, Change, Facts, Fold, Row, Step

Rows = Callable[[Sequence[Fact]], Iterable[Row]]
_FEW = 4  # rows that are compared one by one as quickly as they are hashed


class Part(NamedTuple):
    """The share of a read model's rows that rests on facts of some types only."""

    types: frozenset[str]
    fold: Fold


def difference(before: Sequence[Row], after: Sequence[Row]) -> Change:
    """The rows that are new, in their order, and those that are gone."""
    if not before:
        return Change(after)
    if len(before) < _FEW and len(after) < _FEW:
        return Change(
            [row for row in after if row not in before], [row for row in before if row not in after]
        )
    if after[: len(before)] == before:  # as a rule a fact adds rows
        return Change(after[len(before) :])
    known, remaining = frozenset(before), frozenset(after)
    return Change([row for row in after if row not in known], [row for row in before if row not in remaining])


def recomputed(rows: Rows) -> Fold:
    """Rows that are made of all facts after each of them: for streams that stay short."""

    def fold(_: str, facts: Facts) -> Step:
        before = list(rows(facts)) if facts else []

        def step(facts: Facts) -> Change:
            nonlocal before
            after = list(rows(facts))
            change, before = difference(before, after), after
            return change

        return step

    return fold


def from_all_of(*types: str, rows: Rows) -> Part:
    """Rows that are made of all facts of some types after each of these: for those of which a stream has few."""
    some = frozenset(types)

    def fold(_: str, facts: Facts) -> Step:
        relevant = [fact for fact in facts if fact.type in some]
        before = list(rows(relevant)) if relevant else []

        def step(facts: Facts) -> Change:
            nonlocal before
            relevant.append(facts[-1])
            after = list(rows(relevant))
            change, before = difference(before, after), after
            return change

        return step

    return Part(some, fold)


def from_each(*types: str, rows: Callable[[Fact], Iterable[Row]]) -> Part:
    """Rows that are made of one fact alone."""

    def step(facts: Facts) -> Change:
        return Change(tuple(rows(facts[-1])))

    return Part(frozenset(types), lambda _stream, _facts: step)


def combined(*several: Part) -> Fold:
    """The rows of all parts. In a new stream a part is begun when the first fact comes that it rests on."""
    by_type: dict[str, list[int]] = {}
    for number, part in enumerate(several):
        for type in part.types:
            by_type.setdefault(type, []).append(number)

    def fold(stream: str, facts: Facts) -> Step:
        steps: dict[int, Step] = (
            {number: part.fold(stream, facts) for number, part in enumerate(several)} if facts else {}
        )

        def step(facts: Facts) -> Change | None:
            opened: list[Row] = []
            closed: list[Row] = []
            for number in by_type.get(facts[-1].type, ()):
                one = steps.get(number)
                if one is None:
                    one = steps[number] = several[number].fold(stream, Facts())
                change = one(facts)
                if change is None:
                    return None
                opened += change.opened
                closed += change.closed
            return Change(opened, closed) if opened or closed else NOTHING

        return step

    return fold


def by_category(folds: Mapping[str, Fold]) -> Fold:
    """The fold of the stream's category."""

    def fold(stream: str, facts: Facts) -> Step:
        return folds[category_of(stream)](stream, facts)

    return fold
