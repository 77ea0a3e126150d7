"""The register of agreements: who has signed for whom, and what became of it.

One row for each agreement, and one for each thing that fewer may read than the agreement itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, Text

from contracts.envelope import Fact
from contracts.fields import Audience
from services.projections.engine.incremental import difference
from services.projections.engine.readmodel import (
    Change,
    Facts,
    Fold,
    Interval,
    ReadModel,
    Row,
    Step,
    json_text,
    since,
)
from services.projections.facts.agreement_history import ENDS, AgreementHistory
from services.projections.facts.provenance import as_public, fact_text, fields, most_restricted

# What the conclusion opens for those who may read it; by the first two they also know what was concluded.
_LEADING = frozenset({"AgreementProposed", "AgreementSigned"})
OPENED = _LEADING | {"AgreementAmended"}
_LATER = frozenset({"PartyAcceded", "PartyWithdrew", *ENDS})
# Each of these is a row of its own: with its own audience, or of which there may be several.
_APART = frozenset({"AgreementAmended", "JointActionRecorded"})
_DECISIVE = OPENED | _LATER | {"AgreementConcluded"}
_TYPES = _DECISIVE | _APART


class Agreement(NamedTuple):
    """An agreement as its facts tell it, with streams' names only."""

    event: str
    state: str  # proposed | concluded
    interval: Interval  # when it was so; a concluded one holds until it ends
    registered: Interval  # since when it can stand in a register: since its proposal where that has a date
    audience: Audience
    parties: tuple[str, ...]  # all that were or are
    beneficiaries: tuple[str, ...]
    touched: tuple[str, ...]  # every organisation, city and cluster in it, representatives too
    signed: int
    detail: dict[str, Any]
    detail_json: str  # the detail as JSON
    fact: str
    terms: dict[str, Interval]  # when each party was one
    left: dict[str, int]  # the version at which a party withdrew; what comes behind it is not for that party


class _Derived:
    """The facts that tell an agreement, of the first `count` of its stream."""

    __slots__ = ("agreement", "count", "facts")

    def __init__(self) -> None:
        self.count = 0
        self.facts: list[Fact] = []
        self.agreement: Agreement | None = None


def agreement_of(facts: Sequence[Fact]) -> Agreement | None:
    """The agreement; None when there is no proposal (or it was retracted)."""
    if not isinstance(facts, Facts):
        return _agreement_of(facts)
    # Eight read models ask for it after each fact; what tells nothing of it leaves it as it was.
    told: _Derived | None = facts.derived.get("agreement")
    if told is None:
        told = facts.derived["agreement"] = _Derived()
    if told.count < len(facts):
        fresh = [fact for fact in facts[told.count :] if _is_decisive(fact)]
        told.count = len(facts)
        if fresh:
            told.facts += fresh
            told.agreement = _agreement_of(told.facts)
    return told.agreement


def _is_decisive(fact: Fact) -> bool:
    """Whether it may change the agreement. An amendment that gives no other last day does not."""
    return fact.type in _DECISIVE and (fact.type != "AgreementAmended" or "valid_until" in fact.data)


# The rows that tell the agreement itself, given the fact whose id is its event; and the rows that tell one of its facts.
Main = Callable[[Fact, Agreement], Iterable[Row]]
One = Callable[[Fact, Agreement | None], Iterable[Row]]


def agreement_facts(facts: Facts) -> Sequence[Fact]:
    """The facts that tell the agreement; `agreement_of` has seen all of them."""
    told: _Derived = facts.derived["agreement"]
    return told.facts


def no_rows(_fact: Fact, _agreement: Agreement | None) -> tuple[Row, ...]:
    """No rows."""
    return ()


def agreement_fold(begin: Callable[[Facts], tuple[Main, One]], *, counted: bool = False) -> Fold:
    """The fold of an agreement's rows.

    Args:
        begin: from the facts so far, a list that grows, to the functions that make the rows.
        counted: whether the rows of one fact tell how many have signed.
    """

    def fold(_: str, facts: Facts) -> Step:
        before = agreement_of(facts)
        main, one = begin(facts)

        def rows(agreement: Agreement | None, facts: Facts) -> list[Row]:
            if agreement is None:
                return []
            event = next(fact for fact in agreement_facts(facts) if fact.id == agreement.event)
            return list(main(event, agreement))

        shown = rows(before, facts)
        counting = counted and any(True for fact in facts for _ in one(fact, before))

        def step(facts: Facts) -> Change | None:
            nonlocal before, shown, counting
            fact = facts[-1]
            if not _is_decisive(fact):
                single = list(one(fact, before))
                counting = counting or (counted and bool(single))
                return Change(single)
            earlier, before = before, agreement_of(facts)
            if earlier is None or before is None:
                # Without a proposal there is nothing but what a fact tells by itself.
                return Change(list(one(fact, None))) if before is None else None
            if _frame(earlier) != _frame(before) or (counting and earlier.signed != before.signed):
                return None
            last, shown = shown, rows(before, facts)
            opened, closed = difference(last, shown)
            single = list(one(fact, before))
            counting = counting or (counted and bool(single))
            return Change([*opened, *single], closed)

        return step

    return fold


def _frame(agreement: Agreement) -> tuple[Any, ...]:
    """What the rows of single facts take from the agreement."""
    return (
        agreement.state, agreement.interval, agreement.audience, agreement.parties, agreement.beneficiaries,
        agreement.left, agreement.event,
    )  # fmt: skip


def _agreement_of(facts: Sequence[Fact]) -> Agreement | None:
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
    later = [fact for fact in facts if fact.type in _LATER and as_public(fact, audience)]
    concluded = conclusion is not None
    amended = [
        fact
        for fact in facts
        if fact.type == "AgreementAmended"
        and as_public(opened(fact, audience, concluded=concluded), audience)
    ]
    story = AgreementHistory(proposal, signatures, conclusion, later, amended)
    beneficiaries = tuple(data.get("beneficiaries", ()))
    main = conclusion or proposal
    dated = story.dated()
    held = story.interval(dated)
    detail = story.detail(held)
    return Agreement(
        main.id,
        story.state,
        held,
        story.registered(dated),
        audience,
        story.parties,
        beneficiaries,
        tuple(dict.fromkeys((*story.parties, *beneficiaries, *story.behind()))),
        len(signatures),
        detail,
        json_text(detail),
        fact_text(main, date=dated.data.get("occurred"), combined=[*used, *later]),
        story.terms(held),
        {party: fact.version for party, fact in story.withdrew.items()},
    )


def audience_of(facts: Iterable[Fact]) -> Audience:
    """Who may read an agreement: what was not public becomes as public as the conclusion; the owner's stays so."""
    told = [fact for fact in facts if fact.type in _LEADING or fact.type == "AgreementConcluded"]
    conclusion = next((fact for fact in told if fact.type == "AgreementConcluded"), None)
    if conclusion is None:
        return most_restricted(told)
    return most_restricted([conclusion, *(fact for fact in told if fact.audience == "owner")])


def opened(fact: Fact, audience: Audience, *, concluded: bool) -> Fact:
    """The fact with the audience that it has once the conclusion of its agreement is for `audience`."""
    if concluded and fact.type in OPENED and fact.audience != "owner" and not as_public(fact, audience):
        return fact._replace(audience=audience)
    return fact


def released(fact: Fact, agreement: Agreement) -> Audience:
    """Who may read a fact of an agreement: what was proposed, signed and amended is as public as the conclusion."""
    concluded = bool((agreement.detail.get("concluded") or {}).get("event"))
    return opened(fact, agreement.audience, concluded=concluded).audience


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """One row, or none, and those that stand apart."""
    agreement = agreement_of(facts)
    if agreement is None:
        return
    yield from _main(agreement)
    for fact in facts:
        yield from _one(fact, agreement)


def _main(agreement: Agreement) -> Iterator[Row]:
    told = (agreement.detail["kind"], agreement.state)
    signed = (agreement.signed, agreement.detail["signatures"]["listed"])
    yield Row(
        agreement.event,
        agreement.registered,
        agreement.audience,
        agreement.parties,
        ("agreement", *told, *signed, agreement.detail_json, agreement.fact),
    )


def _one(fact: Fact, agreement: Agreement | None) -> Iterator[Row]:
    """Amendments, joint actions, and whatever else fewer may read than the agreement."""
    if agreement is None:
        return
    if fact.type in _APART or (fact.type in _LATER and not as_public(fact, agreement.audience)):
        yield _apart(fact, agreement)


def _apart(fact: Fact, agreement: Agreement) -> Row:
    about = (
        agreement.detail["kind"],
        agreement.state,
        agreement.signed,
        agreement.detail["signatures"]["listed"],
    )
    values = (fact.type, *about, json_text(fields(fact)), fact_text(fact))
    return Row(fact.id, since(fact), released(fact, agreement), readers(fact, agreement), values)


def readers(fact: Fact, agreement: Agreement) -> tuple[str, ...]:
    """Who may read a fact for participants: the parties of its time, and the party that accedes, withdraws or approves.

    Who takes part in a joint action is not thereby a party.
    """
    spoken = [fact.data["party"]] if "party" in fact.data else []
    still = [party for party in agreement.parties if agreement.left.get(party, fact.version) >= fact.version]
    return tuple(dict.fromkeys((*still, *spoken)))


MODEL = ReadModel(
    "agreements",
    frozenset({"agreement"}),
    (
        Column("part", Text, nullable=False),  # agreement, or the type of a fact that stands apart
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("signed", Integer, nullable=False),
        Column("listed", Integer, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=4,
    types=_TYPES,
    fold=agreement_fold(lambda _: (lambda _event, agreement: _main(agreement), _one), counted=True),
)
