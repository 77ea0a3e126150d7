"""Ties of parties to clusters, each in its own role: who initiated is not thereby a founder, a coordinator or a member.

A row for each tie, and under the role `identity` one for each side of a link between two entries of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Text

from contracts.envelope import Fact
from runtime.readmodel import Interval, ReadModel, Row, json_text, since
from services.projections import holding
from services.projections.agreements import Agreement, agreement_of, released, unmoved
from services.projections.evidence import fact_text, is_cluster, participants

ROLES = ("initiator", "founder", "member", "coordinator", "co-coordinator", "representative")
IDENTITY = "identity"
_SIGNED = frozenset({"AgreementSigned", "PartyAcceded"})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


def _tie(
    fact: Fact, party: str, cluster: str, role: str, interval: Interval | None = None, **detail: Any
) -> Row:
    values = (party, cluster, role, json_text(detail), fact_text(fact))
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:  # announced and founded alike: the first fact that says it is enough
                seen.add(party)
                yield _tie(fact, party, stream, "initiator")
    if any(fact.type.startswith("Coordinator") for fact in facts):
        for found in holding.pairs(facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"):
            role = "co-coordinator" if found.begun.data.get("role") == "co" else "coordinator"
            yield _tie(found.begun, found.begun.data["organisation"], stream, role, found.interval)


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    for item in holding.stretches(facts):
        role = "founder" if item.member_class == "founder" else "member"
        detail = {"class": item.member_class} if item.member_class else {}
        yield _tie(item.begun, f"party-{party}", f"cluster-{cluster}", role, item.interval, **detail)


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
            row = row._replace(audience=released(fact, agreement), participants=agreement.parties)
        yield row


def _added(facts: Sequence[Fact]) -> Iterable[Row] | None:
    """Who signed, where that changes nothing for those who signed before."""
    fact = facts[-1]
    if fact.type != "AgreementSigned" or not unmoved(facts):
        return None
    return list(_signed(fact, agreement_of(facts))) if fact.data.get("represented_by") else ()


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    if any(fact.type.startswith("Identity") for fact in facts):
        for found in holding.pairs(facts, "IdentityLinked", "IdentityUnlinked", "other"):
            told = {name: found.begun.data.get(name) for name in ("evidence", "certainty")}
            sides = found.begun.stream, found.begun.data["other"]
            for one, other in (sides, sides[::-1]):
                yield _tie(found.begun, one, "", IDENTITY, found.interval, other=other, **told)


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "party": _party}

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
    version=2,
    types=frozenset(
        {"ClusterInitiativeAnnounced", "ClusterFounded", "CoordinatorAppointed", "CoordinatorReleased"}
    )
    | {"MemberJoined", "MemberClassChanged", "MemberLeft", "IdentityLinked", "IdentityUnlinked"}
    # What follows on a conclusion implies it, and with it the release of what was signed.
    | {"AgreementProposed", "AgreementSigned", "AgreementConcluded", "PartyAcceded", "PartyWithdrew"}
    | {"AgreementTerminated", "AgreementExpired"},
    added=_added,
)
