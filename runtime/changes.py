"""What a stream's new events change in a read model: the pure core of the read models' shell.

A read model's rows are told anew after every event; what is gone is closed, and what is new is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.amendments import AMENDING, believed
from contracts.envelope import Fact
from runtime.errors import Poison
from runtime.readmodel import ReadModel, Row

# A row's id is the position of the event that opened it, and its number among the rows which that event opened.
ROWS_PER_EVENT = 1 << 12
_FEW = 4  # rows that are looked through as quickly as they are hashed
STANDARD = (
    "id", "stream", "event", "start_earliest", "start_latest", "end_earliest", "end_latest", "audience", "participants",
    "recorded_from", "recorded_to",
)  # fmt: skip

Held = dict[Row, int]
Records = list[tuple[Any, ...]]


class Changes(NamedTuple):
    """What a stream's new events change: row id → (row, recorded_from, recorded_to), and ids of older rows → position."""

    opened: dict[int, tuple[Row, int, int | None]]
    closed: dict[int, int]
    held: Held


def changes(
    models: Sequence[ReadModel], facts: Sequence[Fact], new: int, held: Mapping[str, Held]
) -> list[Changes]:
    """Fold a stream after each of its last `new` facts, for each of the models.

    All models fold one state of the stream before the next one, so that they can share what they make of it.

    Args:
        facts: all of the stream's facts, as recorded.
        held: by model, the rows that stand after the facts before the new ones, with their ids.
    """
    courses = [_Course(model, held.get(model.name)) for model in models]
    first = len(facts) - new
    # One list for the whole run, which only grows until something is amended: what was made of it can be carried on.
    standing = list(believed(facts[:first]))
    for count, fact in enumerate(facts[first:], start=first + 1):
        type, position = fact.type, fact.position
        if type in AMENDING:
            standing = list(believed(facts[:count]))
            for course in courses:
                course.follow(standing, position)
            continue
        # A fact that amends nothing leaves those before it as they were believed.
        standing.append(fact)
        for course in courses:
            model = course.model
            if model.types is None or type in model.types:
                added = model.added(standing) if model.added is not None else None
                if added is None:
                    course.follow(standing, position)
                else:
                    course.add(added, position)
    return [Changes(course.opened, course.closed, course.now) for course in courses]


class _Course:
    """One model's rows of a stream, from one event to the next."""

    __slots__ = ("closed", "last", "model", "now", "opened")

    def __init__(self, model: ReadModel, held: Held | None) -> None:
        self.model = model
        self.now: Held = dict(held) if held else {}
        self.opened: dict[int, tuple[Row, int, int | None]] = {}
        self.closed: dict[int, int] = {}
        self.last: list[Row] | None = None if held else []

    def follow(self, standing: Sequence[Fact], position: int) -> None:
        """Close the rows that the stream as now believed does not tell any more, and open those that it tells anew."""
        told = list(self.model.rows(standing)) if standing else []
        last, self.last = self.last, told
        if told == last:
            return
        now, fresh = self.now, told
        if last is not None and told[: len(last)] == last:
            fresh = told[len(last) :]  # as a rule a fact adds rows, and those before it are the same objects
        elif now:
            kept = told if len(told) < _FEW else frozenset(told)
            for row in [row for row in now if row not in kept]:
                id = now.pop(row)
                if id in self.opened:
                    self.opened[id] = (row, self.opened[id][1], position)
                else:
                    self.closed[id] = position
        self._open(fresh, position)

    def add(self, fresh: Iterable[Row], position: int) -> None:
        """Open the rows that a fact tells besides those that stand."""
        rows = list(fresh)
        if rows:
            if self.last is not None:
                self.last += rows
            self._open(rows, position)

    def _open(self, fresh: Iterable[Row], position: int) -> None:
        now, opened = self.now, self.opened
        id = first = position * ROWS_PER_EVENT
        for row in fresh:
            if now.setdefault(row, id) == id:
                opened[id] = (row, position, None)
                id += 1
        if id - first >= ROWS_PER_EVENT:
            raise _too_many(self.model)


def _too_many(model: ReadModel) -> Poison:
    return Poison(f"one event opens more than {ROWS_PER_EVENT - 1} rows of {model.name}")


def record(id: int, stream: str, row: Row, recorded_from: int, recorded_to: int | None) -> tuple[Any, ...]:
    """A row as it stands in its table, in the order of `STANDARD` and the model's own columns."""
    event, interval, audience, participants, values = row
    return (id, stream, event, *interval, audience, participants, recorded_from, recorded_to, *values)


def wholes(models: Sequence[ReadModel], facts: Sequence[Fact]) -> list[Records]:
    """For each model all rows of one stream, closed ones too, as they stand in a table built from the log alone."""
    stream = facts[0].stream
    return [
        [record(id, stream, *opened) for id, opened in found.opened.items()]
        for found in changes(models, facts, len(facts), {})
    ]


def whole(model: ReadModel, facts: Sequence[Fact]) -> Records:
    """`wholes` of one model."""
    [found] = wholes([model], facts)
    return found
