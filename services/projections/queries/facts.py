"""`/v1/facts/{event}`: one fact with its whole history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import text

from contracts.access import Access, stream_access
from contracts.amendments import AMENDING, believed
from contracts.envelope import Fact, Recorded
from contracts.participation import has_parties
from contracts.statement import time_text
from runtime.errors import NotFound, Poison
from runtime.facts import fact_of
from services.projections.engine.interval import FUTURE, Interval, happened, since
from services.projections.facts.provenance import ENVELOPE, fact_text, fields, streams_in
from services.projections.facts.readers import readers
from services.projections.queries.answers import References, date_of
from services.projections.queries.http.query import Query
from services.projections.queries.sql.store import Store

_STREAM = text(
    "SELECT stream, version, position, type, schema_version, recorded_at, audience, data FROM projections.facts"
    " WHERE stream = :stream AND position <= :known ORDER BY version"
)


async def fact(query: Query, store: Store, event: str) -> dict[str, Any]:
    """A fact as the record believed it at `known_at`, what it said before, and every amendment since.

    Raises:
        NotFound: the record held no such event, or the caller may not read it.
    """
    stream, _, version = event.partition("@")
    rows = await store.fetch(_STREAM, {"stream": stream, "known": query.known_at})
    facts = decoded(_relevant(stream, int(version), rows))
    recorded = next((item for item in facts if item.id == event), None)
    access = stream_access(stream, facts)
    if recorded is None or not visible(recorded, access, query):
        raise NotFound(
            f"There is no fact {event} that you may read in the record as of position {query.known_at}."
        )
    now = next((item for item in believed(facts) if item.id == event), None)
    history = _history(recorded, [item for item in facts if visible(item, access, query)])
    shown = now or recorded
    references = await _references(query, store, [recorded, shown, *(item for item, _, _ in history)])
    return {
        "ref": references.ref(stream),
        "stream": stream,
        "version": recorded.version,
        "fields": fields(shown),
        "actor": recorded.data.get("actor") if query.actors else None,
        "retracted": now is None and recorded.type not in AMENDING,
        **references.fact(as_row(shown)),
        "history": [_entry(item, changes, after, references) for item, changes, after in history],
    }


def _relevant(stream: str, version: int, rows: Sequence[Any]) -> Sequence[Any]:
    """The rows that can say something of one of a stream's facts: its own, and the amendments.

    What an amendment speaks of may be any fact, and who may read one of these streams depends on several.
    """
    own = next((row for row in rows if row.version == version), None)
    if own is None or own.type in AMENDING or has_parties(stream):
        return rows
    return [row for row in rows if row is own or row.type in AMENDING]


def decoded(rows: Sequence[Any]) -> list[Fact]:
    """Rows of the table of facts, as facts."""
    facts = []
    for row in rows:
        event = Recorded(
            row.position, row.stream, row.version, row.type, row.schema_version, row.recorded_at, row.audience,
            b"", "", None, row.data,
        )  # fmt: skip
        try:
            facts.append(fact_of(event))
        except Poison:  # an older program reads a newer event's stream: what it cannot read it cannot show
            continue
    return facts


def visible(item: Fact, access: Access, query: Query) -> bool:
    """Whether the caller may read a fact of a stream with this access."""
    audience, parties = readers(item, access)
    return audience in query.audiences or (audience != "owner" and query.subject in parties)


_Step = tuple[Fact, list[dict[str, Any]], Fact | None]


def _history(recorded: Fact, facts: Sequence[Fact]) -> list[_Step]:
    """The fact's own recording and each event that speaks of it: the values that changed there, and the fact after it.

    After its retraction there is none.
    """
    about = {recorded.id}
    steps: list[_Step] = [(recorded, [], None if recorded.type in AMENDING else recorded)]
    before: Mapping[str, Any] | None = recorded.data
    known: list[Fact] = []
    for item in facts:
        known.append(item)
        if item.type not in AMENDING or item.data["target"] not in about or item.version <= recorded.version:
            continue
        about.add(item.id)
        current = next((other for other in believed(known) if other.id == recorded.id), None)
        after = current.data if current else None
        steps.append((item, differences(before, after), current))
        before = after
    return steps


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The fields that differ, each as `{field, before, after}`; none where one of the two is not.

    Sources are left out: what an amendment adds to them are its own, and stand beside.
    """
    if before is None or after is None:
        return []  # taken back, or taken back no longer: `stands` says it
    names = dict.fromkeys((*before, *after))
    return [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in names
        if name != "sources" and before.get(name) != after.get(name)
    ]


def _entry(
    item: Fact, changes: list[dict[str, Any]], after: Fact | None, references: References
) -> dict[str, Any]:
    return {
        "event": item.id,
        "type": item.type,
        "position": item.position,
        "recorded_at": time_text(item.recorded_at),
        "actor": item.data.get("actor") if references.query.actors else None,
        "by": references.maybe(item.data.get("by")),
        "reason": item.data.get("reason"),
        "date": date_of(item.data.get("occurred")),
        "sources": references.sources(item.data.get("sources", ())),
        "fields": {name: value for name, value in item.data.items() if name not in ENVELOPE | {"reason"}},
        "changes": changes,
        # The whole fact as this event left it; null where it took the fact back.
        "after": after and _version(after, references),
    }


def _version(item: Fact, references: References) -> dict[str, Any]:
    return {
        "fields": fields(item),
        "date": date_of(item.data.get("occurred")),
        "sources": references.sources(item.data.get("sources", ())),
        "disputes": [references.opinion(each._asdict()) for each in item.disputes],
        "confirmations": [references.opinion(each._asdict()) for each in item.confirmations],
    }


async def _references(query: Query, store: Store, facts: Sequence[Fact]) -> References:
    streams = {stream for item in facts for stream in (item.stream, *streams_in(item.data))}
    return References(query, await store.names(query, streams))


def as_row(item: Fact) -> Any:
    """What `References.fact` reads of a row."""
    as_of = item.data.get("as_of")
    interval = Interval(*happened(item, "as_of"), FUTURE, FUTURE) if as_of else since(item)
    return SimpleNamespace(
        event=item.id,
        fact=fact_text(item, date=as_of),
        recorded_from=item.position,
        recorded_at=item.recorded_at,
        **interval._asdict(),
    )
