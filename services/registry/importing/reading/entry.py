"""An organisation as a file of another form describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The language of what says none (ISO 639-2).
UNDETERMINED = "und"
# Each is a column of its own: a number that one organisation has; several may share a website.
SCHEMES = ("lei", "ror", "nip", "regon", "krs", "website")
NAME = "name:"  # and the language: `name:pl`
ALIAS = "alias:"  # so too, with a line for each of several
# Voivodeships: the codes of ISO 3166-2 before 2018, and since.
_LETTERS = {
    "DS": "02", "KP": "04", "LU": "06", "LB": "08", "LD": "10", "MA": "12", "MZ": "14", "OP": "16",
    "PK": "18", "PD": "20", "PM": "22", "SL": "24", "SK": "26", "WN": "28", "WP": "30", "ZP": "32",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One organisation, and the line of its record, or its number where records have no lines.

    `numbers` has its register numbers and its website by scheme; `part_of` the scheme and number of what it is a part of,
    `part_of_name` its name; `place` is the city of its seat; `region` and `sectors` are codes as in a table; `remark` what the
    file says of it and the record cannot hold; `aliases` are its other names, each after its language.
    """

    line: int
    names: Mapping[str, str]
    numbers: Mapping[str, str]
    id: str = ""
    kind: str = "organisation"
    abbreviation: str = ""
    part_of: str = ""
    part_of_name: str = ""
    organisation_type: str = ""
    country: str = ""
    region: str = ""
    place: str = ""
    address: str = ""
    coordinates: str = ""
    sectors: str = ""
    remark: str = ""
    aliases: Sequence[tuple[str, str]] = ()

    def cells(self) -> dict[str, str]:
        """Its cells, by the columns of a table of entries."""
        return {
            "party": self.id,
            "kind": self.kind,
            "abbreviation": self.abbreviation,
            "part_of": self.part_of,
            "part_of_name": self.part_of_name,  # a row that registers it is waited for
            "organisation_type": self.organisation_type,
            "country": self.country,
            "region": self.region,
            "place": self.place,
            "address": self.address,
            "coordinates": self.coordinates,
            "sectors": self.sectors,
            "remark": self.remark,
            **self.numbers,
            **{f"{NAME}{language}": name for language, name in self.names.items()},
            **self._other_names(),
        }

    def _other_names(self) -> dict[str, str]:
        """The other names, by columns; a name that it has anyway is none."""
        by_language: dict[str, list[str]] = {}
        for language, name in dict.fromkeys(self.aliases):
            if name not in (*self.names.values(), self.abbreviation):
                by_language.setdefault(language, []).append(" ".join(name.split()))
        return {f"{ALIAS}{language}": "\n".join(names) for language, names in by_language.items()}


def region_of(country: str | None, subdivision: str | None) -> str:
    """The voivodeship of a subdivision of Poland (ISO 3166-2, such as `PL-06` or `06`); empty for any other.

    Its codes are those of TERYT since 2018, and were letters before.
    """
    code = (subdivision or "").upper().removeprefix("PL-")
    if country != "PL":
        return ""
    code = _LETTERS.get(code, code)
    return f"TERYT {code}" if code in _LETTERS.values() else ""
