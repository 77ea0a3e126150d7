"""`/v1/clusters/{id}` and `/v1/parties/{id}`: everything about one of them.

Temporary properties (roles, task teams, recognitions, the strategy, functions) are those in the time of the query, each
with its interval; the timeline has their beginnings and ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import orjson
from sqlalchemy import BigInteger, bindparam

from runtime.errors import NotFound
from services.projections.queries import objects
from services.projections.queries.answer_types import Fields
from services.projections.queries.answers import certainty, date_of
from services.projections.queries.commitments import Commitment, commitments
from services.projections.queries.http.query import Query
from services.projections.queries.matrix import MATRIX
from services.projections.queries.membership import membership
from services.projections.queries.network import KINDS, NETWORK, tied, touching
from services.projections.queries.possessions import HAS, ended, possessions
from services.projections.queries.profile_answer import (
    Alias,
    ClusterParts,
    FormerName,
    OtherEntry,
    Profile,
)
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions
from services.projections.queries.sql.rows import MatrixRow, NetworkRow, Statement
from services.projections.queries.sql.store import Store
from services.projections.queries.tie_types import LinkView, RoleView
from services.projections.queries.timeline import lane, occurrences

# Newest first; they are readable at any time of the query.
_STAGES = ("dissolved", "founded", "announced")
_TIED = tuple(kind for kind in KINDS if kind not in {*_STAGES, "role"})
_OWN = Statement(
    predicates.rows_of(
        NETWORK, predicates.one(NETWORK), NETWORK.c.kind == predicates.any_of("kinds")
    ).order_by(NETWORK.c.event, NETWORK.c.id),
    NetworkRow,
)
_SPECIALISATIONS = Statement(
    predicates.rows_of(
        MATRIX,
        MATRIX.c.cluster == predicates.bound_text("stream"),
        MATRIX.c.kind == "specialisation",
        predicates.possible(MATRIX),
    )
    .order_by(MATRIX.c.start_latest, MATRIX.c.id)
    .limit(bindparam("size", type_=BigInteger)),
    MatrixRow,
)


async def profile(query: Query, store: Store, stream: str) -> Profile:
    """Return everything about one cluster or party: of entries that are certainly one party, about all of them together.

    Raises:
        NotFound: it was not in the record, or the caller may not read it.
    """
    if not await store.names(query, [stream]):
        raise NotFound(
            f"There is no {stream} that you may read in the record as of position {query.known_at}."
        )
    entries = store.parties.entries(stream)
    roles = await touching(query, store, entries, ["role"])
    touched = await touching(query, store, entries, [*_TIED, *HAS])
    links = [row for row in touched if row.kind == "link"]
    ties = [row for row in touched if row.kind != "link"]
    happened = await lane(query, store, stream)
    gone = await dissolutions(query, store, {stream, *(row.stream for row in ties)})
    listed = len(touched)
    ties = [row for row in (ended(row, gone) for row in ties) if certainty(row, query.world) is not None]
    own = await store.fetch(_OWN, query.binds | {"stream": stream, "kinds": list(_STAGES)})
    skilled = await store.fetch(_SPECIALISATIONS, query.binds | {"stream": stream, "size": query.limit})
    before = [
        row for row in await touching(query, store, entries, ["dissolved"]) if row.stream not in entries
    ]
    data = await tied(query, store, [row for row in (*ties, *roles, *links) if row.kind in KINDS])
    references = await store.references(query, [*own, *before, *happened, *ties, *skilled], *entries)
    about = references.about(entries[0])
    parts = await _cluster_parts(query, store, stream, data["roles"]) if stream.startswith("cluster-") else {}
    return {
        "ref": references.ref(entries[0]),
        "part_of": references.maybe(about.get("part_of")),
        "former": [
            _former(former) for entry in entries for former in references.about(entry).get("former", ())
        ],
        "aliases": [
            _alias(alias) for entry in entries for alias in references.about(entry).get("aliases", ())
        ],
        "identifiers": references.identifiers(entries),
        "links": [seen_from(entries, link) for link in data["links"]],
        "stages": [
            objects.cluster(row, references) for row in sorted(own, key=lambda row: _STAGES.index(row.kind))
        ],
        "predecessors": [objects.predecessor(row, references) for row in before],
        "agreements": data["agreements"],
        "visits": data["visits"],
        "roles": data["roles"],
        "specialisations": [
            {"label": orjson.loads(row.label), **references.fact(row)}
            for row in {row.event: cut(row, gone.get(stream)) for row in skilled}.values()
            if certainty(row, query.world) is not None
        ],
        **possessions(ties, references),
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
        **parts,
    }


def _former(former: Fields) -> FormerName:
    return {
        "names": former["names"],
        "abbreviation": former.get("abbreviation"),
        "until": date_of(former.get("until")),
        "event": former["event"],
    }


def _alias(alias: Fields) -> Alias:
    return {
        "names": alias["names"],
        "abbreviation": alias.get("abbreviation"),
        "since": date_of(alias.get("since")),
        "event": alias["event"],
    }


def seen_from(entries: Sequence[str], link: LinkView) -> OtherEntry:
    """Return a link as seen from the party of some entries.

    `entry` is the side that is this party's, `other` the other side. A link between two entries of the party is seen from
    the one by which the party goes, or else from the one that says it.
    """
    one, other = link["a"], link["b"]
    if one["id"] not in entries or other["id"] == entries[0]:
        one, other = other, one
    more = {name: value for name, value in link.items() if name not in {"a", "b"}}
    return cast("OtherEntry", {"entry": one, "other": other, **more})


async def _promised(query: Query, store: Store, stream: str) -> list[Commitment]:
    cards, _ = await commitments(replace(query, filters={"promisor": stream}), store)
    return cards


async def _cluster_parts(query: Query, store: Store, stream: str, roles: Sequence[RoleView]) -> ClusterParts:
    entries, _ = await membership(replace(query, filters={"cluster": stream}), store)
    entry = entries[0] if entries else None
    return {
        "roster": entry["roster"] if entry else {"yes": 0, "possibly": 0, "by_class": {}},
        "count": entry["count"] if entry else None,
        "members": entry["members"] if entry else [],
        "claims": entry["claims"] if entry else [],
        "joint_claims": entry["joint_claims"] if entry else [],
        "coverage": entry["coverage"] if entry else [],
        "coordinators": [role for role in roles if role["role"] == "coordinator"],
        "initiators": [role for role in roles if role["role"] == "initiator"],
        "founders": [role for role in roles if role["role"] == "founder"],
    }
