"""SQLAlchemy's statements as asyncpg takes them. Each is compiled once, where an engine would look it up each time."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from lru import LRU
from sqlalchemy import URL, Select, TextClause

# Of a question some; all of them together are a few dozen.
_CACHED_STATEMENTS = 500
_COMPILED: LRU[Select[Any] | TextClause, Compiled] = LRU(_CACHED_STATEMENTS)
_DIALECT = URL.create("postgresql+asyncpg").get_dialect()()


class Compiled:
    """A statement's text, the values that it wants in their order, and what its rows are: named tuples.

    Args:
        binds: its binds with any values; the same ones are bound each time. What the statement holds itself, it keeps.
    """

    def __init__(self, statement: Select[Any] | TextClause, binds: Mapping[str, Any]) -> None:
        expanded = statement.compile(dialect=_DIALECT).construct_expanded_state(dict(binds))
        self.text = expanded.statement
        self._names = tuple(expanded.positiontup or ())
        self._own = {name: expanded.parameters[name] for name in self._names if name not in binds}
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def values(self, binds: Mapping[str, Any]) -> list[Any]:
        """The values of the text's `$1`, `$2`, …"""
        own = self._own
        return [own[name] if name in own else binds[name] for name in self._names]

    def rows(self, records: Sequence[Any], row: type[Any] | None = None) -> list[Any]:
        """asyncpg's records as named tuples."""
        if row is not None:
            return list(map(partial(tuple.__new__, row), records))
        if not records:
            return []
        if self._row is None:
            self._row = partial(tuple.__new__, namedtuple("Row", records[0].keys(), rename=True))
        return list(map(self._row, records))


def compiled(statement: Select[Any] | TextClause, binds: Mapping[str, Any]) -> Compiled:
    """The statement compiled: at once where it is one that was there before, such as a module's."""
    prepared = _COMPILED.get(statement)
    if prepared is None:
        prepared = _COMPILED[statement] = Compiled(statement, binds)
    return prepared
