"""`/v1/timeline`: what happened, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import BigInteger, bindparam

from services.projections import words
from services.projections.queries import conditions
from services.projections.queries.asked import Asked
from services.projections.queries.parameters import wrong
from services.projections.queries.shapes import Book
from services.projections.queries.store import Store
from services.projections.tables import TABLES

TIMELINE = TABLES["timeline"]
SORT = (date, str)
_SUBJECT = re.compile("(?:cluster|party)-[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_HAPPENED = conditions.rows_of(TIMELINE, conditions.possible(TIMELINE))
_OF_SUBJECT = _HAPPENED.where(conditions.among(TIMELINE.c.subjects, "stream"))
_ROWS, _ROWS_OF_SUBJECT = (
    conditions.page(statement, TIMELINE.c.day, TIMELINE.c.event) for statement in (_HAPPENED, _OF_SUBJECT)
)
_LANE = _OF_SUBJECT.order_by(TIMELINE.c.day, TIMELINE.c.event).limit(bindparam("size", type_=BigInteger))


async def timeline(asked: Asked, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Occurrences by their day; with the filter `subject`, those of one cluster or party.

    Raises:
        Malformed: the subject is neither a cluster nor a party.
    """
    subject = asked.filters.get("subject")
    if subject is not None and not _SUBJECT.fullmatch(subject):
        raise wrong("subject", "is not a stream such as cluster-dkm or party-lublin")
    rows, following = await store.page(
        _ROWS_OF_SUBJECT if subject else _ROWS,
        asked,
        SORT,
        lambda row: (row.day, row.event),
        {"stream": subject} if subject else None,
    )
    return occurrences(rows, await store.book(asked, rows)), following


async def lane(asked: Asked, store: Store, subject: str) -> Sequence[Any]:
    """The rows of one cluster's or party's lane."""
    return await store.fetch(_LANE, asked.binds | {"stream": subject, "size": asked.limit})


def occurrences(rows: Sequence[Any], book: Book) -> list[dict[str, Any]]:
    """Rows as occurrences."""
    found = []
    for row in rows:
        detail = orjson.loads(row.detail)
        found.append(
            {
                "subjects": book.refs(row.subjects),
                "what": words.what(row.type, row.subjects, row.about, detail, book.short),
                "ref": book.ref(row.about),
                "detail": detail,
                **book.fact(row),
            }
        )
    return found
