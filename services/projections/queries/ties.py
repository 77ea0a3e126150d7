"""Ties between two clusters or parties, derived from the objects of one page, with their strength."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from typing_extensions import TypedDict

from services.projections.queries.answer_types import AgreementView, ClusterView, Likelihood, Reference
from services.projections.queries.tie_types import LinkView, RelatedCluster, RoleView, VisitView

# Agreements of more parties give no ties: there would be too many pairs, of little meaning.
MAX_PARTIES = 12


class TiedObjects(TypedDict):
    """Clusters and parties, and the objects that tie them."""

    clusters: list[ClusterView]
    parties: list[Reference]
    agreements: list[AgreementView]
    visits: list[VisitView]
    roles: list[RoleView]
    links: list[LinkView]
    relations: list[RelatedCluster]


class Tie(TypedDict):
    """The tie of two clusters or parties: the events, their kinds, and the sum of their strengths."""

    a: Reference
    b: Reference
    strength: int
    basis: list[str]
    kinds: list[str]
    certainty: Likelihood


Tying = AgreementView | VisitView | RoleView


def ties(data: TiedObjects) -> list[Tie]:
    """Return a tie for each pair of clusters or parties, the strongest first.

    `basis` lists its events, `strength` is the sum of their strengths (`objects.STRENGTHS`). Each event is on one page, so
    the strengths of several pages may be added.
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
    """Yield each tied pair with the object that ties it. Proposed agreements give no ties."""
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
