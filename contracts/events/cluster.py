"""Clusters: announced, founded, led, described, counted."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, Count, Date, Label, Model, Names, Occurred, PartyRef, Texts

Initiators = Annotated[tuple[ActorRef, ...], Field(max_length=50)]


class _Announcement(Model):
    names: Names
    abbreviation: Label | None = None
    initiators: Initiators = ()
    focus: Texts | None = None


class AnnounceClusterInitiative(_Announcement, Command):
    """Say that somebody means to set up a cluster."""

    collection, verb, aggregate = "clusters", "announce", "cluster"


class ClusterInitiativeAnnounced(_Announcement, Event):
    """A cluster is meant to come; it does not exist yet."""

    type, aggregate = "ClusterInitiativeAnnounced", "cluster"


class _Founding(Model):
    names: Names | None = None
    abbreviation: Label | None = None
    initiators: Initiators = ()
    founders_count: Count | None = None


class FoundCluster(_Founding, Command):
    """Say that a cluster exists. Names may be left out where an announcement gave them."""

    collection, verb, aggregate = "clusters", "found", "cluster"


class ClusterFounded(_Founding, Event):
    """The cluster exists. Its initiators are not thereby its founders, coordinators or members."""

    type, aggregate = "ClusterFounded", "cluster"


class _Coordination(Model):
    organisation: PartyRef
    role: Literal["lead", "co"] = "lead"


class AppointCoordinator(_Coordination, Command):
    """Say who coordinates a cluster."""

    collection, verb, aggregate = "clusters", "appoint-coordinator", "cluster"


class CoordinatorAppointed(_Coordination, Event):
    """The organisation leads the cluster, or helps to lead it."""

    type, aggregate = "CoordinatorAppointed", "cluster"


class _Specialisation(Model):
    label: Names
    scheme: Label | None = None
    edition: Label | None = None
    code: Label | None = None


class DeclareSpecialisation(_Specialisation, Command):
    """Say what a cluster specialises in. A code (PKD, NACE) goes with its scheme and edition."""

    collection, verb, aggregate = "clusters", "declare-specialisation", "cluster"


class SpecialisationDeclared(_Specialisation, Event):
    """The cluster specialises in this."""

    type, aggregate = "SpecialisationDeclared", "cluster"


class _Purpose(Model):
    mission: Texts
    goals: Annotated[tuple[Texts, ...], Field(max_length=50)] = ()


class DeclarePurpose(_Purpose, Command):
    """Say what a cluster is for; it replaces what was said earlier."""

    collection, verb, aggregate = "clusters", "declare-purpose", "cluster"


class PurposeDeclared(_Purpose, Event):
    """The cluster's mission and goals."""

    type, aggregate = "PurposeDeclared", "cluster"


class _Membership(Model):
    count: Count
    member_class: Literal["all", "supporting", "founders", "partners"] = Field("all", alias="class")
    comparator: Literal["exactly", "over", "about", "at-least"] = "exactly"


class ReportMembershipCount(_Membership, Command):
    """Pass on a number that somebody gave; it never changes the roster."""

    collection, verb, aggregate = "clusters", "report-membership-count", "cluster"

    as_of: Date | None = Field(
        None, description="The day for which the number was given; `occurred` when left out."
    )


class MembershipCountReported(_Membership, Event):
    """A claim about how many members of which class there were."""

    type, aggregate = "MembershipCountReported", "cluster"

    as_of: Occurred | None = None
