"""`/v1/facts/{event}`: one fact with its complete history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from typing_extensions import TypedDict

from contracts.access import Access, stream_access
from contracts.amendments import AMENDING, apply_amendments, targets
from contracts.envelope import Fact
from contracts.headings import sentence
from contracts.participation import has_parties
from contracts.statement import time_text
from runtime.errors import NotFound
from services.projections.facts.provenance import ENVELOPE, fields, streams_in
from services.projections.facts.readers import readers
from services.projections.queries.answer_types import (
    Fields,
    FuzzyDate,
    Opinion,
    RecordedFact,
    Reference,
    Source,
    Text,
)
from services.projections.queries.answers import References, date_of
from services.projections.queries.http.query import Query
from services.projections.queries.sql.store import Store
from services.projections.queries.sql.stream_facts import STREAM, StoredFact, as_row, decoded
from services.projections.readmodels.changes import concerned, opinions_in


class FieldChange(TypedDict):
    """A field with its values before and after an amendment."""

    field: str
    before: object
    after: object


class FactVersion(TypedDict):
    """A fact as one event left it."""

    fields: Fields
    date: FuzzyDate
    sources: list[Source]
    disputes: list[Opinion]
    confirmations: list[Opinion]


class HistoryEntry(TypedDict):
    """The recording of a fact, or an amendment; `after` is null where it retracted the fact."""

    event: str
    type: str
    position: int
    recorded_at: str
    actor: str | None
    by: Reference | None
    reason: str | None
    date: FuzzyDate
    sources: list[Source]
    fields: Fields
    changes: list[FieldChange]
    after: FactVersion | None


class InferredFact(TypedDict):
    """A fact whose date rests on the same inference."""

    event: str
    what: Text
    date: FuzzyDate


class FactWithHistory(RecordedFact):
    """A fact with its fields and all its amendments. `named` are the streams that the fact and its history name.

    `same_inference` are facts of the same stream whose dates are inferred from the same: one amendment may be of them all.
    """

    ref: Reference
    what: Text
    subjects: list[Reference]
    named: list[Reference]
    stream: str
    version: int
    fields: Fields
    actor: str | None
    retracted: bool
    same_inference: list[InferredFact]
    history: list[HistoryEntry]


async def fact(query: Query, store: Store, event: str) -> FactWithHistory:
    """Return a fact with the amendments up to `known_at`, its earlier versions, and each amendment.

    Raises:
        NotFound: there was no such event in the record, or the caller may not read it.
    """
    stream, _, version = event.partition("@")
    rows = await store.fetch(STREAM, {"stream": stream, "known": query.known_at})
    facts = decoded(_relevant(stream, int(version), rows))
    recorded = next((item for item in facts if item.id == event), None)
    access = stream_access(stream, facts)
    if recorded is None or not visible(recorded, access, query):
        raise NotFound(
            f"There is no fact {event} that you may read in the record as of position {query.known_at}."
        )
    current = apply_amendments(facts)
    now = next((item for item in current if item.id == event), None)
    alike = _same_inference(now, [item for item in current if visible(item, access, query)])
    history = _history(recorded, [item for item in facts if visible(item, access, query)])
    shown = now or recorded
    subjects = concerned([facts[0], shown])[-1]
    named = _named([recorded, shown, *alike, *(item for item, _, _ in history)]) | set(subjects)
    references = References(query, await store.names(query, named))
    return {
        "ref": references.ref(stream),
        "what": sentence_of(shown, subjects, references),
        "subjects": references.refs(subjects),
        "named": references.refs(sorted(named)),
        "stream": stream,
        "version": recorded.version,
        "fields": fields(shown),
        "actor": recorded.data.get("actor") if query.actors else None,
        "retracted": now is None and recorded.type not in AMENDING,
        "same_inference": [
            {
                "event": item.id,
                "what": sentence_of(item, concerned([facts[0], item])[-1], references),
                "date": date_of(item.data["occurred"]),
            }
            for item in alike
        ],
        **references.fact(as_row(shown)),
        "history": [_entry(item, changes, after, references) for item, changes, after in history],
    }


def _relevant(stream: str, version: int, rows: Sequence[StoredFact]) -> Sequence[StoredFact]:
    """Return the rows that may concern one fact of a stream: its own, the amendments, and facts with inferred dates.

    In streams whose access depends on several facts, all rows are relevant.
    """
    own = next((row for row in rows if row.version == version), None)
    if own is None or own.type in AMENDING or has_parties(stream):
        return rows
    return [row for row in rows if row is own or row.type in AMENDING or b'"inferred_from"' in row.data]


def _same_inference(shown: Fact | None, facts: Sequence[Fact]) -> list[Fact]:
    """Return the other facts whose date rests on the same inference as that of the shown one."""
    basis = _basis(shown) if shown else None
    return [item for item in facts if basis and item is not shown and _basis(item) == basis][:_MOST]


def _basis(item: Fact) -> str | None:
    basis: str | None = item.data.get("occurred", {}).get("inferred_from")
    return basis


def visible(item: Fact, access: Access, query: Query) -> bool:
    """Return whether the caller may read a fact of a stream with this access."""
    audience, parties = readers(item, access)
    return audience in query.audiences or (audience != "owner" and query.subject in parties)


_MOST = 99  # so many events an amendment may name besides its target
_Step = tuple[Fact, list[FieldChange], Fact | None]


def _history(recorded: Fact, facts: Sequence[Fact]) -> list[_Step]:
    """Return the steps of a fact's history, from its recording through each amendment: changed values, and the fact after it.

    The fact after a retraction is None.
    """
    about = {recorded.id}
    steps: list[_Step] = [(recorded, [], None if recorded.type in AMENDING else recorded)]
    before: Mapping[str, object] | None = recorded.data
    known: list[Fact] = []
    for item in facts:
        known.append(item)
        if (
            item.type not in AMENDING
            or about.isdisjoint(targets(item.data))
            or item.version <= recorded.version
        ):
            continue
        about.add(item.id)
        current = next((other for other in apply_amendments(known) if other.id == recorded.id), None)
        after = current.data if current else None
        steps.append((item, differences(before, after), current))
        before = after
    return steps


def differences(before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> list[FieldChange]:
    """Return the fields that differ, each as `{field, before, after}`; none if `before` or `after` is None.

    Sources are excluded: an amendment adds only its own sources, which its entry lists.
    """
    if before is None or after is None:
        return []  # retracted, or the retraction was retracted: `after` shows it
    names = dict.fromkeys((*before, *after))
    return [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in names
        if name != "sources" and before.get(name) != after.get(name)
    ]


def _entry(
    item: Fact, changes: list[FieldChange], after: Fact | None, references: References
) -> HistoryEntry:
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
        "after": _version(after, references) if after else None,
    }


def _version(item: Fact, references: References) -> FactVersion:
    return {
        "fields": fields(item),
        "date": date_of(item.data.get("occurred")),
        "sources": references.sources(item.data.get("sources", ())),
        "disputes": [references.opinion(each._asdict()) for each in item.disputes],
        "confirmations": [references.opinion(each._asdict()) for each in item.confirmations],
    }


def _named(facts: Sequence[Fact]) -> set[str]:
    return {stream for item in facts for stream in (item.stream, *streams_in(item.data), *opinions_in(item))}


def sentence_of(item: Fact, subjects: Sequence[str], references: References) -> Text:
    """Return a fact as a sentence in each language, with short names."""
    detail = fields(item)
    if item.stream.startswith("membership-"):
        detail |= {"cluster": subjects[0], "party": subjects[1]}

    def label(name: str, lang: str) -> str:  # an amendment names the event of a fact
        return references.short(name.partition("@")[0], lang)

    return sentence(item.type, subjects or [item.stream], item.stream, detail, label)
