"""What the network's picture shows of the rows of `network`: its marks and ties, at any time in the world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from services.projections.layout.graph import Graph, Tie

# The kinds of rows that the picture shows.
KINDS = ("agreement", "announced", "founded", "proposed", "role", "visit")


class PicturedRow(NamedTuple):
    """A row of `network`."""

    recorded_from: int
    kind: str
    stream: str
    detail: str


class Picture:
    """Marks and ties, collected row by row.

    cities: the streams of parties that are cities; they are drawn with their names.
    """

    def __init__(self, cities: Iterable[str]) -> None:
        self._cities = frozenset(cities)
        self._forms: dict[str, str] = {}
        self._ties: set[Tie] = set()

    def add(self, row: PicturedRow) -> None:
        """Add what one row shows."""
        detail = orjson.loads(row.detail)
        if row.kind in {"founded", "announced"}:
            self._forms[row.stream] = "cluster"
            return
        if row.kind == "role":
            ties = [(detail["cluster"], detail["party"], "role")]
        elif row.kind == "visit":
            ties = list(_of_visit(row.stream, detail))
        else:
            ties = list(_of_agreement(row.stream, detail))
        for one, other, kind in ties:
            for stream in (one, other):
                self._forms[stream] = self._form(stream)
            self._ties.add(Tie(one, other, kind))

    def marks(self) -> frozenset[str]:
        """Return the streams that have a mark."""
        return frozenset(self._forms)

    def graph(self) -> Graph:
        """Return what was added so far."""
        return Graph(self._forms, self._ties)

    def _form(self, stream: str) -> str:
        category = stream.partition("-")[0]
        if category == "party":
            return "city" if stream in self._cities else "organisation"
        return category


def _of_visit(stream: str, detail: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for side in (detail["host"], *detail["visitors"]):
        yield stream, side, "visit"
    for cluster in detail.get("clusters", ()):
        yield stream, cluster, "cited"


def _of_agreement(stream: str, detail: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for each in detail["parties"]:
        yield stream, each["party"], "party"
        if each.get("represented_by"):
            yield each["party"], each["represented_by"], "represents"
    for beneficiary in detail["beneficiaries"]:
        yield stream, beneficiary, "benefit"
