"""`/v1/clusters/{id}` and `/v1/parties/{id}`: everything about one of them.

What holds for a time (roles, task teams, recognitions, the strategy, functions) comes as it was in the asked time, each
with its interval; the timeline tells when it began and ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import BigInteger, bindparam

from runtime.errors import NotFound
from services.projections.queries import commitments, membership, objects
from services.projections.queries.answers import References, certainty, date_of
from services.projections.queries.http.query import Query
from services.projections.queries.matrix import MATRIX
from services.projections.queries.network import KINDS, NETWORK, tied, touching
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions
from services.projections.queries.sql.store import Store
from services.projections.queries.timeline import lane, occurrences

# Newest first; they stay readable whatever day is asked for.
_STAGES = ("dissolved", "founded", "announced")
# Rows of these kinds, and the member of the answer in which they stand.
_HAS = {
    "purpose": "purposes",
    "strategy": "strategies",
    "team": "task_teams",
    "recognition": "recognitions",
    "function": "functions",
}
_TIED = tuple(kind for kind in KINDS if kind not in {*_STAGES, "role"})
_OWN = predicates.rows_of(
    NETWORK, predicates.one(NETWORK), NETWORK.c.kind == predicates.any_of("kinds")
).order_by(NETWORK.c.event, NETWORK.c.id)
_SPECIALISATIONS = (
    predicates.rows_of(
        MATRIX,
        MATRIX.c.cluster == predicates.bound_text("stream"),
        MATRIX.c.kind == "specialisation",
        predicates.possible(MATRIX),
    )
    .order_by(MATRIX.c.start_latest, MATRIX.c.id)
    .limit(bindparam("size", type_=BigInteger))
)
_ROSTER = ("roster", "count", "members", "claims", "coverage")


async def profile(query: Query, store: Store, stream: str) -> dict[str, Any]:
    """Everything about one cluster or party. `more` names the parts of which only the first are given.

    Raises:
        NotFound: the record did not know it, or the caller may not read it.
    """
    if not await store.names(query, [stream]):
        raise NotFound(
            f"There is no {stream} that you may read in the record as of position {query.known_at}."
        )
    roles = await touching(query, store, stream, ["role"])
    ties = await touching(query, store, stream, [*_TIED, *_HAS])
    happened = await lane(query, store, stream)
    gone = await dissolutions(query, store, {stream, *(row.stream for row in ties)})
    listed = len(ties)
    ties = [row for row in (_cut(row, gone) for row in ties) if certainty(row, query.world) is not None]
    own = await store.fetch(_OWN, query.binds | {"stream": stream, "kinds": list(_STAGES)})
    skilled = await store.fetch(_SPECIALISATIONS, query.binds | {"stream": stream, "size": query.limit})
    data = await tied(query, store, [row for row in (*ties, *roles) if row.kind in KINDS])
    references = await store.references(query, [*own, *happened, *ties, *skilled], stream)
    about = references.about(stream)
    found = {
        "ref": references.ref(stream),
        "part_of": references.maybe(about.get("part_of")),
        "former": [_former(told) for told in about.get("former", ())],
        "identifiers": about.get("identifiers", []),
        "links": [_seen_from(stream, link) for link in data["links"]],
        "stages": [
            objects.cluster(row, references) for row in sorted(own, key=lambda row: _STAGES.index(row.kind))
        ],
        **{name: data[name] for name in ("agreements", "visits", "roles")},
        "specialisations": [
            {"label": orjson.loads(row.label), **references.fact(row)}
            for row in {row.event: cut(row, gone.get(stream)) for row in skilled}.values()
            if certainty(row, query.world) is not None
        ],
        **_has(ties, references),
        "commitments": await _promised(query, store, stream),
        "timeline": occurrences(happened, references),
        "more": [
            name
            for name, number in (
                ("roles", len(roles)),
                ("ties", listed),
                ("timeline", len(happened)),
                ("specialisations", len(skilled)),
            )
            if number == query.limit
        ],
    }
    if stream.startswith("cluster-"):
        found |= await _roster(query, store, stream)
        for name in ("coordinator", "initiator", "founder"):
            found[f"{name}s"] = [role for role in data["roles"] if role["role"] == name]
    return found


def _cut(row: Any, gone: Mapping[str, Any]) -> Any:
    """What a cluster has ends with it; its agreements and visits do not."""
    return cut(row, gone.get(row.stream)) if row.kind in _HAS else row


def _former(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "names": told["names"],
        "abbreviation": told.get("abbreviation"),
        "until": date_of(told.get("until")),
        "event": told["event"],
    }


def _seen_from(stream: str, link: Mapping[str, Any]) -> dict[str, Any]:
    """A link as the one that is asked for sees it: the other side, and which of them says so."""
    others = [link[side] for side in ("a", "b") if link[side]["id"] != stream]
    return {
        "other": others[0] if others else link["b"],
        **{name: value for name, value in link.items() if name not in {"a", "b"}},
    }


def _has(rows: Iterable[Any], references: References) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.kind in _HAS:
            told = orjson.loads(row.detail)
            for name in ("lead", "grantor", "organisation"):
                if name in told:
                    told[name] = references.ref(told[name])
            # Whose it is, where the asked one only leads it, or grants it.
            whose = {} if row.kind == "function" else {"cluster": references.ref(row.stream)}
            found[_HAS[row.kind]].append({**whose, **told, **references.fact(row)})
    return {name: found.get(name, []) for name in _HAS.values()}


async def _promised(query: Query, store: Store, stream: str) -> list[dict[str, Any]]:
    cards, _ = await commitments.commitments(replace(query, filters={"promisor": stream}), store)
    return cards


async def _roster(query: Query, store: Store, stream: str) -> dict[str, Any]:
    told: Sequence[Mapping[str, Any]]
    told, _ = await membership.membership(replace(query, filters={"cluster": stream}), store)
    entry = told[0] if told else {"roster": {"yes": 0, "possibly": 0, "by_class": {}}, "count": None}
    return {name: entry.get(name, []) for name in _ROSTER}
