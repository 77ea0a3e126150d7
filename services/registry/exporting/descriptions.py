"""Cells of what an organisation is: its type, its seat and its sectors."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.envelope import Fact
from services.registry.exporting.cells import Cells, agreed, date, place

_DESCRIPTIONS = ("OrganisationTypeDeclared", "SeatDeclared", "SectorsDeclared")


def descriptions(facts: Sequence[Fact]) -> Cells:
    """The cells of the latest declarations of a party, and their day where it is one for all of them.

    The table of facts has what they leave out: labels of sectors, and which of them is the main one.
    """
    latest = {fact.type: fact for fact in facts if fact.type in _DESCRIPTIONS}
    if not latest:
        return {}
    cells = agreed({"described": date(fact.data.get("occurred"))} for fact in latest.values())
    for fact in latest.values():
        cells |= _described(fact)
    return cells


def _described(fact: Fact) -> Cells:
    data = fact.data
    match fact.type:
        case "OrganisationTypeDeclared":
            return {"organisation_type": data["organisation_type"]}
        case "SeatDeclared":
            region = data.get("region") or {}
            parts = (region.get("scheme", "").upper(), region.get("edition"), region.get("code"))
            return {
                "country": data.get("country") or "",
                "region": " ".join(filter(None, parts)),
                "address": data.get("address") or "",
                "place": place(data.get("place")),
                **{axis: (data.get("coordinates") or {}).get(axis, "") for axis in ("latitude", "longitude")},
            }
        case _:
            codes = (f"{each['scheme']} {each['edition']} {each['code']}" for each in data["sectors"])
            return {"sectors": " | ".join(codes)}
