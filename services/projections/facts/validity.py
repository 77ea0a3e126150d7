"""Validity of a fact: until another fact of its stream ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from operator import attrgetter
from typing import Any

from contracts.envelope import Fact
from services.projections.engine.interval import FUTURE, Interval, happened, span
from services.projections.facts.provenance import until

# Ending type → the type that it ends, and the fields by which the two match.
_ENDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "SpecialisationDropped": ("SpecialisationDeclared", ("label",)),
    "TaskTeamDissolved": ("TaskTeamFormed", ("name",)),
    "RecognitionWithdrawn": ("RecognitionGranted", ("scheme",)),
    "FunctionEnded": ("FunctionAssumed", ("organisation", "title")),
    # A new declaration replaces the earlier one.
    "PurposeDeclared": ("PurposeDeclared", ()),
    "StrategyAdopted": ("StrategyAdopted", ()),
    "OrganisationTypeDeclared": ("OrganisationTypeDeclared", ()),
    "SeatDeclared": ("SeatDeclared", ()),
    "SectorsDeclared": ("SectorsDeclared", ()),
}
_BEGINS = dict(_ENDS.values())
_VERSION = attrgetter("version")


class OpenFacts:
    """The facts that no other fact has ended, computed fact by fact."""

    __slots__ = ("_open",)

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        # Key: type, and the values of the matching fields. Value: facts by id.
        self._open: dict[tuple[Any, ...], dict[str, Fact]] = {}
        for fact in facts:
            self.take(fact)

    def take(self, fact: Fact) -> list[Fact]:
        """Take the next fact. Returns the facts that it ends, in the order of recording."""
        ended: dict[str, Fact] = {}
        if fact.type in _ENDS:
            opening, names = _ENDS[fact.type]
            for key in _keys(opening, names, fact):
                ended |= self._open.get(key, {})
            for begun in ended.values():
                for key in _keys(opening, names, begun):
                    del self._open[key][begun.id]
        if fact.type in _BEGINS:
            for key in _keys(fact.type, _BEGINS[fact.type], fact):
                self._open.setdefault(key, {})[fact.id] = fact
        return sorted(ended.values(), key=_VERSION)


def validity(facts: Sequence[Fact]) -> Callable[[Fact], Interval]:
    """Return a function from each of these facts to its validity; open if nothing ends it."""
    ends: dict[str, Fact] = {}
    going_on = OpenFacts()
    for fact in facts:
        ends |= {begun.id: fact for begun in going_on.take(fact)}
    return lambda fact: valid_interval(fact, ends.get(fact.id))


def valid_interval(fact: Fact, end: Fact | None) -> Interval:
    """Return the validity of a fact, given the fact that ends it, or None."""
    started = span(fact.data, "valid_from") if fact.data.get("valid_from") else happened(fact)
    if end is not None:
        return until(started, end)
    return Interval(
        *started, *(span(fact.data, "valid_to") if fact.data.get("valid_to") else (FUTURE, FUTURE))
    )


def _keys(type: str, names: Sequence[str], fact: Fact) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of a fact. Two facts match if they share one: equal values, and the same text in one language."""
    values = [fact.data[name] for name in names]
    yield from product((type,), *(value.items() if isinstance(value, dict) else (value,) for value in values))
