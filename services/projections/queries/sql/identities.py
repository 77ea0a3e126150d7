"""Which entries of parties are one, or are kept apart, by the rows of `identities` that the caller may read."""

from __future__ import annotations

from sqlalchemy import exists, not_, or_, select

from contracts.identities import APART, CERTAIN
from services.projections.queries.one_party import Pair
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.readmodels.tables import TABLES

IDENTITIES = TABLES["identities"]
_DENIED = IDENTITIES.alias("denied")
# Apart from each other, since the planner cannot look an OR up: it would compare each link with each rejection.
_REJECTED = [
    exists().where(
        _DENIED.c.judgement == APART,
        predicates.known(_DENIED),
        _DENIED.c.stream == stream,
        _DENIED.c.other == other,
    )
    for stream, other in (
        (IDENTITIES.c.stream, IDENTITIES.c.other),
        (IDENTITIES.c.other, IDENTITIES.c.stream),
    )
]
LINKS = Statement(
    select(IDENTITIES.c.stream, IDENTITIES.c.other)
    .where(
        IDENTITIES.c.judgement == CERTAIN,
        IDENTITIES.c.other.startswith("party-"),
        predicates.known(IDENTITIES),
        *map(not_, _REJECTED),
    )
    .order_by(IDENTITIES.c.stream, IDENTITIES.c.other),
    Pair,
    as_recorded=True,
)
DISTINCT = Statement(
    select(IDENTITIES.c.stream, IDENTITIES.c.other).where(
        or_(
            IDENTITIES.c.stream == predicates.any_of("entries"),
            IDENTITIES.c.other == predicates.any_of("entries"),
        ),
        IDENTITIES.c.judgement == APART,
        predicates.known(IDENTITIES),
    ),
    Pair,
    as_recorded=True,
)
