"""Numbers of a cluster's members that somebody gave; they never change the roster. On the cluster's own stream."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import ClusterRef, Count, Date, Model, Occurred

CountedClass = Literal["all", "supporting", "founders", "partners", "firms", "paying"]
Comparator = Literal["exactly", "over", "about", "at-least", "almost"]


class _Count(Model):
    count: Count


class _Counted(_Count):
    member_class: CountedClass = Field("all", alias="class")
    comparator: Comparator = "exactly"
    also_in: Annotated[tuple[ClusterRef, ...], Field(max_length=50)] = Field(
        (), description="Other clusters whose members the number counts together with those of this one."
    )
    clusters_count: Annotated[int, Field(ge=2, le=1000, strict=True)] | None = Field(
        None, description="In how many clusters together, where the source says so."
    )


class ReportMembershipCount(_Counted, Command):
    """Pass on a number that somebody gave; it never changes the roster."""

    collection, verb, aggregate = "clusters", "report-membership-count", "cluster"

    as_of: Date | None = Field(
        None, description="The day for which the number was given; `occurred` when left out."
    )


class _EarlierClasses(_Count):
    member_class: Literal["all", "supporting", "founders", "partners"] = Field("all", alias="class")


class MembershipCountReportedV1(_EarlierClasses, Event):
    """A claim about how many members of which class there were; version 1 has no “almost”."""

    type, aggregate = "MembershipCountReported", "cluster"
    command = ReportMembershipCount

    comparator: Literal["exactly", "over", "about", "at-least"] = "exactly"
    as_of: Occurred | None = None


class MembershipCountReportedV2(_EarlierClasses, Event):
    """A claim about how many members of which class there were; version 2 is of one cluster, and has fewer classes."""

    type, version, aggregate = "MembershipCountReported", 2, "cluster"
    command = ReportMembershipCount

    comparator: Comparator = "exactly"
    as_of: Occurred | None = None


class MembershipCountReported(_Counted, Event):
    """A claim about how many members of which class there were, in this cluster or in several together."""

    type, version, aggregate = "MembershipCountReported", 3, "cluster"
    command = ReportMembershipCount
    heading = ("{lane}{jointly}, {members}: {number}", "{lane}{jointly}, {members}: {number}")

    as_of: Occurred | None = None
