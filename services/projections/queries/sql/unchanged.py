"""Whether the rows of read models are the same at two positions: what was counted at one is then true at the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import text

from contracts.amendments import AMENDING
from services.projections.engine.readmodel import ReadModel
from services.projections.queries.sql.expressions import Binds
from services.projections.queries.sql.rows import Statement

# Maximum number of events to look through: reading more of them takes as long as many a statement.
MOST_EVENTS = 10_000


class ChangingFact(NamedTuple):
    """A fact that may have changed the rows."""

    position: int


# A range of the index on positions.
CHANGING = Statement(
    text(
        "SELECT f.position FROM projections.facts f WHERE f.position > :earlier AND f.position <= :later"
        " AND f.type = ANY(:types) AND split_part(f.stream, '-', 1) = ANY(:categories) LIMIT 1"
    ),
    ChangingFact,
)


def changing_binds(models: Iterable[ReadModel], earlier: int, later: int) -> Binds:
    """Return the binds of `CHANGING`: only facts of a model's types, and amendments, change its rows."""
    types: set[str] = set(AMENDING)
    categories: set[str] = set()
    for model in models:
        if model.types is None:
            raise ValueError(f"every event changes {model.name}")
        types |= model.types
        categories |= model.categories
    return {
        "earlier": earlier,
        "later": later,
        "types": sorted(types),
        "categories": sorted(categories),
    }
