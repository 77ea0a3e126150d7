"""Shared conditions of statements: known at a position, readable by the caller, valid in the time of the query.

Their values are `Query.binds`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.expression import FromClause

from services.projections.engine.interval import PAST
from services.projections.queries.sql.expressions import AnyColumn, AnySelect
from services.projections.queries.sql.joined import Either, party

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
# The least value of each type, before all others.
_LEAST: dict[type, object] = {str: "", date: PAST, int: -1}
# The time of recording of each row; `facts` has an index on positions.
_RECORDED_AT = "(SELECT f.recorded_at FROM projections.facts f WHERE f.position = {table}.recorded_from)"


def known(table: FromClause) -> ColumnElement[bool]:
    """Condition: the row was in the record at `:known`, and the caller may read it."""
    row = table.c
    at = bindparam("known", type_=BigInteger)
    return and_(
        row.recorded_from <= at,
        or_(row.recorded_to.is_(None), row.recorded_to > at),
        readable(table),
    )


def readable(table: FromClause) -> ColumnElement[bool]:
    """Condition: the caller may read the row."""
    row = table.c
    return or_(
        row.audience == any_(bindparam("audiences", type_=ARRAY(Text))),
        and_(row.audience != "owner", bindparam("subject", type_=Text) == any_(row.participants)),
    )


def possible(table: FromClause) -> ColumnElement[bool]:
    """Condition: the row is possibly valid on some day from `:since` to `:until`."""
    return and_(
        table.c.start_earliest <= bindparam("until", type_=Date),
        table.c.end_latest >= bindparam("since", type_=Date),
    )


def certain(table: FromClause) -> ColumnElement[bool]:
    """Condition: the row is certainly valid on every day from `:since` to `:until`."""
    return and_(
        table.c.start_latest <= bindparam("since", type_=Date),
        table.c.end_earliest >= bindparam("until", type_=Date),
    )


def rows_of(table: FromClause, *more: ColumnElement[bool]) -> AnySelect:
    """Return the known rows of a table with the time of their recording."""
    moment: AnyColumn = literal_column(_RECORDED_AT.format(table=table.name)).label("recorded_at")  # type: ignore[attr-defined]
    return select(*shown(table), moment).where(known(table), *more)


def shown(table: FromClause) -> list[AnyColumn]:
    """Return the columns for answers, without the readers of a row."""
    return [column for column in table.c if column.name != "participants"]


def page(statement: AnySelect, *sort: AnyColumn) -> AnySelect:
    """Return the rows after a place in the order of these columns; uses the binds of `page_binds`."""
    place = tuple_(*(bindparam(f"after{at}", type_=column.type) for at, column in enumerate(sort)))
    return statement.where(tuple_(*sort) > place).order_by(*sort).limit(bindparam("size", type_=BigInteger))


def page_binds(after: Sequence[object] | None, sort: Sequence[type], limit: int) -> dict[str, object]:
    """Return binds for `page`. One row more than the limit shows whether there is another page."""
    place = after or [_LEAST[kind] for kind in sort]
    return {f"after{at}": value for at, value in enumerate(place)} | {"size": limit + 1}


def one(stream: FromClause) -> ColumnElement[bool]:
    """Condition: the row's stream is `:stream`."""
    return stream.c.stream == bindparam("stream", type_=Text)


def any_of(name: str) -> AnyColumn:
    """Return ANY of the list of texts bound to this name."""
    return any_(bindparam(name, type_=ARRAY(Text)))


def bound_text(name: str) -> AnyColumn:
    """Return the text bound to this name."""
    return bindparam(name, type_=Text)


def among(column: AnyColumn, name: str) -> ColumnElement[bool]:
    """Condition: the array contains the text bound to this name; a GIN index supports it."""
    return column.op("@>", is_comparison=True)(cast(array([bound_text(name)]), ARRAY(Text)))


def every(column: AnyColumn, name: str) -> ColumnElement[bool]:
    """Condition: the array contains every text of the list bound to this name; a GIN index supports it."""
    return column.op("@>", is_comparison=True)(bindparam(name, type_=ARRAY(Text)))


def every_party(column: AnyColumn, name: str, entries: str) -> ColumnElement[bool]:
    """`every`, of an array that may name a party by any of its entries; `entries` is bound to those of one of the texts."""
    entry = func.unnest(column).column_valued("entry")
    parties = func.array(select(party(entry)).scalar_subquery(), type_=ARRAY(Text))
    return Either(
        every(column, name),
        and_(
            some_of(column, entries), parties.op("@>", is_comparison=True)(bindparam(name, type_=ARRAY(Text)))
        ),
    )


def some_of(column: AnyColumn, name: str) -> ColumnElement[bool]:
    """Condition: the array contains a text of the list bound to this name; a GIN index supports it."""
    return column.op("&&", is_comparison=True)(bindparam(name, type_=ARRAY(Text)))


def is_id(text: str) -> bool:
    """Return whether the text can be a stream's id."""
    return _ID.fullmatch(text) is not None
