"""Who is tied to whom, derived from the objects of one page: what two have together, and how strong that is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from typing_extensions import TypedDict

from services.projections.queries.answer_types import (
    AgreementView,
    ClusterView,
    Likelihood,
    LinkView,
    Reference,
    RoleView,
    VisitView,
)

# An agreement of more parties stays an object only: as pairs it would mean little, and there would be too many.
MAX_PARTIES = 12


class TiedObjects(TypedDict):
    """Clusters and parties, and what ties them."""

    clusters: list[ClusterView]
    parties: list[Reference]
    agreements: list[AgreementView]
    visits: list[VisitView]
    roles: list[RoleView]
    links: list[LinkView]


class Tie(TypedDict):
    """All that ties two clusters or parties: the events, their kinds, and the sum of their strengths."""

    a: Reference
    b: Reference
    strength: int
    basis: list[str]
    kinds: list[str]
    certainty: Likelihood


Tying = AgreementView | VisitView | RoleView


def ties(data: TiedObjects) -> list[Tie]:
    """A tie for each two clusters or parties, the strongest first.

    `basis` are the events on which it rests, `strength` the sum of what each of them counts (`objects.STRENGTHS`). Each
    event is on one page, so the strengths of several pages may be added.
    """
    by_pair: dict[tuple[str, str], Tie] = {}
    for one, other, item in pairs(data):
        a, b = sorted((one, other), key=lambda ref: ref["id"])
        if a["id"] == b["id"]:
            continue
        tie = by_pair.setdefault(
            (a["id"], b["id"]),
            {"a": a, "b": b, "strength": 0, "basis": [], "kinds": [], "certainty": "possibly"},
        )
        tie["strength"] += item["strength"]
        tie["basis"].append(item["event"])
        if item["basis"] not in tie["kinds"]:
            tie["kinds"].append(item["basis"])
        if item["certainty"] == "yes":
            tie["certainty"] = "yes"
    return sorted(by_pair.values(), key=lambda tie: (-tie["strength"], tie["a"]["id"], tie["b"]["id"]))


def pairs(data: TiedObjects) -> Iterator[tuple[Reference, Reference, Tying]]:
    """Each two that something ties, with the object that does. What is only proposed ties nobody yet."""
    for agreement in data["agreements"]:
        parties = [each["party"] for each in agreement["parties"] if each["current"]]
        if agreement["strength"] and len(parties) <= MAX_PARTIES:
            for a, b in combinations(parties, 2):
                yield a, b, agreement
    for visit in data["visits"]:
        for a, b in product([visit["host"]], visit["visitors"]):
            yield a, b, visit
    for role in data["roles"]:
        yield role["cluster"], role["party"], role
