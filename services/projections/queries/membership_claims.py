"""The stated numbers of a cluster's members, and how many of those that they count are known by name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import orjson
from typing_extensions import TypedDict

from services.projections.queries.answer_types import Certainty, FuzzyDate, RecordedFact, Reference
from services.projections.queries.answers import References, date_of
from services.projections.queries.membership_statements import CoverageRow, MembershipRow

Comparator = Literal["exactly", "over", "about", "at-least", "almost"]
_CountedClass = TypedDict("_CountedClass", {"class": str})


class Claim(RecordedFact, _CountedClass):
    """A stated number of members."""

    count: int
    comparator: Comparator
    as_of: FuzzyDate


class JointClaim(Claim):
    """A stated number of the members of several clusters together, which counts for none of them alone.

    `clusters_count`: in how many clusters, where the source says so; `clusters` may name fewer.
    """

    clusters: list[Reference]
    clusters_count: int | None


class LastCount(TypedDict):
    """The number of all members that was stated last."""

    count: int
    comparator: Comparator
    as_of: FuzzyDate
    certainty: Certainty
    event: str


class Coverage(_CountedClass):
    """How many of the members that a claim counts are known by name."""

    known: int
    certain: int
    claimed: int
    comparator: Comparator
    text: str
    event: str


def _claim(row: MembershipRow, references: References) -> Claim:
    detail = orjson.loads(row.detail)
    return {
        "count": row.number or 0,
        "class": row.member_class or "",
        "comparator": detail["comparator"],
        "as_of": date_of(detail["as_of"]),
        **references.fact(row),
    }


def counted_clusters(row: MembershipRow) -> list[str]:
    """Return the clusters that a joint number names."""
    clusters: list[str] = orjson.loads(row.detail)["clusters"]
    return clusters


def joint_claim(row: MembershipRow, references: References) -> JointClaim:
    """Return a number of several clusters together."""
    return {
        **_claim(row, references),
        "clusters": references.refs(counted_clusters(row)),
        "clusters_count": orjson.loads(row.detail)["clusters_count"],
    }


def distinct_claims(rows: Sequence[MembershipRow], references: References) -> list[Claim]:
    """Return the stated numbers of members, without a number of founders that a founding repeats."""
    return [_claim(row, references) for row in counted_once(rows)]


def counted_once(rows: Sequence[MembershipRow]) -> list[MembershipRow]:
    """Return the claims without a number of founders that a founding repeats."""
    counted = {(row.member_class, row.number) for row in rows if _type(row) != "ClusterFounded"}
    return [
        row for row in rows if _type(row) != "ClusterFounded" or (row.member_class, row.number) not in counted
    ]


def _type(row: MembershipRow) -> str:
    return str(orjson.loads(row.fact)["type"])


def last_count(claims: Sequence[Claim]) -> LastCount | None:
    """Return the number of all members that was stated last."""
    of_all = [claim for claim in claims if claim["class"] == "all"]
    if not of_all:
        return None
    last = max(of_all, key=lambda claim: (claim["interval"]["start"][1] or "9999", claim["recorded_from"]))
    return {
        "count": last["count"],
        "comparator": last["comparator"],
        "as_of": last["as_of"],
        "certainty": last["certainty"],
        "event": last["event"],
    }


def claim_coverage(claim: MembershipRow, known: CoverageRow) -> Coverage:
    """Return how many of the members that a claim counts are known by name."""
    return {
        "class": claim.member_class or "",
        "known": known.known,
        "certain": known.certain,
        "claimed": claim.number or 0,
        "comparator": orjson.loads(claim.detail)["comparator"],
        "text": f"{known.known}/{claim.number}",
        "event": claim.event,
    }
