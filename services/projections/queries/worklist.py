"""`/v1/worklist`: facts that are unsourced, inferred, disputed or inconsistent."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Literal, cast

import orjson
from typing_extensions import TypedDict

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from services.projections.engine.readmodel import json_text
from services.projections.facts.provenance import fact_text, streams_in
from services.projections.queries.answer_types import Fields, RecordedFact, Reference, Text
from services.projections.queries.answers import References
from services.projections.queries.facts import sentence_of
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import subject_filter, wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql.expressions import Binds
from services.projections.queries.sql.predicates import page_binds
from services.projections.queries.sql.rows import FactRow
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.stream_facts import as_row, facts_by_stream
from services.projections.queries.worklist_reasons import (
    COUNT_OF_UNKNOWN,
    COUNTS,
    SEARCHES,
    UNKNOWN_ROWS,
    ReasonRow,
)
from services.projections.queries.worklist_texts import DO

SORT = (int, str, str)
Reason = Literal[
    "undecided",
    "disputed",
    "unsourced",
    "uncited-document",
    "dangling",
    "inferred",
    "open-parties",
    "without-copy",
    "basis-corrected",
    "thin-claim",
    "member-of-dissolved-cluster",
    "party-dissolved",
]
_ORDER = cast("tuple[Reason, ...]", tuple(SEARCHES))
# Reasons about streams without facts in the record.
_NAMING = frozenset({"uncited-document", "dangling"})
# The text of a fact that a newer program has recorded, with an event that this one does not know.
_OF_UNKNOWN = json_text({"mode": "performed", "type": ""})
_DETAILED = frozenset({"disputed", "inferred", "thin-claim", "undecided"})


class WorklistItem(RecordedFact):
    """A task about a fact: `what` is the fact as a sentence, `names` the stream that the reason is about, if not its own."""

    reason: Reason
    do: Text
    what: Text
    ref: Reference
    subjects: list[Reference]
    names: Reference | None
    detail: Fields


class Worklist(TypedDict):
    """A page of items, and the number of items by reason."""

    counts: dict[str, int]
    items: list[WorklistItem]


async def worklist(query: Query, store: Store) -> tuple[Worklist, str | None]:
    """Return `counts` by reason, and the `items`: one for each fact and reason, sorted by reason.

    Facts of any date are included: `as_of` only determines their certainty. The filter `reason` keeps some reasons, with commas
    between, `subject` the items that concern one cluster or party.

    Raises:
        Malformed: a reason is unknown, or `subject` is not a cluster or party.
    """
    reasons = {*query.filters.get("reason", ",".join(_ORDER)).split(",")}
    if not reasons <= {*_ORDER}:
        raise wrong("reason", f"has others than {', '.join(_ORDER)}, with commas between")
    subject = subject_filter(query.filters)
    binds = query.binds | ({"concerned": store.parties.entries(subject)} if subject else {})
    unknown = {"unknown_rows": [row.id for row in await store.fetch_onward(UNKNOWN_ROWS, query)]}
    page = await _page(query, store, binds, unknown, reasons, subject is not None)
    following = None
    if len(page) > query.limit:
        page = page[: query.limit]
        last, row = page[-1]
        following = query.next((_ORDER.index(last), row.event, row.name))
    facts = await _facts(query, store, page)
    shown = [as_row(fact) for fact in facts.values()]
    own = [row for reason, row in page if reason not in _NAMING]
    named = {name for _, row in page for name in (row.stream, *row.subjects, _stream_of(row.name)) if name}
    named |= {stream for fact in facts.values() for stream in streams_in(fact.data)}
    references = await store.references(query, [*own, *shown], *named)
    data: Worklist = {
        "counts": await _counts(query, store, binds, unknown, subject is not None),
        "items": [_item(reason, row, facts, references) for reason, row in page],
    }
    return data, following


async def _page(
    query: Query, store: Store, binds: Binds, unknown: Binds, reasons: Container[str], of_subject: bool
) -> list[tuple[Reason, ReasonRow]]:
    """Return the rows of the page, and one more if there is another page."""
    # Its types are those of `SORT`.
    rank, *place = cast("tuple[int, str, str]", query.after or (0, "", ""))
    page: list[tuple[Reason, ReasonRow]] = []
    for at, name in enumerate(_ORDER):
        if at < rank or name not in reasons or len(page) > query.limit:
            continue
        search = SEARCHES[name]
        more = page_binds(place if at == rank else None, (str, str), query.limit - len(page))
        statement = search.of_subject if of_subject else search.page
        values = {**_of_record(binds), **more, **(unknown if name in _NAMING else {})}
        rows = await (
            store.fetch_unchanged(statement, query, values)
            if statement.reads
            else store.fetch(statement, values)
        )
        page += [(name, row) for row in rows]
    return page


async def _counts(
    query: Query, store: Store, binds: Binds, unknown: Binds, of_subject: bool
) -> dict[str, int]:
    counted: dict[str, int] = dict.fromkeys(_ORDER, 0)
    known = _of_record(binds)
    for count in COUNTS:
        statement = count.of_subject if of_subject else count.every
        values = {**known, **unknown} if count is COUNT_OF_UNKNOWN else known
        counted |= {row.reason: row.number for row in await store.fetch_cached(statement, query, values)}
    return counted


def _of_record(binds: Binds) -> dict[str, object]:
    """Return the binds without the time of the query, on which no statement here depends."""
    return {name: value for name, value in binds.items() if name not in {"since", "until", "any_time"}}


async def _facts(query: Query, store: Store, page: Iterable[tuple[Reason, ReasonRow]]) -> dict[str, Fact]:
    """Return the facts of the items by event, as they were known at the position of the query."""
    streams = {row.stream for _, row in page}
    by_stream = await facts_by_stream(store, streams, query.known_at)
    facts = {fact.id: fact for stream_facts in by_stream.values() for fact in apply_amendments(stream_facts)}
    return {event: facts[event] for event in {row.event for _, row in page} if event in facts}


def _stream_of(name: str) -> str:
    return name.partition("@")[0]


def _item(reason: Reason, row: ReasonRow, facts: Mapping[str, Fact], references: References) -> WorklistItem:
    fact = facts.get(row.event)
    return {
        "reason": reason,
        "do": DO[reason],
        "what": _sentence(fact, row, references),
        "ref": references.ref(row.stream),
        "subjects": references.refs(row.subjects),
        "names": references.ref(_stream_of(row.name)) if row.name else None,
        "detail": _detail(reason, row),
        **references.fact(_with_text(reason, row, fact)),
    }


def _with_text(reason: Reason, row: ReasonRow, fact: Fact | None) -> FactRow:
    """Return the row of an item with the text of its fact."""
    if fact is not None and reason in _NAMING:
        return as_row(fact)
    if row.fact:
        return row
    return row._replace(fact=_OF_UNKNOWN if fact is None else fact_text(fact))


def _sentence(fact: Fact | None, row: ReasonRow, references: References) -> Text:
    """Return the fact as a sentence; the name of its stream, where this program does not know the event."""
    if fact is None:
        return {"pl": references.short(row.stream, "pl"), "en": references.short(row.stream, "en")}
    return sentence_of(fact, row.subjects, references)


def _detail(reason: Reason, row: ReasonRow) -> Fields:
    """Return the details of the reason: of a dispute `by` and `against`, `fields` that are inferred or undecided.

    For a fact inferred from a corrected one, `from` is that fact, or the stream that the inference names.
    """
    if reason == "basis-corrected":
        return {"from": row.name}
    detail: Fields = orjson.loads(row.detail) if reason in _DETAILED else {}
    return detail


def lines(data: Worklist, lang: str) -> Iterator[Line]:
    """Items as lines of a sheet."""
    for item in data["items"]:
        named = item["names"]
        cells = {
            "reason": item["reason"],
            "names": named,
            "name_ids": named and named["id"],
            "detail": item["detail"],
        }
        yield fact_line(item, item["reason"], item["ref"], item["subjects"], cells, item["do"][lang])
