"""`/v1/dossiers/{stream}`: every fact that the record holds of one thing, its own and those that name it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from typing_extensions import TypedDict

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from contracts.fields import Audience
from contracts.streams import category_of
from runtime.errors import NotFound
from services.projections.facts.provenance import fields, streams_in
from services.projections.queries.answer_types import Fields, RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.facts import sentence_of
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.stream_facts import as_row, facts_by_stream
from services.projections.readmodels.tables import TABLES

CHANGES = TABLES["changes"]
SORT = (date, int)
# What has a dossier; persons have none.
CATEGORIES = ("cluster", "party", "agreement", "visit", "commitment", "source", "conference")


class _Row(NamedTuple):
    """`changes`: a version of a fact."""

    id: int
    stream: str
    event: str
    start_earliest: date
    start_latest: date
    end_earliest: date
    end_latest: date
    audience: Audience
    recorded_from: int
    recorded_to: int | None
    type: str
    subjects: list[str]
    marks: str
    named: list[str]
    recorded_at: datetime | None


_ROWS = Statement(
    predicates.page(
        predicates.rows_of(
            CHANGES, predicates.some_of(CHANGES.c.named, "entries"), predicates.possible(CHANGES)
        ),
        CHANGES.c.start_latest,
        CHANGES.c.id,
    ),
    _Row,
    as_recorded=True,
)


class DossierFact(RecordedFact):
    """A fact that names the thing, as it is now. `own` if it belongs to the thing's own stream; `fields` are its event's."""

    ref: Reference
    own: bool
    what: Text
    subjects: list[Reference]
    fields: Fields


class Dossier(TypedDict):
    """A thing of the record, and the streams that its facts name."""

    ref: Reference
    facts: list[DossierFact]
    named: list[Reference]


async def dossier(query: Query, store: Store, stream: str) -> tuple[Dossier, str | None]:
    """Return a thing with its facts up to `as_of`, by their latest day: its own, and those of other streams that name it.

    A source is named by the facts that cite it, a conference by what was signed there, an agreement by the visit that led
    to it. Amendments and opinions are applied; a retracted fact is left out.

    Raises:
        NotFound: there was no such thing in the record, the caller may not read it, or it is a person.
    """
    if category_of(stream) not in CATEGORIES or not await store.names(query, [stream]):
        raise NotFound(
            f"There is no {stream} that you may read in the record as of position {query.known_at}."
        )
    entries = store.parties.entries(stream)
    rows, following = await store.page(
        _ROWS, query, SORT, lambda row: (row.start_latest, row.id), {"entries": entries}
    )
    by_stream = await facts_by_stream(store, {row.stream for row in rows}, query.known_at)
    current = {
        fact.id: fact for stream_facts in by_stream.values() for fact in apply_amendments(stream_facts)
    }
    shown = [(row, current[row.event]) for row in rows if row.event in current]
    named = {*entries, *(name for row, _ in shown for name in (row.stream, *row.subjects, *row.named))}
    named |= {name for _, fact in shown for name in streams_in(fact.data)}
    references = References(query, await store.names(query, named))
    return {
        "ref": references.ref(entries[0]),
        "facts": [_fact(row, fact, entries, references) for row, fact in shown],
        "named": references.refs(sorted(name for name in named if category_of(name) in CATEGORIES)),
    }, following


def _fact(row: _Row, fact: Fact, entries: Sequence[str], references: References) -> DossierFact:
    return {
        "ref": references.ref(row.stream),
        "own": row.stream in entries,
        "what": sentence_of(fact, row.subjects, references),
        "subjects": references.refs(row.subjects),
        "fields": fields(fact),
        **references.fact(as_row(fact)._replace(recorded_from=row.recorded_from)),
    }
