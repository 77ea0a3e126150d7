"""The texts of agreements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.envelope import Fact
from services.projections.engine.interval import FUTURE, since
from services.projections.engine.readmodel import Facts, Row, Step
from services.projections.facts.agreement_fold import FactRows, MainRows, agreement_fold
from services.projections.facts.agreement_state import Agreement, agreement_of, decisive_facts
from services.projections.facts.search_documents.document import (
    Document,
    RowsOf,
    SearchText,
    either_language,
    for_readers,
    placed,
    text_of,
)
from services.projections.text import labels

REASONS = frozenset({"AgreementTerminated", "AgreementExpired", "PartyWithdrew"})


def agreement_document(facts: Sequence[Fact], kind: str) -> Document | None:
    agreement = agreement_of(facts)
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if agreement is None or proposal is None:
        return None
    texts = _agreed(proposal, facts, agreement)
    for fact in facts:
        texts += _followed(fact, agreement)
    return Document(kind, _names_of(proposal), texts)


def _proposal(facts: Iterable[Fact]) -> Fact:
    return next(fact for fact in facts if fact.type == "AgreementProposed")


def _names_of(proposal: Fact) -> Mapping[str, str]:
    names: Mapping[str, str] = proposal.data.get("names") or labels.kind(proposal.data["kind"])
    return names


def _agreed(proposal: Fact, facts: Sequence[Fact], agreement: Agreement) -> list[SearchText]:
    """Return the texts of the proposal and the signatures."""
    data = proposal.data
    sort = labels.kind(data["kind"])
    # The search finds an agreement also after its end.
    interval = agreement.interval._replace(end_earliest=FUTURE, end_latest=FUTURE)
    proposed = [
        text_of(proposal, "names", _names_of(proposal), interval)._replace(more=sort),
        text_of(proposal, "subject", data["subject"], interval),
        *placed((fact for fact in facts if fact.type == "AgreementSigned"), interval),
    ]
    return [
        each._replace(audience=agreement.audience, participants=agreement.participants) for each in proposed
    ]


def _followed(fact: Fact, agreement: Agreement) -> list[SearchText]:
    """Return the texts of a later fact, for its readers."""
    return for_readers(agreement.access, _of_agreement(fact))


def agreement_texts_fold(facts: Facts, rows: RowsOf) -> Step:
    def begin(facts: Facts) -> tuple[MainRows, FactRows]:
        def main(_: Fact, agreement: Agreement) -> Sequence[Row]:
            decisive = decisive_facts(facts).facts
            proposal = _proposal(decisive)
            return rows(Document("agreement", _names_of(proposal), _agreed(proposal, decisive, agreement)))

        def one(fact: Fact, agreement: Agreement | None) -> Sequence[Row]:
            if agreement is None or not (texts := _followed(fact, agreement)):
                return ()
            return rows(Document("agreement", _names_of(_proposal(decisive_facts(facts).facts)), texts))

        return main, one

    return agreement_fold(begin)("", facts)


def _of_agreement(fact: Fact) -> Iterator[SearchText]:
    data, interval = fact.data, since(fact)
    if fact.type == "AgreementAmended":
        yield text_of(fact, "changes", data["changes"], interval)
    elif fact.type == "JointActionRecorded" and data.get("text"):
        yield text_of(fact, "joint-action", data["text"], interval)
    elif fact.type == "AgreementProjectRecorded":
        yield text_of(fact, "project", data["title"], interval)
        if programme := data.get("programme"):
            yield text_of(fact, "programme", either_language(programme), interval)
    elif fact.type == "PartyAcceded":
        yield from placed([fact], interval)
    elif fact.type in REASONS and data.get("reason"):
        yield text_of(fact, "reason", either_language(data["reason"]), interval)
