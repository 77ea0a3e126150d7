"""What a party says of other entries (`contracts.identities`), as parts of read models."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from contracts.identities import TYPES, Identity, identities, take
from services.projections.engine.incremental import Part, difference
from services.projections.engine.readmodel import Change, Facts, Row, Step
from services.projections.facts.provenance import fact_text


def text_of(identity: Identity) -> str:
    """Return the `fact` column of what is said of another entry."""
    return fact_text(identity.fact, combined=[identity.proposed, identity.fact] if identity.proposed else ())


def identities_part(rows: Callable[[Identity], Iterable[Row]]) -> Part:
    """Part whose rows depend on what is said of one other entry each."""

    def fold(_: str, facts: Facts) -> Step:
        by_other = {identity.other: identity for identity in identities(facts)}

        def step(facts: Facts) -> Change:
            before = by_other.get(facts[-1].data["other"])
            after = take(by_other, facts[-1])
            return difference(() if before is None else tuple(rows(before)), tuple(rows(after)))

        return step

    return Part(TYPES, fold)
