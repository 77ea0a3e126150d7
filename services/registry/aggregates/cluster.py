"""Clusters: announced, founded once, led by one, specialised, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.dates import certainly_before
from contracts.envelope import Command, Event
from contracts.events.cluster import (
    AnnounceClusterInitiative,
    AppointCoordinator,
    ClusterFounded,
    ClusterInitiativeAnnounced,
    CoordinatorAppointed,
    DeclarePurpose,
    DeclareSpecialisation,
    FoundCluster,
    MembershipCountReported,
    PurposeDeclared,
    ReportMembershipCount,
    SpecialisationDeclared,
)
from contracts.fields import Occurred
from runtime.decider import Decider, of_own
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the rules need to know of a cluster. `lead` is the coordinator now; names are known from the first event."""

    announced: Occurred | None = None
    founded: bool = False
    lead: str | None = None
    specialisations: frozenset[str] = frozenset()


def evolve(state: Cluster | None, event: Event) -> Cluster | None:
    """The cluster after an event."""
    match event:
        case ClusterInitiativeAnnounced():
            return Cluster(announced=event.occurred)
        case ClusterFounded():
            return replace(state or Cluster(), founded=True)
        case CoordinatorAppointed() if state and event.role == "lead":
            return replace(state, lead=event.organisation)
        case SpecialisationDeclared() if state:
            return replace(state, specialisations=state.specialisations | _labels(event))
    return state


def decide(state: Cluster | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, AnnounceClusterInitiative):
        if state is not None:
            raise Refused.by("announced-first", "The record knows this cluster already; an announcement is a cluster's first event.")
        return [ClusterInitiativeAnnounced.of(command)]
    if isinstance(command, FoundCluster):
        return [_found(state, command)]
    if state is None:
        raise Refused.by("cluster-known", "The record does not know this cluster yet; announce or found it first.")
    match command:
        case AppointCoordinator():
            if command.role == "lead" and state.lead is not None:
                raise Refused.by("one-lead", f"{state.lead} leads this cluster already; a cluster has one lead at a time.", "/organisation")
            return [CoordinatorAppointed.of(command)]
        case DeclareSpecialisation():
            if known := _labels(command) & state.specialisations:
                raise Refused.by("specialisation-once", f"“{min(known)}” is declared already.", "/label")
            return [SpecialisationDeclared.of(command)]
        case DeclarePurpose():
            return [PurposeDeclared.of(command)]
        case ReportMembershipCount():
            return [MembershipCountReported.of(command)]
    raise TypeError(type(command))


def _found(state: Cluster | None, command: FoundCluster) -> Event:
    if state is not None and state.founded:
        raise Refused.by("founded-once", "This cluster is founded already; if its date is wrong, correct that fact.")
    if state is None and command.names is None:
        raise Refused.by("named", "A cluster that was not announced needs its names here.", "/names")
    if state and state.announced and command.occurred and certainly_before(command.occurred.span, state.announced.span):
        raise Refused.by(
            "announced-before-founded",
            f"The cluster was announced {state.announced.edtf}, certainly after {command.occurred.edtf}.",
            "/occurred",
        )
    return ClusterFounded.of(command)


def _labels(told: SpecialisationDeclared | DeclareSpecialisation) -> frozenset[str]:
    return frozenset(f"{tag}: {text.casefold()}" for tag, text in told.label.items())


DECIDER: Decider[Cluster] = Decider(decide, evolve, of_own)
