"""The numbers and the other names of a party or a cluster, as the directory has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.envelope import Fact
from services.projections.facts.provenance import as_public, in_order


def identifiers(facts: Sequence[Fact], type: str, named: Fact) -> list[dict[str, Any]] | None:
    """The numbers and websites that every reader of the names may read."""
    return [
        {"scheme": fact.data["scheme"], "value": fact.data["value"], "event": fact.id}
        for fact in facts
        if fact.type == type and as_public(fact, named.audience)
    ] or None


def aliases(facts: Sequence[Fact], type: str, named: Fact) -> list[dict[str, Any]] | None:
    """The other names that every reader of the names may read, oldest first."""
    added = [fact for fact in facts if fact.type == type and as_public(fact, named.audience)]
    return [
        {name: fact.data[name] for name in ("names", "abbreviation") if name in fact.data}
        | {"event": fact.id, "since": fact.data.get("occurred")}
        for fact in in_order(added)
    ] or None
