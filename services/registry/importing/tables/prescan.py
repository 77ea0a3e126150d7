"""A look at the tables before they are read: of which kind each is, and which streams have to be loaded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from contracts.streams import id_of
from services.registry.importing.columns import KINDS
from services.registry.importing.reading.encodings import text_of
from services.registry.importing.reading.files import Options, bytes_of
from services.registry.importing.recorded.names import KnownNames
from services.registry.importing.report import Fault, ImportFaults
from services.registry.importing.tables.csv_table import CsvTable, Header
from services.registry.importing.values.dates import Unclear
from services.registry.importing.values.words import folded, slug

_ID = re.compile(r"[a-z0-9-]{1,63}")
_ORDER = ("", *KINDS)  # what is no table first: it is refused
_CATEGORIES = {"members": "membership", "agreements": "agreement", "visits": "visit"}


@dataclass
class Prescan:
    """What was seen of a table; `kind` is empty for what cannot be read as one."""

    kind: str = ""
    category: str = ""  # of the streams that have to be loaded
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # of members, as they are compared
    clusters: set[str] = field(default_factory=set)  # as they stand in the table
    registrations: int = 0

    @classmethod
    def at(cls, file: Path, options: Options) -> Prescan:
        """Look at a file."""
        try:
            raw = bytes_of(file)
            table = CsvTable.of(str(file), text_of(str(file), raw, options.encoding))
            header = table.header()
        except ImportFaults:
            return cls()
        look = cls(header.kind)
        if header.kind == "facts":
            look.registrations = raw.count(b"/register")
        else:
            look.category = _CATEGORIES.get(header.kind, "")
            look._mentioned(table, header)
        return look

    @property
    def rank(self) -> int:
        """Its place among tables: exported facts first, then the members that may sign what follows."""
        return _ORDER.index(self.kind)

    def _mentioned(self, table: CsvTable, header: Header) -> None:
        columns = {name: number for number, name in enumerate(header.names)}
        id, name = columns.get("party" if self.kind == "members" else "id"), columns.get("name")
        cluster = columns.get("cluster")
        for _, cells in table.rows() if self.category else ():
            if isinstance(cells, Fault):
                continue
            if id is not None and cells[id]:
                self.ids.add(cells[id].removeprefix("party-"))
            if self.kind != "members":
                continue
            if name is not None and cells[name]:
                self.ids.add(slug(cells[name]))
                self.names.add(folded(cells[name]))
            self.clusters.add(cells[cluster] if cluster is not None else "")


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
