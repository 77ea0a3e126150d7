"""Whether the read models are what the log says: every stream is folded again, and every row is compared."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from contracts.envelope import Recorded
from runtime.changes import STANDARD, whole
from runtime.database import Connection, connect
from runtime.errors import Poison
from runtime.facts import fact_of
from runtime.readmodel import ReadModel
from services.projections.tables import MODELS

_STREAMS = 1_000
_FACTS = "SELECT stream, version, position, type, schema_version, recorded_at, audience, data FROM projections.facts"
_SET_ASIDE = "SELECT status, reason FROM projections.dead_letters WHERE position = $1 AND status <> 'foreign'"
_DISCARDED = "SELECT position FROM projections.dead_letters WHERE status = 'discarded'"
Records = dict[int, tuple[Any, ...]]


async def compare(
    service_dsn: str,
    events: AsyncIterator[Recorded],
    models: Sequence[ReadModel] = MODELS,
    *,
    patience: float = 10.0,
) -> str | None:
    """The first difference between the read models and these events of the log, in words; None when there is none.

    Args:
        service_dsn: PostgreSQL with the role of the projections.
        events: the log from its beginning, by position. What the tables hold beyond them is left alone. An event that
            an operator discarded counts as never having been there.
        patience: seconds to wait for what may still be on its way.
    """
    by_stream: dict[str, list[Recorded]] = defaultdict(list)
    head = 0
    async for event in events:
        by_stream[event.stream].append(event)
        head = max(head, event.position)
    connection = await connect(service_dsn)
    try:
        await _reached(connection, head, patience)
        discarded = {row["position"] for row in await connection.fetch(_DISCARDED)}
        for streams in _chunks(sorted(by_stream)):
            found = {
                stream: [event for event in by_stream.pop(stream) if event.position not in discarded]
                for stream in streams
            }
            difference = await _facts(connection, found, head) or await _rows(connection, found, models, head)
            if difference:
                return difference
            for stream in streams:
                by_stream[stream] = []  # seen
        return await _beyond(connection, sorted(by_stream), models, head)
    finally:
        await connection.close()


async def _reached(connection: Connection, head: int, patience: float) -> None:
    """Wait a moment for what may still be on its way; what does not come is found missing."""
    deadline = asyncio.get_running_loop().time() + patience
    while await connection.fetchval("SELECT watermark FROM projections.reader") < head:
        if asyncio.get_running_loop().time() > deadline:
            return
        await asyncio.sleep(0.1)


async def _facts(connection: Connection, streams: Mapping[str, Sequence[Recorded]], head: int) -> str | None:
    rows = await connection.fetch(f"{_FACTS} WHERE stream = ANY($1) AND position <= $2", list(streams), head)
    held = {row["position"]: tuple(row.values()) for row in rows}
    for event in sorted((event for events in streams.values() for event in events), key=lambda e: e.position):
        due = (
            event.stream, event.version, event.position, event.type, event.schema_version, event.recorded_at,
            event.audience, event.data,
        )  # fmt: skip
        found = held.pop(event.position, None)
        if found is None:
            aside = await connection.fetchrow(_SET_ASIDE, event.position)
            reason = f": it was set aside ({aside['status']}: {aside['reason']})" if aside else ""
            return f"{event.id} at position {event.position} was not applied{reason}"
        if found != due:
            return f"{event.id} at position {event.position} is not in the views as it is in the log"
    if held:
        return f"the views hold position {min(held)}, which the log does not"
    return None


async def _rows(
    connection: Connection,
    streams: Mapping[str, Sequence[Recorded]],
    models: Sequence[ReadModel],
    head: int,
) -> str | None:
    facts = {stream: [fact_of(event) for event in events] for stream, events in streams.items() if events}
    for model in models:
        due: Records = {}
        for stream, told in facts.items():
            if stream.partition("-")[0] in model.categories:
                try:
                    due |= {record[0]: record for record in whole(model, told)}
                except Poison as error:
                    return f"{model.name}: {stream} cannot be folded: {error}"
        names = (*STANDARD, *(column.name for column in model.columns))
        found = await connection.fetch(
            f"SELECT {', '.join(names)} FROM projections.{model.name}"
            " WHERE stream = ANY($1) AND recorded_from <= $2",
            list(streams),
            head,
        )
        difference = _difference(model, names, due, {row["id"]: _record(dict(row), head) for row in found})
        if difference:
            return difference
    return None


def _record(row: Mapping[str, Any], head: int) -> tuple[Any, ...]:
    """A row as it was at the head: what was closed later was still open."""
    told = dict(row)
    if told["recorded_to"] is not None and told["recorded_to"] > head:
        told["recorded_to"] = None
    return tuple(tuple(value) if isinstance(value, list) else value for value in told.values())


def _difference(model: ReadModel, names: Sequence[str], due: Records, found: Records) -> str | None:
    for id in sorted(due.keys() | found.keys()):
        ours, theirs = due.get(id), found.get(id)
        if ours == theirs:
            continue
        if ours is None or theirs is None:
            [some] = (record for record in (ours, theirs) if record)
            return f"{_named(model, some)} {'is missing' if theirs is None else 'is not what the log tells'}"
        told = (
            f"{name} is {b!r}, not {a!r}" for name, a, b in zip(names, ours, theirs, strict=True) if a != b
        )
        return f"{_named(model, ours)}: {'; '.join(told)}"[:1000]
    return None


def _named(model: ReadModel, record: tuple[Any, ...]) -> str:
    return f"{model.name}, the row of {record[2]} recorded with position {record[9]}"


async def _beyond(
    connection: Connection, streams: list[str], models: Sequence[ReadModel], head: int
) -> str | None:
    """Rows of streams that the log does not know."""
    for table, position in [("facts", "position"), *((model.name, "recorded_from") for model in models)]:
        stream = await connection.fetchval(
            f"SELECT min(stream) FROM (SELECT stream FROM projections.{table} WHERE {position} <= $2"
            " EXCEPT SELECT unnest($1::text[])) AS beyond",
            streams,
            head,
        )
        if stream is not None:
            return f"{table} holds {stream}, which the log does not know"
    return None


def _chunks(streams: Iterable[str]) -> Iterator[list[str]]:
    pending = iter(streams)
    while chunk := list(islice(pending, _STREAMS)):
        yield chunk
