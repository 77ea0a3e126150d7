"""What each cluster takes part in. Two clusters have in common what they have under the same kind and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Text

from contracts.envelope import Fact
from runtime.readmodel import Interval, ReadModel, Row, json_text, since
from services.projections.agreements import agreement_of
from services.projections.evidence import fact_text, is_cluster, participants, together


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


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
    return Row(fact.id, interval or since(fact.data), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    founded = [fact for fact in facts if fact.type == "ClusterFounded"]
    if founded:
        interval, text = together(founded)
        yield _row(founded[0], stream, "cluster", stream, text, interval)
    seen: set[str] = set()
    for fact in facts:
        if fact.type == "SpecialisationDeclared":
            key = specialisation(fact.data)
            if key not in seen:
                seen.add(key)
                label = json_text(fact.data["label"])
                yield _row(fact, stream, "specialisation", key, fact_text(fact), label=label)
        for party in fact.data.get("initiators", ()):
            if party not in seen:
                seen.add(party)
                yield _row(fact, stream, "initiator", party, fact_text(fact))


def specialisation(data: Mapping[str, Any]) -> str:
    """What makes two specialisations one: scheme, edition and code where there is a code, else the label."""
    if told := data.get("classification"):
        return "code " + " ".join(str(told.get(name, "")) for name in ("scheme", "edition", "code"))
    label: dict[str, str] = data["label"]
    tag = next((tag for tag in ("pl", "en") if tag in label), min(label))
    return f"{tag} " + " ".join(label[tag].casefold().split())


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    joined = next((fact for fact in facts if fact.type == "MemberJoined"), None)
    if joined:
        yield _row(joined, f"cluster-{cluster}", "member", f"party-{party}", fact_text(joined))


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    found = agreement_of(facts)
    if found is None or found.state != "concluded":
        return
    for party in filter(is_cluster, found.parties):
        values = (party, "agreement", facts[0].stream, "", found.fact)
        yield Row(found.event, found.interval, found.audience, found.parties, values)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    held = [fact for fact in facts if fact.type == "VisitHeld"]
    if not held:
        return
    data = held[0].data
    parties = (data["host"], *data["visitors"])
    interval, text = together(held)
    for cluster in dict.fromkeys(filter(is_cluster, (*parties, *data.get("clusters", ())))):
        row = _row(held[0], cluster, "visit", facts[0].stream, text, interval)
        yield row._replace(participants=parties)


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "visit": _visit}

MODEL = ReadModel(
    "matrix",
    frozenset(_FOLDS),
    (
        Column("cluster", Text, nullable=False),
        Column(
            "kind", Text, nullable=False
        ),  # cluster · agreement · visit · member · specialisation · initiator
        Column("key", Text, nullable=False),  # a stream's name; for a specialisation, see `specialisation`
        Column("label", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
)
