"""The register of agreements: who has signed for whom, and what became of it.

One row for each agreement, and one for each thing that fewer may read than the agreement itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, Text

from contracts.envelope import Fact
from contracts.fields import Audience
from runtime.readmodel import Interval, ReadModel, Row, json_text, since
from services.projections.evidence import as_public, fact_text, fields, narrowest
from services.projections.story import ENDS, Story

# What the conclusion opens for those who may read it; by the first two they also know what was concluded.
_LEADING = frozenset({"AgreementProposed", "AgreementSigned"})
OPENED = _LEADING | {"AgreementAmended"}
_LATER = frozenset({"PartyAcceded", "PartyWithdrew", *ENDS})
# Each of these is a row of its own: with its own audience, or of which there may be several.
_APART = frozenset({"AgreementAmended", "JointActionRecorded"})
_TELLING = OPENED | _LATER | {"AgreementConcluded"}
_TYPES = _TELLING | _APART


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
    told: str  # the detail as JSON
    fact: str
    terms: dict[str, Interval]  # when each party was one
    left: dict[str, int]  # the version at which a party withdrew; what comes behind it is not for that party


# The last stream that was told, with its length: several read models fold the same list one after the other, and what
# the next fact tells of something else leaves the agreement as it was.
_told: tuple[Sequence[Fact], int, Agreement | None] = ((), 0, None)


def agreement_of(facts: Sequence[Fact]) -> Agreement | None:
    """The agreement; None when there is no proposal (or it was retracted)."""
    global _told  # noqa: PLW0603  a memo of one: lists have no hash
    known, count, found = _told
    if known is facts and count <= len(facts) and _TELLING.isdisjoint([fact.type for fact in facts[count:]]):
        return found
    found = _agreement_of(facts)
    _told = facts, len(facts), found
    return found


def unmoved(facts: Sequence[Fact]) -> bool:
    """Whether the last fact leaves the agreement's state, time, parties and audience as they were: False where it may not.

    A signature does, before the conclusion: it is told to those to whom the proposal was told.
    """
    fact = facts[-1]
    if fact.type != "AgreementSigned":
        return fact.type not in _TELLING
    proposal = next((told for told in facts if told.type == "AgreementProposed"), fact)
    return fact.audience == proposal.audience and all(told.type != "AgreementConcluded" for told in facts)


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
    story = Story(proposal, signatures, conclusion, later, amended)
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
        fact_text(main, date=dated.data.get("occurred"), told_by=[*used, *later]),
        story.terms(held),
        {party: fact.version for party, fact in story.withdrew.items()},
    )


def audience_of(facts: Iterable[Fact]) -> Audience:
    """Who may read an agreement: what was not public becomes as public as the conclusion; the owner's stays so."""
    told = [fact for fact in facts if fact.type in _LEADING or fact.type == "AgreementConcluded"]
    conclusion = next((fact for fact in told if fact.type == "AgreementConcluded"), None)
    if conclusion is None:
        return narrowest(told)
    return narrowest([conclusion, *(fact for fact in told if fact.audience == "owner")])


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
    told = (agreement.detail["kind"], agreement.state)
    signed = (agreement.signed, agreement.detail["signatures"]["listed"])
    yield Row(
        agreement.event,
        agreement.registered,
        agreement.audience,
        agreement.parties,
        ("agreement", *told, *signed, agreement.told, agreement.fact),
    )
    for fact in apart(facts, agreement):
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


def _added(facts: Sequence[Fact]) -> Iterable[Row] | None:
    """A joint action, which changes nothing for what was recorded before it."""
    if facts[-1].type != "JointActionRecorded":
        return None
    agreement = agreement_of(facts)
    return (_apart(facts[-1], agreement),) if agreement else ()


def apart(facts: Iterable[Fact], agreement: Agreement) -> Iterator[Fact]:
    """Amendments, joint actions, and whatever else fewer may read than the agreement."""
    for fact in facts:
        if fact.type in _APART or (fact.type in _LATER and not as_public(fact, agreement.audience)):
            yield fact


def readers(fact: Fact, agreement: Agreement) -> tuple[str, ...]:
    """Who may read what stands apart, where it is for participants: the parties, and of whom the fact speaks.

    A party that has withdrawn is told no more.
    """
    spoken = (*fact.data.get("participants", ()), *([fact.data["party"]] if "party" in fact.data else []))
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
    version=3,
    types=_TYPES,
    added=_added,
)
