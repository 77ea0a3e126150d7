"""Clusters: announced, founded, led, described, counted."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import (
    ActorRef,
    ClusterRef,
    Count,
    Date,
    Label,
    Model,
    Names,
    Occurred,
    PartyRef,
    Text,
    Texts,
)

Initiators = Annotated[tuple[ActorRef, ...], Field(max_length=50)]


class _Announcement(Model):
    names: Names
    abbreviation: Label | None = None
    initiators: Initiators = ()
    focus: Texts | None = None


class AnnounceClusterInitiative(_Announcement, Command):
    """Announce the plan to set up a cluster."""

    collection, verb, aggregate = "clusters", "announce", "cluster"


class ClusterInitiativeAnnounced(_Announcement, Event):
    """A cluster is meant to come; it does not exist yet."""

    type, aggregate = "ClusterInitiativeAnnounced", "cluster"
    command = AnnounceClusterInitiative
    names_stream = True
    heading = ("Zapowiedź: {lane}", "{lane} announced")
    once = True


class _Founding(Model):
    names: Names | None = None
    abbreviation: Label | None = None
    initiators: Initiators = ()
    founders_count: Count | None = None


class FoundCluster(_Founding, Command):
    """Record that a cluster exists. Names may be left out where an announcement gave them."""

    collection, verb, aggregate = "clusters", "found", "cluster"


class ClusterFounded(_Founding, Event):
    """The cluster exists. Its initiators are not thereby its founders, coordinators or members."""

    type, aggregate = "ClusterFounded", "cluster"
    command = FoundCluster
    names_stream = True
    heading = ("Powołanie{colon} {lane}", "{lane} founded")
    once = True


class _Coordination(Model):
    organisation: PartyRef
    role: Literal["lead", "co"] = "lead"


class AppointCoordinator(_Coordination, Command):
    """Record who coordinates a cluster."""

    collection, verb, aggregate = "clusters", "appoint-coordinator", "cluster"


class CoordinatorAppointed(_Coordination, Event):
    """The organisation leads the cluster, or helps to lead it."""

    type, aggregate = "CoordinatorAppointed", "cluster"
    command = AppointCoordinator
    heading = ("{coordinator} {lane}: {organisation}", "{coordinator} of {lane}: {organisation}")


class _Release(Model):
    organisation: PartyRef
    reason: Text | None = None


class ReleaseCoordinator(_Release, Command):
    """Record that an organisation no longer coordinates a cluster."""

    collection, verb, aggregate = "clusters", "release-coordinator", "cluster"


class CoordinatorReleased(_Release, Event):
    """The organisation no longer leads the cluster, nor helps to lead it."""

    type, aggregate = "CoordinatorReleased", "cluster"
    command = ReleaseCoordinator
    heading = ("Koniec koordynacji {lane}: {organisation}", "Coordinator of {lane} no longer: {organisation}")
    ends = ("CoordinatorAppointed",)


class _Specialisation(Model):
    label: Names
    scheme: Label | None = None
    edition: Label | None = None
    code: Label | None = None


class DeclareSpecialisation(_Specialisation, Command):
    """Record what a cluster specialises in. A code (PKD, NACE) goes with its scheme and edition."""

    collection, verb, aggregate = "clusters", "declare-specialisation", "cluster"


class SpecialisationDeclaredV1(_Specialisation, Event):
    """The cluster specialises in this. A code could stand without its scheme and edition."""

    type, aggregate = "SpecialisationDeclared", "cluster"
    command = DeclareSpecialisation


class Classification(Model):
    """A code in a classification such as PKD or NACE. What was recorded in version 1 may lack its scheme or edition."""

    scheme: Label | None = None
    edition: Label | None = None
    code: Label


class SpecialisationDeclared(Event):
    """The cluster specialises in this."""

    type, version, aggregate = "SpecialisationDeclared", 2, "cluster"
    command = DeclareSpecialisation
    heading = ("Specjalizacja {lane}: {label}", "Specialisation of {lane}: {label}")
    label: Names
    classification: Classification | None = None


class _Dropping(Model):
    label: Names = Field(description="As it was declared; one language is enough.")


class DropSpecialisation(_Dropping, Command):
    """Record that a cluster no longer specialises in something."""

    collection, verb, aggregate = "clusters", "drop-specialisation", "cluster"


class SpecialisationDropped(_Dropping, Event):
    """The cluster no longer specialises in this."""

    type, aggregate = "SpecialisationDropped", "cluster"
    command = DropSpecialisation
    heading = ("Specjalizacja {lane} zakończona: {label}", "Specialisation of {lane} dropped: {label}")
    ends = ("SpecialisationDeclared",)


class _Purpose(Model):
    mission: Texts
    goals: Annotated[tuple[Texts, ...], Field(max_length=50)] = ()


class DeclarePurpose(_Purpose, Command):
    """Record what a cluster is for; it replaces the earlier purpose."""

    collection, verb, aggregate = "clusters", "declare-purpose", "cluster"


class PurposeDeclared(_Purpose, Event):
    """The cluster's mission and goals."""

    type, aggregate = "PurposeDeclared", "cluster"
    command = DeclarePurpose
    heading = ("Misja i cele: {lane}", "Mission and goals: {lane}")


class _Strategy(Model):
    title: Names


class AdoptStrategy(_Strategy, Command):
    """Record that a cluster has a strategy; it replaces the one before."""

    collection, verb, aggregate = "clusters", "adopt-strategy", "cluster"

    period: Date | None = Field(None, description="The years for which it is meant.")


class StrategyAdopted(_Strategy, Event):
    """The cluster's strategy from then on."""

    type, aggregate = "StrategyAdopted", "cluster"
    command = AdoptStrategy
    heading = ("Strategia {lane}: {title}", "Strategy of {lane}: {title}")

    period: Occurred | None = None


class _Team(Model):
    name: Names
    lead: PartyRef | None = None


class FormTaskTeam(_Team, Command):
    """Record that a cluster has a task team."""

    collection, verb, aggregate = "clusters", "form-task-team", "cluster"


class TaskTeamFormed(_Team, Event):
    """The team works from then on."""

    type, aggregate = "TaskTeamFormed", "cluster"
    command = FormTaskTeam
    heading = ("Zespół zadaniowy {lane}: {name}", "Task team of {lane}: {name}")


class _Disbanding(Model):
    name: Names = Field(description="As it was formed; one language is enough.")


class DissolveTaskTeam(_Disbanding, Command):
    """Record that a task team has ended its work."""

    collection, verb, aggregate = "clusters", "dissolve-task-team", "cluster"


class TaskTeamDissolved(_Disbanding, Event):
    """The team is no more; another may take its name."""

    type, aggregate = "TaskTeamDissolved", "cluster"
    command = DissolveTaskTeam
    heading = ("Zespół zadaniowy {lane} rozwiązany: {name}", "Task team of {lane} dissolved: {name}")
    ends = ("TaskTeamFormed",)


class _Dissolution(Model):
    successors: Annotated[tuple[ClusterRef, ...], Field(max_length=50)] = ()


class DissolveCluster(_Dissolution, Command):
    """Record that a cluster is no more. Nothing follows but amendments."""

    collection, verb, aggregate = "clusters", "dissolve", "cluster"


class ClusterDissolved(_Dissolution, Event):
    """The cluster is no more; what it was party to is flagged."""

    type, aggregate = "ClusterDissolved", "cluster"
    command = DissolveCluster
    heading = ("Rozwiązanie{colon} {lane}", "{lane} dissolved")
    ends = ("ClusterFounded",)
