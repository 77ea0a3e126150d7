"""Sources as a table, as they are now believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contracts.envelope import Fact
from services.registry.exporting.cells import Cells, texts

_AS_THEY_ARE = ("source_type", "language", "published", "publisher", "url", "hash")


def sources(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each source that has a title in Polish or English; the table of facts has the others too."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type == "SourceRegistered" and fact.data["title"].keys() & {"pl", "en"}:
                yield (
                    {"id": stream.removeprefix("source-"), "mode": fact.data.get("mode", "")}
                    | texts("title", fact.data["title"])
                    | {name: fact.data.get(name) or "" for name in _AS_THEY_ARE}
                    | {"translation_of": (fact.data.get("translation_of") or "").removeprefix("source-")}
                )
