"""What else a cluster is known by, its other names and its numbers, and the clusters that it is linked to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.envelope import Command, Event
from contracts.events.cluster_entry import (
    AddClusterAlias,
    ClusterAliasAdded,
    ClusterIdentified,
    ClusterLinked,
    ClusterUnlinked,
    IdentifyCluster,
    LinkCluster,
    UnlinkCluster,
)
from runtime.errors import Refused
from services.registry.aggregates.identification import number_of

# Names by language, and the abbreviation.
Called = tuple[Mapping[str, str] | None, str | None]
ENTERING = (AddClusterAlias, IdentifyCluster, LinkCluster, UnlinkCluster)


@dataclass(frozen=True, slots=True)
class Entry:
    """The other names, the numbers by scheme, and the relation to each cluster that is linked now."""

    aliases: tuple[Called, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)


def evolve(state: Entry, event: Event) -> Entry:
    """The entry after an event."""
    match event:
        case ClusterAliasAdded():
            return replace(state, aliases=(*state.aliases, (event.names, event.abbreviation)))
        case ClusterIdentified():
            return replace(state, numbers={**state.numbers, event.scheme: event.value})
        case ClusterLinked():
            return replace(state, links={**state.links, event.other: event.relation})
        case ClusterUnlinked():
            left = {other: relation for other, relation in state.links.items() if other != event.other}
            return replace(state, links=left)
        case _:
            return state


def decide(state: Entry, called: Called, command: Command) -> Event:
    """The event that a command leads to. `called`: how the cluster is called now."""
    match command:
        case AddClusterAlias():
            if (command.names, command.abbreviation) in (called, *state.aliases):
                raise Refused.by("name-changes", "This is how the cluster is called already.", "/names")
            return ClusterAliasAdded.of(command)
        case IdentifyCluster():
            return ClusterIdentified.of(command, value=number_of(state.numbers, command, "cluster"))
        case LinkCluster():
            if (relation := state.links.get(command.other)) is not None:
                raise Refused.by(
                    "linked-once", f"{command.other} is linked already, as {relation}.", "/other"
                )
            return ClusterLinked.of(command)
        case UnlinkCluster():
            if state.links.get(command.other) != command.relation and command.mode == "performed":
                raise Refused.by("linked-now", f"{command.other} is not linked to this cluster so.", "/other")
            return ClusterUnlinked.of(command)
        case _:
            raise TypeError(type(command))
