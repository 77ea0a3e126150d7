"""What parties say of each other's identity: a row for each pair of entries that one side links, or keeps apart.

The rows of both sides make the answer (`queries.sql.identities`): a pair is one party where one side is certain of it and
neither keeps them apart. So the order in which the two sides were recorded changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Text

from contracts.envelope import Fact
from contracts.identities import TYPES, Identity, identities
from services.projections.engine.incremental import combined
from services.projections.engine.interval import ALWAYS
from services.projections.engine.readmodel import ReadModel, Row
from services.projections.facts.identities import identities_part, text_of
from services.projections.facts.readers import participants


def rows(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield a row of each other entry."""
    return (row for identity in identities(facts) for row in _row(identity))


def _row(identity: Identity) -> tuple[Row, ...]:
    fact, other = identity.fact, identity.other
    values = (other, identity.judgement, identity.evidence or fact.data.get("reason"), text_of(identity))
    return (Row(fact.id, ALWAYS, fact.audience, participants(fact), values),)


MODEL = ReadModel(
    "identities",
    frozenset({"party"}),
    (
        Column("other", Text, nullable=False),
        Column("judgement", Text, nullable=False),  # certain · likely · possible · apart
        Column("why", Text, nullable=True),
        Column("fact", Text, nullable=False),
    ),
    rows,
    types=TYPES,
    fold=combined(identities_part(_row)),
)
