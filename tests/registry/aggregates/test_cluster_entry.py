"""A cluster's other names, its numbers, and its links to other clusters."""

from contracts.events.cluster import ClusterFounded
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
from tests.registry.given import given

NAMES, OTHER = {"pl": "Wyżyna Motoryzacyjna"}, {"pl": "Wyżyna Lubelska"}
FOUNDED, ALIAS = ClusterFounded(names=NAMES), ClusterAliasAdded(names=OTHER)
LINKED = ClusterLinked(relation="part-of", other="cluster-pgm")


def test_a_cluster_has_other_names() -> None:
    given([FOUNDED]).when(AddClusterAlias(names=OTHER)).then([ALIAS])
    given([FOUNDED]).when(AddClusterAlias(names=NAMES)).refused("name-changes", "/names")
    given([FOUNDED, ALIAS]).when(AddClusterAlias(names=OTHER)).refused("name-changes", "/names")
    given([]).when(AddClusterAlias(names=OTHER)).refused("cluster-known")


def test_a_cluster_has_one_number_in_a_register() -> None:
    identify = IdentifyCluster(scheme="nip", value="526-025-02-74")
    event = ClusterIdentified(scheme="nip", value="5260250274")
    given([FOUNDED]).when(identify).then([event])
    given([FOUNDED, event]).when(identify).refused("one-number-per-scheme", "/scheme")
    given([FOUNDED]).when(IdentifyCluster(scheme="nip", value="5260250275")).refused("check-digit", "/value")
    assert [claim.scheme for claim in event.claims()] == ["cluster-nip"]
    assert ClusterIdentified(scheme="website", value="example.org").claims() == ()


def test_a_cluster_is_linked_to_another_in_one_way_until_it_is_unlinked() -> None:
    link = LinkCluster(relation="part-of", other="cluster-pgm")
    unlink = UnlinkCluster(relation="part-of", other="cluster-pgm")
    given([FOUNDED]).when(link).then([LINKED])
    same = LinkCluster(relation="same-as", other="cluster-pgm")
    given([FOUNDED, LINKED]).when(same).refused("linked-once", "/other")
    given([FOUNDED]).when(LinkCluster(relation="part-of", other="cluster-one")).refused(
        "not-itself", "/other"
    )
    gone = ClusterUnlinked(relation="part-of", other="cluster-pgm")
    given([FOUNDED, LINKED]).when(unlink).then([gone])
    given([FOUNDED, LINKED, gone]).when(link).then([LINKED])
    given([FOUNDED]).when(unlink).refused("linked-now", "/other")
    other = UnlinkCluster(relation="same-as", other="cluster-pgm")
    given([FOUNDED, LINKED]).when(other).refused("linked-now", "/other")
