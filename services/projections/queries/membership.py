"""`/v1/membership`: how many members, and how certain the number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from services.projections.queries.answer_types import Reference
from services.projections.queries.answers import certainty
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.queries.http.parameters import wrong
from services.projections.queries.http.query import Query
from services.projections.queries.membership_answer import (
    Application,
    ClusterMembership,
    ClusterRows,
    Member,
    cluster_membership,
)
from services.projections.queries.membership_claims import Claim, Coverage, counted_clusters
from services.projections.queries.membership_statements import (
    ALL_MEMBERS,
    CLAIMS_AND_APPLICATIONS,
    CLUSTER,
    CLUSTERS,
    COVERAGE,
    FIRST_MEMBERS,
    TIMES,
    MembershipRow,
    unlisted,
)
from services.projections.queries.roster import MembershipTime
from services.projections.queries.sql import predicates
from services.projections.queries.sql.endings import cut, dissolutions
from services.projections.queries.sql.store import Store
from services.projections.text import labels

SORT = (str, str)


async def membership(query: Query, store: Store) -> tuple[list[ClusterMembership], str | None]:
    """Return clusters by name, each with its roster, the stated numbers of members, and their coverage by known members.

    With the filter `cluster`, only that cluster, with its members page by page; otherwise only the first members of each, and
    `more_members` counts the others.

    Raises:
        Malformed: the filter is not a cluster.
    """
    given = query.filters.get("cluster")
    existing: list[MembershipRow] = []
    members: list[MembershipRow] = []
    if given is None:
        page, following = await store.page(
            CLUSTERS[query.lang], query, SORT, lambda row: (row.sort, row.stream)
        )
        clusters = [row.stream for row in page]
        existing += page
        of_clusters = {"clusters": clusters, "unlisted": await unlisted(query, store, clusters)}
        first = await store.fetch(FIRST_MEMBERS[query.lang], query.binds | of_clusters)
        members += first
    else:
        if not predicates.is_id(given.removeprefix("cluster-")):
            raise wrong("cluster", "is not a cluster such as lkb")
        clusters = [f"cluster-{given.removeprefix('cluster-')}"]
        of_clusters = {"clusters": clusters, "unlisted": await unlisted(query, store, clusters)}
        page, following = await store.page(
            ALL_MEMBERS[query.lang], query, SORT, lambda row: (row.sort, row.event), of_clusters
        )
        members += page
        one = await store.fetch(CLUSTER, query.binds | {"clusters": clusters})
        existing += one
    binds = query.binds | {"clusters": clusters}
    stated = await store.fetch(
        CLAIMS_AND_APPLICATIONS, binds | {"kinds": ["claim", "joint-claim", "application"]}
    )
    spans = await store.fetch(TIMES, binds)
    if given is not None and not (existing or stated or spans):
        return [], None
    rows_of = await by_cluster(query, store, clusters, members, stated, spans)
    covered = {row.id: row for row in await store.fetch(COVERAGE, binds)}
    parties = {row.party for row in (*members, *stated) if row.party}
    counted = {cluster for row in stated if row.kind == "joint-claim" for cluster in counted_clusters(row)}
    references = await store.references(
        query, [*existing, *members, *stated], *clusters, *parties, *sorted(counted)
    )
    certainties = {row.stream: certainty(row, query.world) or "no" for row in existing}
    return [
        cluster_membership(
            references.ref(cluster),
            certainties.get(cluster, "no"),
            rows_of[cluster],
            covered,
            references,
            listed=given is None,
        )
        for cluster in clusters
    ], following


async def by_cluster(
    query: Query,
    store: Store,
    clusters: Sequence[str],
    members: Iterable[MembershipRow],
    stated: Iterable[MembershipRow],
    spans: Iterable[MembershipTime],
) -> dict[str, ClusterRows]:
    """Return the rows by cluster; memberships end with the cluster's dissolution."""
    gone = await dissolutions(query, store, clusters)
    by_cluster: dict[str, ClusterRows] = defaultdict(ClusterRows)
    for row in members:
        by_cluster[row.cluster].members.append(cut(row, gone.get(row.cluster)))
    for claim_or_application in stated:
        rows = by_cluster[claim_or_application.cluster]
        lists = {"claim": rows.claims, "joint-claim": rows.joint_claims, "application": rows.applications}
        lists[claim_or_application.kind].append(claim_or_application)
    for span in spans:
        by_cluster[span.cluster].times.append(cut(span, gone.get(span.cluster)))
    return by_cluster


def lines(data: Iterable[ClusterMembership], lang: str) -> Iterator[Line]:
    """Yield members, claims with their coverage, and applications as lines of a sheet."""
    for item in data:
        covered = {each["event"]: each for each in item["coverage"]}
        for member in item["members"]:
            yield _member_line(member, item["cluster"], lang)
        for claim in item["claims"]:
            yield _claim_line(claim, covered.get(claim["event"]), item["cluster"], lang)
        for joint in item["joint_claims"]:
            yield _claim_line(joint, None, item["cluster"], lang, joint["clusters"])
        for application in item["applications"]:
            yield _application_line(application, item["cluster"], lang)


def _member_line(member: Member, cluster: Reference, lang: str) -> Line:
    words = (labels.code_label("member", lang), labels.code_label(member["class"] or "", lang))
    cells = {
        "cluster": cluster["id"],
        "party": member["party"]["id"],
        "class": member["class"],
        "class_label": member["class_label"],
        "class_certainty": member["class_certainty"],
    }
    return fact_line(member, " ".join(filter(None, words)), cluster, (member["party"],), cells)


def _claim_line(
    claim: Claim, known: Coverage | None, cluster: Reference, lang: str, clusters: Sequence[Reference] = ()
) -> Line:
    cells = {
        "cluster": cluster["id"],
        "class": claim["class"],
        "count": claim["count"],
        "comparator": claim["comparator"],
        "counted_on": claim["as_of"],
        "known": known["known"] if known else None,
        "known_certainly": known["certain"] if known else None,
    }
    what = f"{claim['comparator']} {claim['count']} {claim['class']}"
    return fact_line(claim, labels.code_label("claim", lang), cluster, clusters, cells, what)


def _application_line(application: Application, cluster: Reference, lang: str) -> Line:
    party = application["party"]
    cells = {
        "cluster": cluster["id"],
        "party": party["id"],
        "class": application["class"],
        "answer": application["state"],
        "answer_reason": application.get("reason"),
    }
    return fact_line(application, labels.code_label("application", lang), cluster, (party,), cells)
