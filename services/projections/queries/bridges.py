"""`/v1/bridges`: who is tied to several clusters, and in which roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, distinct, func, literal, select
from sqlalchemy.sql.expression import FromClause

from services.projections.queries.answers import References
from services.projections.queries.formats.csv import line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions, leads, not_followed, there, until_next
from services.projections.queries.sql.store import DIRECTORY, Store
from services.projections.readmodels.bridges import IDENTITY, ROLES
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

BRIDGES = TABLES["bridges"]
SORT = (int, str, str)
_LAST = "\U0010ffff"  # what has no name comes last
_MOST = 1 << 40  # of what the strength is taken, so that the strongest come first
_OF_CLUSTER = BRIDGES.alias("of_cluster")


def _ties(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    of_roles = table.c.role == predicates.any_of("roles")
    return (
        *(predicates.known(table), predicates.possible(table), of_roles),
        *(there(table.c.cluster), not_followed(table)),
    )


_NAMES = {
    lang: func.coalesce(key, _LAST)
    for lang, key in (("pl", DIRECTORY.c.sort_key), ("en", DIRECTORY.c.sort_key_en))
}


def _strongest(lang: str, *more: ColumnElement[bool]) -> Select[Any]:
    """A page of parties, those with ties to the most clusters first."""
    name = _NAMES[lang]
    number = func.count(distinct(BRIDGES.c.cluster))
    strong = (
        select(BRIDGES.c.party, number.label("strength"))
        .where(*_ties(BRIDGES), *more)
        .group_by(BRIDGES.c.party)
        .having(number > 1)
        .subquery("strong")
    )
    rank = literal(_MOST) - strong.c.strength
    named = and_(DIRECTORY.c.stream == strong.c.party, predicates.known(DIRECTORY))
    found = select(strong.c.party, strong.c.strength, rank.label("rank"), name.label("sort"))
    return predicates.page(found.outerjoin_from(strong, DIRECTORY, named), rank, name, strong.c.party)


_PARTIES = {lang: _strongest(lang) for lang in _NAMES}
_TIED_TO_CLUSTER = BRIDGES.c.party.in_(
    select(_OF_CLUSTER.c.party).where(
        *_ties(_OF_CLUSTER), _OF_CLUSTER.c.cluster == predicates.bound_text("cluster")
    )
)
_PARTIES_OF_CLUSTER = {lang: _strongest(lang, _TIED_TO_CLUSTER) for lang in _NAMES}
_OF_PARTIES = predicates.rows_of(
    BRIDGES, *_ties(BRIDGES)[1:], BRIDGES.c.party == predicates.any_of("parties")
).order_by(BRIDGES.c.cluster, BRIDGES.c.role, BRIDGES.c.start_latest, BRIDGES.c.id)


async def bridges(query: Query, store: Store) -> tuple[dict[str, Any], str | None]:
    """Parties with ties to two clusters or more, the most first, then by name; `clusters` are theirs, by name.

    Ties count that can have been on the asked day, with the filter `role` those of one role; with `cluster` only parties
    come that are tied to that one among others. Links of identity stand beside a party and add nothing to its ties.

    Raises:
        Malformed: the role is none, or the cluster no cluster.
    """
    role, cluster = query.filters.get("role"), query.filters.get("cluster")
    if role is not None and role not in ROLES:
        raise wrong("role", f"is not one of {', '.join(ROLES)}")
    id = (cluster or "").removeprefix("cluster-")
    if cluster is not None and not predicates.is_id(id):
        raise wrong("cluster", "is not a cluster such as lkb")
    more: dict[str, Any] = {"roles": [role] if role else list(ROLES)}
    if id:
        more["cluster"] = f"cluster-{id}"
    strong, following = await store.page(
        (_PARTIES_OF_CLUSTER if id else _PARTIES)[query.lang],
        query,
        SORT,
        lambda row: (row.rank, row.sort, row.party),
        more,
        cached=not id,  # all parties are counted, whatever the page
    )
    parties = [row.party for row in strong]
    binds = query.binds | {"parties": parties, "roles": [*more["roles"], IDENTITY]}
    ties: dict[str, list[Any]] = defaultdict(list)
    for row in await store.fetch(_OF_PARTIES, binds) if parties else ():
        ties[row.party].append(row)
    rows = [row for items in ties.values() for row in items]
    clusters = {row.cluster for row in rows if row.cluster}
    gone = await dissolutions(query, store, clusters)
    others = await leads(query, store, {row.cluster for row in rows if row.role == "coordinator"})
    ties = {party: [_left(row, gone, others) for row in items] for party, items in ties.items()}
    references = await store.references(query, rows, *parties, *clusters)
    data = {
        "clusters": references.refs(sorted(clusters, key=references.order)),
        "parties": [_party(row, ties.get(row.party, ()), references) for row in strong],
    }
    return data, following


def _left(row: Any, gone: Mapping[str, Any], others: Mapping[str, Sequence[Any]]) -> Any:
    if row.role == "coordinator":
        row = until_next(row, others.get(row.cluster, ()))
    return cut(row, gone.get(row.cluster))


def _party(row: Any, ties: Sequence[Any], references: References) -> dict[str, Any]:
    by_cluster: dict[str, list[dict[str, Any]]] = defaultdict(list)
    identities = []
    for tie in ties:
        told = orjson.loads(tie.detail)
        if tie.role == IDENTITY:
            link = {
                "other": references.ref(told["other"]),
                "likelihood": told["certainty"],
                "evidence": told["evidence"],
            }
            identities.append(link | references.fact(tie))
            continue
        agreement = {"agreement": references.ref(told["agreement"])} if "agreement" in told else {}
        held = {"role": tie.role, "class": told.get("class"), **agreement, **references.fact(tie)}
        by_cluster[tie.cluster].append(held)
    return {
        "party": references.ref(row.party),
        "strength": row.strength,
        "clusters": [
            {
                "cluster": references.ref(cluster),
                "certainty": "yes" if any(item["certainty"] == "yes" for item in held) else "possibly",
                "ties": held,
            }
            for cluster, held in sorted(by_cluster.items(), key=lambda item: references.order(item[0]))
        ],
        "identities": identities,
    }


def lines(data: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """Ties, and links of identity, as lines of a sheet."""
    for item in data["parties"]:
        for held in item["clusters"]:
            for tie in held["ties"]:
                cells = {
                    "cluster": held["cluster"],
                    "cluster_id": held["cluster"]["id"],
                    "strength": item["strength"],
                    **{name: tie.get(name) for name in ("role", "class", "agreement")},
                }
                told = line(_kind(tie, lang), item["party"], [item["party"], held["cluster"]])
                yield tie | told | {"cells": cells}
        for link in item["identities"]:
            cells = {"other": link["other"], "evidence": link["evidence"], "strength": item["strength"]}
            told = line(labels.code_label("identity", lang), item["party"], [item["party"], link["other"]])
            yield link | told | {"cells": cells}


def _kind(tie: Mapping[str, Any], lang: str) -> str:
    told: Iterable[str | None] = (tie["role"], tie["class"] if tie["class"] != tie["role"] else None)
    return " ".join(labels.code_label(word, lang) for word in told if word)
