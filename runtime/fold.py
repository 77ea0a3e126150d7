"""The read models' shell: folds facts into rows after every event, and writes only what changed.

It loads what it needs of a stream, asks `runtime.changes` what its new events change, and writes that in the consumer's
transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

import asyncpg
from lru import LRU

from contracts.envelope import Fact, Recorded
from runtime.changes import STANDARD, Held, changes, record
from runtime.database import Connection
from runtime.errors import Poison
from runtime.facts import fact_of
from runtime.readmodel import Interval, ReadModel, Row

SCHEMA = "projections"
_CACHED_STREAMS = 20_000
_FEW = 40
_FACTS = ("stream", "version", "position", "type", "schema_version", "recorded_at", "audience", "data")


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
            model.name: (*STANDARD, *(column.name for column in model.columns)) for model in models
        }
        names = ", ".join(
            f"to_regclass('{SCHEMA}.{self._tables.get(model.name, model.name)}')::oid::bigint"
            for model in models
        )
        self.generation = f"ARRAY[{names}]"
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
        good: list[Fact] = []
        for event in run:
            try:
                good.append(fact_of(event))
            except Poison as error:
                reasons |= {waiting.position: str(error) for waiting in run[len(good) :]}
                break
        models = self._by_category[stream.partition("-")[0]]
        while good:
            facts = before.facts + good if before.facts else good
            try:
                found = changes(models, facts, len(good), before.held)
            except Exception as error:
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
        for model in self.models:
            for row in await connection.fetch(
                f"SELECT {', '.join(self._columns[model.name])} FROM {self._table(model.name)}"
                " WHERE stream = ANY($1) AND recorded_to IS NULL",
                missing,
            ):
                self._pending[row["stream"]].held.setdefault(model.name, {})[stored(row)] = row["id"]

    async def _write(self, connection: Connection, writes: _Writes) -> None:
        await _insert(connection, "facts", _FACTS, writes.facts)
        for name, rows in writes.opened.items():
            await _insert(connection, self._tables.get(name, name), self._columns[name], rows)
        for name, closed in writes.closed.items():
            await connection.execute(
                f"UPDATE {self._table(name)} AS r SET recorded_to = c.position"
                " FROM unnest($1::bigint[], $2::bigint[]) AS c (id, position) WHERE r.id = c.id",
                [id for id, _ in closed],
                [position for _, position in closed],
            )

    def _table(self, name: str) -> str:
        return f"{SCHEMA}.{self._tables.get(name, name)}"


async def _insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows: a few in one round trip, many by COPY, which takes two."""
    if len(rows) > _FEW:
        await connection.copy_records_to_table(table, schema_name=SCHEMA, columns=columns, records=rows)
    elif rows:
        places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await connection.executemany(
            f"INSERT INTO {SCHEMA}.{table} ({', '.join(columns)}) VALUES ({places})", rows
        )


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
