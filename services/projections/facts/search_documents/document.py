"""The search document of a stream: its kind, its names, and its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.access import Access
from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.engine.interval import Interval
from services.projections.engine.readmodel import Change, Row
from services.projections.facts.readers import participants, readers


class SearchText(NamedTuple):
    """A text by language from a fact, its validity, and who may read it.

    `field` is its role: `names`, `subject`, `place`… The search matches its words, `abbreviation`, and `more` (words by
    language).
    """

    fact: Fact
    field: str
    text: Mapping[str, str]
    interval: Interval
    audience: Audience
    participants: tuple[str, ...]
    abbreviation: str = ""
    more: Mapping[str, str] = {}


class Document(NamedTuple):
    """A stream's kind, its names by language, and its texts."""

    kind: str
    names: Mapping[str, str]
    texts: Sequence[SearchText]


RowsOf = Callable[[Document], Sequence[Row]]


def text_of(fact: Fact, field: str, text: Mapping[str, str], interval: Interval, *more: Any) -> SearchText:
    """Return a text with the audience of its fact."""
    return SearchText(fact, field, text, interval, fact.audience, participants(fact), *more)


def for_readers(access: Access, texts: Iterable[SearchText]) -> list[SearchText]:
    """Return the texts with the audiences and participants of their facts."""
    parts = ((each, *readers(each.fact, access)) for each in texts)
    return [each._replace(audience=audience, participants=parties) for each, audience, parties in parts]


@lru_cache(maxsize=4_096)
def either_language(text: str) -> dict[str, str]:
    """Return a text of unknown language as a text in both languages."""
    return dict.fromkeys(("pl", "en"), text)


def named(fact: Fact, interval: Interval, field: str = "names") -> SearchText:
    """Return the names in a fact as a text."""
    return text_of(fact, field, fact.data["names"], interval, fact.data.get("abbreviation") or "")


def identified(fact: Fact, interval: Interval) -> SearchText:
    """Return the number in a fact as a text."""
    number = either_language(f"{fact.data['scheme'].upper()} {fact.data['value']}")
    return text_of(fact, "identifier", number, interval, fact.data["value"])


def placed(facts: Iterable[Fact], interval: Interval) -> Iterator[SearchText]:
    """Yield unregistered places, each once; a registered place is a stream of its own."""
    seen: set[str] = set()
    for fact in facts:
        name = (fact.data.get("place") or {}).get("name")
        if name and name not in seen:
            seen.add(name)
            yield text_of(fact, "place", either_language(name), interval)


def opened(document: Document | None, rows: RowsOf) -> Change:
    """Return all rows of a new document."""
    return Change(() if document is None else rows(document))
