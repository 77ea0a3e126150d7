"""The register of agreements: who has signed for whom, and whether it stands. One row for each agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, Text

from contracts.envelope import Fact
from contracts.fields import Audience
from runtime.readmodel import Interval, ReadModel, Row, json_text, since, span
from services.projections.evidence import cited, fact_text, narrowest


class Agreement(NamedTuple):
    """An agreement as its facts tell it, with streams' names only."""

    event: str
    state: str  # proposed | concluded
    interval: Interval
    audience: Audience
    parties: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    touched: tuple[str, ...]  # every organisation, city and cluster in it, representatives too
    signed: int
    detail: dict[str, Any]
    fact: str


def agreement_of(facts: Sequence[Fact]) -> Agreement | None:
    """The agreement; None when there is no proposal (or it was retracted)."""
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return None
    data = proposal.data
    parties = tuple(data["parties"])
    signatures: dict[str, Fact] = {}
    for fact in facts:
        if fact.type == "AgreementSigned" and fact.data["party"] in parties:
            signatures.setdefault(fact.data["party"], fact)
    conclusion = next((fact for fact in facts if fact.type == "AgreementConcluded"), None)
    main = conclusion or proposal
    used = [proposal, *signatures.values(), *([conclusion] if conclusion else [])]
    dated = _dated(proposal, signatures.values(), conclusion)
    beneficiaries = tuple(data.get("beneficiaries", ()))
    state = "concluded" if conclusion else "proposed"
    detail: dict[str, Any] = {name: data.get(name) for name in ("kind", "subject", "binding", "conference")}
    detail |= {
        "state": state,
        "others": data.get("others", False),
        "beneficiaries": beneficiaries,
        "parties": [_party(party, signatures.get(party), proposal) for party in parties],
        "place": next((fact.data["place"] for fact in signatures.values() if fact.data.get("place")), None),
        "signatures": {"signed": len(signatures), "listed": len(parties)},
    }
    return Agreement(
        main.id,
        state,
        since(dated.data),
        audience_of(used),
        parties,
        beneficiaries,
        tuple(dict.fromkeys((*parties, *beneficiaries, *_behind(signatures.values())))),
        len(signatures),
        detail,
        fact_text(
            main,
            date=dated.data.get("occurred"),
            sources=cited(used),
            amended_by=[event for fact in used for event in fact.amended_by],
        ),
    )


def _dated(proposal: Fact, signatures: Iterable[Fact], conclusion: Fact | None) -> Fact:
    """Whose date is the agreement's: the conclusion's; without one, that of the last signature; else the proposal's."""
    if conclusion is None or conclusion.data.get("occurred"):
        return conclusion or proposal
    told = [fact for fact in signatures if fact.data.get("occurred")]
    return max(told, key=lambda fact: span(fact.data)[::-1], default=proposal)


def audience_of(facts: Sequence[Fact]) -> Audience:
    """Who may read an agreement: what was not public becomes as public as the conclusion; the owner's stays so."""
    conclusion = next((fact for fact in facts if fact.type == "AgreementConcluded"), None)
    if conclusion is None:
        return narrowest(facts)
    return narrowest([conclusion, *(fact for fact in facts if fact.audience == "owner")])


def _party(party: str, signature: Fact | None, proposal: Fact) -> dict[str, Any]:
    if signature is None:
        return {"party": party, "event": proposal.id}
    told = signature.data
    found = {name: told[name] for name in ("represented_by", "signatories") if told.get(name)}
    return {"party": party, "event": signature.id, "signed": told.get("occurred"), **found}


def _behind(signatures: Iterable[Fact]) -> Iterator[str]:
    for fact in signatures:
        if representative := fact.data.get("represented_by"):
            yield representative
        for signatory in fact.data.get("signatories", ()):
            if organisation := signatory.get("organisation"):
                yield organisation


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """One row, or none."""
    agreement = agreement_of(facts)
    if agreement is None:
        return
    yield Row(
        agreement.event,
        agreement.interval,
        agreement.audience,
        agreement.parties,
        (
            agreement.detail["kind"],
            agreement.state,
            agreement.signed,
            len(agreement.parties),
            json_text(agreement.detail),
            agreement.fact,
        ),
    )


MODEL = ReadModel(
    "agreements",
    frozenset({"agreement"}),
    (
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("signed", Integer, nullable=False),
        Column("listed", Integer, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
)
