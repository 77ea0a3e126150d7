"""The shapes of answers: dates, sources, references and facts, made of rows and of the directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from contracts.statement import time_text
from services.projections.engine.readmodel import FUTURE, PAST
from services.projections.queries.http.query import Query
from services.projections.text import labels

_ACTORS = ("cluster-", "party-")
_NO_DATE: dict[str, Any] = dict.fromkeys(("edtf", "earliest", "latest", "phrase", "inferred_from"))


def date_of(told: Mapping[str, Any] | None) -> dict[str, Any]:
    """A date with all its members, unknown ones null."""
    return {**_NO_DATE, **told} if told else _NO_DATE


def bound(day: date) -> str | None:
    """A day of an interval; null where it is open."""
    return None if day in {PAST, FUTURE} else day.isoformat()


def interval_of(row: Any) -> dict[str, Any]:
    """When it was so: the bounds of the start, and of the end or null when none is recorded."""
    return {
        "start": [bound(row.start_earliest), bound(row.start_latest)],
        "end": None if row.end_earliest == FUTURE else [bound(row.end_earliest), bound(row.end_latest)],
    }


def certainty(row: Any, world: tuple[date, date]) -> str | None:
    """Whether it was so throughout the asked days (yes), can have been so (possibly), or was not (None)."""
    first, last = world
    if row.start_latest <= first and last <= row.end_earliest:
        return "yes"
    return "possibly" if row.start_earliest <= last and first <= row.end_latest else None


class References:
    """The directory's rows for one answer, and everything that is made with them."""

    def __init__(self, query: Query, rows: Iterable[Any]) -> None:
        self.query = query
        self._rows = {row.stream: row for row in rows}
        self._refs: dict[str, dict[str, Any]] = {}
        self._alike: dict[str, Counter[str]] = {}

    def ref(self, stream: str) -> dict[str, Any]:
        """What a stream is and how it is called; a stream without a name (or with none to show) has its id for one."""
        found = self._refs.get(stream)
        if found is None:
            row = self._rows.get(stream)
            if row is None:
                kind = stream.partition("-")[0]
                unknown = {"kind": "unknown" if kind in {"party", "membership"} else kind, "names": {}}
                found = {"id": stream, **unknown, "abbreviation": None, "label": stream, "short": stream}
            else:
                names, abbreviation = self._called(row)
                found = {
                    "id": stream,
                    "kind": row.kind,
                    "names": names,
                    "abbreviation": abbreviation,
                    "label": labels.say(names, self.query.lang),
                    "short": self._distinct(stream, names, abbreviation, self.query.lang),
                }
            self._refs[stream] = found
        return found

    def _called(self, row: Any) -> tuple[dict[str, str], str | None]:
        """The names at the asked time: the earlier ones where the later ones came certainly after it."""
        last = self.query.world[1]
        for former in _loads(row.about).get("former", ()) if "former" in row.about else ():
            until = (former.get("until") or {}).get("earliest")
            if until and last < date.fromisoformat(until):
                return former["names"], former.get("abbreviation") or row.abbreviation
        return _loads(row.names), row.abbreviation

    def refs(self, streams: Iterable[str]) -> list[dict[str, Any]]:
        """Several references in their order."""
        return [self.ref(stream) for stream in streams]

    def maybe(self, stream: str | None) -> dict[str, Any] | None:
        """A reference, or null for none."""
        return self.ref(stream) if stream else None

    def about(self, stream: str) -> dict[str, Any]:
        """What the directory says of a stream besides its names."""
        row = self._rows.get(stream)
        return _loads(row.about) if row else {}

    def order(self, stream: str) -> tuple[str, str]:
        """What a stream is sorted by in the asked language; streams without a name come last."""
        row = self._rows.get(stream)
        if row is None:
            return "\U0010ffff", stream
        return (row.sort_key if self.query.lang == "pl" else row.sort_key_en), stream

    def short(self, stream: str, lang: str) -> str:
        """A stream's abbreviation, else its name in the language; two bodies of an answer never look alike."""
        ref = self.ref(stream)
        return self._distinct(stream, ref["names"], ref["abbreviation"], lang)

    def _distinct(self, stream: str, names: Mapping[str, str], abbreviation: str | None, lang: str) -> str:
        """The short name; with the full one, or the id, where another body in the answer has the same."""
        full = labels.say(names, lang) or stream
        short = str(abbreviation or full)
        if stream.startswith(_ACTORS) and self._called_alike(lang)[short.casefold()] > 1:
            return f"{short} ({full if full.casefold() != short.casefold() else stream})"
        return short

    def _called_alike(self, lang: str) -> Counter[str]:
        """How many clusters and parties of the answer have a short name."""
        found = self._alike.get(lang)
        if found is None:
            found = self._alike[lang] = Counter(
                (row.abbreviation or labels.say(_loads(row.names), lang)).casefold()
                for row in self._rows.values()
                if row.stream.startswith(_ACTORS)
            )
        return found

    def source(self, citation: Mapping[str, Any]) -> dict[str, Any]:
        """A source with the place in it that is cited."""
        ref, about = self.ref(citation["id"]), self.about(citation["id"])
        return {
            "id": citation["id"],
            "locator": citation.get("locator"),
            "title": ref["names"],
            "language": about.get("language"),
            "url": about.get("url"),
            "published": about.get("published"),
            "translation_of": about.get("translation_of"),
        }

    def sources(self, citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """All sources of a fact."""
        return [self.source(citation) for citation in citations]

    def fact(self, row: Any) -> dict[str, Any]:
        """The members that every fact has in an answer."""
        told = orjson.loads(row.fact)
        day = date_of(told.get("date"))
        return {
            "event": row.event,
            "type": told["type"],
            "date": day,
            "certainty": certainty(row, self.query.world) or "no",
            "sources": self.sources(told.get("sources", ())),
            "disputed": told.get("disputed", False),
            "disputes": [self.opinion(item) for item in told.get("disputes", ())],
            "confirmations": [self.opinion(item) for item in told.get("confirmations", ())],
            "accounts": [self.account(item) for item in told.get("accounts", ())],
            "inferred": day["inferred_from"] is not None,
            "mode": told["mode"],
            "amended_by": told.get("amended_by", []),
            "recorded_from": row.recorded_from,
            "recorded_at": time_text(row.recorded_at) if row.recorded_at else None,
            "interval": interval_of(row),
        }

    def opinion(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What a party says of a fact, and on what that rests."""
        return {
            "event": told["event"],
            "by": self.ref(told["by"]),
            "reason": told.get("reason"),
            "sources": self.sources(told.get("sources", ())),
        }

    def account(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """One of several facts that tell of the same occurrence."""
        return {
            "event": told["event"],
            "date": date_of(told.get("date")),
            "sources": self.sources(told.get("sources", ())),
        }

    def place(self, told: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """A place: a party's, or one that is only named."""
        if not told:
            return None
        party = self.maybe(told.get("party"))
        return {"label": told.get("name") or (party["label"] if party else ""), "party": party}

    def people(self, told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Signatories or delegates: ids and functions, never names."""
        return [
            ({"side": item["side"]} if "side" in item else {})
            | {
                "person": item.get("person"),
                "function": item.get("function"),
                "organisation": self.maybe(item.get("organisation")),
            }
            for item in told
        ]


@lru_cache(maxsize=16384)
def _loads(text: str) -> dict[str, Any]:
    # Shared between answers, which never change it.
    found: dict[str, Any] = orjson.loads(text)
    return found
