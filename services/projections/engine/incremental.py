"""Building blocks of read models: folds that take the next fact of a stream and return the rows that it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.readmodel import NOTHING, Change, Facts, Fold, Row, Step

Rows = Callable[[Sequence[Fact]], Iterable[Row]]
_FEW = 4  # below this, comparing rows one by one is as fast as hashing them


class Part(NamedTuple):
    """The part of a read model's rows that depends on facts of some types only."""

    types: frozenset[str]
    fold: Fold


def difference(before: Sequence[Row], after: Sequence[Row]) -> Change:
    """Return the new rows, in their order, and the removed rows."""
    if not before:
        return Change(after)
    if len(before) < _FEW and len(after) < _FEW:
        return Change(
            [row for row in after if row not in before], [row for row in before if row not in after]
        )
    if after[: len(before)] == before:  # the usual case: a fact only adds rows
        return Change(after[len(before) :])
    known, remaining = frozenset(before), frozenset(after)
    return Change([row for row in after if row not in known], [row for row in before if row not in remaining])


def recomputed(rows: Rows) -> Fold:
    """Fold that computes the rows from all facts after each fact. For streams that stay short."""

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
    """Part that computes its rows from all facts of these types after each of them. For types with few facts per stream."""
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
    """Part whose rows depend on one fact each."""

    def step(facts: Facts) -> Change:
        return Change(tuple(rows(facts[-1])))

    return Part(frozenset(types), lambda _stream, _facts: step)


def combined(*several: Part) -> Fold:
    """Fold that returns the rows of all parts. In a new stream, a part starts with the first fact of its types."""
    by_type: dict[str, list[int]] = {}
    for number, part in enumerate(several):
        for type in part.types:
            by_type.setdefault(type, []).append(number)

    def fold(stream: str, facts: Facts) -> Step:
        steps: dict[int, Step] = (
            {number: part.fold(stream, facts) for number, part in enumerate(several)} if facts else {}
        )

        def change_of(number: int, facts: Facts) -> Change | None:
            one = steps.get(number)
            if one is None:
                one = steps[number] = several[number].fold(stream, Facts())
            return one(facts)

        def step(facts: Facts) -> Change | None:
            concerned = by_type.get(facts[-1].type, ())
            if len(concerned) == 1:  # of most types
                return change_of(concerned[0], facts)
            opened: list[Row] = []
            closed: list[Row] = []
            for number in concerned:
                change = change_of(number, facts)
                if change is None:
                    return None
                opened += change.opened
                closed += change.closed
            return Change(opened, closed) if opened or closed else NOTHING

        return step

    return fold


def by_category(folds: Mapping[str, Fold]) -> Fold:
    """Fold that delegates to the fold of the stream's category."""

    def fold(stream: str, facts: Facts) -> Step:
        return folds[category_of(stream)](stream, facts)

    return fold
