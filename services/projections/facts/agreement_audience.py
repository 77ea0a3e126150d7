"""The audience of an agreement: the facts that led to its conclusion are as public as the conclusion."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.facts.provenance import most_restricted

# Readers of a conclusion may read these too, so that they know what was concluded.
_LEADING = frozenset({"AgreementProposed", "AgreementSigned"})


def audience_of(facts: Iterable[Fact]) -> Audience:
    """Return the audience of an agreement: that of its conclusion, except that facts for the owner stay with the owner."""
    relevant = [fact for fact in facts if fact.type in _LEADING or fact.type == "AgreementConcluded"]
    conclusion = next((fact for fact in relevant if fact.type == "AgreementConcluded"), None)
    if conclusion is None:
        return most_restricted(relevant)
    return most_restricted([conclusion, *(fact for fact in relevant if fact.audience == "owner")])
