"""The types of rows: one for each table that several questions read, in the order of its columns.

`Statement` compares them with the columns that its statement selects, so that neither can change alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import TextClause

from contracts.fields import Audience
from services.projections.engine.readmodel import ReadModel
from services.projections.queries.sql.expressions import AnySelect

Row = TypeVar("Row", bound=NamedTuple)


@dataclass(frozen=True, eq=False)
class Statement(Generic[Row]):
    """A statement and the type of its rows.

    as_recorded: whether its rows name each entry as it was recorded, also one that is one party with others.
    reads: the read models whose rows it reads, if its result is kept from one position to the next (`Store.fetch_unchanged`).

    Raises:
        TypeError: the statement selects other columns than the type has, or in another order.
    """

    select: AnySelect | TextClause
    row: type[Row]
    as_recorded: bool = False
    reads: tuple[ReadModel, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.select, TextClause):
            return
        columns = tuple(self.select.selected_columns.keys())
        if columns != self.row._fields:
            raise TypeError(f"{self.row.__name__} has {self.row._fields}, its statement selects {columns}")


class OpenedRow(NamedTuple):
    """A row's id, which follows from the position that opened the row."""

    id: int


class TimedRow(Protocol):
    """A row with its validity."""

    @property
    def start_earliest(self) -> date: ...
    @property
    def start_latest(self) -> date: ...
    @property
    def end_earliest(self) -> date: ...
    @property
    def end_latest(self) -> date: ...


class ShortenableRow(TimedRow, Protocol):
    """A named tuple with its validity."""

    def _replace(
        self, *, start_earliest: date, start_latest: date, end_earliest: date, end_latest: date
    ) -> Self: ...


class ShortenableFactRow(ShortenableRow, Protocol):
    """A named tuple with its validity, and the fact that it comes from."""

    @property
    def event(self) -> str: ...


class FactRow(TimedRow, Protocol):
    """A row with its fact, as JSON."""

    @property
    def event(self) -> str: ...
    @property
    def fact(self) -> str: ...
    @property
    def recorded_from(self) -> int: ...
    @property
    def recorded_at(self) -> datetime | None: ...


class DetailRow(FactRow, Protocol):
    """A row of a stream with its fact and its detail for answers, as JSON."""

    @property
    def stream(self) -> str: ...
    @property
    def detail(self) -> str: ...


class ClusterRow(DetailRow, Protocol):
    """A row with a cluster; `kind` is its stage."""

    @property
    def kind(self) -> str: ...


class StreamRow(Protocol):
    """A row of a stream; a named tuple, whose other members may name streams too."""

    @property
    def stream(self) -> str: ...
    @property
    def _fields(self) -> tuple[str, ...]: ...


class NetworkRow(NamedTuple):
    """`network`: a cluster, an agreement, a visit, a role, a link, or a temporary property of a cluster."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    kind: str
    key: str
    touched: list[str]
    detail: str
    fact: str
    recorded_at: datetime | None


class TimelineRow(NamedTuple):
    """`timeline`: an occurrence."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    type: str
    about: str
    subjects: list[str]
    day: date
    detail: str
    fact: str
    recorded_at: datetime | None


class MatrixRow(NamedTuple):
    """`matrix`: something that a cluster may have in common with another one."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    cluster: str
    kind: str
    key: str
    label: str
    fact: str
    recorded_at: datetime | None


class BridgeRow(NamedTuple):
    """`bridges`: a party's tie to a cluster, or a link of identity."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    party: str
    cluster: str
    role: str
    detail: str
    fact: str
    recorded_at: datetime | None


class AgreementRow(NamedTuple):
    """`agreements`: an agreement, or an event of it with a row of its own; `participants` are its former and present parties."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    part: str
    kind: str
    state: str
    signed: int
    listed: int
    detail: str
    fact: str
    recorded_at: datetime | None
    participants: list[str]


class DirectoryRow(NamedTuple):
    """`directory`: the names of a stream; `names` and `about` are JSON."""

    stream: str
    kind: str
    names: str
    abbreviation: str | None
    about: str
    sort_key: str
    sort_key_en: str
