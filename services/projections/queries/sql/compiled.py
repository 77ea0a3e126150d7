"""Compiles SQLAlchemy statements for asyncpg. Each is compiled once; an engine would look it up each time."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from lru import LRU
from sqlalchemy import URL, Select, TextClause

# Each question has some statements; all together are a few dozen.
_CACHED_STATEMENTS = 500
_COMPILED: LRU[Select[Any] | TextClause, Compiled] = LRU(_CACHED_STATEMENTS)
_DIALECT = URL.create("postgresql+asyncpg").get_dialect()()


class Compiled:
    """A statement's text, the order of its values, and the named tuple of its rows.

    Args:
        binds: its binds with any values; each execution uses the same names. Values in the statement itself are kept.
    """

    def __init__(self, statement: Select[Any] | TextClause, binds: Mapping[str, Any]) -> None:
        expanded = statement.compile(dialect=_DIALECT).construct_expanded_state(dict(binds))
        self.text = expanded.statement
        self._names = tuple(expanded.positiontup or ())
        self._own = {name: expanded.parameters[name] for name in self._names if name not in binds}
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def values(self, binds: Mapping[str, Any]) -> list[Any]:
        """Return the values of the text's `$1`, `$2`, …"""
        own = self._own
        return [own[name] if name in own else binds[name] for name in self._names]

    def rows(self, records: Sequence[Any], row: type[Any] | None = None) -> list[Any]:
        """Convert asyncpg's records to named tuples."""
        if row is not None:
            return list(map(partial(tuple.__new__, row), records))
        if not records:
            return []
        if self._row is None:
            self._row = partial(tuple.__new__, namedtuple("Row", records[0].keys(), rename=True))
        return list(map(self._row, records))


def compiled(statement: Select[Any] | TextClause, binds: Mapping[str, Any]) -> Compiled:
    """Return the compiled statement; cached for reused statements, such as those of a module."""
    prepared = _COMPILED.get(statement)
    if prepared is None:
        prepared = _COMPILED[statement] = Compiled(statement, binds)
    return prepared
