"""Who works with whom, and on what basis: clusters, agreements, visits, and the roles that parties have in clusters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.envelope import Fact
from runtime.readmodel import ReadModel, Row, json_text, since
from services.projections.agreements import agreement_of
from services.projections.evidence import fact_text, fields, participants, together


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one cluster's, membership's, agreement's or visit's stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


def _row(fact: Fact, kind: str, key: str, touched: Sequence[str], detail: dict[str, Any], text: str) -> Row:
    values = (kind, key, tuple(dict.fromkeys(touched)), json_text(detail), text)
    return Row(fact.id, since(fact.data), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    for kind, type in (("announced", "ClusterInitiativeAnnounced"), ("founded", "ClusterFounded")):
        told = [fact for fact in facts if fact.type == type]
        if not told:
            continue
        interval, text = together(told)
        detail = {name: told[0].data[name] for name in ("focus", "founders_count") if name in told[0].data}
        yield _row(told[0], kind, stream, [stream], detail, text)._replace(interval=interval)
    seen: set[str] = set()
    for fact in facts:
        if fact.type == "CoordinatorAppointed":
            party = fact.data["organisation"]
            yield _role(fact, stream, party, "coordinator", lead=fact.data.get("role", "lead"))
        for party in fact.data.get("initiators", ()):
            if party not in seen:  # announced and founded alike: the first fact that says it is enough
                seen.add(party)
                yield _role(fact, stream, party, "initiator")


def _role(fact: Fact, cluster: str, party: str, role: str, **more: Any) -> Row:
    detail = {"cluster": cluster, "party": party, "role": role, **more}
    return _row(fact, "role", f"{party} {role}", [cluster, party], detail, fact_text(fact))


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    for fact in facts:
        if fact.type == "MemberJoined":
            told = fact.data.get("class")
            role = "founder" if told == "founder" else "member"
            more = {"class": told} if told else {}
            yield _role(fact, f"cluster-{cluster}", f"party-{party}", role, **more)


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    found = agreement_of(facts)
    if found is not None:
        kind = "agreement" if found.state == "concluded" else "proposed"
        values = (kind, facts[0].stream, found.touched, json_text(found.detail), found.fact)
        yield Row(found.event, found.interval, found.audience, found.parties, values)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    told = [fact for fact in facts if fact.type == "VisitHeld"]
    if not told:
        return
    data = told[0].data
    sides = (data["host"], *data["visitors"])
    touched = [*sides, *data.get("clusters", ()), *data.get("sites", ())]
    touched += [item["organisation"] for item in data.get("delegates", ()) if item.get("organisation")]
    interval, text = together(told)
    held = _row(told[0], "visit", stream, touched, fields(told[0]), text)
    yield held._replace(interval=interval, participants=sides)
    for fact in facts:
        # A row of its own, because fewer may read it than the visit.
        if fact.type == "VisitOutcomeRecorded":
            outcome = _row(fact, "outcome", stream, [], fields(fact), fact_text(fact))
            yield outcome._replace(participants=sides, interval=interval)


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "visit": _visit}

MODEL = ReadModel(
    "network",
    frozenset(_FOLDS),
    (
        # founded · announced · agreement · proposed · visit · outcome · role
        Column("kind", Text, nullable=False),
        # What the row is about: the cluster, agreement or visit; for a role its party. Unique beside event and kind.
        Column("key", Text, nullable=False),
        Column("touched", ARRAY(Text), nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
)
