"""What belongs to one party: its units, the functions in it, the recognitions that it granted, the task teams that it leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, cast, select
from sqlalchemy.dialects.postgresql import JSONB
from typing_extensions import TypedDict

from services.projections.queries.answers import certainty
from services.projections.queries.directory import PartyEntry, register
from services.projections.queries.http.query import Query
from services.projections.queries.network import touching
from services.projections.queries.possessions import ended, possessions
from services.projections.queries.profile_answer import Function, Recognition, TaskTeam
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import dissolutions
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import DIRECTORY, Store
from services.projections.readmodels.tables import TABLES

CHANGES = TABLES["changes"]


class _Unit(NamedTuple):
    stream: str
    event: str


# The directory has no index on what a unit is part of, but `changes` has one on what a fact names.
_NAMING = select(CHANGES.c.stream).where(
    predicates.some_of(CHANGES.c.named, "entries"), CHANGES.c.type == "PartyRegistered"
)
_UNITS = Statement(
    select(DIRECTORY.c.stream, DIRECTORY.c.event)
    .where(
        predicates.known(DIRECTORY),
        DIRECTORY.c.stream.in_(_NAMING),
        cast(DIRECTORY.c.about, JSONB)["part_of"].astext == predicates.any_of("entries"),
    )
    .order_by(DIRECTORY.c.sort_key, DIRECTORY.c.stream)
    .limit(bindparam("size", type_=BigInteger)),
    _Unit,
)


class OfOneParty(TypedDict):
    """What belongs to a single party; of several parties the lists are empty."""

    units: list[PartyEntry]
    functions: list[Function]
    recognitions: list[Recognition]
    task_teams: list[TaskTeam]


async def of_one_party(query: Query, store: Store, entries: Sequence[str]) -> tuple[OfOneParty, list[str]]:
    """Return what belongs to the party of these entries in the time of the query, and which of the lists are cut."""
    if not entries:
        return {"units": [], "functions": [], "recognitions": [], "task_teams": []}, []
    rows = await touching(query, store, entries, ["function", "recognition", "team"])
    gone = await dissolutions(query, store, {row.stream for row in rows})
    shown = [row for row in (ended(row, gone) for row in rows) if certainty(row, query.world) is not None]
    lists = possessions(shown, await store.references(query, shown))
    units = await store.fetch(_UNITS, query.binds | {"entries": list(entries), "size": query.limit})
    of_units = {(id := store.parties.id(row.stream)): row._replace(stream=id) for row in units}
    return {
        "units": await register(query, store, [*of_units.values()]),
        "functions": lists["functions"],
        "recognitions": lists["recognitions"],
        "task_teams": lists["task_teams"],
    }, [name for name, number in (("ties", len(rows)), ("units", len(units))) if number == query.limit]
