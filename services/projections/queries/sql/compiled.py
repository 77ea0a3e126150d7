"""Compiles SQLAlchemy statements for asyncpg. Each is compiled once; an engine would look it up each time."""

from __future__ import annotations

from lru import LRU
from sqlalchemy import URL, TextClause

from services.projections.queries.sql.expressions import AnySelect, Binds

# Each question has some statements; all together are a few dozen.
_CACHED_STATEMENTS = 500
_COMPILED: LRU[tuple[AnySelect | TextClause, bool], Compiled] = LRU(_CACHED_STATEMENTS)
_DIALECT = URL.create("postgresql+asyncpg").get_dialect()()


class Compiled:
    """A statement's text, and the order of its values.

    Args:
        binds: its binds with any values; each execution uses the same names. Values in the statement itself are kept.
        joined: whether some entries are one party (`queries.sql.joined`).
    """

    def __init__(self, statement: AnySelect | TextClause, binds: Binds, *, joined: bool = False) -> None:
        made = statement.compile(dialect=_DIALECT, compile_kwargs={"joined": joined})
        expanded = made.construct_expanded_state(dict(binds))
        self.text = expanded.statement
        self._names = tuple(expanded.positiontup or ())
        self._own = {name: expanded.parameters[name] for name in self._names if name not in binds}

    def values(self, binds: Binds) -> list[object]:
        """Return the values of the text's `$1`, `$2`, …"""
        own = self._own
        return [own[name] if name in own else binds[name] for name in self._names]


def compiled(statement: AnySelect | TextClause, binds: Binds, *, joined: bool = False) -> Compiled:
    """Return the compiled statement; cached for reused statements, such as those of a module."""
    prepared = _COMPILED.get((statement, joined))
    if prepared is None:
        prepared = _COMPILED[statement, joined] = Compiled(statement, binds, joined=joined)
    return prepared
