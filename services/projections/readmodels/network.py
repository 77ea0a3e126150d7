"""Who works with whom, and on what basis: clusters, agreements, visits, roles and functions of parties, and temporary
properties of clusters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.access import Access
from contracts.envelope import Fact
from contracts.identities import APART, TYPES, Identity, identities
from contracts.streams import category_of
from services.projections.engine.incremental import by_category, combined
from services.projections.engine.interval import ALWAYS
from services.projections.engine.readmodel import (
    NOTHING,
    Change,
    Facts,
    Fold,
    ReadModel,
    Row,
    Step,
)
from services.projections.facts import intervals, pairing
from services.projections.facts.agreement_fold import agreement_fold, no_rows
from services.projections.facts.agreement_state import Agreement, agreement_of
from services.projections.facts.identities import identities_part, text_of
from services.projections.facts.provenance import (
    fact_text,
    fields,
    together,
    when,
)
from services.projections.facts.readers import access_of
from services.projections.readmodels.network_clusters import (
    CLUSTER_ENDS,
    CLUSTER_FOLD,
    DESCRIBED,
    TEMPORARY,
    cluster_rows,
    network_row,
    replaced,
    role_row,
)


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    return (_member(facts[0].stream, period) for period in intervals.membership_periods(facts))


def _member(stream: str, period: intervals.MembershipPeriod) -> Row:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    role = "founder" if period.member_class == "founder" else "member"
    more: dict[str, Any] = {"class": period.member_class} if period.member_class else {}
    if period.label:
        more["class_label"] = period.label
    if period.episode > 1:
        more["episode"] = period.episode
    return role_row(period.begun, f"cluster-{cluster}", f"party-{party}", role, period.interval, **more)


def _agreement(facts: Sequence[Fact]) -> Iterable[Row]:
    agreement = agreement_of(facts)
    return () if agreement is None else _main(facts[0], agreement)


def _main(fact: Fact, agreement: Agreement) -> tuple[Row, ...]:
    kind = "agreement" if agreement.state == "concluded" else "proposed"
    values = (kind, fact.stream, agreement.touched, agreement.detail_json, agreement.fact)
    return (Row(agreement.event, agreement.interval, agreement.audience, agreement.participants, values),)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]
    if not visits:  # a visit that is only planned is no tie
        return
    access = access_of(facts)
    yield from _visited(visits, access)
    for fact in facts:
        if fact.type == "VisitOutcomeRecorded":
            yield _outcome(visits, fact, access)


def _visited(visits: Sequence[Fact], access: Access) -> Iterator[Row]:
    data, stream = visits[0].data, visits[0].stream
    sides = (data["host"], *data["visitors"])
    touched = [*sides, *data.get("clusters", ()), *data.get("sites", ())]
    touched += [item["organisation"] for item in data.get("delegates", ()) if item.get("organisation")]
    interval, text = together(visits)
    row = network_row(visits[0], "visit", stream, touched, fields(visits[0]), text)
    yield row._replace(interval=interval, participants=access.concerned(visits[0]))


def _outcome(visits: Sequence[Fact], fact: Fact, access: Access) -> Row:
    """Return the row of an outcome, which has a narrower audience than the visit."""
    outcome = network_row(fact, "outcome", fact.stream, [], fields(fact), fact_text(fact))
    return outcome._replace(participants=access.concerned(fact), interval=when(visits))


def _visit_fold(_: str, facts: Facts) -> Step:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if fact.type == "VisitOutcomeRecorded":
            return Change((_outcome(visits, fact, access_of(facts)),)) if visits else NOTHING
        return None  # outcomes take the visit's date, and appear with the first report of it

    return step


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield links to other entries of the same organisation, and what describes it. Identity has no start date."""
    yield from (row for identity in identities(facts) for row in _link(identity))
    for kind, type in DESCRIBED:
        for period in intervals.successive_periods(facts, type):
            yield from replaced(kind)(period)


def _link(identity: Identity) -> tuple[Row, ...]:
    if identity.judgement == APART:
        return ()
    fact, other = identity.fact, identity.other
    detail = fields(fact) | {"certainty": identity.judgement, "evidence": identity.evidence or ""}
    touched = [fact.stream, other]
    return (network_row(fact, "link", other, touched, detail, text_of(identity), ALWAYS),)


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the functions of a person without the name. They stay when the name is erased."""
    functions = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    for organisation in dict.fromkeys(fact.data["organisation"] for fact in functions):
        of_one = [fact for fact in functions if fact.data["organisation"] == organisation]
        for period in intervals.paired_periods(of_one, "FunctionAssumed", "FunctionEnded", "title"):
            yield from _function(period)


def _function(period: intervals.Period) -> tuple[Row, ...]:
    fact = period.begun
    organisation = fact.data["organisation"]
    detail = {"organisation": organisation, "title": fact.data["title"], "person": fact.stream}
    return (
        network_row(fact, "function", fact.stream, [organisation], detail, fact_text(fact), period.interval),
    )


_FOLDS = {
    "cluster": cluster_rows,
    "membership": _membership,
    "agreement": _agreement,
    "visit": _visit,
    "party": _party,
    "person": _person,
}
_FORWARD: dict[str, Fold] = {
    "cluster": CLUSTER_FOLD,
    "membership": combined(
        intervals.by_episode(lambda stream, _, periods: [_member(stream, each) for each in periods])
    ),
    "agreement": agreement_fold(lambda _: (_main, no_rows)),
    "visit": _visit_fold,
    "party": combined(
        identities_part(_link), *(pairing.successive_part(type, replaced(kind)) for kind, type in DESCRIBED)
    ),
    "person": combined(pairing.paired_part("FunctionAssumed", "FunctionEnded", "title", _function, "organisation")),
}  # fmt: skip
_TYPES = TEMPORARY | TYPES | {type for _, type in DESCRIBED} | {
    "ClusterInitiativeAnnounced", "ClusterFounded", *CLUSTER_ENDS, "CoordinatorAppointed", "CoordinatorReleased",
    "MemberJoined", "MemberClassChanged", "MemberLeft", "AgreementProposed", "AgreementSigned", "AgreementConcluded",
    "PartyAcceded", "PartyWithdrew", "AgreementTerminated", "AgreementExpired", "VisitHeld", "VisitOutcomeRecorded",
    "VisitPlanned",    "AgreementAmended", "FunctionAssumed", "FunctionEnded",
}  # fmt: skip

MODEL = ReadModel(
    "network",
    frozenset(_FOLDS),
    (
        # founded · announced · dissolved · agreement · proposed · visit · outcome · role · link · function
        # · purpose · strategy · team · recognition · relation · organisation-type · seat · sectors
        Column("kind", Text, nullable=False),
        # Subject of the row: the cluster, agreement or visit; for a role its party. Unique together with event and kind.
        Column("key", Text, nullable=False),
        Column("touched", ARRAY(Text), nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=9,
    types=_TYPES,
    fold=by_category(_FORWARD),
)
