"""Common parts of all answers: dates, sources, references and facts, from rows and the directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from contracts.statement import time_text
from contracts.streams import category_of
from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.answer_types import (
    Account,
    Delegate,
    Fields,
    FuzzyDate,
    Identifier,
    Interval,
    Likelihood,
    Opinion,
    Place,
    RecordedDate,
    RecordedFact,
    Reference,
    RivalValue,
    Source,
    Text,
)
from services.projections.queries.details import PersonDetail, PlaceDetail
from services.projections.queries.http.query import Query
from services.projections.queries.sql.rows import DirectoryRow, FactRow, TimedRow
from services.projections.text import labels

# A part of an event, as JSON. Any: its fields differ from part to part.
_Recorded = Mapping[str, Any]
_ACTORS = ("cluster-", "party-")
_NO_DATE: FuzzyDate = {"edtf": None, "earliest": None, "latest": None, "phrase": None, "inferred_from": None}


def date_of(recorded: RecordedDate | None) -> FuzzyDate:
    """Return a date with all its members; unknown ones are null."""
    return {**_NO_DATE, **recorded} if recorded else _NO_DATE


def bound(day: date) -> str | None:
    """Return a bound as an ISO day; null if open."""
    return None if day in {PAST, FUTURE} else day.isoformat()


def interval_of(row: TimedRow) -> Interval:
    """Return the validity: the bounds of the start, and of the end or null if none is recorded."""
    return {
        "start": (bound(row.start_earliest), bound(row.start_latest)),
        "end": None if row.end_earliest == FUTURE else (bound(row.end_earliest), bound(row.end_latest)),
    }


def certainty(row: TimedRow, world: tuple[date, date]) -> Likelihood | None:
    """Return whether the row is valid on all days of `world` (yes), on some or possibly (possibly), or on none (None)."""
    first, last = world
    if row.start_latest <= first and last <= row.end_earliest:
        return "yes"
    return "possibly" if row.start_earliest <= last and first <= row.end_latest else None


class References:
    """The directory's rows for one answer, and the parts of answers made from them."""

    def __init__(self, query: Query, rows: Iterable[DirectoryRow]) -> None:
        self.query = query
        self._rows = {row.stream: row for row in rows}
        self._refs: dict[str, Reference] = {}
        self._name_counts: dict[str, Counter[str]] = {}
        self._short: dict[tuple[str, str], str] = {}

    def ref(self, stream: str) -> Reference:
        """Return a reference to a stream; its id is the label if it has no readable name."""
        ref = self._refs.get(stream)
        if ref is None:
            row = self._rows.get(stream)
            if row is None:
                kind = category_of(stream)
                ref = {
                    "id": stream,
                    "kind": "unknown" if kind in {"party", "membership"} else kind,
                    "names": {},
                    "abbreviation": None,
                    "label": stream,
                    "short": stream,
                }
            else:
                names, abbreviation = self._names(row)
                ref = {
                    "id": stream,
                    "kind": row.kind,
                    "names": names,
                    "abbreviation": abbreviation,
                    "label": labels.text_in(names, self.query.lang),
                    "short": self._distinct(stream, names, abbreviation, self.query.lang),
                }
            self._refs[stream] = ref
        return ref

    def _names(self, row: DirectoryRow) -> tuple[Text, str | None]:
        """Return the names in the time of the query: former ones if the later ones certainly came after it."""
        last = self.query.world[1]
        for former in _loads(row.about).get("former", ()) if "former" in row.about else ():
            until = (former.get("until") or {}).get("earliest")
            if until and last < date.fromisoformat(until):
                return former["names"], former.get("abbreviation") or row.abbreviation
        return _loads(row.names), row.abbreviation

    def refs(self, streams: Iterable[str]) -> list[Reference]:
        """Several references in their order."""
        return [self.ref(stream) for stream in streams]

    def maybe(self, stream: str | None) -> Reference | None:
        """A reference, or null for none."""
        return self.ref(stream) if stream else None

    def about(self, stream: str) -> Fields:
        """Return the other fields of a stream in the directory."""
        row = self._rows.get(stream)
        return _loads(row.about) if row else {}

    def identifiers(self, entries: Iterable[str]) -> list[Identifier]:
        """Return the numbers in public registers of the entries of a party."""
        return [number for entry in entries for number in self.about(entry).get("identifiers", ())]

    def order(self, stream: str) -> tuple[str, str]:
        """Return the sort key of a stream in the language of the query; streams without a name come last."""
        row = self._rows.get(stream)
        if row is None:
            return "\U0010ffff", stream
        return (row.sort_key if self.query.lang == "pl" else row.sort_key_en), stream

    def short(self, stream: str, lang: str) -> str:
        """Return a stream's abbreviation, else its name in the language; unique among the clusters and parties of the answer."""
        short = self._short.get((stream, lang))
        if short is None:
            ref = self.ref(stream)
            short = self._distinct(stream, ref["names"], ref["abbreviation"], lang)
            self._short[stream, lang] = short
        return short

    def _distinct(self, stream: str, names: Mapping[str, str], abbreviation: str | None, lang: str) -> str:
        """Return the short name; with the full one, or the id, if it is not unique in the answer."""
        full = labels.text_in(names, lang) or stream
        short = str(abbreviation or full)
        if stream.startswith(_ACTORS) and self._counted(lang)[short.casefold()] > 1:
            return f"{short} ({full if full.casefold() != short.casefold() else stream})"
        return short

    def _counted(self, lang: str) -> Counter[str]:
        """Count the clusters and parties of the answer by short name."""
        counts = self._name_counts.get(lang)
        if counts is None:
            counts = self._name_counts[lang] = Counter(
                (row.abbreviation or labels.text_in(_loads(row.names), lang)).casefold()
                for row in self._rows.values()
                if row.stream.startswith(_ACTORS)
            )
        return counts

    def source(self, citation: _Recorded) -> Source:
        """Return a source with the cited place in it."""
        ref, about = self.ref(citation["id"]), self.about(citation["id"])
        return {
            "id": citation["id"],
            "locator": citation.get("locator"),
            "title": ref["names"],
            "language": about.get("language"),
            "url": about.get("url"),
            "published": about.get("published"),
            "translation_of": about.get("translation_of"),
            "source_type": about.get("source_type"),
        }

    def sources(self, citations: Sequence[_Recorded]) -> list[Source]:
        """All sources of a fact."""
        return [self.source(citation) for citation in citations]

    def fact(self, row: FactRow) -> RecordedFact:
        """The members that every fact has in an answer."""
        recorded = orjson.loads(row.fact)
        day = date_of(recorded.get("date"))
        return {
            "event": row.event,
            "type": recorded["type"],
            "date": day,
            "certainty": certainty(row, self.query.world) or "no",
            "sources": self.sources(recorded.get("sources", ())),
            "disputed": recorded.get("disputed", False),
            "disputes": [self.opinion(item) for item in recorded.get("disputes", ())],
            "confirmations": [self.opinion(item) for item in recorded.get("confirmations", ())],
            "values": [self._value(item) for item in recorded.get("values", ())],
            "accounts": [self.account(item) for item in recorded.get("accounts", ())],
            "inferred": day["inferred_from"] is not None,
            "mode": recorded["mode"],
            "amended_by": recorded.get("amended_by", []),
            "recorded_from": row.recorded_from,
            "recorded_at": time_text(row.recorded_at) if row.recorded_at else None,
            "interval": interval_of(row),
        }

    def _value(self, recorded: _Recorded) -> RivalValue:
        """One of several values of a field, with its rank."""
        ranking = recorded.get("ranking")
        return {
            "event": recorded["event"],
            "field": recorded["field"],
            "value": recorded["value"],
            "rank": recorded["rank"],
            "decides": recorded["decides"],
            "by": self.maybe(recorded.get("by")),
            "reason": recorded.get("reason"),
            "sources": self.sources(recorded.get("sources", ())),
            "ranking": ranking
            and {"event": ranking["event"], "by": self.maybe(ranking["by"]), "reason": ranking["reason"]},
        }

    def opinion(self, recorded: _Recorded) -> Opinion:
        """A party's dispute or confirmation of a fact, with its sources."""
        return {
            "event": recorded["event"],
            "by": self.ref(recorded["by"]),
            "reason": recorded.get("reason"),
            "sources": self.sources(recorded.get("sources", ())),
        }

    def account(self, recorded: _Recorded) -> Account:
        """One of several facts about the same occurrence."""
        return {
            "event": recorded["event"],
            "date": date_of(recorded.get("date")),
            "sources": self.sources(recorded.get("sources", ())),
        }

    def place(self, recorded: PlaceDetail | None) -> Place | None:
        """A place: a party's, or one that has only a name."""
        if not recorded:
            return None
        party = self.maybe(recorded.get("party"))
        return {"label": recorded.get("name") or (party["label"] if party else ""), "party": party}

    def people(self, recorded: Iterable[PersonDetail]) -> list[Delegate]:
        """Signatories or delegates: ids and functions, never names."""
        return [self._person(item) for item in recorded]

    def _person(self, recorded: PersonDetail) -> Delegate:
        person: Delegate = {
            "person": recorded.get("person"),
            "function": recorded.get("function"),
            "organisation": self.maybe(recorded.get("organisation")),
        }
        return {"side": recorded["side"], **person} if "side" in recorded else person


@lru_cache(maxsize=16384)
def _loads(text: str) -> Fields:
    # Cached values are shared between answers, which must not change them.
    value: Fields = orjson.loads(text)
    return value
