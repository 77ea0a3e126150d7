"""Who is tied to whom, derived from the objects of one page: what two have together, and how strong that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

# An agreement of more parties stays an object only: as pairs it would say little, and there would be too many.
MAX_PARTIES = 12


def ties(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A tie for each two clusters or parties: `{a, b, strength, basis, kinds, certainty}`, the strongest first.

    `basis` are the events on which it rests, `strength` the sum of what each of them counts (`objects.STRENGTHS`). Each
    event is on one page, so the strengths of several pages may be added.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one, other, item in pairs(data):
        a, b = sorted((one, other), key=lambda ref: str(ref["id"]))
        if a["id"] == b["id"]:
            continue
        tie = found.setdefault(
            (a["id"], b["id"]),
            {"a": a, "b": b, "strength": 0, "basis": [], "kinds": [], "certainty": "possibly"},
        )
        tie["strength"] += item["strength"]
        tie["basis"].append(item["event"])
        if item["basis"] not in tie["kinds"]:
            tie["kinds"].append(item["basis"])
        if item["certainty"] == "yes":
            tie["certainty"] = "yes"
    return sorted(found.values(), key=lambda tie: (-tie["strength"], tie["a"]["id"], tie["b"]["id"]))


def pairs(
    data: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
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
