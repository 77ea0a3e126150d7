"""Types of ties in the answers of several questions: visits, roles in clusters, and links of two entries or two clusters."""

from __future__ import annotations

# pydantic reads no TypedDict of `typing` before Python 3.12.
from typing_extensions import TypedDict

from contracts.events.cluster_entry import ClusterRelation
from services.projections.queries.answer_types import (
    Basis,
    DatedEvent,
    Delegate,
    Place,
    RecordedFact,
    Reference,
    Text,
)


class VisitOutcome(TypedDict):
    """An outcome of a visit."""

    event: str
    text: Text
    leads_to: Reference | None


class VisitView(RecordedFact, Basis):
    """A visit with both sides. `outcomes_hidden` is why outcomes may be missing."""

    ref: Reference
    kind: str | None
    kind_name: str
    host: Reference
    visitors: list[Reference]
    clusters: list[Reference]
    sites: list[Reference]
    place: Place | None
    delegates: list[Delegate]
    purpose: Text | None
    outcomes: list[VisitOutcome]
    outcomes_hidden: Text | None


# `class` cannot be a field in Python's syntax. A coordinator has `lead`, a member `class`, and `episode` from its second on.
RoleMore = TypedDict("RoleMore", {"class": str, "class_label": str, "lead": str, "episode": int}, total=False)


class RoleView(RecordedFact, Basis, RoleMore):
    """A party's role in a cluster."""

    cluster: Reference
    party: Reference
    role: str
    ended: DatedEvent | None


class RelationMore(TypedDict, total=False):
    """What is known of a link besides."""

    certainty_of_link: str
    evidence: str
    reason: str


class RelatedCluster(RecordedFact, RelationMore):
    """A cluster's link to another one: `cluster` is the same as `other`, follows it or is a part of it."""

    cluster: Reference
    relation: ClusterRelation
    other: Reference


class LinkView(RecordedFact):
    """Two parties that may be the same organisation."""

    a: Reference
    b: Reference
    certainty_of_link: str
    evidence: str
