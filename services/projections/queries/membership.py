"""`/v1/membership`: how many members, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import and_, func, select
from sqlalchemy.sql.expression import FromClause

from services.projections.queries.answer_types import Likelihood
from services.projections.queries.answers import References, certainty, date_of
from services.projections.queries.formats.csv import fact_cells
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.roster import Span, roster, series
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import MEMBERSHIP, coverage, times
from services.projections.queries.sql.endings import cut, dissolutions, there
from services.projections.queries.sql.store import DIRECTORY, Store
from services.projections.text import labels

SORT = (str, str)
MEMBERS = 20  # of each cluster, where several are asked for
_SORT_KEY = {"pl": DIRECTORY.c.sort_key, "en": DIRECTORY.c.sort_key_en}
_LAST = "\U0010ffff"  # what has no name comes last
_OF = MEMBERSHIP.c.cluster == predicates.any_of("clusters")


def _sorted_by(key: Any, table: FromClause, column: Any, statement: Any) -> tuple[Any, Any]:
    """The statement with the name of a stream beside each row, and what it is sorted by."""
    name = func.coalesce(key, _LAST)
    met = and_(DIRECTORY.c.stream == column, predicates.known(DIRECTORY))
    return statement.outerjoin_from(table, DIRECTORY, met).add_columns(name.label("sort")), name


def _clusters(key: Any) -> Any:
    clusters = predicates.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", predicates.possible(MEMBERSHIP))
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.stream, clusters)
    return predicates.page(statement, name, MEMBERSHIP.c.stream)


def _members(key: Any) -> Any:
    members = predicates.rows_of(
        MEMBERSHIP,
        MEMBERSHIP.c.kind == "member",
        _OF,
        predicates.possible(MEMBERSHIP),
        there(MEMBERSHIP.c.cluster),
    )
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.party, members)
    return predicates.page(statement, name, MEMBERSHIP.c.event)


def _first_members(key: Any) -> Any:
    members = select(MEMBERSHIP).where(
        MEMBERSHIP.c.kind == "member",
        _OF,
        predicates.known(MEMBERSHIP),
        predicates.possible(MEMBERSHIP),
        there(MEMBERSHIP.c.cluster),
    )
    statement, name = _sorted_by(key, MEMBERSHIP, MEMBERSHIP.c.party, members)
    place = func.row_number().over(partition_by=MEMBERSHIP.c.cluster, order_by=(name, MEMBERSHIP.c.event))
    ranked = statement.add_columns(place.label("place")).subquery("ranked")
    return predicates.rows_of(ranked, ranked.c.place <= MEMBERS).order_by(ranked.c.place)


_CLUSTERS, _MEMBERS, _FIRST = (
    {lang: made(key) for lang, key in _SORT_KEY.items()} for made in (_clusters, _members, _first_members)
)
_EXISTS = predicates.rows_of(MEMBERSHIP, MEMBERSHIP.c.kind == "cluster", _OF)
_CLAIMS_AND_APPLICATIONS = predicates.rows_of(
    MEMBERSHIP, _OF, MEMBERSHIP.c.kind == predicates.any_of("kinds"), predicates.possible(MEMBERSHIP)
).order_by(MEMBERSHIP.c.start_latest, MEMBERSHIP.c.event)
_SPANS = times(lambda table: table.c.cluster == predicates.any_of("clusters"))
_COVERED = coverage(lambda table: table.c.cluster == predicates.any_of("clusters"))


async def membership(query: Query, store: Store) -> tuple[list[dict[str, Any]], str | None]:
    """Clusters by name, each with its roster, the numbers that were told of it, and how much of these is known by name.

    With the filter `cluster` that one alone, with its members page by page; without it each has its first members only,
    and `more_members` says how many there are besides.

    Raises:
        Malformed: the filter is no cluster.
    """
    given = query.filters.get("cluster")
    if given is None:
        rows, following = await store.page(
            _CLUSTERS[query.lang], query, SORT, lambda row: (row.sort, row.stream)
        )
        clusters = [row.stream for row in rows]
        members = await store.fetch(_FIRST[query.lang], query.binds | {"clusters": clusters})
    else:
        if not predicates.is_id(given.removeprefix("cluster-")):
            raise wrong("cluster", "is not a cluster such as lkb")
        clusters = [f"cluster-{given.removeprefix('cluster-')}"]
        members, following = await store.page(
            _MEMBERS[query.lang], query, SORT, lambda row: (row.sort, row.event), {"clusters": clusters}
        )
        rows = await store.fetch(_EXISTS, query.binds | {"clusters": clusters})
    binds = query.binds | {"clusters": clusters}
    stated = await store.fetch(_CLAIMS_AND_APPLICATIONS, binds | {"kinds": ["claim", "application"]})
    spans = await store.fetch(_SPANS, binds)
    if given is not None and not (rows or stated or spans):
        return [], None
    gone = await dissolutions(query, store, clusters)
    covered = {row.id: row for row in await store.fetch(_COVERED, binds)}
    parties = {row.party for row in (*members, *stated) if row.party}
    references = await store.references(query, [*rows, *members, *stated], *clusters, *parties)
    by_cluster: dict[str, Any] = defaultdict(
        lambda: {"members": [], "claim": [], "application": [], "spans": []}
    )
    for row in members:
        by_cluster[row.cluster]["members"].append(cut(row, gone.get(row.cluster)))
    for row in stated:
        by_cluster[row.cluster][row.kind].append(row)
    for row in spans:
        by_cluster[row.cluster]["spans"].append(cut(row, gone.get(row.cluster)))
    existing = {row.stream: row for row in rows}
    return [
        {
            "cluster": references.ref(cluster),
            "certainty": (certainty(existing[cluster], query.world) if cluster in existing else None) or "no",
            **_entry(by_cluster[cluster], covered, references, listed=given is None),
        }
        for cluster in clusters
    ], following


def _entry(
    rows: Mapping[str, Sequence[Any]], covered: Mapping[int, Any], references: References, *, listed: bool
) -> dict[str, Any]:
    """`listed`: whether there is nothing but this list of members, and no further page of it."""
    world = references.query.world
    counts = _once(rows["claim"])
    claims = [_claim(row, references) for row in counts]
    there = sum(
        row.number for row in rows["spans"] if row.kind == "member" and certainty(row, world) is not None
    )
    return {
        "roster": roster(rows["spans"], world),
        # The number of all members that was told last; null where nobody has counted them.
        "count": _last_count(claims),
        "members": [_member(row, rows["spans"], references) for row in rows["members"]],
        "more_members": there - len(rows["members"]) if listed else None,
        "claims": claims,
        "coverage": [_coverage(row, covered[row.id]) for row in counts if row.id in covered],
        "series": series([_span(row) for row in rows["spans"] if row.kind == "member"]),
        "applications": _applications(rows["application"], references),
    }


_UNDECIDED = {
    "pl": "Odmowę czytają tylko operatorzy; wniosek mógł zostać rozpatrzony.",
    "en": "Only operators read a refusal; the application may have been decided.",
}


def _applications(rows: Sequence[Any], references: References) -> list[dict[str, Any]]:
    """Each application once: with its answer for who may read it, else pending, which is not certain then."""
    latest: dict[str, tuple[Any, dict[str, Any]]] = {}
    for row in rows:
        detail = orjson.loads(row.detail)
        if row.event not in latest or detail["state"] != "pending":
            latest[row.event] = row, detail
    listed = []
    for row, detail in latest.values():
        fact, hidden = references.fact(row), None
        if detail["state"] == "pending" and not references.query.reads("owner", ()):
            fact, hidden = fact | {"certainty": "possibly"}, _UNDECIDED
        listed.append({"party": references.ref(row.party), **detail, "answer_hidden": hidden, **fact})
    return listed


def _member(row: Any, spans: Sequence[Any], references: References) -> dict[str, Any]:
    """A member with the class of the asked day: null where it was not told, or may have been one or another."""
    changes = [item | {"date": date_of(item["date"])} for item in orjson.loads(row.detail)["classes"]]
    then, sure = row.member_class or None, references.fact(row)["certainty"]
    if row.member_class is None:
        then, sure = _class_then(row, spans, changes[-1]["class"], references)
    return {
        "party": references.ref(row.party),
        "class": then,
        "class_certainty": sure,
        "classes": changes,
        **references.fact(row),
    }


def _class_then(
    row: Any, spans: Sequence[Any], last: str | None, references: References
) -> tuple[str | None, Likelihood]:
    """The class in the asked time, and how sure it is; asked for any time, the last one."""
    if references.query.any_time:
        return last, "possibly"
    possible: dict[str, str] = {}
    for span in spans:
        of_episode = span.start_earliest >= row.start_earliest and span.end_latest <= row.end_latest
        if span.kind == "class" and span.party == row.party and of_episode:
            likelihood = certainty(span, references.query.world)
            if likelihood == "yes":
                return span.member_class or None, "yes"
            if likelihood is not None:
                possible[span.member_class] = likelihood
    return (next(iter(possible)) or None if len(possible) == 1 else None), "possibly"


def _claim(row: Any, references: References) -> dict[str, Any]:
    detail = orjson.loads(row.detail)
    return {
        "count": row.number,
        "class": row.member_class,
        "comparator": detail["comparator"],
        "as_of": date_of(detail["as_of"]),
        **references.fact(row),
    }


def _once(rows: Sequence[Any]) -> list[Any]:
    """The claims without the number of founders that a founding repeats."""
    counted = {(row.member_class, row.number) for row in rows if _type(row) != "ClusterFounded"}
    return [
        row for row in rows if _type(row) != "ClusterFounded" or (row.member_class, row.number) not in counted
    ]


def _type(row: Any) -> str:
    return str(orjson.loads(row.fact)["type"])


def _last_count(claims: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    of_all = [claim for claim in claims if claim["class"] == "all"]
    if not of_all:
        return None
    last = max(of_all, key=lambda claim: (claim["interval"]["start"][1] or "9999", claim["recorded_from"]))
    return {name: last[name] for name in ("count", "comparator", "as_of", "certainty", "event")}


def _coverage(claim: Any, known: Any) -> dict[str, Any]:
    return {
        "class": claim.member_class,
        "known": known.known,
        "certain": known.certain,
        "claimed": claim.number,
        "comparator": orjson.loads(claim.detail)["comparator"],
        "text": f"{known.known}/{claim.number}",
        "event": claim.event,
    }


def _span(row: Any) -> Span:
    return row.party, row.start_earliest, row.start_latest, row.end_earliest, row.end_latest, row.number


def lines(data: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Members, claims with what is known of them by name, and applications as lines of a sheet."""
    for item in data:
        cluster = item["cluster"]
        covered = {each["event"]: each for each in item["coverage"]}
        for member in item["members"]:
            kind = " ".join(
                filter(
                    None, (labels.code_label("member", lang), labels.code_label(member["class"] or "", lang))
                )
            )
            cells = {"cluster": cluster["id"], "party": member["party"]["id"]}
            cells |= {name: member[name] for name in ("class", "class_certainty")}
            yield member | fact_cells(kind, cluster, [member["party"]]) | {"cells": cells}
        for claim in item["claims"]:
            what = f"{claim['comparator']} {claim['count']} {claim['class']}"
            known = covered.get(claim["event"], {})
            cells = {
                "cluster": cluster["id"],
                **{name: claim[name] for name in ("class", "count", "comparator")},
                "counted_on": claim["as_of"],
                "known": known.get("known"),
                "known_certainly": known.get("certain"),
            }
            yield (
                claim
                | fact_cells(labels.code_label("claim", lang), cluster, [])
                | {"what": what, "cells": cells}
            )
        for each in item["applications"]:
            cells = {"cluster": cluster["id"], "party": each["party"]["id"], "class": each.get("class")}
            cells |= {"answer": each["state"], "answer_reason": each.get("reason")}
            yield (
                each
                | fact_cells(labels.code_label("application", lang), cluster, [each["party"]])
                | {"cells": cells}
            )
