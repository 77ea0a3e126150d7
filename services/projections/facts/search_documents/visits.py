"""The texts of visits and conferences."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.envelope import Fact
from services.projections.engine.interval import since
from services.projections.engine.readmodel import NOTHING, Change, Facts, Step
from services.projections.facts.readers import access_of
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
    SearchText,
    for_readers,
    named,
    opened,
    placed,
    text_of,
)
from services.projections.text import labels


def visit_document(facts: Sequence[Fact], kind: str) -> Document | None:
    visits = [fact for fact in facts if fact.type in {"VisitHeld", "VisitPlanned"}]
    if not visits:
        return None
    main = _main(visits)
    names = main.data.get("names") or labels.kind(main.data.get("kind", "visit"))
    texts: list[SearchText] = []
    for fact in visits:
        data, interval = fact.data, since(fact)
        sort = labels.kind(data.get("kind", "visit"))
        texts.append(text_of(fact, "names", data.get("names") or sort, interval)._replace(more=sort))
        if data.get("purpose"):
            texts.append(text_of(fact, "purpose", data["purpose"], interval))
        texts += placed([fact], interval)
    texts += [_outcome(fact) for fact in facts if fact.type == "VisitOutcomeRecorded"]
    return Document(kind, names, for_readers(access_of(facts), texts))


def _outcome(fact: Fact) -> SearchText:
    return text_of(fact, "outcome", fact.data["text"], since(fact))


def _main(visits: Sequence[Fact]) -> Fact:
    """Return the first `VisitHeld`, else the first plan."""
    return next((fact for fact in visits if fact.type == "VisitHeld"), visits[0])


def visit_fold(facts: Facts, rows: RowsOf) -> Step:
    document = visit_document(facts, "visit")

    def step(facts: Facts) -> Change | None:
        nonlocal document
        if facts[-1].type == "VisitOutcomeRecorded":
            if document is None:
                return NOTHING
            outcome = for_readers(access_of(facts), [_outcome(facts[-1])])
            return Change(rows(document._replace(texts=outcome)))
        if len(facts) > 1:
            return None
        document = visit_document(facts, "visit")
        return opened(document, rows)

    return step


def conference_document(facts: Sequence[Fact], kind: str) -> Document | None:
    for fact in facts:
        if fact.type == "ConferenceHeld":
            interval = since(fact)
            texts = [named(fact, interval), *placed([fact], interval)]
            if theme := fact.data.get("theme"):
                texts.append(text_of(fact, "theme", theme, interval))
            return Document(kind, fact.data["names"], texts)
    return None


def conference_fold(facts: Facts, rows: RowsOf) -> Step:
    recorded = any(fact.type == "ConferenceHeld" for fact in facts)

    def step(facts: Facts) -> Change:
        nonlocal recorded
        if recorded:
            return NOTHING  # another report of the same conference
        recorded = True
        return opened(conference_document(facts[-1:], "conference"), rows)

    return step
