"""A cluster that goes on under another name, or in other clusters. On the cluster's own stream."""

from typing import Annotated

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.events.party import Naming
from contracts.fields import ClusterRef, Flag, Model


class RenameCluster(Naming, Command):
    """Record how a cluster is called from now on."""

    collection, verb, aggregate = "clusters", "rename", "cluster"


class ClusterRenamed(Naming, Event):
    """The cluster has these names from then on; it keeps its id, and its earlier names stay findable."""

    type, aggregate = "ClusterRenamed", "cluster"
    command = RenameCluster
    names_stream = True
    heading = ("Nowa nazwa: {renamed}", "New name: {renamed}")


class _Passing(Model):
    members_pass: Flag | None = Field(
        None,
        description="Whether its members are members of what follows by this alone; left out where that is not known.",
    )
    agreements_pass: Flag | None = Field(
        None,
        description="Whether its agreements bind what follows by this alone; left out where that is not known.",
    )


class _Merger(_Passing):
    into: ClusterRef = Field(description="The cluster that goes on: a new one, or one of those that merge.")


class MergeCluster(_Merger, Command):
    """Record that a cluster went into another one. Nothing follows here but amendments."""

    collection, verb, aggregate = "clusters", "merge", "cluster"


class ClusterMerged(_Merger, Event):
    """The cluster is no more; the other one is its successor."""

    type, aggregate = "ClusterMerged", "cluster"
    command = MergeCluster
    heading = ("{lane}, połączenie w: {into}", "{lane} merged into: {into}")
    ends = ("ClusterFounded",)


class _Division(_Passing):
    into: Annotated[tuple[ClusterRef, ...], Field(min_length=2, max_length=50)]


class SplitCluster(_Division, Command):
    """Record that a cluster was divided into others. Nothing follows here but amendments."""

    collection, verb, aggregate = "clusters", "split", "cluster"


class ClusterSplit(_Division, Event):
    """The cluster is no more; the others are its successors."""

    type, aggregate = "ClusterSplit", "cluster"
    command = SplitCluster
    heading = ("{lane}, podział na: {into}", "{lane} split into: {into}")
    ends = ("ClusterFounded",)
