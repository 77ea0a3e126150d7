"""For whom an agreement is: what led to its conclusion is as public as the conclusion."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.facts.provenance import most_restricted

# By these the readers of a conclusion also know what was concluded.
_LEADING = frozenset({"AgreementProposed", "AgreementSigned"})


def audience_of(facts: Iterable[Fact]) -> Audience:
    """Who may read an agreement: what was not public becomes as public as the conclusion; the owner's stays so."""
    relevant = [fact for fact in facts if fact.type in _LEADING or fact.type == "AgreementConcluded"]
    conclusion = next((fact for fact in relevant if fact.type == "AgreementConcluded"), None)
    if conclusion is None:
        return most_restricted(relevant)
    return most_restricted([conclusion, *(fact for fact in relevant if fact.audience == "owner")])
