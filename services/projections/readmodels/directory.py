"""The names of every stream, and the citation data of sources. Other read models contain ids and look names up here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import orjson
from sqlalchemy import Column, Text

from contracts.catalogue import naming
from contracts.envelope import Fact
from contracts.streams import category_of
from runtime.plain_text import search_key
from services.projections.engine.incremental import by_category, combined, difference, from_all_of, recomputed
from services.projections.engine.interval import FUTURE, PAST, Interval
from services.projections.engine.readmodel import Change, Facts, Fold, ReadModel, Row, Step, json_text
from services.projections.facts import intervals, pairing
from services.projections.facts.agreement_audience import audience_of
from services.projections.facts.identifiers import aliases, identifiers
from services.projections.facts.provenance import as_public, in_order, most_restricted
from services.projections.facts.readers import access_of, participants
from services.projections.text import labels
from services.projections.text.polish import sort_key

_ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)
# The name of a promise is the beginning of its text.
_LONGEST = 120

_NAMING_CLUSTERS = naming("cluster")
_OF_CLUSTERS = ("ClusterAliasAdded", "ClusterIdentified")
_OF_PARTIES = ("PartyRegistered", "PartyRenamed", "PartyIdentified", "PartyAliasAdded")
_OF_AGREEMENTS = ("AgreementProposed", "AgreementSigned", "AgreementConcluded", "PartyAcceded")
_FIRST_NAMES = tuple(type for type in _NAMING_CLUSTERS if type != "ClusterRenamed")


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Yield the row of one stream; none while no fact names it."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _row(
    fact: Fact, kind: str, names: Mapping[str, str], abbreviation: str | None, about: Mapping[str, Any]
) -> Row:
    text = json_text(names)
    present = {name: value for name, value in about.items() if value is not None}
    polish, english, search = _keys(text, abbreviation or "")
    for each in (*present.get("former", ()), *present.get("aliases", ())):  # these names match too
        search += " " + _keys(json_text(each["names"]), each.get("abbreviation", ""))[2]
    values = (kind, text, abbreviation, polish, english, search, json_text(present))
    return Row(fact.id, _ALWAYS, fact.audience, participants(fact), values)


@lru_cache(maxsize=8192)
def _keys(text: str, abbreviation: str) -> tuple[str, str, str]:
    """Return the sort keys in Polish and English, and the search key. Cached: they are needed after each event of a stream."""
    names: dict[str, str] = orjson.loads(text)
    plain = dict.fromkeys(search_key(name) for name in (*names.values(), abbreviation))
    return (
        sort_key(labels.text_in(names, "pl")),
        sort_key(labels.text_in(names, "en")),
        " ".join(plain).strip(),
    )


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    first = next((fact for fact in facts if fact.type == "PartyRegistered"), None)
    if first is None:
        return
    about = {"part_of": first.data.get("part_of")}
    if len(facts) == 1:
        yield _row(first, first.data["kind"], first.data["names"], first.data.get("abbreviation"), about)
        return
    renamed = [fact for fact in facts if fact.type == "PartyRenamed" and as_public(fact, first.audience)]
    naming = [first, *in_order(renamed)]
    named = naming[-1]
    about["former"] = [
        {name: fact.data[name] for name in ("names", "abbreviation") if name in fact.data}
        | {"event": fact.id, "until": following.data.get("occurred")}
        for fact, following in pairwise(naming)
    ] or None
    about["identifiers"] = identifiers(facts, "PartyIdentified", first)
    about["aliases"] = aliases(facts, "PartyAliasAdded", first)
    abbreviation = named.data.get("abbreviation") or first.data.get("abbreviation")
    yield _row(named, first.data["kind"], named.data["names"], abbreviation, about)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    names: dict[str, str] = {}
    abbreviation: str | None = None
    named: list[Fact] = []
    for type in _FIRST_NAMES:  # the names of the founding take precedence, language by language
        for fact in facts:
            if fact.type == type and fact.data.get("names"):
                names |= fact.data["names"]
                abbreviation = fact.data.get("abbreviation") or abbreviation
                named.append(fact)
    if not named:
        return
    about: dict[str, Any] = {}
    former = []
    renamed = [
        fact for fact in facts if fact.type == "ClusterRenamed" and as_public(fact, named[-1].audience)
    ]
    for fact in in_order(renamed):
        former.append(
            {"names": names, "event": named[-1].id, "until": fact.data.get("occurred")}
            | ({"abbreviation": abbreviation} if abbreviation else {})
        )
        names, abbreviation = fact.data["names"], fact.data.get("abbreviation") or abbreviation
        named.append(fact)
    about["former"] = former or None
    about |= {
        "aliases": aliases(facts, "ClusterAliasAdded", named[-1]),
        "identifiers": identifiers(facts, "ClusterIdentified", named[-1]),
    }
    yield _row(named[-1], "cluster", names, abbreviation, about)._replace(audience=most_restricted(named))


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return
    names = proposal.data.get("names") or labels.kind(proposal.data["kind"])
    row = _row(proposal, "agreement", names, None, {})
    joined = (fact.data["party"] for fact in facts if fact.type == "PartyAcceded")
    parties = tuple(dict.fromkeys((*proposal.data["parties"], *joined)))
    yield row._replace(audience=audience_of(facts), participants=parties)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    for type in ("VisitHeld", "VisitPlanned"):  # a visit that is only planned has the name of its plan
        for fact in facts:
            if fact.type == type:
                data = fact.data
                names = data.get("names") or labels.kind(data.get("kind", "visit"))
                row = _row(fact, "visit", names, None, {})
                yield row._replace(participants=access_of(facts).concerned(fact))
                return


def _conference(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "ConferenceHeld":
            about = {name: fact.data.get(name) for name in ("place", "organiser", "occurred")}
            yield _row(fact, "conference", fact.data["names"], fact.data.get("abbreviation"), about)
            return


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the current function of a person, else the last one, in place of a name. It stays when the person is erased."""
    functions = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    if not functions:
        return
    ended = {
        period.begun.id
        for organisation in {fact.data["organisation"] for fact in functions}
        for period in intervals.paired_periods(
            [fact for fact in functions if fact.data["organisation"] == organisation],
            "FunctionAssumed", "FunctionEnded", "title",
        )
        if period.ended is not None
    }  # fmt: skip
    begun = in_order([fact for fact in functions if fact.type == "FunctionAssumed"]) or functions
    yield _function(next((fact for fact in reversed(begun) if fact.id not in ended), begun[-1]))


def _function(fact: Fact) -> Row:
    return _row(fact, "person", fact.data["title"], None, {"organisation": fact.data["organisation"]})


def _person_fold(_: str, facts: Facts) -> Step:
    pairings: dict[str, pairing.PeriodPairing] = {}
    order, current = intervals.DateOrder(), dict[str, Fact]()
    last: Fact | None = None
    shown: Row | None = None

    def take(fact: Fact) -> bool:
        """Take the next function. Returns False if its beginning is not the latest by date."""
        nonlocal last
        begins = fact.type == "FunctionAssumed"
        if begins and not order.follows(fact):
            return False
        of_one = pairings.setdefault(
            fact.data["organisation"], pairing.PeriodPairing("FunctionAssumed", "title")
        )
        change = of_one.take(fact)
        if change is None:
            return False
        _, after = change
        if begins:
            last = current[fact.id] = fact
        elif after is not None and after.ended is not None:
            current.pop(after.begun.id, None)
        if last is None or last.type != "FunctionAssumed":
            last = fact
        return True

    def step(facts: Facts) -> Change | None:
        nonlocal shown
        if not take(facts[-1]) or last is None:
            return None
        before, shown = shown, _function(next(reversed(current.values()), last))
        return difference(() if before is None else (before,), (shown,))

    functions = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    if not all(map(take, functions)):
        # Recorded in another order than that of the dates: such streams are few and short.
        return recomputed(_person)("", facts)
    shown = next(iter(_person(functions)), None)
    return step


def _commitment(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "CommitmentMade":
            about = {"promisor": fact.data.get("promisor")}
            yield _row(fact, "commitment", _beginning(fact.data["text"]), None, about)
            return


def _subscription(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact in facts:
        if fact.type == "SubscriptionRequested":
            about = {"subscriber": fact.data["subscriber"]}
            yield _row(fact, "subscription", _beginning(fact.data["purpose"]), None, about)
            return


def _beginning(text: Mapping[str, str]) -> dict[str, str]:
    return {
        tag: words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(maxsplit=1)[0] + "…"
        for tag, words in text.items()
    }


_CITED = ("url", "published", "language", "translation_of", "publisher", "source_type")


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
    "commitment": _commitment,
    "subscription": _subscription,
    "source": _source,
}
_FORWARD: dict[str, Fold] = {
    "party": combined(from_all_of(*_OF_PARTIES, rows=_party)),
    "cluster": combined(from_all_of(*_NAMING_CLUSTERS, *_OF_CLUSTERS, rows=_cluster)),
    "agreement": combined(from_all_of(*_OF_AGREEMENTS, rows=_agreement)),
    "visit": combined(from_all_of("VisitPlanned", "VisitHeld", rows=_visit)),
    "conference": combined(from_all_of("ConferenceHeld", rows=_conference)),
    "person": _person_fold,
    "commitment": combined(from_all_of("CommitmentMade", rows=_commitment)),
    "subscription": combined(from_all_of("SubscriptionRequested", rows=_subscription)),
    "source": combined(from_all_of("SourceRegistered", rows=_source)),
}
_TYPES = frozenset(
    {
        *_NAMING_CLUSTERS, *_OF_CLUSTERS, *_OF_PARTIES, *_OF_AGREEMENTS, "VisitPlanned", "VisitHeld",
        "ConferenceHeld", "FunctionAssumed", "FunctionEnded", "CommitmentMade", "SubscriptionRequested",
        "SourceRegistered",
    }
)  # fmt: skip

MODEL = ReadModel(
    "directory",
    frozenset(_FOLDS),
    (
        Column("kind", Text, nullable=False),
        Column("names", Text, nullable=False),
        Column("abbreviation", Text, nullable=True),
        # Keys of the Polish and the English name; both in Polish order, compared under COLLATE "C".
        Column("sort_key", Text, nullable=False),
        Column("sort_key_en", Text, nullable=False),
        Column("search_key", Text, nullable=False),
        Column("about", Text, nullable=False),
    ),
    rows,
    version=8,
    types=_TYPES,
    fold=by_category(_FORWARD),
)
