"""Cells of the exported tables: what an import of tables reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.envelope import Fact

Cells = dict[str, str]


def cluster_cell(id: str, streams: Mapping[str, Sequence[Fact]]) -> str:
    """Its id, in full where the table of clusters has no row for it: then an import of the tables cannot know it by less."""
    founded = any(fact.type == "ClusterFounded" for fact in streams.get(f"cluster-{id}", ()))
    return id if founded else f"cluster-{id}"


def common(fact: Fact, dated: str) -> Cells:
    return cited(fact) | ({dated: date(fact.data.get("occurred"))} if dated else {})


def cited(fact: Fact) -> Cells:
    source: Mapping[str, str] = next(iter(fact.data.get("sources") or ()), {})
    id, locator = source.get("id", "").removeprefix("source-"), source.get("locator", "")
    return {"source": id, "locator": locator, "mode": fact.data.get("mode", "")}


def agreed(rows: Iterable[Cells]) -> Cells:
    """The cells in which all agree; empty ones for the others."""
    first, *others = rows
    return {name: cell if all(row[name] == cell for row in others) else "" for name, cell in first.items()}


def date(occurred: Mapping[str, Any] | None) -> str:
    edtf: str = (occurred or {}).get("edtf", "")
    return edtf


def several(streams: Iterable[str] | None) -> str:
    return " | ".join(streams or ())


def texts(column: str, texts: Mapping[str, str] | None) -> Cells:
    return {f"{column}_{language}": (texts or {}).get(language, "") for language in ("pl", "en")}


def place(place: Mapping[str, str] | None) -> str:
    return (place or {}).get("party") or (place or {}).get("name", "")


def flag(value: bool | None) -> str:
    return "" if value is None else "tak" if value else "nie"
