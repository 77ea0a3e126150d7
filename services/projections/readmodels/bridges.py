"""Ties of parties to clusters, by role: an initiator is not automatically a founder, a coordinator or a member.

A row for each tie, and under the role `identity` one for each side of a link between two entries of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Text

from contracts.envelope import Fact
from contracts.identities import APART, TYPES, Identity, identities
from contracts.streams import category_of
from services.projections.engine.incremental import by_category, combined
from services.projections.engine.interval import ALWAYS, Interval, since
from services.projections.engine.readmodel import Fold, ReadModel, Row, json_text
from services.projections.facts import intervals, pairing
from services.projections.facts.agreement_fold import agreement_fold, no_rows
from services.projections.facts.agreement_state import Agreement, agreement_of
from services.projections.facts.identities import identities_part, text_of
from services.projections.facts.initiators import initiators
from services.projections.facts.provenance import fact_text, is_cluster
from services.projections.facts.readers import participants, readers

ROLES = ("initiator", "founder", "member", "coordinator", "co-coordinator", "representative")
IDENTITY = "identity"
_SIGNED = frozenset({"AgreementSigned", "PartyAcceded"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _tie(
    fact: Fact, party: str, cluster: str, role: str, interval: Interval | None = None, **detail: Any
) -> Row:
    values = (party, cluster, role, json_text(detail), fact_text(fact))
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    for fact, party in initiators(facts):
        yield from _initiator(fact, party)
    if any(fact.type.startswith("Coordinator") for fact in facts):
        for period in intervals.paired_periods(
            facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"
        ):
            yield from _coordinator(period)


def _initiator(fact: Fact, party: str) -> Iterator[Row]:
    yield _tie(fact, party, fact.stream, "initiator")


def _coordinator(period: intervals.Period) -> Iterator[Row]:
    fact = period.begun
    role = "co-coordinator" if fact.data.get("role") == "co" else "coordinator"
    yield _tie(fact, fact.data["organisation"], fact.stream, role, period.interval)


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    return (_member(facts[0].stream, item) for item in intervals.membership_periods(facts))


def _member(stream: str, item: intervals.MembershipPeriod) -> Row:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    role = "founder" if item.member_class == "founder" else "member"
    detail = {"class": item.member_class} if item.member_class else {}
    return _tie(item.begun, f"party-{party}", f"cluster-{cluster}", role, item.interval, **detail)


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    agreement = agreement_of(facts)
    for fact in facts:
        yield from _signed(fact, agreement)


def _signed(fact: Fact, agreement: Agreement | None) -> Iterator[Row]:
    if fact.type not in _SIGNED or not is_cluster(fact.data["party"]):
        return
    if representative := fact.data.get("represented_by"):
        row = _tie(fact, representative, fact.data["party"], "representative", agreement=fact.stream)
        if agreement:
            audience, parties = readers(fact, agreement.access)
            row = row._replace(audience=audience, participants=parties)
        yield row


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    return (row for identity in identities(facts) for row in _identity(identity))


def _identity(identity: Identity) -> tuple[Row, ...]:
    if identity.judgement == APART:
        return ()
    fact, sides = identity.fact, (identity.fact.stream, identity.other)
    detail = {"evidence": identity.evidence, "certainty": identity.judgement}
    return tuple(
        Row(
            fact.id,
            ALWAYS,
            fact.audience,
            participants(fact),
            (one, "", IDENTITY, json_text(detail | {"other": other}), text_of(identity)),
        )
        for one, other in (sides, sides[::-1])
    )


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "party": _party}

_FORWARD: dict[str, Fold] = {
    "cluster": combined(
        pairing.first_named_part(
            "initiators", "ClusterInitiativeAnnounced", "ClusterFounded", rows=_initiator
        ),
        pairing.paired_part("CoordinatorAppointed", "CoordinatorReleased", "organisation", _coordinator),
    ),
    "membership": combined(
        intervals.by_episode(lambda stream, _, periods: [_member(stream, each) for each in periods])
    ),
    "agreement": agreement_fold(lambda _: (no_rows, _signed)),
    "party": combined(identities_part(_identity)),
}

MODEL = ReadModel(
    "bridges",
    frozenset(_FOLDS),
    (
        Column("party", Text, nullable=False),
        Column("cluster", Text, nullable=False),  # empty for a link of identities
        Column("role", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=4,
    types=frozenset(
        {"ClusterInitiativeAnnounced", "ClusterFounded", "CoordinatorAppointed", "CoordinatorReleased"}
    )
    | {"MemberJoined", "MemberClassChanged", "MemberLeft"}
    | TYPES
    # Facts that follow on a conclusion imply it, and with it who may read the signed agreement.
    | {"AgreementProposed", "AgreementSigned", "AgreementConcluded", "PartyAcceded", "PartyWithdrew"}
    | {"AgreementTerminated", "AgreementExpired"},
    fold=by_category(_FORWARD),
)
