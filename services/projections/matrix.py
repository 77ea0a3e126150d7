"""What each cluster takes part in. Two clusters have in common what they have under the same kind and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Text

from contracts.envelope import Fact
from runtime.readmodel import Interval, ReadModel, Row, json_text, since
from services.projections import holding
from services.projections.agreements import agreement_of, unmoved
from services.projections.evidence import as_public, fact_text, is_cluster, participants, together, until

_CODE = ("scheme", "edition", "code")


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
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    founded = [fact for fact in facts if fact.type == "ClusterFounded"]
    end = next((fact for fact in facts if fact.type == "ClusterDissolved"), None)
    if founded:
        interval, text = together(founded)
        if end is not None and as_public(end, founded[0].audience):
            interval = until(interval[:2], end)
        yield _row(founded[0], stream, "cluster", stream, text, interval)
    if end is not None:
        yield _row(end, stream, "dissolved", stream, fact_text(end))
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:
                seen.add(party)
                yield _row(fact, stream, "initiator", party, fact_text(fact))
    if any(fact.type.startswith("Specialisation") for fact in facts):
        yield from _specialisations(facts, stream)


def _specialisations(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    """A row for each of a specialisation's keys, so that it is met under any of its names."""
    for found in holding.pairs(facts, "SpecialisationDeclared", "SpecialisationDropped", "label"):
        label, text = json_text(found.begun.data["label"]), fact_text(found.begun)
        for key in specialisation(found.begun.data):
            yield _row(found.begun, stream, "specialisation", key, text, found.interval, label)


def specialisation(data: Mapping[str, Any]) -> list[str]:
    """What makes two specialisations one: a whole code with its scheme and edition, else the label in any language."""
    told = data.get("classification") or {}
    if all(told.get(name) for name in _CODE):
        return ["code " + " ".join(str(told[name]) for name in _CODE)]
    return list(dict.fromkeys(holding.keys_of(data["label"])))


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    episodes: dict[int, list[holding.Stretch]] = {}
    for told in holding.stretches(facts):
        episodes.setdefault(told.episode, []).append(told)
    for parts in episodes.values():
        first, last = parts[0], parts[-1]
        interval = Interval(*first.interval[:2], *last.interval[2:])
        text = fact_text(first.begun)
        yield _row(first.begun, f"cluster-{cluster}", "member", f"party-{party}", text, interval)


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    found = agreement_of(facts)
    if found is None or found.state != "concluded":
        return
    for party in filter(is_cluster, found.parties):
        values = (party, "agreement", facts[0].stream, "", found.fact)
        yield Row(found.event, found.terms[party], found.audience, found.parties, values)


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


def _added(facts: Sequence[Fact]) -> Iterable[Row] | None:
    """An agreement is told when it is concluded; a specialisation is added to those of which none has ended."""
    fact = facts[-1]
    if fact.type == "AgreementSigned" and unmoved(facts):
        return ()
    if fact.type == "SpecialisationDeclared" and all(told.type != "SpecialisationDropped" for told in facts):
        return list(_specialisations([fact], fact.stream))
    return None


_FOLDS = {"cluster": _cluster, "membership": _membership, "agreement": _agreement, "visit": _visit}
_TYPES = frozenset(
    {
        "ClusterInitiativeAnnounced", "ClusterFounded", "ClusterDissolved", "SpecialisationDeclared",
        "SpecialisationDropped", "MemberJoined", "MemberClassChanged", "MemberLeft", "AgreementProposed",
        "AgreementSigned", "AgreementConcluded", "PartyAcceded", "PartyWithdrew", "AgreementAmended",
        "AgreementTerminated", "AgreementExpired", "VisitHeld",
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
    version=3,
    types=_TYPES,
    added=_added,
)
