"""Cursors: the end of a page as text, bound to the query.

A cursor contains no secrets and grants no access (each request has its own audience), so it is checked, not signed.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import orjson

from contracts import dates

_FORM = 1
# The values of one row by which pages are sorted.
SortValues = tuple[str | int | date, ...]


class Place(NamedTuple):
    """The content of a cursor: both clocks as on the first page, and the sort values of the last row."""

    as_of: str
    known_at: int
    after: SortValues


def write(identity: bytes, as_of: str, known_at: int, after: SortValues) -> str:
    """Return the cursor after a row. Dates among the sort values are read back as dates."""
    values = [{"day": value.isoformat()} if isinstance(value, date) else value for value in after]
    packed = orjson.dumps([_FORM, _mark(identity), as_of, known_at, values])
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def read(text: str, identity: bytes, sort: tuple[type, ...]) -> Place:
    """Return the content of a cursor; `sort` are the types of the query's sort values.

    Raises:
        ValueError: it is not a cursor, or one of another query.
    """
    try:
        mark, place = _unpacked(text, sort)
    except (ValueError, TypeError, KeyError, AttributeError, NotBase64):
        raise ValueError("is not a cursor that this service gave; ask again without it") from None
    if mark != _mark(identity):
        raise ValueError(
            "belongs to another query; keep every other parameter as it was, or leave the cursor out"
        )
    return place


def _unpacked(text: str, sort: tuple[type, ...]) -> tuple[str, Place]:
    form, mark, as_of, known_at, values = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    dates.parse_as_of(as_of)
    after = tuple(date.fromisoformat(value["day"]) if isinstance(value, dict) else value for value in values)
    # PostgreSQL text cannot contain NUL, and a position must fit into a bigint.
    if tuple(map(type, after)) != sort or any("\0" in str(value) for value in after):
        raise ValueError(values)
    if not all(-(2**63) <= value < 2**63 for value in after if isinstance(value, int)):
        raise ValueError(values)
    if form != _FORM or type(known_at) is not int or not 0 <= known_at < 2**63:
        raise ValueError(known_at)
    return mark, Place(as_of, known_at, after)


def _mark(identity: bytes) -> str:
    return sha256(identity).hexdigest()[:16]
