"""Clusters: announced, founded once, led by one, specialised, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.dates import certainly_before
from contracts.envelope import Command, Event
from contracts.events.cluster import (
    AnnounceClusterInitiative,
    AppointCoordinator,
    Classification,
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
    """What the rules need to know of a cluster. `lead` is the coordinator now.

    `known`: announced or founded, so that its names are known. What else was told stays when that is retracted.
    """

    known: bool = False
    announced: Occurred | None = None
    founded: bool = False
    lead: str | None = None
    specialisations: frozenset[str] = frozenset()


def evolve(state: Cluster | None, event: Event) -> Cluster | None:
    """The cluster after an event."""
    match event:
        case ClusterInitiativeAnnounced():
            return replace(state or Cluster(), known=True, announced=event.occurred)
        case ClusterFounded():
            return replace(state or Cluster(), known=True, founded=True)
        case CoordinatorAppointed() if event.role == "lead":
            return replace(state or Cluster(), lead=event.organisation)
        case SpecialisationDeclared():
            told = state or Cluster()
            return replace(told, specialisations=told.specialisations | _labels(event))
        case _:
            return state


def decide(state: Cluster | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, AnnounceClusterInitiative):
        return [_announce(state, command)]
    if isinstance(command, FoundCluster):
        return [_found(state, command)]
    if state is None or not state.known:
        raise Refused.by(
            "cluster-known", "The record does not know this cluster yet; announce or found it first."
        )
    match command:
        case AppointCoordinator():
            return [_appoint(state, command)]
        case DeclareSpecialisation():
            if known := _labels(command) & state.specialisations:
                raise Refused.by("specialisation-once", f"“{min(known)}” is declared already.", "/label")
            return [SpecialisationDeclared.of(command, classification=_classification(command))]
        case DeclarePurpose():
            return [PurposeDeclared.of(command)]
        case ReportMembershipCount():
            return [MembershipCountReported.of(command)]
        case _:
            raise TypeError(type(command))


def _announce(state: Cluster | None, command: AnnounceClusterInitiative) -> Event:
    if state is not None and state.known:
        raise Refused.by(
            "announced-first",
            "The record knows this cluster already; an announcement is a cluster's first event.",
        )
    return ClusterInitiativeAnnounced.of(command)


def _appoint(state: Cluster, command: AppointCoordinator) -> Event:
    if command.role == "lead" and state.lead is not None:
        raise Refused.by(
            "one-lead",
            f"{state.lead} leads this cluster already; a cluster has one lead at a time.",
            "/organisation",
        )
    return CoordinatorAppointed.of(command)


def _found(state: Cluster | None, command: FoundCluster) -> Event:
    if state is not None and state.founded:
        raise Refused.by(
            "founded-once", "This cluster is founded already; if its date is wrong, correct that fact."
        )
    if not (state and state.known) and command.names is None:
        raise Refused.by("named", "A cluster that was not announced needs its names here.", "/names")
    if (
        state
        and state.announced
        and command.occurred
        and certainly_before(command.occurred.span, state.announced.span)
    ):
        raise Refused.by(
            "announced-before-founded",
            f"The cluster was announced {state.announced.edtf}, certainly after {command.occurred.edtf}.",
            "/occurred",
        )
    return ClusterFounded.of(command)


def _classification(told: DeclareSpecialisation) -> Classification | None:
    if not any(named := (told.scheme, told.edition, told.code)):
        return None
    if told.code is None or not all(named):
        raise Refused.by(
            "code-complete", "A code goes with its scheme and its edition: give all three, or none.", "/code"
        )
    return Classification(scheme=told.scheme, edition=told.edition, code=told.code)


def _labels(told: SpecialisationDeclared | DeclareSpecialisation) -> frozenset[str]:
    return frozenset(f"{tag}: {text.casefold()}" for tag, text in told.label.items())


DECIDER: Decider[Cluster] = Decider(decide, evolve, of_own)
