"""Reads the facts of streams as recorded, in the order of their versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import text

from contracts.envelope import Fact
from contracts.fields import Audience
from runtime.errors import Poison
from runtime.facts import stored_fact
from services.projections.engine.interval import FUTURE, Interval, happened, since
from services.projections.facts.provenance import fact_text
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store


class StoredFact(NamedTuple):
    """`facts`: an event as recorded; `data` is JSON."""

    stream: str
    version: int
    position: int
    type: str
    schema_version: int
    recorded_at: datetime
    audience: Audience
    data: bytes


_COLUMNS = ", ".join(StoredFact._fields)
STREAM = Statement(
    text(
        f"SELECT {_COLUMNS} FROM projections.facts WHERE stream = :stream AND position <= :known ORDER BY version"
    ),
    StoredFact,
)
_STREAMS = Statement(
    text(
        f"SELECT {_COLUMNS} FROM projections.facts"
        " WHERE stream = ANY(:streams) AND position <= :known ORDER BY stream, version"
    ),
    StoredFact,
)


async def facts_by_stream(store: Store, streams: Collection[str], known_at: int) -> dict[str, list[Fact]]:
    """Return the facts of some streams up to a position, by stream; a defaultdict."""
    by_stream: dict[str, list[Fact]] = defaultdict(list)
    if streams:
        for fact in decoded(await store.fetch(_STREAMS, {"streams": sorted(streams), "known": known_at})):
            by_stream[fact.stream].append(fact)
    return by_stream


def decoded(rows: Sequence[StoredFact]) -> list[Fact]:
    """Convert rows of the table of facts to facts."""
    facts: list[Fact] = []
    for row in rows:
        try:
            facts.append(stored_fact(*row))
        except Poison:  # a newer version of an event than this program knows: skip it
            continue
    return facts


class CurrentFact(NamedTuple):
    """A fact with its amendments applied, as a row of a read model."""

    stream: str
    event: str
    fact: str
    recorded_from: int
    recorded_at: datetime | None
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date


def as_row(item: Fact) -> CurrentFact:
    """Return the fact as a row for `References.fact`."""
    as_of = item.data.get("as_of")
    interval = Interval(*happened(item, "as_of"), FUTURE, FUTURE) if as_of else since(item)
    return CurrentFact(
        item.stream, item.id, fact_text(item, date=as_of), item.position, item.recorded_at, *interval
    )
