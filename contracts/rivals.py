"""Rival values: what parties and sources give instead of a recorded value, each with its rank. Pure.

The value that alone is preferred decides. Where none is, or several are, the recorded value stays and the field is undecided.
Deprecated values no longer count; where nothing else is given otherwise, the recorded value is undisputed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from contracts.envelope import Fact, FactValue, Ranking

PREFERRED, DEPRECATED = "preferred", "deprecated"


class Decided(NamedTuple):
    """The values of a fact: those of each disputed field, and the fields that nobody has decided."""

    values: tuple[FactValue, ...]
    undecided: tuple[str, ...]

    def replacing(self, fact: str) -> list[FactValue]:
        """The values that replace those that were recorded."""
        return [value for value in self.values if value.decides and value.event != fact]


@dataclass
class Rivals:
    """The disputes of one fact that give values, and the ranks of its values, in the order in which they were recorded."""

    disputes: list[Fact] = field(default_factory=list)
    rankings: list[Fact] = field(default_factory=list)

    def judged(self, opinion: Fact) -> None:
        """A party's opinion replaces its earlier one; a source's dispute stands next to others."""
        by = opinion.data.get("by")
        self.disputes = [each for each in self.disputes if by is None or each.data.get("by") != by]
        if opinion.data.get("fields"):
            self.disputes.append(opinion)

    def decided(self, fact: Fact) -> Decided:
        """The values of the fact, whose `data` is the recorded one with its refinements and corrections."""
        fields = dict.fromkeys(name for dispute in self.disputes for name in dispute.data["fields"])
        values: list[FactValue] = []
        undecided: list[str] = []
        for name in fields:
            rivals = [*self._rivals(fact, name)]
            if not rivals:
                continue
            of_field = [self._recorded(fact, name), *rivals]
            preferred = [value for value in of_field if value.ranking.rank == PREFERRED]
            if len(preferred) != 1 and any(value.ranking.rank != DEPRECATED for value in rivals):
                undecided.append(name)
            decider = preferred[0] if len(preferred) == 1 else of_field[0]
            values += [value._replace(decides=value is decider) for value in of_field]
        return Decided(tuple(values), tuple(undecided))

    def _recorded(self, fact: Fact, name: str) -> FactValue:
        sources = tuple(fact.data.get("sources", ()))
        ranking = self._ranking(None, name)
        return FactValue(fact.id, name, fact.data.get(name), None, None, sources, ranking, False)

    def _rivals(self, fact: Fact, name: str) -> Iterator[FactValue]:
        for dispute in self.disputes:
            data = dispute.data
            if name in data["fields"] and not same(data["fields"][name], fact.data.get(name)):
                sources, ranking = tuple(data.get("sources", ())), self._ranking(dispute.id, name)
                value, reason = data["fields"][name], data.get("reason")
                yield FactValue(dispute.id, name, value, data.get("by"), reason, sources, ranking, False)

    def _ranking(self, value: str | None, name: str) -> Ranking:
        """The latest rank of a value; None is the one that was recorded."""
        for event in reversed(self.rankings):
            data = event.data
            if data.get("value") == value and data.get("field") in {None, name}:
                return Ranking(data["rank"], event.id, data.get("by"), data.get("reason"))
        return Ranking()


def same(value: Any, other: Any) -> bool:
    """Whether two values of a field are one; dates are by what is written, with any words for it."""
    if isinstance(value, Mapping) and isinstance(other, Mapping) and "edtf" in value:
        return bool(value["edtf"] == other.get("edtf"))
    return bool(value == other)


def counting(values: Sequence[FactValue]) -> list[FactValue]:
    """The values that count, of fields of which there are several: what is deprecated is history."""
    left = [value for value in values if value.ranking.rank != DEPRECATED or value.decides]
    return [value for value in left if sum(each.field == value.field for each in left) > 1]


def value_members(value: FactValue) -> dict[str, Any]:
    """One of several values of a field: `{event, field, value, rank, decides, by?, reason?, sources?, ranking?}`."""
    members = {
        "event": value.event,
        "field": value.field,
        "value": value.value,
        "rank": value.ranking.rank,
        "decides": value.decides,
    }
    ranking = {"event": value.ranking.event, "by": value.ranking.by, "reason": value.ranking.reason}
    more: dict[str, Any] = {"by": value.by, "reason": value.reason, "sources": value.sources}
    if value.ranking.event:
        more["ranking"] = ranking
    return members | {name: each for name, each in more.items() if each}
