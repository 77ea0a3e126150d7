"""A cluster's other names, its numbers and website, and the clusters that it is linked to. On the cluster's own stream."""

from typing import Literal

from contracts.envelope import Claim, Command, Event
from contracts.events.party import Identification, Naming, claims_of
from contracts.fields import ClusterRef, Model, Text

ClusterRelation = Literal["same-as", "successor-of", "part-of"]


class AddClusterAlias(Naming, Command):
    """Record how a cluster is called too, besides its names."""

    collection, verb, aggregate = "clusters", "add-alias", "cluster"


class ClusterAliasAdded(Naming, Event):
    """The cluster is called so too from then on; its names stay as they are."""

    type, aggregate = "ClusterAliasAdded", "cluster"
    command = AddClusterAlias
    sentence = ("{about}, inna nazwa: {renamed}", "{about}, another name: {renamed}")


class IdentifyCluster(Identification, Command):
    """Give a cluster's number in a public register, or its website. Spaces and hyphens do not count."""

    collection, verb, aggregate = "clusters", "identify", "cluster"


class ClusterIdentified(Identification, Event):
    """The cluster has this number in this register from then on; no other cluster has."""

    type, aggregate = "ClusterIdentified", "cluster"
    command = IdentifyCluster
    sentence = ("{about}, numer w rejestrze: {scheme}", "{about}, number in a register: {scheme}")

    def claims(self) -> tuple[Claim, ...]:
        """A number belongs to one cluster; the organisation that stands for it, which is a party, may have the same."""
        return claims_of("cluster", self)


class _Relation(Model):
    relation: ClusterRelation
    other: ClusterRef


class _Link(_Relation):
    evidence: Text | None = None
    certainty: Literal["certain", "likely", "possible"] = "likely"


class LinkCluster(_Link, Command):
    """Record that a cluster is the same as another entry, follows it, or is a part of it. Both entries stay."""

    collection, verb, aggregate = "clusters", "link", "cluster"


class ClusterLinked(_Link, Event):
    """The cluster is linked to the other one from then on; no count and no roster changes by it."""

    type, aggregate = "ClusterLinked", "cluster"
    command = LinkCluster
    sentence = ("{about}, {relation}: {other}", "{about}, {relation}: {other}")


class _Unlink(_Relation):
    reason: Text | None = None


class UnlinkCluster(_Unlink, Command):
    """Record that a cluster is no longer linked to another one, such as the part of a cluster that left it."""

    collection, verb, aggregate = "clusters", "unlink", "cluster"


class ClusterUnlinked(_Unlink, Event):
    """The cluster is no longer linked to the other one."""

    type, aggregate = "ClusterUnlinked", "cluster"
    command = UnlinkCluster
    sentence = ("{about}, już nie {relation}: {other}", "{about}, no longer {relation}: {other}")
    ends = ("ClusterLinked",)
