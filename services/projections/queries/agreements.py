"""`/v1/agreements`: the register, and one agreement."""

from __future__ import annotations

from datetime import date
from typing import Any

from runtime.errors import NotFound
from services.projections.queries import conditions, objects
from services.projections.queries.asked import Asked
from services.projections.queries.store import Store
from services.projections.tables import TABLES

AGREEMENTS = TABLES["agreements"]
SORT = (date, str)
_ROWS = conditions.page(
    conditions.rows_of(AGREEMENTS, conditions.possible(AGREEMENTS)),
    AGREEMENTS.c.start_latest,
    AGREEMENTS.c.stream,
)
_ONE = conditions.rows_of(AGREEMENTS, conditions.one(AGREEMENTS))


async def agreements(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Agreements by the day by which they were so."""
    rows, following = await store.page(_ROWS, asked, SORT, lambda row: (row.start_latest, row.stream))
    book = await store.book(asked, rows)
    return [objects.agreement(row, book) for row in rows], following


async def agreement(asked: Asked, store: Store, id: str) -> dict[str, Any]:
    """One agreement, whenever it was; its `certainty` is null when it was not so at `as_of`.

    Raises:
        NotFound: the record knew no such agreement, or the caller may not read it.
    """
    rows = await store.fetch(_ONE, asked.binds | {"stream": f"agreement-{id}"})
    if not rows:
        raise NotFound(
            f"There is no agreement {id} that you may read in the record as of position {asked.known_at}."
        )
    return objects.agreement(rows[0], await store.book(asked, rows))
