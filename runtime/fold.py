"""The read models' shell: folds facts into rows after every event, and writes only what changed.

It loads what it needs of a stream, asks `runtime.changes` what its new events change, and writes that in the consumer's
transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count, groupby
from operator import attrgetter, itemgetter
from typing import Any

import asyncpg
import orjson
from lru import LRU

from contracts.envelope import Fact, Recorded
from runtime.changes import STANDARD, Held, changes, record
from runtime.database import Connection, at_fault
from runtime.errors import Poison
from runtime.facts import fact_of
from runtime.readmodel import FUTURE, PAST, Interval, ReadModel, Row

SCHEMA = "projections"
_CACHED_STREAMS = 20_000
_FEW = 40
_FACTS = ("stream", "version", "position", "type", "schema_version", "recorded_at", "audience", "data")
_FACT_TYPES = ("text", "integer", "bigint", "text", "smallint", "timestamptz", "text", "bytea")


@dataclass(slots=True)
class _Stream:
    facts: list[Fact]
    held: dict[str, Held]


@dataclass(slots=True)
class _Writes:
    facts: list[tuple[Any, ...]] = field(default_factory=list)
    opened: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


class ReadModels:
    """The consumer's sink for read models: one table of facts, one table for each model."""

    name = SCHEMA

    def __init__(self, models: Sequence[ReadModel], tables: Mapping[str, str] | None = None) -> None:
        self.models = tuple(models)
        self._tables = dict(tables or {})
        self._by_category: dict[str, list[ReadModel]] = defaultdict(list)
        for model in models:
            for category in model.categories:
                self._by_category[category].append(model)
        self._columns = {
            model.name: (*STANDARD, *(str(column.name) for column in model.columns)) for model in models
        }
        names = ", ".join(
            f"to_regclass('{SCHEMA}.{self._tables.get(model.name, model.name)}')::oid::bigint"
            for model in models
        )
        self.generation = f"ARRAY[{names}]"
        self._writing = self._statement()
        self._streams: LRU[str, _Stream] = LRU(_CACHED_STREAMS)
        self._pending: dict[str, _Stream] = {}

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write facts and rows; position → reason for events whose stream could not be folded."""
        self._pending = {}
        by_stream: dict[str, list[Recorded]] = defaultdict(list)
        for event in events:
            by_stream[event.stream].append(event)
        await self._load(connection, by_stream)
        writes = _Writes()
        reasons: dict[int, str] = {}
        for stream, run in by_stream.items():
            self._fold(stream, run, writes, reasons)
        await self._write(connection, writes)
        return reasons

    def forget(self) -> None:
        """Read streams from the tables again: these were exchanged, by a rebuild."""
        self._streams.clear()

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:  # noqa: ARG002  a sink's interface
        """Keep what was folded: it is durable now."""
        for stream, folded in self._pending.items():
            self._streams[stream] = folded
        self._pending = {}

    def _fold(self, stream: str, run: Sequence[Recorded], writes: _Writes, reasons: dict[int, str]) -> None:
        before = self._pending.get(stream) or self._streams.get(stream) or _Stream([], {})
        good = _readable(run, reasons)
        models = self._by_category[stream.partition("-")[0]]
        while good:
            facts = before.facts + good if before.facts else good
            try:
                found = changes(models, facts, len(good), before.held)
            except Exception as error:
                if not at_fault(error):
                    raise
                # The last of the new facts is set aside until the rest can be folded.
                reasons[good.pop().position] = f"{type(error).__name__}: {error}"
                continue
            writes.facts += map(_FACT_COLUMNS, run[: len(good)])
            held: dict[str, Held] = {}
            for model, changed in zip(models, found, strict=True):
                name = model.name
                if changed.opened:
                    rows = writes.opened[name]
                    for id, opened in changed.opened.items():
                        rows.append(record(id, stream, *opened))
                if changed.closed:
                    writes.closed[name] += changed.closed.items()
                if changed.held:
                    held[name] = changed.held
            self._pending[stream] = _Stream(facts, held)
            return

    async def _load(self, connection: Connection, by_stream: Mapping[str, Sequence[Recorded]]) -> None:
        """Read facts and standing rows of streams that are neither new nor kept."""
        # What is kept counts only when it is what the next event follows: another process may have written since.
        missing = []
        for stream, run in by_stream.items():
            kept = self._streams.get(stream)
            last = kept.facts[-1].version if kept is not None and kept.facts else 0
            if last + 1 != run[0].version:
                self._streams.pop(stream, None)
                missing.append(stream)
        if not missing:
            return
        rows = await connection.fetch(
            f"SELECT {', '.join(_FACTS)} FROM {SCHEMA}.facts WHERE stream = ANY($1) ORDER BY stream, version",
            missing,
        )
        for stream, found in groupby(rows, itemgetter("stream")):
            self._pending[stream] = _Stream([fact_of(_recorded(row)) for row in found], {})
        folded = {stream.partition("-")[0] for stream in missing}
        for model in self.models:
            if folded.isdisjoint(model.categories):
                continue
            for row in await connection.fetch(
                f"SELECT {', '.join(self._columns[model.name])} FROM {self._table(model.name)}"
                " WHERE stream = ANY($1) AND recorded_to IS NULL",
                missing,
            ):
                self._pending[row["stream"]].held.setdefault(model.name, {})[stored(row)] = row["id"]

    async def _write(self, connection: Connection, writes: _Writes) -> None:
        """Write all of it in one statement; many rows of one table go by COPY, which takes two round trips."""
        facts, arguments = writes.facts, list[Any]()
        if len(facts) > _FEW:
            await _copy(connection, "facts", _FACTS, facts)
            facts = []
        for at in range(len(_FACTS)):
            arguments.append([fact[at] for fact in facts])
        for model in self.models:
            name, columns = model.name, self._columns[model.name]
            rows = writes.opened.get(name, [])
            if len(rows) > _FEW:
                await _copy(connection, self._tables.get(name, name), columns, rows)
                rows = []
            closed = writes.closed.get(name, ())
            arguments += (
                _as_json(columns, rows),
                [id for id, _ in closed],
                [position for _, position in closed],
            )
        if any(arguments):
            await connection.execute(self._writing, *arguments)

    def _statement(self) -> str:
        """What writes facts, and rows to open and to close of each model: always the same, so that it is planned once."""
        place = count(1)
        columns = ", ".join(f"${next(place)}::{type}[]" for type in _FACT_TYPES)
        parts = [f"INSERT INTO {SCHEMA}.facts ({', '.join(_FACTS)}) SELECT * FROM unnest({columns})"]
        for model in self.models:
            table, names = self._table(model.name), ", ".join(self._columns[model.name])
            told = f"json_populate_recordset(NULL::{table}, ${next(place)}::json)"
            parts.append(f"INSERT INTO {table} ({names}) SELECT {names} FROM {told}")
            closed = f"unnest(${next(place)}::bigint[], ${next(place)}::bigint[]) AS c (id, position)"
            parts.append(f"UPDATE {table} AS r SET recorded_to = c.position FROM {closed} WHERE r.id = c.id")
        *first, last = parts
        before = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(first))
        return f"WITH {before} {last}" if before else last

    def _table(self, name: str) -> str:
        return f"{SCHEMA}.{self._tables.get(name, name)}"


def _readable(run: Sequence[Recorded], reasons: dict[int, str]) -> list[Fact]:
    """The events as facts, up to one that cannot be read; `reasons` takes up why it and those after it are left out."""
    good: list[Fact] = []
    for event in run:
        try:
            good.append(fact_of(event))
        except Poison as error:
            reasons |= {waiting.position: str(error) for waiting in run[len(good) :]}
            break
    return good


async def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    await connection.copy_records_to_table(table, schema_name=SCHEMA, columns=columns, records=rows)


def _as_json(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> str | None:
    """Rows as one argument, for PostgreSQL knows no array of arrays of different lengths; None for none."""
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return orjson.dumps(told, default=_day, option=orjson.OPT_PASSTHROUGH_DATETIME).decode() if told else None


@lru_cache(maxsize=1 << 16)
def _day(day: date) -> str:
    """As PostgreSQL reads it. What is open has no day."""
    return "-infinity" if day == PAST else "infinity" if day == FUTURE else day.isoformat()


_FACT_COLUMNS = attrgetter(*_FACTS)


def stored(row: asyncpg.Record) -> Row:
    """A row read back from its table, equal to the one that was written."""
    values = tuple(row.values())
    return Row(
        values[2], Interval(*values[3:7]), values[7], tuple(values[8]), tuple(map(_hashable, values[11:]))
    )


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _recorded(row: asyncpg.Record) -> Recorded:
    return Recorded(
        row["position"], row["stream"], row["version"], row["type"], row["schema_version"], row["recorded_at"],
        row["audience"], b"", "", None, row["data"],
    )  # fmt: skip
