"""The names of every stream, and what a citation needs of a source. Other read models hold ids and find names here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Column, Text

from contracts.envelope import Fact
from runtime.readmodel import FUTURE, PAST, Interval, ReadModel, Row, json_text
from services.projections import words
from services.projections.agreements import audience_of
from services.projections.evidence import narrowest, participants
from services.projections.polish import search_key, sort_key

_ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """One row, or none while nothing names the stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


def _row(
    fact: Fact, kind: str, names: Mapping[str, str], abbreviation: str | None, about: Mapping[str, Any]
) -> Row:
    text = json_text(names)
    told = {name: value for name, value in about.items() if value is not None}
    values = (kind, text, abbreviation, *_keys(text, abbreviation or ""), json_text(told))
    return Row(fact.id, _ALWAYS, fact.audience, participants(fact), values)


@lru_cache(maxsize=8192)
def _keys(text: str, abbreviation: str) -> tuple[str, str, str]:
    """Sort keys in Polish and English, and the search key. A stream's names are seen again after each of its events."""
    names: dict[str, str] = orjson.loads(text)
    plain = dict.fromkeys(search_key(name) for name in (*names.values(), abbreviation))
    return sort_key(words.say(names, "pl")), sort_key(words.say(names, "en")), " ".join(plain).strip()


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "PartyRegistered":
            data = fact.data
            about = {"part_of": data.get("part_of")}
            yield _row(fact, data["kind"], data["names"], data.get("abbreviation"), about)
            return


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    names: dict[str, str] = {}
    abbreviation: str | None = None
    named: list[Fact] = []
    for type in (
        "ClusterInitiativeAnnounced",
        "ClusterFounded",
    ):  # the founding's names win, language by language
        for fact in facts:
            if fact.type == type and fact.data.get("names"):
                names |= fact.data["names"]
                abbreviation = fact.data.get("abbreviation") or abbreviation
                named.append(fact)
    if named:
        yield _row(named[-1], "cluster", names, abbreviation, {})._replace(audience=narrowest(named))


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return
    names = proposal.data.get("names") or words.kind(proposal.data["kind"])
    row = _row(proposal, "agreement", names, None, {})
    yield row._replace(audience=audience_of(facts), participants=tuple(proposal.data["parties"]))


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "VisitHeld":
            data = fact.data
            names = data.get("names") or words.kind(data.get("kind", "visit"))
            row = _row(fact, "visit", names, None, {})
            yield row._replace(participants=(data["host"], *data["visitors"]))
            return


def _conference(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "ConferenceHeld":
            about = {name: fact.data.get(name) for name in ("place", "organiser", "occurred")}
            yield _row(fact, "conference", fact.data["names"], fact.data.get("abbreviation"), about)
            return


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    """A person has no name here; the function last told of stands for it."""
    held = [fact for fact in facts if fact.type == "FunctionAssumed"]
    if held:
        about = {"organisation": held[-1].data["organisation"]}
        yield _row(held[-1], "person", held[-1].data["title"], None, about)


_CITED = ("url", "published", "language", "translation_of", "publisher")


def _source(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "SourceRegistered":
            yield _row(
                fact, "source", fact.data["title"], None, {name: fact.data.get(name) for name in _CITED}
            )
            return


_FOLDS = {
    "party": _party,
    "cluster": _cluster,
    "agreement": _agreement,
    "visit": _visit,
    "conference": _conference,
    "person": _person,
    "source": _source,
}

MODEL = ReadModel(
    "directory",
    frozenset(_FOLDS),
    (
        Column("kind", Text, nullable=False),
        Column("names", Text, nullable=False),
        Column("abbreviation", Text, nullable=True),
        # By the Polish and by the English name; both in Polish order, to be compared under COLLATE "C".
        Column("sort_key", Text, nullable=False),
        Column("sort_key_en", Text, nullable=False),
        Column("search_key", Text, nullable=False),
        Column("about", Text, nullable=False),
    ),
    rows,
)
