"""What a party says of other entries: linked to them as one body, or kept apart from them. The last word of each pair counts.

Identity has no dates: two entries that are one body always were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from contracts.access import as_wide
from contracts.envelope import Fact

TYPES = frozenset({"IdentityLinked", "IdentityAccepted", "IdentityUnlinked", "IdentityRejected"})
CERTAIN, APART = "certain", "apart"


class Identity(NamedTuple):
    """What is said of one other entry: by `fact`, and of an accepted link by its proposal `proposed` too."""

    fact: Fact
    proposed: Fact | None

    @property
    def other(self) -> str:
        """The stream of the other entry."""
        return str(self.fact.data["other"])

    @property
    def judgement(self) -> str:
        """`certain`, `likely` or `possible` for a link, `apart` for two bodies."""
        if self.fact.type in {"IdentityUnlinked", "IdentityRejected"}:
            return APART
        return (
            CERTAIN
            if self.fact.type == "IdentityAccepted"
            else str(self.fact.data.get("certainty", "likely"))
        )

    @property
    def evidence(self) -> str | None:
        """How the link is known: by its acceptance, else by its proposal."""
        return self.fact.data.get("evidence") or (
            self.proposed.data.get("evidence") if self.proposed else None
        )


def identities(facts: Sequence[Fact]) -> Iterator[Identity]:
    """Yield what a stream's facts say of each other entry."""
    by_other: dict[str, Identity] = {}
    for fact in facts:
        if fact.type in TYPES:
            take(by_other, fact)
    yield from by_other.values()


def take(by_other: dict[str, Identity], fact: Fact) -> Identity:
    """Put what a fact says of another entry in the place of what was said of it before, and return it."""
    before = by_other.get(fact.data["other"])
    proposed = before.fact if before and before.fact.type == "IdentityLinked" else None
    # What fewer may read is not shown with what more may.
    if fact.type != "IdentityAccepted" or (proposed and not as_wide(proposed.audience, fact.audience)):
        proposed = None
    by_other[fact.data["other"]] = identity = Identity(fact, proposed)
    return identity
