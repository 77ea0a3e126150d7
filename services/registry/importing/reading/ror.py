"""Records of the Research Organization Registry, schema 2: a data dump, an answer of its API, or one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.registry.importing.reading.entry import UNDETERMINED, Entry, region_of

FIELDS = {
    "ror": "id",
    "name:": "names",
    "alias:": "names (alias, acronym)",
    "abbreviation": "names (acronym)",
    "website": "links",
    "part_of": "relationships",
    "part_of_name": "relationships",
    "organisation_type": "types",
    "country": "locations",
    "region": "locations",
    "place": "locations",
    "remark": "status",
}
# Types of ROR that are one type here; the others say too little.
_TYPES = {"education": "university", "company": "enterprise", "government": "public-body", "nonprofit": "ngo"}


def of_json(document: object) -> Iterator[Entry] | None:
    """The organisations of a document; None where it has no ROR records."""
    records = document.get("items", [document]) if isinstance(document, dict) else document
    if not isinstance(records, list) or not records or not all(map(_is_record, records)):
        return None
    return map(_entry, records, range(1, len(records) + 1))


def _is_record(record: object) -> bool:
    return (
        isinstance(record, dict)
        and str(record.get("id", "")).startswith("https://ror.org/")
        and isinstance(record.get("names"), list)
    )


def _entry(record: Mapping[str, Any], line: int) -> Entry:
    names = [
        each for each in record["names"] if isinstance(each, dict) and isinstance(each.get("value"), str)
    ]
    numbers = {"ror": record["id"]}
    if website := _first(record.get("links"), "website", "value"):
        numbers["website"] = website
    relationships = record.get("relationships")
    parent = _first(relationships, "parent", "id")
    status = record.get("status")
    types = [_TYPES[each] for each in record.get("types") or () if each in _TYPES]
    located = next((each for each in record.get("locations") or () if isinstance(each, dict)), {})
    seat = located.get("geonames_details") or {}
    labels = _by_language(names)
    acronyms = [each["value"] for each in names if "acronym" in _types(each)]
    others = [each for each in names if {"alias", "acronym"} & {*_types(each)}]
    return Entry(
        line,
        labels,
        numbers,
        abbreviation=next(iter(acronyms), ""),
        part_of=f"ror:{parent}" if parent else "",
        part_of_name=_first(relationships, "parent", "label") or "",
        organisation_type=types[0] if len(types) == 1 else "",
        country=seat.get("country_code") or "",
        region=region_of(seat.get("country_code"), seat.get("country_subdivision_code")),
        place=seat.get("name") or "",
        remark="" if status in {None, "active"} else f"its status in the register is {status}",
        aliases=[(each.get("lang") or UNDETERMINED, each["value"]) for each in others],
    )


def _by_language(names: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Labels by their languages; the name that ROR shows where it has no label."""
    labels: dict[str, str] = {}
    for each in names:
        if "label" in _types(each):
            labels.setdefault(each.get("lang") or UNDETERMINED, each["value"])
    shown = next((each for each in names if "ror_display" in _types(each)), None)
    if shown and shown["value"] not in labels.values():
        labels.setdefault(shown.get("lang") or UNDETERMINED, shown["value"])
    return labels


def _types(name: Mapping[str, Any]) -> list[str]:
    return name.get("types") or []


def _first(items: Any, type: str, member: str) -> str | None:
    for each in items or ():
        if isinstance(each, dict) and each.get("type") == type and isinstance(each.get(member), str):
            return str(each[member])
    return None
