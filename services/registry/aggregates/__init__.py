"""One aggregate, one file: the state it needs, `evolve`, `decide`, and who may write."""

from __future__ import annotations

from typing import Any

from runtime.decider import Decider
from services.registry.aggregates import (
    agreement,
    cluster,
    commitment,
    conference,
    membership,
    party,
    person,
    source,
    subscription,
    visit,
)

DECIDERS: dict[str, Decider[Any]] = {
    "party": party.DECIDER,
    "person": person.DECIDER,
    "cluster": cluster.DECIDER,
    "membership": membership.DECIDER,
    "agreement": agreement.DECIDER,
    "visit": visit.DECIDER,
    "conference": conference.DECIDER,
    "commitment": commitment.DECIDER,
    "source": source.DECIDER,
    "subscription": subscription.DECIDER,
}
