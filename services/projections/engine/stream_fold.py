"""Computes what a stream's new events change in the read models: the pure core of the sink.

A fact that amends nothing is folded incrementally. After an amendment, the complete stream is folded again: rows that are
gone are closed, and new rows are opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from contracts.amendments import AMENDING, apply_amendments
from contracts.envelope import Fact
from runtime.errors import Poison
from services.projections.engine.incremental import recomputed
from services.projections.engine.readmodel import Facts, ReadModel, Record, Row, Step

# A row's id is the position of the event that opened it × ROWS_PER_EVENT + its number among the rows of that event.
# An amendment may open all rows of a stream, so this limits the rows of a stream. It leaves 2^43 positions.
ROWS_PER_EVENT = 1 << 20
STANDARD_COLUMNS = (
    "id", "stream", "event", "start_earliest", "start_latest", "end_earliest", "end_latest", "audience", "participants",
    "recorded_from", "recorded_to",
)  # fmt: skip

# The open rows with their ids.
Rows = dict[Row, int]
Records = list[Record]


class Changes(NamedTuple):
    """The changes of a stream's new events in one model.

    opened: row id → (row, recorded_from, recorded_to). closed: id of an older row → (row, position).
    """

    opened: dict[int, tuple[Row, int, int | None]]
    closed: dict[int, tuple[Row, int]]


class StreamFold:
    """The fold of one stream for several read models, event by event.

    Args:
        facts: the stream's facts so far, as recorded.
        rows: by model name, the open rows of these facts, with their ids.
    """

    __slots__ = ("_current", "_models", "_new", "facts", "stream")

    def __init__(
        self,
        stream: str,
        models: Sequence[ReadModel],
        facts: Iterable[Fact] = (),
        rows: Mapping[str, Rows] = {},
    ) -> None:
        self.stream = stream
        self.facts = list(facts)
        self._new = 0
        self._current = Facts(apply_amendments(self.facts))
        self._models = [RowHistory(stream, model, rows.get(model.name)) for model in models]

    def take(self, fact: Fact) -> Iterator[None]:
        """Fold one more fact. Exhaust the iterator to complete it; the caller may do other work between its steps."""
        type = fact.type
        if type in AMENDING:
            self.facts.append(fact)
            self._new += 1
            current = self._current = Facts(apply_amendments(self.facts))
            for model in self._models:
                yield
                model.refold(current, fact.position)
            return
        current = self._current
        due = [model for model in self._models if model.types is None or type in model.types]
        for model in due:
            if model.step is None:
                yield
                model.begin(current)
        self.facts.append(fact)
        self._new += 1
        # A fact that amends nothing leaves the earlier facts unchanged.
        current.append(fact)
        for model in due:
            if model.forward(current, fact.position):
                yield
                model.refold(current, fact.position)

    def changes(self) -> list[Changes]:
        """Return the changes since the last call, one item for each model."""
        self._new = 0
        return [model.changes() for model in self._models]

    def reset(self) -> None:
        """Return to the state at the last call of `changes`, after an error in `take`."""
        if self._new:
            del self.facts[-self._new :]
        self._new = 0
        self._current = Facts(apply_amendments(self.facts))
        for model in self._models:
            model.reset()


class RowHistory:
    """One model's rows of a stream."""

    __slots__ = ("closed", "model", "now", "opened", "step", "stream", "types")

    def __init__(self, stream: str, model: ReadModel, rows: Rows | None) -> None:
        self.stream = stream
        self.model = model
        self.types = model.types
        self.now: Rows = {} if rows is None else rows
        self.opened: dict[int, tuple[Row, int, int | None]] = {}
        self.closed: dict[int, tuple[Row, int]] = {}
        self.step: Step | None = None

    def begin(self, facts: Facts) -> None:
        """Create the step that continues after these facts."""
        self.step = (self.model.fold or recomputed(self.model.rows))(self.stream, facts)

    def forward(self, facts: Facts, position: int) -> bool:
        """Fold the last fact incrementally. Returns True if this is not possible and the stream must be folded again."""
        assert self.step is not None
        change = self.step(facts)
        if change is None:
            return True
        opened: Iterable[Row] = change.opened
        if change.closed:
            remaining = frozenset(opened)
            closed = [row for row in dict.fromkeys(change.closed) if row not in remaining]
            if any(row not in self.now for row in closed):
                return True  # the table has other rows than the facts give
            for row in closed:
                self._close(self.now.pop(row), row, position)
        if opened:
            self._open(opened, position)
        return False

    def refold(self, facts: Facts, position: int) -> None:
        """Close the rows that the facts no longer give, and open the new ones."""
        rows = list(self.model.rows(facts)) if facts else []
        self.step = None
        remaining = frozenset(rows)
        for row in [row for row in self.now if row not in remaining]:
            self._close(self.now.pop(row), row, position)
        self._open(rows, position)

    def _close(self, id: int, row: Row, position: int) -> None:
        if id in self.opened:
            self.opened[id] = (row, self.opened[id][1], position)
        else:
            self.closed[id] = (row, position)

    def _open(self, rows: Iterable[Row], position: int) -> None:
        now, opened = self.now, self.opened
        id = first = position * ROWS_PER_EVENT
        for row in rows:
            if now.setdefault(row, id) == id:
                opened[id] = (row, position, None)
                id += 1
        if id - first >= ROWS_PER_EVENT:
            raise _too_many(self.model)

    def changes(self) -> Changes:
        changes = Changes(self.opened, self.closed)
        self.opened, self.closed = {}, {}
        return changes

    def reset(self) -> None:
        for row, _, ended in self.opened.values():
            if ended is None:
                del self.now[row]
        for id, (row, _) in self.closed.items():
            self.now[row] = id
        self.opened, self.closed = {}, {}
        self.step = None


def _too_many(model: ReadModel) -> Poison:
    return Poison(f"one event opens more than {ROWS_PER_EVENT - 1} rows of {model.name}")


def record(id: int, stream: str, row: Row, recorded_from: int, recorded_to: int | None) -> Record:
    """Return a row's values in the order of `STANDARD_COLUMNS` and the model's own columns."""
    event, interval, audience, participants, values = row
    return (id, stream, event, *interval, audience, participants, recorded_from, recorded_to, *values)


def build_all(models: Sequence[ReadModel], facts: Sequence[Fact]) -> list[Records]:
    """Return, for each model, all records of one stream, including closed rows, as a table built from the log has them."""
    stream = facts[0].stream
    folded = StreamFold(stream, models)
    for fact in facts:
        for _ in folded.take(fact):
            pass
    return [
        [record(id, stream, *opened) for id, opened in changes.opened.items()] for changes in folded.changes()
    ]


def build_one(model: ReadModel, facts: Sequence[Fact]) -> Records:
    """`build_all` for one model."""
    [records] = build_all([model], facts)
    return records
