"""Definition of a read model: a pure function from one stream's facts, amendments applied, to rows, and their table.

`rows` is the specification. `fold` computes the same incrementally, at a cost that does not grow with the stream.
`engine.sink` does the I/O for all models. The only update of a row is to set `recorded_to`, which closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

import orjson
from sqlalchemy import ARRAY, BigInteger, Column, Date, MetaData, Table, Text

from contracts.envelope import Fact
from services.projections.engine.interval import Interval

_T = TypeVar("_T")
# A value of a column; an array as a tuple.
Value = str | int | date | tuple[str, ...] | None
# The values of one record of a table, in the order of its columns.
Record = tuple[Value, ...]


class Row(NamedTuple):
    """One row; hashable, so that the results of two folds can be compared as sets.

    `event` is the id of the fact that it comes from; `values` are the read model's own columns in their order (JSON as text
    from `json_text`); `participants` are the streams that may read it while its audience is `participants`.
    """

    event: str
    interval: Interval
    audience: str
    participants: tuple[str, ...]
    values: tuple[Value, ...]


class FoldScope:
    """Values that several read models derive from the facts of one fold: computed once, and dropped with the fold."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[type, Any] = {}  # each class with its instance

    def get(self, kind: type[_T]) -> _T:
        """Return the scope's instance of this class; creates it, without arguments, on first use."""
        value: _T | None = self._values.get(kind)
        if value is None:
            value = self._values[kind] = kind()
        return value


class Facts(list[Fact]):
    """One stream's facts with amendments applied, as a fold passes them to its models: an append-only list with its scope."""

    __slots__ = ("scope",)

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        super().__init__(facts)
        self.scope = FoldScope()


class Change(NamedTuple):
    """The rows that one fact opens and closes. A row in both stays unchanged."""

    opened: Sequence[Row]
    closed: Sequence[Row] = ()


NOTHING = Change(())
# Takes the stream's facts, of which the last one is new, and returns its change. None if the step cannot compute it:
# then the caller uses `rows`, and starts a new fold at the next fact.
Step = Callable[[Facts], "Change | None"]
# Takes a stream's name and its facts so far; returns the step for the next fact.
Fold = Callable[[str, Facts], Step]


@dataclass(frozen=True)
class ReadModel:
    """A read model's name, the stream categories that it folds, its own columns, and its function.

    version: increase it whenever `rows` returns other rows or the columns change; the upgrade then rebuilds the table.
    types: the event types that can change the result of `rows`; None for all types. Amendments always count.
    fold: optional fast path for a fact that amends nothing. Without it, `rows` runs after each fact and is compared with its
    last result, which costs as much as the stream is long.
    """

    name: str
    categories: frozenset[str]
    columns: tuple[Column[Any], ...]
    rows: Callable[[Sequence[Fact]], Iterable[Row]]
    version: int = 1
    types: frozenset[str] | None = None
    fold: Fold | None = None

    def table(self, metadata: MetaData, name: str | None = None) -> Table:
        """Return the table definition; with `name`, a table of the same shape for a rebuild."""
        return Table(
            name or self.name,
            metadata,
            Column("id", BigInteger, primary_key=True, autoincrement=False),
            Column("stream", Text, nullable=False),
            Column("event", Text, nullable=False),
            Column("start_earliest", Date, nullable=False),
            Column("start_latest", Date, nullable=False),
            Column("end_earliest", Date, nullable=False),
            Column("end_latest", Date, nullable=False),
            Column("audience", Text, nullable=False),
            Column("participants", ARRAY(Text), nullable=False),
            Column("recorded_from", BigInteger, nullable=False),
            # Only indexes of `search` contain it, so closing a row of the other tables is a heap-only update.
            Column("recorded_to", BigInteger, nullable=True),
            *(column._copy() for column in self.columns),  # noqa: SLF001  SQLAlchemy has no other way to put a column into two tables
            schema="projections",
        )


def json_text(value: object) -> str:
    """Serialise to JSON with sorted members, so that equal values give equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
