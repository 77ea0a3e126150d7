"""A look at the tables before they are read: of which kind each is, and which streams have to be loaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from contracts.streams import id_of
from services.registry.importing.reading.files import Options
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Fault
from services.registry.importing.tables.ids import id_of_name, id_of_row
from services.registry.importing.tables.opened import rank
from services.registry.importing.tables.table import Table
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.words import folded, slug

_ID = re.compile(r"[a-z0-9-]{1,63}")
_CATEGORIES = {"members": "membership", "agreements": "agreement", "visits": "visit", "sources": "source"}


@dataclass
class Prescan:
    """What was seen of a table; `kind` is empty for what cannot be read as one. `rank` is its place among tables."""

    kind: str = ""
    rank: int = 0
    category: str = ""  # of the streams that have to be loaded
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # of members, as they are compared
    clusters: set[str] = field(default_factory=set)  # as they stand in the table
    registrations: int = 0

    @classmethod
    def of(cls, table: Table, raw: bytes) -> Prescan:
        """Look at a table of a file with these bytes. Its rows are read by it."""
        kind = "" if table.header.wrong else table.header.kind
        look = cls(kind, rank(table))
        if kind == "facts":
            look.registrations = raw.count(b"/register")
        else:
            look.category = _CATEGORIES.get(kind, "")
            look._mentioned(table)
        return look

    def _mentioned(self, table: Table) -> None:
        for _, cells in table.rows() if self.category else ():
            if isinstance(cells, Fault):
                continue
            by_name = dict(zip(table.header.names, cells, strict=False))
            if self.kind != "members":
                self.ids.add(id_of_row(self.kind, by_name))
                continue
            if party := by_name.get("party"):
                self.ids.add(party.removeprefix("party-"))
            if name := by_name.get("name"):
                self.ids.add(id_of_name(name))
                self.names.add(folded(name))
            self.clusters.add(by_name.get("cluster") or "")


def required_streams(
    prescans: Collection[Prescan], names: KnownNames, options: Options
) -> Iterator[tuple[str, set[str], set[str]]]:
    """What has to be loaded from the record: categories, how the ids of their streams begin, and which ids are meant."""
    for category in _CATEGORIES.values():
        if not (scans := [look for look in prescans if look.category == category]):
            continue
        ids = {id for look in scans for id in look.ids}
        if category == "membership":
            ids |= {
                id_of(stream)
                for look in scans
                for name in look.names
                for stream in names.called.get(name, ())
            }
            clusters = {text or options.cluster or "" for look in scans for text in look.clusters}
            yield category, {f"{_cluster(text, names)}." for text in clusters if text}, ids
        else:
            # What is no id is in no record; its row is refused for that.
            yield category, set(filter(_ID.fullmatch, ids)), ids


def _cluster(text: str, names: KnownNames) -> str:
    """The id of a cluster that the record may know."""
    try:
        stream = names.find(text, ("cluster",))
    except Unclear:
        stream = None
    return (stream or slug(text)).removeprefix("cluster-")
