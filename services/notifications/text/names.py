"""The names of streams, from the facts that name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from contracts.amendments import AMENDING, apply_amendments
from contracts.catalogue import naming
from contracts.envelope import Fact
from contracts.headings import kind, text_in
from contracts.references import implied
from contracts.streams import category_of

_LONGEST = 120
_CLUSTER, _PARTY = naming("cluster"), naming("party")
# The types by which a stream of each category is named; where there are several, the last one counts.
_NAMED_BY: dict[str, tuple[str, ...]] = {
    "cluster": _CLUSTER,
    "party": _PARTY,
    "agreement": ("AgreementProposed",),
    "visit": ("VisitPlanned", "VisitHeld"),
    "conference": ("ConferenceHeld",),
    "commitment": ("CommitmentMade",),
    "subscription": ("SubscriptionRequested",),
    "source": ("SourceRegistered",),
}
# Of a person nothing is shown: a function has a heading of its own.
_PERSON = {"pl": "osoba", "en": "a person"}
# What has to be read of a stream for its name: amendments too, because a name may be corrected.
TYPES = frozenset(type for types in _NAMED_BY.values() for type in types) | AMENDING


class Name(NamedTuple):
    """How a stream is called: its texts by language, a short form that is the same in all, and a document's address."""

    texts: Mapping[str, str]
    short: str | None = None
    url: str | None = None


class Names:
    """The names of streams; a stream that no known fact names is called by its id."""

    def __init__(self, facts: Mapping[str, Sequence[Fact]]) -> None:
        self._names = {stream: named for stream, each in facts.items() if (named := name_of(stream, each))}

    def label(self, stream: str, lang: str) -> str:
        """The short form of a stream's name, else the name in a language."""
        category = category_of(stream)
        if category == "person":
            return _PERSON[lang]
        if category == "membership":
            return " – ".join(self.label(each, lang) for each in sorted(implied(stream)))
        name = self._names.get(stream)
        return (name.short or text_in(name.texts, lang)) if name else stream

    def full(self, stream: str, lang: str) -> str:
        """A stream's full name in a language."""
        name = self._names.get(stream)
        return text_in(name.texts, lang) if name else self.label(stream, lang)

    def url(self, stream: str) -> str | None:
        """The address of a source's document."""
        name = self._names.get(stream)
        return name.url if name else None


def name_of(stream: str, facts: Sequence[Fact]) -> Name | None:
    """The name of a stream by its facts as now believed, or as it was until they were retracted; None while none names it."""
    types = _NAMED_BY.get(category_of(stream), ())
    named = [fact for type in types for fact in apply_amendments(facts) if fact.type == type]
    named = named or [fact for type in types for fact in facts if fact.type == type]
    return _NAME_OF[category_of(stream)](named) if named else None


def _cluster(named: Sequence[Fact]) -> Name | None:
    texts: dict[str, str] = {}
    short: str | None = None
    for fact in named:
        texts |= fact.data.get("names") or {}
        short = fact.data.get("abbreviation") or short
    return Name(texts, short) if texts else None


def _party(named: Sequence[Fact]) -> Name:
    short = named[-1].data.get("abbreviation") or named[0].data.get("abbreviation")
    return Name(named[-1].data["names"], short)


def _of_kind(named: Sequence[Fact]) -> Name:
    data = named[-1].data
    return Name(data.get("names") or kind(data.get("kind", "visit")))


def _conference(named: Sequence[Fact]) -> Name:
    return Name(named[-1].data["names"], named[-1].data.get("abbreviation"))


def _source(named: Sequence[Fact]) -> Name:
    return Name(named[-1].data["title"], None, named[-1].data.get("url"))


def _beginning_of(field: str) -> Callable[[Sequence[Fact]], Name]:
    return lambda named: Name({tag: _beginning(text) for tag, text in named[-1].data[field].items()})


def _beginning(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(maxsplit=1)[0] + "…"


_NAME_OF: dict[str, Callable[[Sequence[Fact]], Name | None]] = {
    "cluster": _cluster,
    "party": _party,
    "agreement": _of_kind,
    "visit": _of_kind,
    "conference": _conference,
    "commitment": _beginning_of("text"),
    "subscription": _beginning_of("purpose"),
    "source": _source,
}
