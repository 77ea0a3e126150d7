"""The state of one agreement, from its facts: its parties, its validity, and who may read what of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.access import RELEASED, RESTRICTED, Access, as_wide
from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.engine.interval import Interval
from services.projections.engine.readmodel import Facts, json_text
from services.projections.facts.agreement_audience import audience_of
from services.projections.facts.agreement_history import ENDS, AgreementHistory, changes_term
from services.projections.facts.provenance import as_public, fact_text
from services.projections.facts.readers import access_of

LATER = frozenset({"PartyAcceded", "PartyWithdrew", *ENDS})
DECISIVE = RELEASED | LATER | {"AgreementConcluded"}


class Agreement(NamedTuple):
    """The state of one agreement. Parties and places are names of streams."""

    event: str
    state: str  # proposed | concluded
    interval: Interval  # its validity; a concluded agreement is in force until it ends
    registered: Interval  # since when a register can list it: since its proposal where that has a date
    audience: Audience
    parties: tuple[str, ...]  # all former and present parties
    present: tuple[str, ...]  # the present parties, sorted
    beneficiaries: tuple[str, ...]
    touched: tuple[str, ...]  # every organisation, city and cluster in it, including representatives
    signed: int
    detail: dict[str, Any]
    detail_json: str  # the detail as JSON
    fact: str
    terms: dict[str, Interval]  # each party's interval of participation
    access: Access  # access to the stream after all its facts so far
    main: Fact  # the fact with the id `event`
    frame: tuple[Any, ...]  # what the rows of single facts contain of the agreement

    @property
    def participants(self) -> tuple[str, ...]:
        """The participants of the agreement's own rows. A party that has left reads no more of a restricted agreement."""
        return self.present if self.audience in RESTRICTED else self.parties


class DecisiveFacts:
    """The decisive facts among the first `count` facts of an agreement's stream, and the agreement that they give."""

    __slots__ = ("agreement", "count", "facts")

    def __init__(self) -> None:
        self.count = 0
        self.facts: list[Fact] = []
        self.agreement: Agreement | None = None

    def take(self, facts: Facts) -> None:
        """Take the facts after the first `count`."""
        if self.count == len(facts):
            return
        fresh = [fact for fact in facts[self.count :] if is_decisive(fact)]
        self.count = len(facts)
        if fresh:
            self.facts += fresh
            self.agreement = _agreement_of(self.facts, access_of(facts))


def agreement_of(facts: Sequence[Fact]) -> Agreement | None:
    """Return the agreement; None if there is no proposal or it was retracted."""
    if isinstance(facts, Facts):
        return decisive_facts(facts).agreement
    return _agreement_of(facts, access_of(facts)) if facts else None


def decisive_facts(facts: Facts) -> DecisiveFacts:
    """Return the decisive facts of a fold. Cached in its scope, because eight read models need them after each fact."""
    decisive = facts.scope.get(DecisiveFacts)
    decisive.take(facts)
    if facts:
        access_of(facts)  # the access counts all facts, not only the decisive ones
    return decisive


def is_decisive(fact: Fact) -> bool:
    """Return whether a fact may change its agreement. An amendment that leaves the last day does not."""
    return fact.type in DECISIVE and (fact.type != "AgreementAmended" or changes_term(fact))


def _agreement_of(facts: Sequence[Fact], access: Access) -> Agreement | None:
    proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
    if proposal is None:
        return None
    data = proposal.data
    listed = tuple(data["parties"])
    signatures: dict[str, Fact] = {}
    for fact in facts:
        if fact.type == "AgreementSigned" and fact.data["party"] in listed:
            signatures.setdefault(fact.data["party"], fact)
    conclusion = next((fact for fact in facts if fact.type == "AgreementConcluded"), None)
    used = [proposal, *signatures.values(), *([conclusion] if conclusion else [])]
    audience = audience_of(used)
    later = [fact for fact in facts if fact.type in LATER and as_public(fact, audience)]
    amended = [
        fact for fact in facts if fact.type == "AgreementAmended" and as_wide(access.audience(fact), audience)
    ]
    history = AgreementHistory(proposal, signatures, conclusion, later, amended)
    beneficiaries = tuple(data.get("beneficiaries", ()))
    main = conclusion or proposal
    dated = history.dated()
    interval = history.interval(dated)
    detail = history.detail(interval)
    present = tuple(sorted(access.participation.parties))
    return Agreement(
        main.id,
        history.state,
        interval,
        history.registered(dated),
        audience,
        history.parties,
        present,
        beneficiaries,
        tuple(dict.fromkeys((*history.parties, *beneficiaries, *history.signers()))),
        len(signatures),
        detail,
        json_text(detail),
        fact_text(main, date=dated.data.get("occurred"), combined=[*used, *later]),
        history.terms(interval),
        access,
        main,
        (history.state, interval, audience, history.parties, present, beneficiaries, main.id),
    )
