"""What a read model is: a pure function from one stream's facts, as now believed, to rows, and the table that has them.

`rows` is the specification. `fold` is the same function one fact further, at a cost that does not grow with the stream.
The shell in `engine.sink` does the rest, once for all models. A row is never changed but by closing `recorded_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import orjson
from sqlalchemy import ARRAY, BigInteger, Column, Date, MetaData, Table, Text

from contracts.envelope import Fact
from services.projections.engine.interval import Interval

_T = TypeVar("_T")


class Row(NamedTuple):
    """One row, hashable, so that two folds can be compared as sets.

    `event` is the fact it rests on; `values` are the read model's own columns in their order (JSON as text made by
    `json_text`); `participants` are the streams that may read it while its audience is `participants`.
    """

    event: str
    interval: Interval
    audience: str
    participants: tuple[str, ...]
    values: tuple[Any, ...]


class FoldScope:
    """What read models derive from the facts of one fold: computed once for all of them, and gone with the fold."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[type, Any] = {}

    def get(self, kind: type[_T]) -> _T:
        """The value of this class in the scope: made without arguments when it is first needed."""
        value: _T | None = self._values.get(kind)
        if value is None:
            value = self._values[kind] = kind()
        return value


class Facts(list[Fact]):
    """One stream's facts as now believed, as a fold hands them to its models: a list that only grows, with its scope."""

    __slots__ = ("scope",)

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        super().__init__(facts)
        self.scope = FoldScope()


class Change(NamedTuple):
    """What one fact changes in a stream's rows. A row that is in both is left as it is."""

    opened: Sequence[Row]
    closed: Sequence[Row] = ()


NOTHING = Change(())
# Called with the stream's facts, of which the last one is new: what it changes. None: more than this can tell; the rows
# are told by `rows` then, and the next fact begins with a new fold.
Step = Callable[[Facts], "Change | None"]
# From a stream's name and its facts so far to the step that takes the next one.
Fold = Callable[[str, Facts], Step]


@dataclass(frozen=True)
class ReadModel:
    """A read model's name, the categories of stream that it folds, its own columns, and its function.

    version: raised whenever `rows` gives other rows or the columns change: its table is built anew after the upgrade.
    types: the events without which `rows` gives the same; None where any of them may count. Amendments always count.
    fold: how a stream's rows change with one more fact that amends nothing; without it `rows` is compared with what it
    gave before, which costs as much as the stream is long.
    """

    name: str
    categories: frozenset[str]
    columns: tuple[Column[Any], ...]
    rows: Callable[[Sequence[Fact]], Iterable[Row]]
    version: int = 1
    types: frozenset[str] | None = None
    fold: Fold | None = None

    def table(self, metadata: MetaData, name: str | None = None) -> Table:
        """The table, or another one of the same shape for a rebuild beside it."""
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
            # In no index but those of `search` for what stands in several texts: elsewhere closing a row is a heap-only update.
            Column("recorded_to", BigInteger, nullable=True),
            *(column._copy() for column in self.columns),  # noqa: SLF001  SQLAlchemy has no other way to put a column into two tables
            schema="projections",
        )


def json_text(value: Any) -> str:
    """JSON with sorted members, so that equal values are equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
