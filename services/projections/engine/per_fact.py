"""Values that several read models derive from one fact: computed once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from contracts.envelope import Fact

_T = TypeVar("_T")
# Models fold one fact right after each other, so few facts are enough.
_MOST = 1_024


def once_per_fact(compute: Callable[[Fact], _T]) -> Callable[[Fact], _T]:
    """Cache a pure function of one fact. Its results are shared, so they must be immutable.

    Facts are compared by identity, because they contain dictionaries, and an amended fact has the id of the original. The cache
    keeps each fact with its value: no other object gets its address.
    """
    known: dict[int, tuple[_T, Fact]] = {}
    find = known.get

    @wraps(compute)
    def value_of(fact: Fact) -> _T:
        entry = find(id(fact))
        if entry is None:
            if len(known) >= _MOST:
                known.clear()
            entry = known[id(fact)] = (compute(fact), fact)
        return entry[0]

    return value_of
