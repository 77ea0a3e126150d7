"""Expressions that differ where the caller may read that some entries are one party (`queries.one_party`).

Each statement is compiled for both cases, so that it costs nothing where each entry is a party of its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from services.projections.queries.sql.expressions import AnyColumn

# The bind with `OneParty.json`; the store gives it.
PARTIES = "parties_joined"
# In a subquery it is parsed once, not for each row, and the planner joins by hash and not each row with each. Its column has
# a name of its own, so that PostgreSQL knows it again in a `GROUP BY`.
_PARTIES = select(cast(bindparam(PARTIES, type_=Text), JSONB).label("parties")).scalar_subquery()


class Either(ColumnElement[Any]):
    """An expression, and another one for the case that some entries are one party."""

    inherit_cache = False

    def __init__(self, apart: AnyColumn, joined: AnyColumn) -> None:
        self.apart, self.joined, self.type = apart, joined, apart.type

    @property
    def _from_objects(self) -> list[Any]:
        return self.joined._from_objects  # noqa: SLF001  SQLAlchemy's own way to say where a column is from


@compiles(Either)
def _compiled(element: Either, compiler: SQLCompiler, *, joined: bool = False, **more: Any) -> str:
    return compiler.process(element.joined if joined else element.apart, joined=joined, **more)


def party(entry: AnyColumn) -> AnyColumn:
    """Return the entry by which the party of the entry in a column goes."""
    of = _PARTIES.op("->>", return_type=Text())(entry)
    return Either(entry, func.coalesce(of, entry))


def where_joined(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Condition that holds where each entry is a party of its own."""
    return Either(true(), condition)


def goes_by(entry: AnyColumn) -> ColumnElement[bool]:
    """Condition: the party of the entry in a column goes by this entry."""
    return where_joined(party(entry) == entry)
