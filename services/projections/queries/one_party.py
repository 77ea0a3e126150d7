"""Which entries of the record are one party, and rows that name each party by one of its entries. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import orjson

from contracts.identities import TYPES

_Row = TypeVar("_Row", bound=NamedTuple)
# Fields of rows that name entries: one, several, or in JSON. Who may read a row (`participants`) depends on the entry.
_ONE = ("party", "promisor", "key")
_SEVERAL = ("touched", "subjects")
_JSON = ("detail", "fact", "about")
# Only parties are one with others. The pattern of all streams takes several times as long, on each row of an answer.
_QUOTED = re.compile('"(party-[a-z0-9][a-z0-9-]{0,62})"', re.ASCII)


class Pair(NamedTuple):
    """Two entries, by what `stream` says of `other`."""

    stream: str
    other: str


class OneParty:
    """Entries that are one party, directly or by others; each party goes by the first of its entries by id.

    It depends on which pairs there are, not on their order. False where each entry is a party of its own.
    """

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        above: dict[str, str] = {}

        def first(entry: str) -> str:
            while (upper := above.get(entry, entry)) != entry:
                above[entry] = above.get(upper, upper)
                entry = upper
            return entry

        for one, other in pairs:
            less, more = sorted((first(one), first(other)))
            above |= {less: less, more: less}
        self._of = {entry: first(entry) for entry in sorted(above) if first(entry) != entry}
        self._entries: dict[str, list[str]] = defaultdict(list)
        for entry, party in self._of.items():
            self._entries[party].append(entry)
        # Other entry → that by which the party goes; the value of `predicates.party`.
        self.json = orjson.dumps(self._of).decode()

    def __bool__(self) -> bool:
        return bool(self._of)

    @property
    def others(self) -> list[str]:
        """The entries by which no party goes."""
        return [*self._of]

    @property
    def joined(self) -> list[str]:
        """The entries that are one party with others."""
        return [*self._of, *self._entries]

    def id(self, entry: str) -> str:
        """The entry by which the party of an entry goes; its own where it is one with none."""
        return self._of.get(entry, entry)

    def entries(self, entry: str) -> list[str]:
        """All entries of the party of an entry, that by which it goes first."""
        first = self.id(entry)
        return [first, *self._entries.get(first, ())]

    def alone(self, entry: str) -> bool:
        """Whether an entry is one with no other."""
        return entry not in self._of and entry not in self._entries

    def rows(self, rows: Sequence[_Row]) -> Sequence[_Row]:
        """Rows that name each party by one entry. What says that entries are one, or are not, names both."""
        return [self._row(row) for row in rows] if self._of else rows

    def _row(self, row: _Row) -> _Row:
        fields: Any = row._fields
        values = {name: getattr(row, name) for name in (*_ONE, *_SEVERAL, *_JSON) if name in fields}
        if self._unconcerned(values) or _judges(row):
            return row
        named: dict[str, Any] = {
            **{name: self.id(values[name]) for name in _ONE if values.get(name)},
            **{name: [*dict.fromkeys(map(self.id, values[name]))] for name in _SEVERAL if name in values},
            **{name: _QUOTED.sub(self._quoted, values[name]) for name in _JSON if values.get(name)},
        }
        return row._replace(**named)

    def _unconcerned(self, values: dict[str, Any]) -> bool:
        return (
            self._of.keys().isdisjoint(values.get(name) for name in _ONE)
            and all(self._of.keys().isdisjoint(values.get(name) or ()) for name in _SEVERAL)
            and all(self._of.keys().isdisjoint(_QUOTED.findall(values.get(name) or "")) for name in _JSON)
        )

    def _quoted(self, match: re.Match[str]) -> str:
        return f'"{self.id(match[1])}"'


def _judges(row: Any) -> bool:
    return "fact" in row._fields and orjson.loads(row.fact).get("type") in TYPES
