"""Facts as people read them: the sentence, the date in words, the sources. Made of what one reader may read, for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from contracts.amendments import AMENDING
from contracts.envelope import Fact
from contracts.headings import sentence
from contracts.references import implied, references
from contracts.statement import fact_of_statement
from contracts.upcasters import UnknownEvent
from services.notifications.pages import Pages, Reader
from services.notifications.text import names
from services.notifications.text.dates import in_words
from services.notifications.text.names import Names

# What every event may have, whatever its type.
_SHARED = ("occurred", "sources")


class Source(NamedTuple):
    """A document that a fact rests on."""

    title: str
    url: str | None
    locator: str | None


class Phrases:
    """The words for some facts, in Polish and English."""

    def __init__(self, naming: Mapping[str, Sequence[Fact]], amended: Mapping[str, Fact]) -> None:
        self._names = Names(naming)
        self._naming = naming
        self._amended = amended

    def sentence(self, fact: Fact, lang: str) -> str:
        """A fact as a sentence; an amendment has that of the amended fact in it, where its reader may read that."""
        stream, detail = fact.stream, dict(fact.data)
        actors = sorted(implied(stream))
        subjects = [each for each in actors if each.startswith("cluster-")] or [stream]
        detail |= {each.partition("-")[0]: each for each in actors if each != stream}
        return sentence(fact.type, subjects, stream, detail, self._label)[lang]

    def label(self, stream: str, lang: str) -> str:
        """The short name of a stream."""
        return self._names.label(stream, lang)

    def clusters(self, fact: Fact) -> list[str]:
        """The clusters that a fact is about: its own, those that it names, else those that its stream's first facts name."""
        own = implied(fact.stream)
        named = references(fact.data)
        stream = {name for each in self._naming.get(fact.stream, ()) for name in references(each.data)}
        for streams in (own, named, stream):
            if clusters := sorted(each for each in streams if each.startswith("cluster-")):
                return clusters
        return []

    def date(self, fact: Fact, lang: str) -> str | None:
        """When it was so, in words; None where no date is known."""
        return in_words(fact.data.get("occurred") or fact.data.get("date"), lang)

    def sources(self, fact: Fact, lang: str) -> list[Source]:
        """What the fact rests on."""
        return [
            Source(self._names.full(each["id"], lang), self._names.url(each["id"]), each.get("locator"))
            for each in fact.data.get("sources", ())
        ]

    def _label(self, name: str, lang: str) -> str:
        """The label of a stream, or the sentence of an event whose id it is."""
        stream, _, version = name.partition("@")
        if not version:
            return self._names.label(stream, lang)
        target = self._amended.get(name)
        if target is None or target.type in AMENDING:
            return self._names.label(stream, lang)
        return self.sentence(target, lang)


def facts_of(statements: Iterable[bytes]) -> list[Fact]:
    """The facts in statements. What a newer registry recorded, and we cannot read, keeps its name and its date."""
    return [_fact(orjson.loads(statement)) for statement in statements]


async def read_phrases(
    pages: Pages, reader: Reader, facts: Sequence[Fact], also: Iterable[str] = ()
) -> Phrases:
    """Read what some facts need to be put into words, as far as their reader may read it.

    Args:
        also: further streams whose names are needed.

    Raises:
        Unavailable: the database is away.
    """
    streams = {*also, *(fact.stream for fact in facts)}
    for fact in facts:
        streams |= references(fact.data) | {each["id"] for each in fact.data.get("sources", ())}
        streams |= implied(fact.stream)
    amended = {fact.stream for fact in facts if fact.type in AMENDING}
    targets = facts_of(await pages.of_streams(sorted(amended), reader))
    for fact in targets:
        streams |= references(fact.data)
    named: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts_of(await pages.of_streams(sorted(streams), reader, sorted(names.TYPES))):
        named[fact.stream].append(fact)
    return Phrases(named, {fact.id: fact for fact in targets})


def _fact(statement: dict[str, Any]) -> Fact:
    try:
        return fact_of_statement(statement)
    except UnknownEvent:
        # Under its full name it is of no type of ours, so it is called by its stream.
        return Fact(
            statement["id"],
            int(statement["sequence"]),
            statement["subject"],
            int(statement["streamversion"]),
            statement["type"],
            datetime.fromisoformat(statement["time"]),
            statement.get("audience", "public"),
            {name: statement["data"][name] for name in _SHARED if name in statement["data"]},
        )
