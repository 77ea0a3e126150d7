"""Verifies the read models against the log: folds every stream again, and compares every row."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contracts.envelope import Recorded
from runtime.database import Connection, connect
from runtime.errors import Poison
from runtime.facts import fact_of
from services.projections.engine.readmodel import ReadModel, Record
from services.projections.engine.stream_fold import STANDARD_COLUMNS
from services.projections.readmodels.tables import MODELS
from services.projections.rebuild.loader import build_streams

# Approximate number of events to compare at a time, in complete streams: the log may not fit into memory.
_EVENTS = 5_000
_FACTS = "SELECT stream, version, position, type, schema_version, recorded_at, audience, data FROM projections.facts"
_SET_ASIDE = "SELECT status, reason FROM projections.dead_letters WHERE position = $1 AND status <> 'foreign'"
_DISCARDED = "SELECT position FROM projections.dead_letters WHERE status = 'discarded'"
_BETWEEN = "stream > $1 AND ($2::text IS NULL OR stream <= $2)"
Records = dict[int, Record]


@dataclass(frozen=True)
class _Part:
    """All events of the streams whose names are after `after`, up to and including `upto` (None: no upper bound)."""

    events: list[Recorded]
    after: str
    upto: str | None


async def differences(
    service_dsn: str,
    events: AsyncIterator[Recorded],
    head: int,
    models: Sequence[ReadModel] = MODELS,
    *,
    patience: float = 10.0,
    after: str = "",
    reached: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[str]:
    """Yield descriptions of the differences between the read models and these events of the log.

    Args:
        service_dsn: PostgreSQL with the role of the projections.
        events: the log up to the position `head`, by stream and version. Later rows are ignored, and so are events that
        an operator discarded.
        patience: seconds to wait for the read models to reach the head.
        after: the stream after which the events begin.
        reached: called with the last stream that is compared, where more follow.
    """
    connection = await connect(service_dsn)
    try:
        await _reached(connection, head, patience)
        discarded = {row["position"] for row in await connection.fetch(_DISCARDED)}
        remaining = (event async for event in events if event.position not in discarded)
        async for part in _parts(remaining, after):
            for difference in await _facts(connection, part, head):
                yield difference
            for difference in await _rows(connection, part, models, head):
                yield difference
            if part.upto is not None:
                reached(part.upto)
    finally:
        await connection.close()


async def _parts(events: AsyncIterator[Recorded], after: str) -> AsyncIterator[_Part]:
    """Yield parts of complete streams after one; the last part has no upper bound."""
    events_of_part: list[Recorded] = []
    async for event in events:
        if len(events_of_part) >= _EVENTS and event.stream != events_of_part[-1].stream:
            yield _Part(events_of_part, after, events_of_part[-1].stream)
            after, events_of_part = events_of_part[-1].stream, []
        events_of_part.append(event)
    yield _Part(events_of_part, after, None)


async def _reached(connection: Connection, head: int, patience: float) -> None:
    """Wait up to `patience` seconds for the watermark to reach the head. Later events are reported as missing."""
    deadline = asyncio.get_running_loop().time() + patience
    while await connection.fetchval("SELECT watermark FROM projections.reader") < head:
        if asyncio.get_running_loop().time() > deadline:
            return
        await asyncio.sleep(0.1)


async def _facts(connection: Connection, part: _Part, head: int) -> list[str]:
    differences: list[str] = []
    rows = await connection.fetch(
        f"{_FACTS} WHERE {_BETWEEN} AND position <= $3", part.after, part.upto, head
    )
    stored = {row["position"]: tuple(row.values()) for row in rows}
    for event in sorted(part.events, key=lambda event: event.position):
        due = (
            event.stream, event.version, event.position, event.type, event.schema_version, event.recorded_at,
            event.audience, event.data,
        )  # fmt: skip
        actual = stored.pop(event.position, None)
        if actual is None:
            aside = await connection.fetchrow(_SET_ASIDE, event.position)
            reason = f": it was set aside ({aside['status']}: {aside['reason']})" if aside else ""
            differences.append(f"{event.id} at position {event.position} was not applied{reason}")
        elif actual != due:
            differences.append(
                f"{event.id} at position {event.position} is not in the views as it is in the log"
            )
    differences += [
        f"the views hold position {position}, which the log does not" for position in sorted(stored)
    ]
    return differences


async def _rows(connection: Connection, part: _Part, models: Sequence[ReadModel], head: int) -> list[str]:
    try:
        built = build_streams(models, [fact_of(event) for event in part.events])
    except Poison as error:
        return [str(error)]
    differences: list[str] = []
    streams = {event.stream for event in part.events}
    for model in models:
        due: Records = {cast("int", record[0]): record for record in built[model.name]}
        names = (*STANDARD_COLUMNS, *(column.name for column in model.columns))
        rows = await connection.fetch(
            f"SELECT {', '.join(names)} FROM projections.{model.name}"
            f" WHERE {_BETWEEN} AND recorded_from <= $3",
            part.after,
            part.upto,
            head,
        )
        actual = {row["id"]: _record(dict(row), head) for row in rows}
        unknown = {str(record[1]) for record in actual.values()} - streams
        differences += [
            f"{model.name} holds {stream}, which the log does not know" for stream in sorted(unknown)
        ]
        actual = {id: record for id, record in actual.items() if record[1] not in unknown}
        differences += _differences(model, names, due, actual)
    return differences


def _record(row: Mapping[str, Any], head: int) -> Record:
    """Return a row as of the head: rows closed later are open."""
    values = dict(row)
    if values["recorded_to"] is not None and values["recorded_to"] > head:
        values["recorded_to"] = None
    return tuple(tuple(value) if isinstance(value, list) else value for value in values.values())


def _differences(model: ReadModel, names: Sequence[str], due: Records, actual: Records) -> list[str]:
    differences: list[str] = []
    for id in sorted(due.keys() | actual.keys()):
        ours, theirs = due.get(id), actual.get(id)
        if ours == theirs:
            continue
        if ours is None or theirs is None:
            [some] = (record for record in (ours, theirs) if record)
            what = "is missing" if theirs is None else "is not in the log"
            differences.append(f"{_named(model, some)} {what}")
            continue
        parts = (
            f"{name} is {b!r}, not {a!r}" for name, a, b in zip(names, ours, theirs, strict=True) if a != b
        )
        differences.append(f"{_named(model, ours)}: {'; '.join(parts)}"[:1000])
    return differences


def _named(model: ReadModel, record: Record) -> str:
    return f"{model.name}, the row of {record[2]} recorded with position {record[9]}"
