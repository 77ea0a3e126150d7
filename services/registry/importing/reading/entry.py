"""An organisation as a file of another form describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The language of what says none (ISO 639-2).
UNDETERMINED = "und"
# Each is a column of its own: a number that one organisation has; several may share a website.
SCHEMES = ("lei", "ror", "nip", "regon", "krs", "website")
NAME = "name:"  # and the language: `name:pl`


@dataclass(frozen=True)
class Entry:
    """One organisation, and the line of its record, or its number where records have no lines.

    `numbers` has its register numbers and its website by scheme; `part_of` the scheme and number of what it is a part of,
    `part_of_name` its name; `place` is the city of its seat, `sectors` are codes as in a table; `remark` what the file says
    of it and the record cannot hold.
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
    place: str = ""
    address: str = ""
    sectors: str = ""
    remark: str = ""

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
            "place": self.place,
            "address": self.address,
            "sectors": self.sectors,
            "remark": self.remark,
            **self.numbers,
            **{f"{NAME}{language}": name for language, name in self.names.items()},
        }
