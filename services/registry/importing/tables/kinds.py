"""What the row of each kind of table becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.registry.importing.tables.cells import RowCommand, TableRow
from services.registry.importing.tables.cluster_rows import clusters, coordinators, counts, recognitions
from services.registry.importing.tables.entry_rows import KIND as ENTRIES
from services.registry.importing.tables.entry_rows import entries
from services.registry.importing.tables.joint_rows import agreements, visits
from services.registry.importing.tables.party_rows import members, parties
from services.registry.importing.tables.source_rows import sources
from services.registry.importing.tables.succession_rows import successions

KINDS: dict[str, Callable[[TableRow], Iterator[RowCommand]]] = {
    ENTRIES: entries,
    "parties": parties,
    "clusters": clusters,
    "members": members,
    "agreements": agreements,
    "visits": visits,
    "counts": counts,
    "coordinators": coordinators,
    "recognitions": recognitions,
    "successions": successions,
    "sources": sources,
}
