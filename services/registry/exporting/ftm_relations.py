"""What Follow the Money calls intervals: memberships, coordination, successors, and links between parties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.envelope import Fact
from contracts.identities import APART, CERTAIN, identities
from contracts.streams import StreamName
from services.registry.exporting.ftm_things import CLUSTER_ENDS
from services.registry.exporting.ftm_values import Entity, Value, relation_id


def memberships(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """Every episode of a membership."""
    cluster, _, party = StreamName.parse(stream).id.partition(".")
    entity: Entity | None = None
    for fact in facts:
        if fact.type == "MemberClassChanged" and entity is not None:
            yield from entity.of("role", fact.data.get("to_label") or fact.data.get("to"), fact)
        if fact.type not in {"MemberJoined", "MemberLeft"}:
            continue
        if fact.type == "MemberJoined" or entity is None:
            entity = Entity(relation_id(fact), "Membership")
            yield from entity.exists(fact)
            yield from entity.of("member", f"party-{party}", fact)
            yield from entity.of("organization", f"cluster-{cluster}", fact)
            yield from entity.of(
                "role", fact.data.get("class_label") or fact.data.get("class") or "member", fact
            )
        if fact.type == "MemberJoined":
            yield from entity.dated("startDate", fact.data.get("occurred"), fact)
        else:
            yield from entity.dated("endDate", fact.data.get("occurred"), fact)
            entity = None


def of_cluster(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """Who coordinates a cluster, and who succeeds it."""
    open_ones: dict[str, Entity] = {}
    for fact in facts:
        if fact.type == "CoordinatorAppointed":
            organisation = fact.data["organisation"]
            entity = open_ones[organisation] = Entity(relation_id(fact), "Directorship")
            yield from entity.exists(fact)
            yield from entity.of("director", organisation, fact)
            yield from entity.of("organization", stream, fact)
            lead = fact.data.get("role", "lead") == "lead"
            yield from entity.of("role", "coordinator" if lead else "co-coordinator", fact)
            yield from entity.dated("startDate", fact.data.get("occurred"), fact)
        elif fact.type == "CoordinatorReleased":
            if (ended := open_ones.pop(fact.data["organisation"], None)) is not None:
                yield from ended.dated("endDate", fact.data.get("occurred"), fact)
        elif fact.type in CLUSTER_ENDS:
            for number, successor in enumerate(_successors(fact)):
                entity = Entity(f"{relation_id(fact)}.{number}", "Succession")
                yield from entity.exists(fact)
                yield from entity.of("predecessor", stream, fact)
                yield from entity.of("successor", successor, fact)
                yield from entity.dated("date", fact.data.get("occurred"), fact)


def _successors(fact: Fact) -> Sequence[str]:
    """The clusters that follow, of a dissolution, a merger or a division."""
    following = fact.data.get("successors") or fact.data.get("into") or ()
    return [following] if isinstance(following, str) else following


def of_party(stream: str, facts: Sequence[Fact]) -> Iterator[Value]:
    """What a party is a part of, and what it may be one with; what it certainly is one with has its canonical id."""
    for fact in facts:
        if fact.type == "PartyRegistered" and (above := fact.data.get("part_of")):
            yield from _link(stream, above, "part of", fact)
    for identity in identities(facts):
        if identity.judgement not in {CERTAIN, APART}:
            yield from _link(stream, identity.other, f"{identity.judgement} the same", identity.fact)


def _link(subject: str, other: str, role: str, fact: Fact) -> Iterator[Value]:
    entity = Entity(relation_id(fact), "UnknownLink")
    yield from entity.exists(fact)
    yield from entity.of("subject", subject, fact)
    yield from entity.of("object", other, fact)
    yield from entity.of("role", role, fact)
