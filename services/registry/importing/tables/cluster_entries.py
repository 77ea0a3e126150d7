"""What else a row says of a cluster: other names, numbers and a website, and the clusters that it is linked to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from contracts.events.cluster_entry import ClusterRelation
from services.registry.importing.tables.cells import RowCommand, TableRow
from services.registry.importing.tables.description_rows import recorded
from services.registry.importing.tables.party_rows import number

SCHEMES = ("nip", "regon", "krs", "lei", "website")
RELATIONS = {relation.replace("-", "_"): relation for relation in get_args(ClusterRelation)}  # by column


def entered(row: TableRow, id: str) -> Iterator[RowCommand]:
    """The commands that say so; each is left out where the record has it."""
    additions: list[tuple[str, dict[str, Any], str]] = [
        ("add-alias", {"names": {"pl": name}}, "aliases") for name in row.parts("aliases")
    ]
    additions += [
        ("identify", {"scheme": scheme, "value": value}, scheme)
        for scheme in SCHEMES
        if (value := number(row, scheme))
    ]
    additions += [
        ("link", {"relation": relation, "other": other}, column)
        for column, relation in RELATIONS.items()
        for other in row.several(column, "cluster")
    ]
    for verb, fields, column in additions:
        command = row.command("clusters", id, verb, fields, **dict.fromkeys(fields, column))
        if not recorded(row, command):
            yield command
