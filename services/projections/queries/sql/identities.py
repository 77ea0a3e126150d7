"""Which entries of parties are one, or are kept apart, by the rows of `identities` that the caller may read."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import or_, select

from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

IDENTITIES = TABLES["identities"]
_DECIDED = ("apart", "certain")


class Pair(NamedTuple):
    """What one entry says of another."""

    stream: str
    other: str
    judgement: str


_OF_PARTY = Statement(
    select(IDENTITIES.c.stream, IDENTITIES.c.other, IDENTITIES.c.judgement).where(
        or_(predicates.one(IDENTITIES), IDENTITIES.c.other == predicates.bound_text("stream")),
        predicates.known(IDENTITIES),
    ),
    Pair,
)


async def decided(query: Query, store: Store, party: str) -> set[str]:
    """Return the entries of which it is decided whether they are one with a party."""
    pairs = await store.fetch(_OF_PARTY, query.binds | {"stream": party})
    return {side for pair in pairs if pair.judgement in _DECIDED for side in pair[:2]} - {party}
