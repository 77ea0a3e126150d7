"""Numbers of a cluster's members that somebody gave; they never change the roster. On the cluster's own stream."""

from typing import Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import Count, Date, Model, Occurred


class _Membership(Model):
    count: Count
    member_class: Literal["all", "supporting", "founders", "partners"] = Field("all", alias="class")


Comparator = Literal["exactly", "over", "about", "at-least", "almost"]


class ReportMembershipCount(_Membership, Command):
    """Pass on a number that somebody gave; it never changes the roster."""

    collection, verb, aggregate = "clusters", "report-membership-count", "cluster"

    comparator: Comparator = "exactly"
    as_of: Date | None = Field(
        None, description="The day for which the number was given; `occurred` when left out."
    )


class MembershipCountReportedV1(_Membership, Event):
    """A claim about how many members of which class there were; version 1 has no “almost”."""

    type, aggregate = "MembershipCountReported", "cluster"
    command = ReportMembershipCount

    comparator: Literal["exactly", "over", "about", "at-least"] = "exactly"
    as_of: Occurred | None = None


class MembershipCountReported(_Membership, Event):
    """A claim about how many members of which class there were."""

    type, version, aggregate = "MembershipCountReported", 2, "cluster"
    command = ReportMembershipCount
    heading = ("{lane}, {members}: {number}", "{lane}, {members}: {number}")

    comparator: Comparator = "exactly"
    as_of: Occurred | None = None
