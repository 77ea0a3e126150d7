"""What each cluster takes part in. Rows of two clusters with the same kind and key are what these have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Text

from contracts.catalogue import ending
from contracts.envelope import Fact
from contracts.streams import category_of
from services.projections.engine.incremental import by_category, combined, from_all_of
from services.projections.engine.interval import Interval, since
from services.projections.engine.readmodel import Fold, ReadModel, Row, json_text
from services.projections.facts import intervals, pairing
from services.projections.facts.agreement_fold import agreement_fold, no_rows
from services.projections.facts.agreement_state import Agreement, agreement_of
from services.projections.facts.initiators import initiators
from services.projections.facts.provenance import (
    as_public,
    fact_text,
    is_cluster,
    together,
    until,
)
from services.projections.facts.readers import access_of, participants

_CODE = ("scheme", "edition", "code")

_CLUSTER_ENDS = ending("ClusterFounded")


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[category_of(facts[0].stream)](facts)


def _row(
    fact: Fact,
    cluster: str,
    kind: str,
    key: str,
    text: str,
    interval: Interval | None = None,
    label: str = "",
) -> Row:
    values = (cluster, kind, key, label, text)
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    yield from _existence(facts)
    for fact, party in initiators(facts):
        yield from _initiator(fact, party)
    if any(fact.type.startswith("Specialisation") for fact in facts):
        for period in intervals.paired_periods(
            facts, "SpecialisationDeclared", "SpecialisationDropped", "label"
        ):
            yield from _specialised(period)


def _existence(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the rows of the cluster's existence, from its beginning to its end."""
    stream = facts[0].stream
    founded = [fact for fact in facts if fact.type == "ClusterFounded"]
    end = next((fact for fact in facts if fact.type in _CLUSTER_ENDS), None)
    if founded:
        interval, text = together(founded)
        if end is not None and as_public(end, founded[0].audience):
            interval = until(interval[:2], end)
        yield _row(founded[0], stream, "cluster", stream, text, interval)
    if end is not None:
        yield _row(end, stream, "dissolved", stream, fact_text(end))


def _initiator(fact: Fact, party: str) -> Iterator[Row]:
    yield _row(fact, fact.stream, "initiator", party, fact_text(fact))


def _specialised(period: intervals.Period) -> Iterator[Row]:
    """Yield a row for each key of a specialisation, so that any of its names matches."""
    label, text = json_text(period.begun.data["label"]), fact_text(period.begun)
    for key in specialisation(period.begun.data):
        yield _row(period.begun, period.begun.stream, "specialisation", key, text, period.interval, label)


def specialisation(data: Mapping[str, Any]) -> list[str]:
    """Return the keys of a specialisation: its full code with scheme and edition, else its label in each language."""
    classification = data.get("classification") or {}
    if all(classification.get(name) for name in _CODE):
        return ["code " + " ".join(str(classification[name]) for name in _CODE)]
    return list(dict.fromkeys(intervals.keys_of(data["label"])))


def _membership(facts: Sequence[Fact]) -> Iterable[Row]:
    return _episodes(facts[0].stream, intervals.membership_periods(facts))


def _episodes(stream: str, periods: Sequence[intervals.MembershipPeriod]) -> Iterator[Row]:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    for _, episode in groupby(periods, attrgetter("episode")):
        periods = list(episode)
        first, last = periods[0], periods[-1]
        interval = Interval(*first.interval[:2], *last.interval[2:])
        text = fact_text(first.begun)
        yield _row(first.begun, f"cluster-{cluster}", "member", f"party-{party}", text, interval)


def _agreement(facts: Sequence[Fact]) -> Iterable[Row]:
    agreement = agreement_of(facts)
    return () if agreement is None else _main(facts[0], agreement)


def _main(fact: Fact, agreement: Agreement) -> Iterator[Row]:
    if agreement.state == "concluded":
        for party in filter(is_cluster, agreement.parties):
            values = (party, "agreement", fact.stream, "", agreement.fact)
            yield Row(
                agreement.event, agreement.terms[party], agreement.audience, agreement.participants, values
            )


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]
    if not visits:
        return
    data = visits[0].data
    parties = (data["host"], *data["visitors"])
    interval, text = together(visits)
    for cluster in dict.fromkeys(filter(is_cluster, (*parties, *data.get("clusters", ())))):
        row = _row(visits[0], cluster, "visit", facts[0].stream, text, interval)
        yield row._replace(participants=access_of(facts).concerned(visits[0]))


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "visit": _visit}
_FORWARD: dict[str, Fold] = {
    "cluster": combined(
        from_all_of("ClusterFounded", *_CLUSTER_ENDS, rows=_existence),
        pairing.first_named_part(
            "initiators", "ClusterInitiativeAnnounced", "ClusterFounded", rows=_initiator
        ),
        pairing.paired_part("SpecialisationDeclared", "SpecialisationDropped", "label", _specialised),
    ),
    "membership": combined(intervals.by_episode(lambda stream, _, periods: _episodes(stream, periods))),
    "agreement": agreement_fold(lambda _: (_main, no_rows)),
    "visit": combined(from_all_of("VisitHeld", "VisitPlanned", rows=_visit)),
}
_TYPES = frozenset(
    {
        "ClusterInitiativeAnnounced", "ClusterFounded", *_CLUSTER_ENDS, "SpecialisationDeclared",
        "SpecialisationDropped", "MemberJoined", "MemberClassChanged", "MemberLeft", "AgreementProposed",
        "AgreementSigned", "AgreementConcluded", "PartyAcceded", "PartyWithdrew", "AgreementAmended",
        "AgreementTerminated", "AgreementExpired", "VisitHeld", "VisitPlanned",
    }
)  # fmt: skip

MODEL = ReadModel(
    "matrix",
    frozenset(_FOLDS),
    (
        Column("cluster", Text, nullable=False),
        # cluster · dissolved · agreement · visit · member · specialisation · initiator
        Column("kind", Text, nullable=False),
        Column("key", Text, nullable=False),  # a stream's name; for a specialisation, see `specialisation`
        Column("label", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=6,
    types=_TYPES,
    fold=by_category(_FORWARD),
)
