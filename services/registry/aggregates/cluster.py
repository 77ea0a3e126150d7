"""Clusters: announced, founded once, led by one, described, recognised, and dissolved at last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from contracts.dates import certainly_before
from contracts.envelope import Command, Event
from contracts.events.cluster import (
    AdoptStrategy,
    AnnounceClusterInitiative,
    AppointCoordinator,
    ClusterDissolved,
    ClusterFounded,
    ClusterInitiativeAnnounced,
    CoordinatorAppointed,
    CoordinatorReleased,
    DeclarePurpose,
    DissolveCluster,
    FoundCluster,
    PurposeDeclared,
    ReleaseCoordinator,
    StrategyAdopted,
)
from contracts.events.cluster_entry import LinkCluster
from contracts.events.membership_count import MembershipCountReported, ReportMembershipCount
from contracts.events.succession import (
    ClusterMerged,
    ClusterRenamed,
    ClusterSplit,
    MergeCluster,
    RenameCluster,
    SplitCluster,
)
from contracts.fields import Occurred
from runtime.decider import Decider, of_own
from runtime.errors import Refused
from services.registry.aggregates import cluster_entry, date_order, descriptions
from services.registry.aggregates.cluster_entry import Called, Entry
from services.registry.aggregates.descriptions import Description


class Coordination(NamedTuple):
    """In which role an organisation coordinates now, and since when."""

    role: str
    since: Occurred | None


class Lead(NamedTuple):
    """Who led a cluster, from when to when."""

    organisation: str
    since: Occurred
    until: Occurred


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the rules need to know of a cluster.

    `known`: announced or founded, so that its names are known. The rest of the state stays when that is retracted.
    """

    known: bool = False
    called: Called = (None, None)
    heralded: bool = False  # whether its announcement is recorded
    announced: Occurred | None = None
    founded: bool = False
    founded_on: Occurred | None = None
    dissolved: bool = False
    dissolved_on: Occurred | None = None
    coordinators: Mapping[str, Coordination] = field(default_factory=dict)
    led: tuple[Lead, ...] = ()
    description: Description = field(default_factory=Description)
    entry: Entry = field(default_factory=Entry)

    @property
    def lead(self) -> str | None:
        """The organisation that leads now."""
        return next(
            (name for name, coordination in self.coordinators.items() if coordination.role == "lead"), None
        )


def evolve(state: Cluster | None, event: Event) -> Cluster | None:
    """The cluster after an event."""
    cluster = state or Cluster()
    match event:
        case ClusterInitiativeAnnounced() | ClusterFounded() | ClusterRenamed():
            return _named(cluster, event)
        case CoordinatorAppointed():
            coordination = Coordination(event.role, event.occurred)
            return replace(cluster, coordinators={**cluster.coordinators, event.organisation: coordination})
        case CoordinatorReleased():
            return _released(cluster, event)
        case ClusterDissolved() | ClusterMerged() | ClusterSplit():
            return replace(cluster, dissolved=True, dissolved_on=event.occurred)
        case _:
            description = descriptions.evolve(cluster.description, event)
            entry = cluster_entry.evolve(cluster.entry, event)
            unchanged = description is cluster.description and entry is cluster.entry
            return state if unchanged else replace(cluster, description=description, entry=entry)


def _named(cluster: Cluster, event: ClusterInitiativeAnnounced | ClusterFounded | ClusterRenamed) -> Cluster:
    named = replace(cluster, called=(event.names, event.abbreviation)) if event.names else cluster
    match event:
        case ClusterInitiativeAnnounced():
            return replace(named, known=True, heralded=True, announced=event.occurred)
        case ClusterFounded():
            return replace(named, known=True, founded=True, founded_on=event.occurred)
        case _:
            return named


def _released(cluster: Cluster, event: CoordinatorReleased) -> Cluster:
    left = {
        name: coordination
        for name, coordination in cluster.coordinators.items()
        if name != event.organisation
    }
    match cluster.coordinators.get(event.organisation):
        case Coordination("lead", Occurred() as since) if event.occurred is not None:
            led = (*cluster.led, Lead(event.organisation, since, event.occurred))
        case _:
            led = cluster.led
    return replace(cluster, coordinators=left, led=led)


def decide(state: Cluster | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    cluster = state or Cluster()
    if cluster.dissolved:
        raise Refused.by(
            "not-dissolved",
            "This cluster is no more, and nothing follows that; amend what was recorded wrongly.",
        )
    if isinstance(command, AnnounceClusterInitiative):
        return [_announce(cluster, command)]
    if isinstance(command, FoundCluster):
        return [_record_founding(cluster, command)]
    if not cluster.known and command.mode == "performed":
        raise Refused.by(
            "cluster-known", "The record does not know this cluster yet; announce or found it first."
        )
    match command:
        case AppointCoordinator():
            return [_appoint(cluster, command)]
        case ReleaseCoordinator():
            return [_release(cluster, command)]
        case DissolveCluster() | MergeCluster() | SplitCluster():
            return [_end(cluster, command)]
        case _:
            return [_describe(cluster, command)]


def _describe(state: Cluster, command: Command) -> Event:
    if isinstance(command, cluster_entry.ENTERING):
        return cluster_entry.decide(state.entry, state.called, command)
    match command:
        case RenameCluster():
            if state.called == (command.names, command.abbreviation):
                raise Refused.by("name-changes", "This is how the cluster is called already.", "/names")
            return ClusterRenamed.of(command)
        case DeclarePurpose():
            return PurposeDeclared.of(command)
        case AdoptStrategy():
            return StrategyAdopted.of(command)
        case ReportMembershipCount():
            return _report(command)
        case _:
            return descriptions.decide(state.description, command)


def _report(command: ReportMembershipCount) -> Event:
    if len({*command.also_in}) < len(command.also_in):
        raise Refused.by("clusters-distinct", "A cluster is listed twice; list each one once.", "/also_in")
    named = len(command.also_in) + 1
    if command.clusters_count is not None and command.clusters_count < named:
        raise Refused.by(
            "clusters-counted",
            f"With this cluster {named} are named, and only {command.clusters_count} are counted.",
            "/clusters_count",
        )
    return MembershipCountReported.of(command)


def _announce(state: Cluster, command: AnnounceClusterInitiative) -> Event:
    if state.heralded or (state.known and command.mode == "performed"):
        raise Refused.by(
            "announced-first",
            "The record knows this cluster already; an announcement is a cluster's first event.",
        )
    if date_order.precedes(state.founded_on, command.occurred):
        raise Refused.by(
            "announced-before-founded",
            "The cluster was founded certainly before this announcement.",
            "/occurred",
        )
    return ClusterInitiativeAnnounced.of(command)


def _record_founding(state: Cluster, command: FoundCluster) -> Event:
    if state.founded:
        raise Refused.by(
            "founded-once", "This cluster is founded already; if its date is wrong, correct that fact."
        )
    if not state.known and command.names is None:
        raise Refused.by("named", "A cluster that was not announced needs its names here.", "/names")
    if state.announced and command.occurred and certainly_before(command.occurred.span, state.announced.span):
        raise Refused.by(
            "announced-before-founded",
            f"The cluster was announced {state.announced.edtf}, certainly after {command.occurred.edtf}.",
            "/occurred",
        )
    return ClusterFounded.of(command)


def _appoint(state: Cluster, command: AppointCoordinator) -> Event:
    if coordination := state.coordinators.get(command.organisation):
        as_what = "leads" if coordination.role == "lead" else "helps to lead"
        raise Refused.by(
            "coordinates-once",
            f"{command.organisation} {as_what} this cluster already; release it first if its role changes.",
            "/organisation",
        )
    if command.role == "lead" and state.lead is not None and not _led_before(state, command):
        raise Refused.by(
            "one-lead",
            f"{state.lead} leads this cluster already; a cluster has one lead at a time.",
            "/organisation",
        )
    if command.role == "lead" and command.occurred is not None:
        for lead in state.led:
            if date_order.within(command.occurred.span, lead.since.span, lead.until.span):
                raise Refused.by(
                    "one-lead",
                    f"{lead.organisation} led this cluster until {lead.until.edtf}; a cluster has one lead at a time.",
                    "/occurred",
                )
    return CoordinatorAppointed.of(command)


def _led_before(state: Cluster, command: AppointCoordinator) -> bool:
    """Whether the command reports an earlier lead than the present one; its end may be reported next."""
    now = state.coordinators[state.lead] if state.lead else None
    return command.mode == "reported" and now is not None and date_order.precedes(command.occurred, now.since)


def _release(state: Cluster, command: ReleaseCoordinator) -> Event:
    coordination = state.coordinators.get(command.organisation)
    if coordination is None and command.mode == "performed":
        raise Refused.by(
            "coordinates-now", f"{command.organisation} does not coordinate this cluster.", "/organisation"
        )
    date_order.check(
        coordination and coordination.since, command.occurred, f"the appointment of {command.organisation}"
    )
    return CoordinatorReleased.of(command)


def _end(state: Cluster, command: DissolveCluster | MergeCluster | SplitCluster) -> Event:
    date_order.check(state.announced, command.occurred, "the cluster's announcement")
    date_order.check(state.founded_on, command.occurred, "the cluster's founding")
    match command:
        case MergeCluster():
            return ClusterMerged.of(command)
        case SplitCluster():
            if len(set(command.into)) < len(command.into):
                raise Refused.by(
                    "successors-distinct", "A cluster is listed twice among those that follow.", "/into"
                )
            return ClusterSplit.of(command)
        case _:
            return ClusterDissolved.of(command)


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """Nobody; but a cluster's successors are others."""
    if isinstance(command, DissolveCluster) and stream in command.successors:
        raise Refused.by("not-itself", f"{stream} is not followed by itself.", "/successors")
    if isinstance(command, LinkCluster) and command.other == stream:
        raise Refused.by("not-itself", f"{stream} is not linked to itself.", "/other")
    if isinstance(command, ReportMembershipCount) and stream in command.also_in:
        raise Refused.by("not-itself", f"{stream} is counted already; name other clusters.", "/also_in")
    if isinstance(command, MergeCluster | SplitCluster):
        into = (command.into,) if isinstance(command, MergeCluster) else command.into
        if stream in into:
            raise Refused.by("not-itself", f"{stream} is not followed by itself.", "/into")
    return ()


DECIDER: Decider[Cluster] = Decider(decide, evolve, of_own, reads_streams)
