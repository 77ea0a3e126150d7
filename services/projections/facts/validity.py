"""How long what a fact says is so: until another fact of its stream ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from operator import attrgetter
from typing import Any

from contracts.envelope import Fact
from services.projections.engine.interval import FUTURE, Interval, happened, span
from services.projections.facts.provenance import until

# What ends what, and the fields by which the two find each other.
_ENDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "SpecialisationDropped": ("SpecialisationDeclared", ("label",)),
    "TaskTeamDissolved": ("TaskTeamFormed", ("name",)),
    "RecognitionWithdrawn": ("RecognitionGranted", ("scheme",)),
    "FunctionEnded": ("FunctionAssumed", ("organisation", "title")),
    # What is said anew replaces what was said before.
    "PurposeDeclared": ("PurposeDeclared", ()),
    "StrategyAdopted": ("StrategyAdopted", ()),
}
_BEGINS = dict(_ENDS.values())
_VERSION = attrgetter("version")


class OpenFacts:
    """What some facts say and nothing has ended, one fact after another."""

    __slots__ = ("_open",)

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        # By type, and what a fact has in the fields by which an end finds it.
        self._open: dict[tuple[Any, ...], dict[str, Fact]] = {}
        for fact in facts:
            self.take(fact)

    def take(self, fact: Fact) -> list[Fact]:
        """Take one more fact; those that it ends, as they were recorded."""
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
    """From when until when what each of these facts says is so; those that nothing ends go on."""
    ends: dict[str, Fact] = {}
    going_on = OpenFacts()
    for fact in facts:
        ends |= {begun.id: fact for begun in going_on.take(fact)}
    return lambda fact: valid_interval(fact, ends.get(fact.id))


def valid_interval(fact: Fact, end: Fact | None) -> Interval:
    """From when until when what a fact says is so, given the fact that ends it."""
    started = span(fact.data, "valid_from") if fact.data.get("valid_from") else happened(fact)
    if end is not None:
        return until(started, end)
    return Interval(
        *started, *(span(fact.data, "valid_to") if fact.data.get("valid_to") else (FUTURE, FUTURE))
    )


def _keys(type: str, names: Sequence[str], fact: Fact) -> Iterator[tuple[Any, ...]]:
    """Two facts find each other where they have a key in common: the same values, and one text of a language in common."""
    values = [fact.data[name] for name in names]
    yield from product((type,), *(value.items() if isinstance(value, dict) else (value,) for value in values))
