"""`/v1/matrix`: what the asked clusters have in common, pair by pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import orjson
from sqlalchemy import case, func, select

from services.projections.queries.answers import References, certainty
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

MATRIX = TABLES["matrix"]
MAX_CLUSTERS = 60
_LISTS = {
    "agreement": "agreements",
    "visit": "visits",
    "member": "members",
    "specialisation": "specialisations",
    "initiator": "initiators",
}
_HELD = (
    predicates.known(MATRIX),
    predicates.possible(MATRIX),
    MATRIX.c.cluster == predicates.any_of("clusters"),
)
# A specialisation has a row for each of its keys, and a member one for each episode.
_THING = case((MATRIX.c.kind == "specialisation", MATRIX.c.event), else_=MATRIX.c.key)
_OWN = (
    select(MATRIX.c.cluster, MATRIX.c.kind, func.count(_THING.distinct()).label("number"))
    .where(*_HELD)
    .group_by(MATRIX.c.cluster, MATRIX.c.kind)
)
_SHARING = (
    select(MATRIX.c.kind, MATRIX.c.key)
    .where(*_HELD)
    .group_by(MATRIX.c.kind, MATRIX.c.key)
    .having(func.count(MATRIX.c.cluster.distinct()) > 1)
    .subquery("sharing")
)
# What at least two of them have, and each one's own existence and end.
_SHARED = predicates.rows_of(
    MATRIX,
    *_HELD[1:],
    MATRIX.c.kind.in_(("cluster", "dissolved"))
    | select(_SHARING.c.key).where(_SHARING.c.kind == MATRIX.c.kind, _SHARING.c.key == MATRIX.c.key).exists(),
).order_by(MATRIX.c.cluster, MATRIX.c.kind, MATRIX.c.start_latest, MATRIX.c.id)
_EVERY = (
    select(MATRIX.c.cluster)
    .where(MATRIX.c.kind == "cluster", predicates.known(MATRIX), predicates.possible(MATRIX))
    .order_by(MATRIX.c.cluster)
    .limit(MAX_CLUSTERS)
)


async def matrix(query: Query, store: Store) -> dict[str, Any]:
    """The clusters in the asked order, and a cell for each unordered pair that has something in common."""
    clusters = await _clusters(query, store)
    binds = query.binds | {"clusters": clusters}
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await store.fetch(_OWN, binds):
        own[row.cluster][row.kind] = row.number
    existence: dict[str, Any] = {}
    gone: dict[str, Any] = {}
    held: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
    rows = await store.fetch(_SHARED, binds)
    for row in rows:
        if row.kind == "cluster":
            existence[row.cluster] = row
        elif row.kind == "dissolved":
            gone[row.cluster] = row
        else:
            held[row.cluster].setdefault((row.kind, row.key), row)
    # What a cluster had ends with it; other streams tell of that too, and know nothing of its end.
    for cluster, end in gone.items():
        cuts = {pair: cut(row, end) for pair, row in held.pop(cluster, {}).items()}
        held[cluster] = {pair: row for pair, row in cuts.items() if certainty(row, query.world) is not None}
        if end.start_latest < query.world[0]:
            own.pop(cluster, None)
    keys = {row.key for row in rows if row.kind not in {"cluster", "dissolved", "specialisation"}}
    references = await store.references(query, rows, *clusters, *keys)
    cells = [_cell(a, b, held[a], held[b], references) for a, b in combinations(clusters, 2)]
    return {
        "clusters": [
            {
                "ref": references.ref(cluster),
                "certainty": (certainty(existence[cluster], query.world) if cluster in existence else None)
                or "no",
                "own": {name: own[cluster][kind] for kind, name in _LISTS.items() if kind != "initiator"},
            }
            for cluster in clusters
        ],
        "cells": [cell for cell in cells if cell is not None],
    }


async def _clusters(query: Query, store: Store) -> list[str]:
    given = query.filters.get("clusters")
    if given is None:
        rows = await store.fetch(_EVERY, query.binds)
        names = await store.names(query, (row.cluster for row in rows))
        return sorted((row.cluster for row in rows), key=References(query, names).order)
    ids = [name.strip().removeprefix("cluster-") for name in given.split(",")]
    why = ""
    if not all(predicates.is_id(name) for name in ids):
        why = "is a list of clusters' ids with commas between, such as dkm,saam,lm"
    elif len(set(ids)) != len(ids):
        why = "names a cluster twice"
    elif len(ids) > MAX_CLUSTERS:
        why = f"names {len(ids)} clusters; a matrix has at most {MAX_CLUSTERS}"
    if why:
        raise wrong("clusters", why)
    return [f"cluster-{name}" for name in ids]


def _cell(
    a: str, b: str, of_a: dict[tuple[str, str], Any], of_b: dict[tuple[str, str], Any], references: References
) -> dict[str, Any] | None:
    common = [pair for pair in of_a if pair in of_b]
    if not common:
        return None
    cell: dict[str, Any] = {"a": a, "b": b} | {name: [] for name in _LISTS.values()}
    met: set[tuple[str, str, str]] = set()
    for kind, key in common:
        tie = kind, of_a[kind, key].event, of_b[kind, key].event
        if kind == "specialisation" and tie in met:
            continue  # called the same in several languages
        met.add(tie)
        what = (
            {"label": orjson.loads(of_a[kind, key].label)}
            if kind == "specialisation"
            else {"ref": references.ref(key)}
        )
        cell[_LISTS[kind]].append(what | _both(of_a[kind, key], of_b[kind, key], references))
    return cell


def _both(one: Any, other: Any, references: References) -> dict[str, Any]:
    """The fact on which a tie rests. Two facts make one tie when each cluster has its own: it is as sure as both."""
    fact = references.fact(one)
    if one.event == other.event:
        return fact | {"events": [one.event]}
    second = references.fact(other)
    unsure = "possibly" in {fact["certainty"], second["certainty"]}
    return fact | {
        "events": [one.event, other.event],
        "certainty": "possibly" if unsure else fact["certainty"],
        **{
            name: fact[name] + [item for item in second[name] if item not in fact[name]]
            for name in ("sources", "disputes", "confirmations", "accounts", "amended_by")
        },
        "inferred": fact["inferred"] or second["inferred"],
        "disputed": fact["disputed"] or second["disputed"],
    }
