"""The texts of parties, persons and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.envelope import Fact
from contracts.headings import ORGANISATION_TYPES
from services.projections.engine.interval import ALWAYS, Interval
from services.projections.engine.readmodel import NOTHING, Change, Facts, Step
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
    SearchText,
    either_language,
    identified,
    named,
    opened,
    text_of,
)
from services.projections.facts.validity import OpenFacts, valid_interval, validity

# Texts that no other fact of the stream changes.
_FIXED = {"PartyIdentified": identified, "PartyAliasAdded": named}


def party_document(facts: Sequence[Fact], _: str) -> Document | None:
    registered = next((fact for fact in facts if fact.type == "PartyRegistered"), None)
    if registered is None:
        return None
    naming = [registered, *(fact for fact in facts if fact.type == "PartyRenamed")]
    texts = [named(fact, ALWAYS, "names" if fact is naming[-1] else "former-names") for fact in naming]
    texts += [_FIXED[fact.type](fact, ALWAYS) for fact in facts if fact.type in _FIXED]
    validity_of = validity(facts)
    for fact in facts:
        texts += _described(fact, validity_of(fact))
    return Document(registered.data["kind"], naming[-1].data["names"], texts)


DESCRIBED = frozenset({"OrganisationTypeDeclared", "SeatDeclared", "SectorsDeclared"})


def _described(fact: Fact, interval: Interval) -> Iterator[SearchText]:
    """Yield the texts of a type, a seat or sectors."""
    data = fact.data
    match fact.type:
        case "OrganisationTypeDeclared":
            word = data["organisation_type"]
            yield text_of(fact, "organisation-type", ORGANISATION_TYPES[word], interval)
        case "SeatDeclared":
            place, region = data.get("place") or {}, data.get("region") or {}
            parts = (data.get("address"), place.get("name"), region.get("code"), data.get("country"))
            if seat := ", ".join(part for part in parts if part):
                yield text_of(fact, "seat", either_language(seat), interval)
        case "SectorsDeclared":
            for each in data["sectors"]:
                code = f"{each['scheme']} {each['code']}"
                yield text_of(
                    fact, "sector", each.get("label") or either_language(code), interval, each["code"]
                )
        case _:
            return


def party_fold(facts: Facts, rows: RowsOf) -> Step:
    document = party_document(facts, "party")
    open_facts = OpenFacts(facts)

    def step(facts: Facts) -> Change | None:
        nonlocal document
        if (fact := facts[-1]).type in DESCRIBED:
            ended = open_facts.take(fact)
            if document is None:
                return NOTHING
            before, after = (
                [text for each in ended for text in _described(each, valid_interval(each, end))]
                for end in (None, fact)
            )
            after += _described(fact, valid_interval(fact, None))
            return Change(*(rows(document._replace(texts=texts)) for texts in (after, before)))
        if fact.type in _FIXED:
            texts = [_FIXED[fact.type](fact, ALWAYS)]
            return Change(rows(document._replace(texts=texts)) if document else ())
        if len(facts) > 1:
            return None
        document = party_document(facts, "party")
        return opened(document, rows)

    return step


def person_document(facts: Sequence[Fact], kind: str) -> Document | None:
    """Return the functions of a person only: persons have no names here."""
    validity_of = validity(facts)
    functions = [fact for fact in facts if fact.type == "FunctionAssumed"]
    if not functions:
        return None
    texts = [text_of(fact, "function", fact.data["title"], validity_of(fact)) for fact in functions]
    return Document(kind, functions[-1].data["title"], texts)


def person_fold(facts: Facts, rows: RowsOf) -> Step:
    document = person_document(facts, "person")
    open_facts = OpenFacts(facts)

    def step(facts: Facts) -> Change | None:
        nonlocal document
        fact = facts[-1]
        ended = open_facts.take(fact)
        if document is None and fact.type == "FunctionAssumed" and not ended:
            document = person_document(facts, "person")
            return opened(document, rows)
        if document is None or (fact.type == "FunctionAssumed" and fact.data["title"] != document.names):
            return None if fact.type == "FunctionAssumed" else NOTHING
        fresh = [fact] if fact.type == "FunctionAssumed" else []
        before, after = (
            [text_of(each, "function", each.data["title"], valid_interval(each, end)) for each in ended]
            for end in (None, fact)
        )
        after += [text_of(each, "function", each.data["title"], valid_interval(each, None)) for each in fresh]
        return Change(*(rows(document._replace(texts=texts)) for texts in (after, before)))

    return step


def source_document(facts: Sequence[Fact], kind: str) -> Document | None:
    for fact in facts:
        if fact.type == "SourceRegistered":
            return Document(kind, fact.data["title"], [text_of(fact, "names", fact.data["title"], ALWAYS)])
    return None


def source_fold(facts: Facts, rows: RowsOf) -> Step:
    registered = any(fact.type == "SourceRegistered" for fact in facts)

    def step(facts: Facts) -> Change:
        nonlocal registered
        if registered:
            return NOTHING
        registered = True
        return opened(source_document(facts[-1:], "source"), rows)

    return step
