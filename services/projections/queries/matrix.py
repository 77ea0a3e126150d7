"""`/v1/matrix`: what the chosen clusters have in common, pair by pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple, TypeVar

import orjson
from sqlalchemy import case, func, select, tuple_
from typing_extensions import TypedDict

from services.projections.queries.answer_types import Certainty, RecordedFact, Reference, Text
from services.projections.queries.answers import References, certainty
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut
from services.projections.queries.sql.joined import party
from services.projections.queries.sql.rows import MatrixRow, Statement
from services.projections.queries.sql.store import Store
from services.projections.readmodels.tables import TABLES

MATRIX = TABLES["matrix"]
MAX_CLUSTERS = 60
_Item = TypeVar("_Item")


class SharedFact(RecordedFact):
    """What two clusters have in common, with the fact or the two facts that show it."""

    events: list[str]


class SharedStream(SharedFact):
    """An agreement, a visit, a member or an initiator of both clusters."""

    ref: Reference


class SharedSpecialisation(SharedFact):
    """A specialisation of both clusters."""

    label: Text


class MatrixCell(TypedDict):
    """What two clusters have in common."""

    a: str
    b: str
    agreements: list[SharedStream]
    visits: list[SharedStream]
    members: list[SharedStream]
    specialisations: list[SharedSpecialisation]
    initiators: list[SharedStream]


class Tally(TypedDict):
    """Counts of what a cluster takes part in."""

    agreements: int
    visits: int
    members: int
    specialisations: int


class MatrixCluster(TypedDict):
    """A cluster of the matrix, and whether it existed."""

    ref: Reference
    certainty: Certainty
    own: Tally


class Matrix(TypedDict):
    """Clusters, and a cell for each pair that has something in common."""

    clusters: list[MatrixCluster]
    cells: list[MatrixCell]


class KindCount(NamedTuple):
    """The number of things of a kind that a cluster has."""

    cluster: str
    kind: str
    number: int


class ClusterRow(NamedTuple):
    """A cluster that existed."""

    cluster: str


# Rows of a cluster by kind and key.
Things = dict[tuple[str, str], MatrixRow]
_SO_THEN = (
    predicates.known(MATRIX),
    predicates.possible(MATRIX),
    MATRIX.c.cluster == predicates.any_of("clusters"),
)
# A specialisation has a row for each of its keys, and a member one for each episode.
_KEY = party(MATRIX.c.key)
_THING = case((MATRIX.c.kind == "specialisation", MATRIX.c.event), else_=_KEY)
_OWN = Statement(
    select(MATRIX.c.cluster, MATRIX.c.kind, func.count(_THING.distinct()).label("number"))
    .where(*_SO_THEN)
    .group_by(MATRIX.c.cluster, MATRIX.c.kind),
    KindCount,
)
# Counted once: a subquery that depends on the row would count all again for each row.
_SHARING = (
    select(MATRIX.c.kind, _KEY.label("key"))
    .where(*_SO_THEN)
    .group_by(MATRIX.c.kind, _KEY)
    .having(func.count(MATRIX.c.cluster.distinct()) > 1)
)
# What at least two of them have, and the existence and end of each.
_SHARED = Statement(
    predicates.rows_of(
        MATRIX,
        *_SO_THEN[1:],
        MATRIX.c.kind.in_(("cluster", "dissolved")) | tuple_(MATRIX.c.kind, _KEY).in_(_SHARING),
    ).order_by(MATRIX.c.cluster, MATRIX.c.kind, MATRIX.c.start_latest, MATRIX.c.id),
    MatrixRow,
)
_EVERY = Statement(
    select(MATRIX.c.cluster)
    .where(MATRIX.c.kind == "cluster", predicates.known(MATRIX), predicates.possible(MATRIX))
    .order_by(MATRIX.c.cluster)
    .limit(MAX_CLUSTERS),
    ClusterRow,
)


async def matrix(query: Query, store: Store) -> Matrix:
    """Return the clusters in the order of the query, and a cell for each unordered pair with something in common."""
    clusters = await _clusters(query, store)
    binds = query.binds | {"clusters": clusters}
    own: dict[str, Counter[str]] = defaultdict(Counter)
    for counted in await store.fetch(_OWN, binds):
        own[counted.cluster][counted.kind] = counted.number
    existence: dict[str, MatrixRow] = {}
    gone: dict[str, MatrixRow] = {}
    things: dict[str, Things] = defaultdict(dict)
    rows = await store.fetch(_SHARED, binds)
    for row in rows:
        if row.kind == "cluster":
            existence[row.cluster] = row
        elif row.kind == "dissolved":
            gone[row.cluster] = row
        else:
            things[row.cluster].setdefault((row.kind, row.key), row)
    # Everything that a cluster has ends with its dissolution, also in rows of other streams, which do not contain it.
    for cluster, end in gone.items():
        cuts: Things = {pair: cut(row, end) for pair, row in things.pop(cluster, {}).items()}
        things[cluster] = {pair: row for pair, row in cuts.items() if certainty(row, query.world) is not None}
        if end.start_latest < query.world[0]:
            own.pop(cluster, None)
    keys = {row.key for row in rows if row.kind not in {"cluster", "dissolved", "specialisation"}}
    references = await store.references(query, rows, *clusters, *keys)
    cells = [_cell(a, b, things[a], things[b], references) for a, b in combinations(clusters, 2)]
    return {
        "clusters": [
            {
                "ref": references.ref(cluster),
                "certainty": (certainty(existence[cluster], query.world) if cluster in existence else None)
                or "no",
                "own": {
                    "agreements": own[cluster]["agreement"],
                    "visits": own[cluster]["visit"],
                    "members": own[cluster]["member"],
                    "specialisations": own[cluster]["specialisation"],
                },
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


def _cell(a: str, b: str, of_a: Things, of_b: Things, references: References) -> MatrixCell | None:
    common = [pair for pair in of_a if pair in of_b]
    if not common:
        return None
    cell: MatrixCell = {
        "a": a,
        "b": b,
        "agreements": [],
        "visits": [],
        "members": [],
        "specialisations": [],
        "initiators": [],
    }
    streams = {
        "agreement": cell["agreements"],
        "visit": cell["visits"],
        "member": cell["members"],
        "initiator": cell["initiators"],
    }
    met: set[tuple[str, str, str]] = set()
    for kind, key in common:
        tie = kind, of_a[kind, key].event, of_b[kind, key].event
        if kind == "specialisation" and tie in met:
            continue  # matches in several languages
        met.add(tie)
        fact = _both(of_a[kind, key], of_b[kind, key], references)
        if kind == "specialisation":
            label: Text = orjson.loads(of_a[kind, key].label)
            cell["specialisations"].append({"label": label, **fact})
        else:
            streams[kind].append({"ref": references.ref(key), **fact})
    return cell


def _both(one: MatrixRow, other: MatrixRow, references: References) -> SharedFact:
    """Return the fact of a tie. If each cluster has its own fact, the tie is as certain as both together."""
    fact = references.fact(one)
    if one.event == other.event:
        return {**fact, "events": [one.event]}
    second = references.fact(other)
    unsure = "possibly" in {fact["certainty"], second["certainty"]}
    return {
        **fact,
        "events": [one.event, other.event],
        "certainty": "possibly" if unsure else fact["certainty"],
        "sources": _joined(fact["sources"], second["sources"]),
        "disputes": _joined(fact["disputes"], second["disputes"]),
        "confirmations": _joined(fact["confirmations"], second["confirmations"]),
        "values": _joined(fact["values"], second["values"]),
        "accounts": _joined(fact["accounts"], second["accounts"]),
        "amended_by": _joined(fact["amended_by"], second["amended_by"]),
        "inferred": fact["inferred"] or second["inferred"],
        "disputed": fact["disputed"] or second["disputed"],
    }


def _joined(first: list[_Item], second: list[_Item]) -> list[_Item]:
    return first + [item for item in second if item not in first]
