"""`/v1/bridges`: who is tied to several clusters, and in which roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import ColumnElement, and_, distinct, func, literal, select
from sqlalchemy.sql.expression import FromClause
from typing_extensions import TypedDict

from services.projections.queries.answer_types import Likelihood, RecordedFact, Reference
from services.projections.queries.answers import References
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions, leads, not_followed, there, until_next
from services.projections.queries.sql.joined import party
from services.projections.queries.sql.rows import BridgeRow, Statement, TimedRow
from services.projections.queries.sql.store import DIRECTORY, Store
from services.projections.readmodels.bridges import IDENTITY, ROLES
from services.projections.readmodels.tables import TABLES
from services.projections.text import labels

BRIDGES = TABLES["bridges"]
SORT = (int, str, str)
_LAST = "\U0010ffff"  # streams without a name come last
_MOST = 1 << 40  # the strength is subtracted from it, so that the strongest come first
_OF_CLUSTER = BRIDGES.alias("of_cluster")
_PARTY = party(BRIDGES.c.party)


def _ties(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    of_roles = table.c.role == predicates.any_of("roles")
    return (
        *(predicates.known(table), predicates.possible(table), of_roles),
        *(there(table.c.cluster), not_followed(table)),
    )


class StrongParty(NamedTuple):
    """A party with ties to several clusters; `rank` is least for the strongest."""

    party: str
    strength: int
    rank: int
    sort: str


# `class` cannot be a field in Python's syntax.
_Class = TypedDict("_Class", {"class": str | None})


class _UnderAgreement(TypedDict, total=False):
    agreement: Reference


class BridgeTie(RecordedFact, _Class, _UnderAgreement):
    """A party's role in a cluster, or its signature for one under an agreement."""

    role: str


class BridgedCluster(TypedDict):
    """A cluster and a party's ties to it."""

    cluster: Reference
    certainty: Likelihood
    ties: list[BridgeTie]


class IdentityLink(RecordedFact):
    """Another party that may be the same organisation."""

    other: Reference
    likelihood: str | None
    evidence: str


class Bridge(TypedDict):
    """A party with ties to several clusters."""

    party: Reference
    strength: int
    clusters: list[BridgedCluster]
    identities: list[IdentityLink]


class Bridges(TypedDict):
    """Parties with ties to several clusters, and these clusters by name."""

    clusters: list[Reference]
    parties: list[Bridge]


_NAMES = {
    lang: func.coalesce(key, _LAST)
    for lang, key in (("pl", DIRECTORY.c.sort_key), ("en", DIRECTORY.c.sort_key_en))
}


def _strongest(lang: str, *more: ColumnElement[bool]) -> Statement[StrongParty]:
    """Return the statement of a page of parties; those with ties to the most clusters come first."""
    name = _NAMES[lang]
    number = func.count(distinct(BRIDGES.c.cluster))
    strong = (
        select(_PARTY.label("party"), number.label("strength"))
        .where(*_ties(BRIDGES), *more)
        .group_by(_PARTY)
        .having(number > 1)
        .subquery("strong")
    )
    rank = literal(_MOST) - strong.c.strength
    named = and_(DIRECTORY.c.stream == strong.c.party, predicates.known(DIRECTORY))
    ranked = select(strong.c.party, strong.c.strength, rank.label("rank"), name.label("sort"))
    return Statement(
        predicates.page(ranked.outerjoin_from(strong, DIRECTORY, named), rank, name, strong.c.party),
        StrongParty,
    )


_PARTIES = {lang: _strongest(lang) for lang in _NAMES}
_TIED_TO_CLUSTER = _PARTY.in_(
    select(party(_OF_CLUSTER.c.party)).where(
        *_ties(_OF_CLUSTER), _OF_CLUSTER.c.cluster == predicates.bound_text("cluster")
    )
)
_PARTIES_OF_CLUSTER = {lang: _strongest(lang, _TIED_TO_CLUSTER) for lang in _NAMES}
_OF_PARTIES = Statement(
    predicates.rows_of(
        BRIDGES, *_ties(BRIDGES)[1:], BRIDGES.c.party == predicates.any_of("parties")
    ).order_by(BRIDGES.c.cluster, BRIDGES.c.role, BRIDGES.c.start_latest, BRIDGES.c.id),
    BridgeRow,
)


async def bridges(query: Query, store: Store) -> tuple[Bridges, str | None]:
    """Return parties with ties to two clusters or more, the most first, then by name; `clusters` are theirs, by name.

    Only ties that are possible in the time of the query count; with the filter `role`, ties of one role. With `cluster`, only
    parties tied to that cluster and others. Links of identity are listed with a party but are not counted as ties.

    Raises:
        Malformed: the role is unknown, or the cluster is not a cluster.
    """
    role, cluster = query.filters.get("role"), query.filters.get("cluster")
    if role is not None and role not in ROLES:
        raise wrong("role", f"is not one of {', '.join(ROLES)}")
    id = (cluster or "").removeprefix("cluster-")
    if cluster is not None and not predicates.is_id(id):
        raise wrong("cluster", "is not a cluster such as lkb")
    roles = [role] if role else list(ROLES)
    more: dict[str, object] = {"roles": roles}
    if id:
        more["cluster"] = f"cluster-{id}"
    strong, following = await store.page(
        (_PARTIES_OF_CLUSTER if id else _PARTIES)[query.lang],
        query,
        SORT,
        lambda row: (row.rank, row.sort, row.party),
        more,
        cached=not id,  # counts all parties, independent of the page
    )
    parties = [row.party for row in strong]
    entries = [entry for party in parties for entry in store.parties.entries(party)]
    binds = query.binds | {"parties": entries, "roles": [*roles, IDENTITY]}
    ties: dict[str, list[BridgeRow]] = defaultdict(list)
    for row in await store.fetch(_OF_PARTIES, binds) if parties else ():
        ties[store.parties.id(row.party)].append(row)
    rows = [row for items in ties.values() for row in items]
    clusters = {row.cluster for row in rows if row.cluster}
    gone = await dissolutions(query, store, clusters)
    others = await leads(query, store, {row.cluster for row in rows if row.role == "coordinator"})
    shortened = {party: [_shortened(row, gone, others) for row in items] for party, items in ties.items()}
    references = await store.references(query, rows, *parties, *clusters)
    data: Bridges = {
        "clusters": references.refs(sorted(clusters, key=references.order)),
        "parties": [_party(row, shortened.get(row.party, ()), references) for row in strong],
    }
    return data, following


def _shortened(
    row: BridgeRow, gone: Mapping[str, TimedRow], others: Mapping[str, Sequence[BridgeRow]]
) -> BridgeRow:
    """Return the row of a tie, ended by the dissolution of the cluster or the next lead."""
    if row.role == "coordinator":
        row = until_next(row, others.get(row.cluster, ()))
    return cut(row, gone.get(row.cluster))


def _party(row: StrongParty, ties: Sequence[BridgeRow], references: References) -> Bridge:
    by_cluster: dict[str, list[BridgeTie]] = defaultdict(list)
    identities: list[IdentityLink] = []
    for tie in ties:
        detail = orjson.loads(tie.detail)
        if tie.role == IDENTITY:
            identities.append(
                {
                    "other": references.ref(detail["other"]),
                    "likelihood": detail["certainty"],
                    "evidence": detail["evidence"],
                    **references.fact(tie),
                }
            )
            continue
        agreement: _UnderAgreement = (
            {"agreement": references.ref(detail["agreement"])} if "agreement" in detail else {}
        )
        by_cluster[tie.cluster].append(
            {"role": tie.role, "class": detail.get("class"), **agreement, **references.fact(tie)}
        )
    return {
        "party": references.ref(row.party),
        "strength": row.strength,
        "clusters": [
            {
                "cluster": references.ref(cluster),
                "certainty": "yes" if any(item["certainty"] == "yes" for item in of_cluster) else "possibly",
                "ties": of_cluster,
            }
            for cluster, of_cluster in sorted(by_cluster.items(), key=lambda item: references.order(item[0]))
        ],
        "identities": identities,
    }


def lines(data: Bridges, lang: str) -> Iterator[Line]:
    """Yield ties and links of identity as lines of a sheet."""
    for item in data["parties"]:
        for bridged in item["clusters"]:
            for tie in bridged["ties"]:
                cells = {
                    "cluster": bridged["cluster"],
                    "cluster_id": bridged["cluster"]["id"],
                    "strength": item["strength"],
                    **{name: tie.get(name) for name in ("role", "class", "agreement")},
                }
                parties = item["party"], bridged["cluster"]
                yield fact_line(tie, _kind(tie, lang), item["party"], parties, cells)
        for link in item["identities"]:
            cells = {"other": link["other"], "evidence": link["evidence"], "strength": item["strength"]}
            kind = labels.code_label("identity", lang)
            yield fact_line(link, kind, item["party"], (item["party"], link["other"]), cells)


def _kind(tie: BridgeTie, lang: str) -> str:
    words = (tie["role"], tie["class"] if tie["class"] != tie["role"] else None)
    return " ".join(labels.code_label(word, lang) for word in words if word)
