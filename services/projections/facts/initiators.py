"""The initiators of a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracts.envelope import Fact


def initiators(facts: Iterable[Fact]) -> Iterator[tuple[Fact, str]]:
    """Yield each initiator once, with the first fact that names it: the announcement and the founding may both do so."""
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:
                seen.add(party)
                yield fact, party
