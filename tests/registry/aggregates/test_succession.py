"""A cluster that is renamed goes on; one that is merged or split is no more, and others follow it."""

from contracts.events.amendment import CorrectFact, FactRetracted, RetractFact
from contracts.events.cluster import (
    ClusterDissolved,
    ClusterFounded,
    ClusterInitiativeAnnounced,
    DeclarePurpose,
    DissolveCluster,
    PurposeDeclared,
)
from contracts.events.membership import JoinCluster
from contracts.events.succession import (
    ClusterMerged,
    ClusterRenamed,
    ClusterSplit,
    MergeCluster,
    RenameCluster,
    SplitCluster,
)
from contracts.fields import Citation
from tests.registry.given import given, on

OLD, NEW = {"pl": "Wyżyna Motoryzacyjna"}, {"pl": "Wyżyna Motoryzacyjna i Maszynowa"}
FOUNDED, RENAMED = ClusterFounded(names=OLD, occurred=on("2014")), ClusterRenamed(names=NEW)
TWO = ("cluster-a", "cluster-b")
ENDS = (ClusterMerged(into="cluster-a"), ClusterSplit(into=TWO), ClusterDissolved())


def test_a_cluster_is_renamed_to_what_it_is_not_called() -> None:
    given([FOUNDED]).when(RenameCluster(names=NEW)).then([RENAMED])
    given([FOUNDED, RENAMED]).when(RenameCluster(names=NEW)).refused("name-changes", "/names")
    given([FOUNDED]).when(RenameCluster(names=OLD)).refused("name-changes", "/names")
    given([FOUNDED, RENAMED]).when(RenameCluster(names=OLD)).then([ClusterRenamed(names=OLD)])
    given([]).when(RenameCluster(names=NEW)).refused("cluster-known")
    announced = ClusterInitiativeAnnounced(names=OLD)
    given([announced, ClusterFounded()]).when(RenameCluster(names=OLD)).refused("name-changes", "/names")


def test_a_cluster_is_merged_into_another_or_split_into_several() -> None:
    merge = MergeCluster(into="cluster-a", members_pass=True)
    given([FOUNDED]).when(merge).then([ClusterMerged(into="cluster-a", members_pass=True)])
    given([FOUNDED]).when(MergeCluster(into="cluster-one")).refused("not-itself", "/into")
    given([FOUNDED]).when(SplitCluster(into=TWO)).then([ClusterSplit(into=TWO)])
    given([FOUNDED]).when(SplitCluster(into=("cluster-a", "cluster-one"))).refused("not-itself", "/into")
    given([FOUNDED]).when(SplitCluster(into=("cluster-a", "cluster-a"))).refused(
        "successors-distinct", "/into"
    )
    given([]).when(merge).refused("cluster-known")
    early = MergeCluster.model_validate({"into": "cluster-a", "occurred": "2013"})
    assert given([FOUNDED]).when(early).refusal is not None


def test_nothing_follows_the_end_however_it_came() -> None:
    purpose = DeclarePurpose(mission=OLD)
    given([FOUNDED]).when(purpose).then([PurposeDeclared(mission=OLD)])
    for end in ENDS:
        for command in (
            purpose,
            RenameCluster(names=NEW),
            DissolveCluster(),
            MergeCluster(into="cluster-b"),
            SplitCluster(into=TWO),
        ):
            given([FOUNDED, end]).when(command).refused("not-dissolved")
        given([FOUNDED, end]).when(RetractFact(target="cluster-one@2", reason="A slip.")).then(
            [FactRetracted(target="cluster-one@2", reason="A slip.")]
        )


def test_nobody_joins_a_cluster_that_went_into_another() -> None:
    for end in ENDS:
        given([], {"cluster-lkb": [FOUNDED, end]}).when(JoinCluster()).refused("cluster-open")
    given([], {"cluster-lkb": [FOUNDED]}).when(JoinCluster())


def test_amendments_keep_the_rules() -> None:
    book = (Citation(id="source-a"),)
    twice = CorrectFact(target="cluster-one@2", fields={"names": OLD}, reason="x", sources=book)
    given([FOUNDED, RENAMED, ClusterRenamed(names=OLD)]).when(twice).refused("name-changes", "/fields/names")
    itself = CorrectFact(target="cluster-one@2", fields={"into": "cluster-one"}, reason="x", sources=book)
    given([FOUNDED, ENDS[0]]).when(itself).refused("not-itself", "/fields/into")
