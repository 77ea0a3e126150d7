"""Temporary properties of clusters and parties, from rows of `network`. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

import orjson

from services.projections.queries import objects
from services.projections.queries.answer_types import Fields
from services.projections.queries.answers import References
from services.projections.queries.profile_answer import Possessions
from services.projections.queries.sql.endings import cut
from services.projections.queries.sql.rows import NetworkRow, TimedRow

# Kind of row → member of the answer.
HAS = {
    "purpose": "purposes",
    "strategy": "strategies",
    "team": "task_teams",
    "recognition": "recognitions",
    "relation": "relations",
    "function": "functions",
    "organisation-type": "organisation_types",
    "seat": "seats",
    "sectors": "sectors",
}


def ended(row: NetworkRow, gone: Mapping[str, TimedRow]) -> NetworkRow:
    """Return the row, ended by the cluster's dissolution unless it is an agreement or a visit."""
    if row.kind not in HAS:
        return row
    return cut(row, gone.get(row.stream))


def possessions(rows: Iterable[NetworkRow], references: References) -> Possessions:
    """Return the lists of the properties that the rows have, each with its fact."""
    by_list: dict[str, list[Fields]] = defaultdict(list)
    for row in rows:
        if row.kind == "relation":
            by_list["relations"].append(cast("Fields", objects.relation(row, references)))
        elif row.kind in HAS:
            detail = orjson.loads(row.detail)
            for name in ("lead", "grantor", "organisation"):
                if name in detail:
                    detail[name] = references.ref(detail[name])
            if row.kind == "seat" and "place" in detail:
                detail["place"] = references.place(detail["place"])
            # Include the cluster, for the profile of a party that leads the team or grants the title.
            of_cluster = row.stream.startswith("cluster-")
            owner = {"cluster": references.ref(row.stream)} if of_cluster else {}
            by_list[HAS[row.kind]].append({**owner, **detail, **references.fact(row)})
    # The detail of each kind has the fields of its event, which the types repeat.
    return cast("Possessions", {name: by_list.get(name, []) for name in HAS.values()})
