"""How long what a fact says is so: until another fact of its stream ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contracts.envelope import Fact
from runtime.readmodel import FUTURE, Interval, happened, span
from services.projections.evidence import until

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


def lasting(facts: Sequence[Fact]) -> Callable[[Fact], Interval]:
    """From when until when what each of these facts says is so; those that nothing ends go on."""
    ends: dict[str, Fact] = {}
    told: dict[str, list[Fact]] = {}
    for fact in facts:
        opening, names = _ENDS.get(fact.type, ("", ()))
        for begun in told.get(opening, ()):
            if begun.id not in ends and all(_same(begun.data[name], fact.data[name]) for name in names):
                ends[begun.id] = fact
        told.setdefault(fact.type, []).append(fact)

    def interval(fact: Fact) -> Interval:
        started = span(fact.data, "valid_from") if fact.data.get("valid_from") else happened(fact)
        if end := ends.get(fact.id):
            return until(started, end)
        return Interval(
            *started, *(span(fact.data, "valid_to") if fact.data.get("valid_to") else (FUTURE, FUTURE))
        )

    return interval


def _same(one: Any, other: Any) -> bool:
    """Whether two texts are the same in a language that both have, or two values are equal."""
    return bool(one.items() & other.items()) if isinstance(one, dict) else one == other
