"""Incremental fold of an agreement's rows: the rows of the agreement itself, and those of its single facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from contracts.envelope import Fact
from services.projections.engine.incremental import difference
from services.projections.engine.readmodel import Change, Facts, Fold, Row, Step
from services.projections.facts.agreement_state import Agreement, agreement_of, is_decisive
from services.projections.facts.readers import changes_earlier

# MainRows: the rows of the agreement itself; takes the fact that is their event. FactRows: the rows of one of its facts.
MainRows = Callable[[Fact, Agreement], Iterable[Row]]
FactRows = Callable[[Fact, Agreement | None], Iterable[Row]]


def no_rows(_fact: Fact, _agreement: Agreement | None) -> tuple[Row, ...]:
    """No rows."""
    return ()


def agreement_fold(begin: Callable[[Facts], tuple[MainRows, FactRows]], *, counted: bool = False) -> Fold:
    """Build the fold of an agreement's rows.

    Args:
        begin: takes the facts so far, a list that grows; returns the functions that make the rows.
        counted: whether the rows of single facts contain the number of signatures.
    """

    def fold(_: str, facts: Facts) -> Step:
        before = agreement_of(facts)
        main, one = begin(facts)

        def rows(agreement: Agreement | None) -> list[Row]:
            return [] if agreement is None or main is no_rows else list(main(agreement.main, agreement))

        shown = rows(before)
        counting = counted and any(True for fact in facts for _ in one(fact, before))

        def step(facts: Facts) -> Change | None:
            nonlocal before, shown, counting
            fact = facts[-1]
            if changes_earlier(facts):
                return None
            if not is_decisive(fact):
                single = list(one(fact, before))
                counting = counting or (counted and bool(single))
                return Change(single)
            earlier, before = before, agreement_of(facts)
            if before is None:
                # Without a proposal, there are only the rows of single facts.
                return Change(list(one(fact, None)))
            if earlier is None:
                if len(facts) > 1:
                    return None
            # If the frame changes, all rows are folded again.
            elif earlier.frame != before.frame or (counting and earlier.signed != before.signed):
                return None
            last, shown = shown, rows(before)
            opened, closed = difference(last, shown)
            single = list(one(fact, before))
            counting = counting or (counted and bool(single))
            return Change([*opened, *single], closed)

        return step

    return fold
