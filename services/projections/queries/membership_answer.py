"""A cluster's members and the stated numbers of them, from rows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NotRequired

import orjson
from typing_extensions import TypedDict

from services.projections.engine.interval import Interval
from services.projections.queries.answer_types import (
    Certainty,
    FuzzyDate,
    Likelihood,
    RecordedDate,
    RecordedFact,
    Reference,
    Text,
)
from services.projections.queries.answers import References, certainty, date_of
from services.projections.queries.membership_claims import (
    Claim,
    Coverage,
    JointClaim,
    LastCount,
    claim_coverage,
    counted_once,
    distinct_claims,
    joint_claim,
    last_count,
)
from services.projections.queries.membership_statements import (
    CoverageRow,
    MembershipRow,
)
from services.projections.queries.roster import (
    MembershipTime,
    Roster,
    SeriesStep,
    Span,
    roster,
    series,
)

_Class = TypedDict("_Class", {"class": str | None})


class ClassChange(_Class):
    """The class of a member from an event on; `label` is the cluster's own word for it."""

    label: str | None
    date: FuzzyDate
    event: str


class Member(RecordedFact, _Class):
    """A member with its class in the query's time, and the cluster's own word for it; null if unknown or not certain."""

    party: Reference
    class_label: str | None
    class_certainty: Certainty
    classes: list[ClassChange]


class _ApplicationDetail(_Class):
    state: Literal["pending", "accepted", "declined"]
    reason: NotRequired[str | None]
    decided: NotRequired[RecordedDate | None]


class Application(RecordedFact, _ApplicationDetail):
    """An application. A refusal has `reason` and `decided`; `answer_hidden` is why there may be another answer."""

    party: Reference
    answer_hidden: Text | None


class ClusterMembership(TypedDict):
    """The members of a cluster, and the numbers that were stated of them."""

    cluster: Reference
    certainty: Certainty
    roster: Roster
    count: LastCount | None
    members: list[Member]
    more_members: int | None
    claims: list[Claim]
    joint_claims: list[JointClaim]
    coverage: list[Coverage]
    series: list[SeriesStep]
    applications: list[Application]


@dataclass
class ClusterRows:
    """The rows of one cluster."""

    members: list[MembershipRow] = field(default_factory=list)
    claims: list[MembershipRow] = field(default_factory=list)
    joint_claims: list[MembershipRow] = field(default_factory=list)
    applications: list[MembershipRow] = field(default_factory=list)
    times: list[MembershipTime] = field(default_factory=list)


def cluster_membership(
    cluster: Reference,
    certain: Certainty,
    rows: ClusterRows,
    covered: Mapping[int, CoverageRow],
    references: References,
    *,
    listed: bool,
) -> ClusterMembership:
    """`listed`: whether the answer has no further pages of members."""
    world = references.query.world
    counts = counted_once(rows.claims)
    claims = distinct_claims(rows.claims, references)
    counted = roster(rows.times, world)
    number = counted["yes"] + counted["possibly"]
    return {
        "cluster": cluster,
        "certainty": certain,
        "roster": counted,
        # The last stated number of all members; null if there is none.
        "count": last_count(claims),
        "members": [_member(row, rows.times, references) for row in rows.members],
        "more_members": number - len({row.party for row in rows.members}) if listed else None,
        "claims": claims,
        "joint_claims": [joint_claim(row, references) for row in rows.joint_claims],
        "coverage": [claim_coverage(row, covered[row.id]) for row in counts if row.id in covered],
        "series": series([_span(row) for row in rows.times if row.kind == "member"]),
        "applications": _applications(rows.applications, references),
    }


_UNDECIDED = {
    "pl": "Odmowę czytają tylko operatorzy; wniosek mógł zostać rozpatrzony.",
    "en": "Only operators read a refusal; the application may have been decided.",
}


def _applications(rows: Sequence[MembershipRow], references: References) -> list[Application]:
    """Return each application once: with its answer if the caller may read it, else as pending, which is then not certain."""
    latest: dict[str, tuple[MembershipRow, _ApplicationDetail]] = {}
    for row in rows:
        detail: _ApplicationDetail = orjson.loads(row.detail)
        if row.event not in latest or detail["state"] != "pending":
            latest[row.event] = row, detail
    return [_application(row, detail, references) for row, detail in latest.values()]


def _application(row: MembershipRow, detail: _ApplicationDetail, references: References) -> Application:
    fact, hidden = references.fact(row), None
    if detail["state"] == "pending" and not references.query.reads("owner", ()):
        fact["certainty"], hidden = "possibly", _UNDECIDED
    return {"party": references.ref(row.party or ""), **detail, "answer_hidden": hidden, **fact}


def _member(row: MembershipRow, spans: Sequence[MembershipTime], references: References) -> Member:
    """A member with its class in the query's time; null if unknown or not certain."""
    classes = orjson.loads(row.detail)["classes"]
    changes: list[ClassChange] = [
        {
            "class": item["class"],
            "label": item.get("label"),
            "date": date_of(item["date"]),
            "event": item["event"],
        }
        for item in classes
    ]
    then: str | None = row.member_class or None
    sure: Certainty = certainty(row, references.query.world) or "no"
    if row.member_class is None:
        then, sure = _class_then(row, spans, changes[-1]["class"], references)
    return {
        "party": references.ref(row.party or ""),
        "class": then,
        "class_label": _label_then(classes, references),
        "class_certainty": sure,
        "classes": changes,
        **references.fact(row),
    }


def _class_then(
    row: MembershipRow, spans: Sequence[MembershipTime], last: str | None, references: References
) -> tuple[str | None, Likelihood]:
    """Return the class in the query's time, and its certainty; for any time, the last class."""
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
                possible[span.member_class or ""] = likelihood
    return (next(iter(possible)) or None if len(possible) == 1 else None), "possibly"


def _label_then(classes: Sequence[Mapping[str, Any]], references: References) -> str | None:
    """Return the cluster's own word for the class in the query's time; for any time, the last one. None if not certain."""
    if references.query.any_time or len(classes) == 1:
        label: str | None = classes[-1].get("label")
        return label
    possible = {
        item.get("label")
        for item in classes
        if "time" not in item
        or certainty(Interval(*map(date.fromisoformat, item["time"])), references.query.world) is not None
    }
    return possible.pop() if len(possible) == 1 else None


def _span(row: MembershipTime) -> Span:
    return row.party, row.start_earliest, row.start_latest, row.end_earliest, row.end_latest, row.number
