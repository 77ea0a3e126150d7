"""Which entries of parties are one, or are kept apart, by the rows of `identities` that the caller may read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select

from services.projections.facts.identities import APART, CERTAIN
from services.projections.facts.provenance import QUOTED
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.rows import NetworkRow, Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

IDENTITIES = TABLES["identities"]
_DENIED = IDENTITIES.alias("denied")


class Pair(NamedTuple):
    """Two entries, by what `stream` says of `other`."""

    stream: str
    other: str


_SAME_PAIR = or_(
    and_(_DENIED.c.stream == IDENTITIES.c.stream, _DENIED.c.other == IDENTITIES.c.other),
    and_(_DENIED.c.stream == IDENTITIES.c.other, _DENIED.c.other == IDENTITIES.c.stream),
)
_ONE = Statement(
    select(IDENTITIES.c.stream, IDENTITIES.c.other)
    .where(
        IDENTITIES.c.judgement == CERTAIN,
        IDENTITIES.c.other.startswith("party-"),
        predicates.known(IDENTITIES),
        ~exists().where(_DENIED.c.judgement == APART, predicates.known(_DENIED), _SAME_PAIR),
    )
    .order_by(IDENTITIES.c.stream, IDENTITIES.c.other),
    Pair,
)
_APART = Statement(
    select(IDENTITIES.c.stream, IDENTITIES.c.other).where(
        or_(
            IDENTITIES.c.stream == predicates.any_of("entries"),
            IDENTITIES.c.other == predicates.any_of("entries"),
        ),
        IDENTITIES.c.judgement == APART,
        predicates.known(IDENTITIES),
    ),
    Pair,
)


class OneParty:
    """Entries that are one party, directly or by others; each party goes by the first of its entries by id.

    It depends on which pairs there are, not on their order.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._of: dict[str, str] = {}
        for one, other in pairs:
            first, second = sorted((self.id(one), self.id(other)))
            if first != second:
                self._of |= dict.fromkeys((second, *self._joined(second)), first)
        self._entries: dict[str, list[str]] = defaultdict(list)
        for entry, first in sorted(self._of.items()):
            self._entries[first].append(entry)

    def id(self, entry: str) -> str:
        """The entry by which the party of an entry goes; its own where it is one with none."""
        return self._of.get(entry, entry)

    def entries(self, entry: str) -> list[str]:
        """All entries of the party of an entry, that by which it goes first."""
        first = self.id(entry)
        return [first, *self._entries.get(first, ())]

    def rows(self, rows: Sequence[NetworkRow]) -> list[NetworkRow]:
        """Rows that name each party by one entry. Links between the entries of one party are left out."""
        if not self._of:
            return list(rows)
        return [
            row if row.kind == "link" else self._row(row)
            for row in rows
            if row.kind != "link" or len({self.id(entry) for entry in row.touched}) > 1
        ]

    def _row(self, row: NetworkRow) -> NetworkRow:
        if self._of.keys().isdisjoint(row.touched) and self._of.keys().isdisjoint(QUOTED.findall(row.detail)):
            return row
        touched = list(dict.fromkeys(map(self.id, row.touched)))
        return row._replace(touched=touched, detail=QUOTED.sub(self._quoted, row.detail))

    def _quoted(self, match: re.Match[str]) -> str:
        return f'"{self.id(match[1])}"'

    def _joined(self, first: str) -> list[str]:
        return [entry for entry, of in self._of.items() if of == first]


async def one_party(query: Query, store: Store) -> OneParty:
    """Return which entries are one party, at the position of the query and by what the caller may read."""
    return OneParty(await store.fetch_cached(_ONE, query, query.binds))


async def decided(query: Query, store: Store, party: str) -> set[str]:
    """Return the entries of which it is decided whether they are one with a party."""
    parties = await one_party(query, store)
    entries = parties.entries(party)
    apart = await store.fetch(_APART, query.binds | {"entries": entries})
    others = {entry for pair in apart for side in pair for entry in parties.entries(side)}
    return {*entries, *others} - {party}
