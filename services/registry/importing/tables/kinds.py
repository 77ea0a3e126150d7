"""What the row of each kind of table becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.registry.importing.tables.cells import RowCommand, TableRow
from services.registry.importing.tables.cluster_rows import clusters, coordinators, counts, recognitions
from services.registry.importing.tables.joint_rows import agreements, visits
from services.registry.importing.tables.party_rows import members, parties

KINDS: dict[str, Callable[[TableRow], Iterator[RowCommand]]] = {
    "parties": parties,
    "clusters": clusters,
    "members": members,
    "agreements": agreements,
    "visits": visits,
    "counts": counts,
    "coordinators": coordinators,
    "recognitions": recognitions,
}
