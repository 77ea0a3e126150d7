"""The I/O of the read models: folds facts into rows after every event, and writes only what changed.

The sink loads a stream or takes its fold from the cache, computes the changes with `engine.stream_fold`, and writes them in
the consumer's transaction. A long fold yields to the other tasks of the process.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count
from operator import attrgetter
from typing import Any

import asyncpg
import orjson

from contracts.envelope import Fact, Recorded
from contracts.streams import category_of
from runtime.database import Connection, at_fault
from runtime.errors import Poison
from runtime.facts import fact_of
from services.projections.engine.interval import FUTURE, PAST, Interval
from services.projections.engine.readmodel import ReadModel, Record, Row
from services.projections.engine.stream_fold import STANDARD_COLUMNS, Rows, StreamFold, record

SCHEMA = "projections"
_CACHED_STREAMS = 20_000
_CACHED_FACTS = 200_000
_FEW = 40
# Seconds of folding after which the sink yields to other tasks.
_TURN = 0.01
_FACTS = ("stream", "version", "position", "type", "schema_version", "recorded_at", "audience", "data")
_FACT_TYPES = ("text", "integer", "bigint", "text", "smallint", "timestamptz", "text", "bytea")


@dataclass(slots=True)
class _Writes:
    facts: list[tuple[object, ...]] = field(default_factory=list)
    opened: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


class ReadModels:
    """The consumer's sink for read models: one table of facts, and one table for each model."""

    name = SCHEMA

    def __init__(self, models: Sequence[ReadModel], tables: Mapping[str, str] | None = None) -> None:
        self.models = tuple(models)
        self._tables = dict(tables or {})
        self._by_category: dict[str, list[ReadModel]] = defaultdict(list)
        for model in models:
            for category in model.categories:
                self._by_category[category].append(model)
        self._columns = {
            model.name: (*STANDARD_COLUMNS, *(str(column.name) for column in model.columns))
            for model in models
        }
        names = ", ".join(
            f"to_regclass('{SCHEMA}.{self._tables.get(model.name, model.name)}')::oid::bigint"
            for model in models
        )
        self.generation = f"ARRAY[{names}]"
        self._writing = self._statement()
        self._cache = FoldCache()
        self._pending: dict[str, StreamFold] = {}
        self._turn = 0.0

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write facts and rows. Returns position → reason for the events that could not be folded."""
        # Folds that are still pending were not committed: their streams are read again.
        self._pending = {}
        self._turn = time.perf_counter()
        by_stream: dict[str, list[Recorded]] = defaultdict(list)
        for event in events:
            by_stream[event.stream].append(event)
        await self._load(connection, by_stream)
        writes = _Writes()
        reasons: dict[int, str] = {}
        for stream, run in by_stream.items():
            await self._fold(stream, run, writes, reasons)
        await self._write(connection, writes)
        return reasons

    def forget(self) -> None:
        """Clear the cache, because a rebuild has switched the tables."""
        self._cache.clear()

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:  # noqa: ARG002  a sink's interface
        """Put the folds of the last batch into the cache: they are durable now."""
        for folded in self._pending.values():
            self._cache.put(folded)
        self._pending = {}

    async def _fold(
        self, stream: str, run: Sequence[Recorded], writes: _Writes, reasons: dict[int, str]
    ) -> None:
        folded = self._pending[stream]
        good = 0
        try:
            for event in run:
                await self._take(folded, fact_of(event))
                good += 1
        except Exception as error:
            if not at_fault(error):
                raise
            # This event and the later ones of its stream become dead letters. `take` may have stopped halfway.
            reason = str(error) if isinstance(error, Poison) else f"{type(error).__name__}: {error}"
            reasons |= {waiting.position: reason for waiting in run[good:]}
            folded.reset()
            for event in run[:good]:
                await self._take(folded, fact_of(event))
        writes.facts += map(_FACT_COLUMNS, run[:good])
        for model, changed in zip(self._by_category[category_of(stream)], folded.changes(), strict=True):
            if changed.opened:
                rows = writes.opened[model.name]
                for id, opened in changed.opened.items():
                    rows.append(record(id, stream, *opened))
            if changed.closed:
                writes.closed[model.name] += [(id, position) for id, (_, position) in changed.closed.items()]
        await self._give_way()

    async def _take(self, folded: StreamFold, fact: Fact) -> None:
        for _ in folded.take(fact):
            await self._give_way()

    async def _give_way(self) -> None:
        """Yield to other tasks if this one has run for `_TURN` seconds."""
        if time.perf_counter() - self._turn > _TURN:
            await asyncio.sleep(0)
            self._turn = time.perf_counter()

    async def _load(self, connection: Connection, by_stream: Mapping[str, Sequence[Recorded]]) -> None:
        """Take the streams' folds from the cache; read the facts and rows of the others."""
        missing = []
        for stream, run in by_stream.items():
            # A cached fold counts only if the next event follows its last one: another process may have written since.
            cached = self._cache.take(stream)
            last = cached.facts[-1].version if cached is not None else 0
            if last + 1 != run[0].version:
                missing.append(stream)
            else:
                self._pending[stream] = cached or self._new(stream)
        if not missing:
            return
        facts: dict[str, list[Fact]] = defaultdict(list)
        for row in await connection.fetch(
            f"SELECT {', '.join(_FACTS)} FROM {SCHEMA}.facts WHERE stream = ANY($1) ORDER BY stream, version",
            missing,
        ):
            facts[row["stream"]].append(fact_of(_recorded(row)))
            await self._give_way()
        folded = {category_of(stream) for stream in facts}
        rows: dict[str, dict[str, Rows]] = defaultdict(lambda: defaultdict(dict))
        for model in self.models:
            if folded.isdisjoint(model.categories):
                continue
            for row in await connection.fetch(
                f"SELECT {', '.join(self._columns[model.name])} FROM {self._table(model.name)}"
                " WHERE stream = ANY($1) AND recorded_to IS NULL",
                missing,
            ):
                rows[row["stream"]][model.name][stored(row)] = row["id"]
                await self._give_way()
        for stream in missing:
            self._pending[stream] = self._new(stream, facts[stream], rows[stream])

    def _new(self, stream: str, facts: Sequence[Fact] = (), rows: Mapping[str, Rows] = {}) -> StreamFold:
        return StreamFold(stream, self._by_category[category_of(stream)], facts, rows)

    async def _write(self, connection: Connection, writes: _Writes) -> None:
        """Write everything in one statement. Many rows of one table use COPY, which takes two round trips."""
        facts, arguments = writes.facts, list[object]()
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
        """Return the SQL that inserts facts, and opens and closes rows of each model. One text, so that it is planned once."""
        place = count(1)
        columns = ", ".join(f"${next(place)}::{type}[]" for type in _FACT_TYPES)
        parts = [f"INSERT INTO {SCHEMA}.facts ({', '.join(_FACTS)}) SELECT * FROM unnest({columns})"]
        for model in self.models:
            table, names = self._table(model.name), ", ".join(self._columns[model.name])
            recordset = f"json_populate_recordset(NULL::{table}, ${next(place)}::json)"
            parts.append(f"INSERT INTO {table} ({names}) SELECT {names} FROM {recordset}")
            closed = f"unnest(${next(place)}::bigint[], ${next(place)}::bigint[]) AS c (id, position)"
            parts.append(f"UPDATE {table} AS r SET recorded_to = c.position FROM {closed} WHERE r.id = c.id")
        *first, last = parts
        before = ", ".join(f"w{number} AS ({part})" for number, part in enumerate(first))
        return f"WITH {before} {last}" if before else last

    def _table(self, name: str) -> str:
        return f"{SCHEMA}.{self._tables.get(name, name)}"


class FoldCache:
    """LRU cache of stream folds, limited by the number of streams and of facts."""

    def __init__(self, streams: int = _CACHED_STREAMS, facts: int = _CACHED_FACTS) -> None:
        self._folds: dict[str, StreamFold] = {}
        self._streams, self._facts = streams, facts
        self.facts = 0

    def __len__(self) -> int:
        return len(self._folds)

    def take(self, stream: str) -> StreamFold | None:
        """Remove and return a stream's fold, or None. The caller puts it back when its changes are durable."""
        fold = self._folds.pop(stream, None)
        if fold is not None:
            self.facts -= len(fold.facts)
        return fold

    def put(self, fold: StreamFold) -> None:
        """Add a fold; evicts the least recently used ones."""
        if not fold.facts:
            return
        self.take(fold.stream)
        self._folds[fold.stream] = fold
        self.facts += len(fold.facts)
        while len(self._folds) > 1 and (self.facts > self._facts or len(self._folds) > self._streams):
            self.take(next(iter(self._folds)))

    def clear(self) -> None:
        """Remove all folds."""
        self._folds.clear()
        self.facts = 0


async def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    await connection.copy_records_to_table(table, schema_name=SCHEMA, columns=columns, records=rows)


def _as_json(columns: Sequence[str], rows: Iterable[Record]) -> str | None:
    """Return rows as one JSON argument, because PostgreSQL has no arrays of arrays of different lengths; None for no rows."""
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    return (
        orjson.dumps(objects, default=_day, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
        if objects
        else None
    )


@lru_cache(maxsize=1 << 16)
def _day(day: date) -> str:
    """Return the day as PostgreSQL reads it, with infinities for open bounds."""
    return "-infinity" if day == PAST else "infinity" if day == FUTURE else day.isoformat()


_FACT_COLUMNS = attrgetter(*_FACTS)


def stored(row: asyncpg.Record) -> Row:
    """Return the `Row` of a database record, equal to the one that was written."""
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
