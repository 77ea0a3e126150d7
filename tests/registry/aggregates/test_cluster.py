"""Clusters: announced before founded, founded once, one lead at a time, no specialisation twice, counts as claims."""

import pytest
from pydantic import ValidationError

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
from services.registry.aggregates.cluster import DECIDER
from tests.registry.given import given, on

NAMES = {"pl": "Wyżyna Motoryzacyjna i Maszynowa", "en": "Lublin Automotive and Machinery Upland"}
ANNOUNCED = ClusterInitiativeAnnounced(names=NAMES, initiators=("party-lublin",), occurred=on("/2018-01-12"))
FOUNDED = ClusterFounded(names=NAMES, occurred=on("2018-02"))
LED = CoordinatorAppointed(organisation="party-lsse", role="lead")
ELECTRIC = SpecialisationDeclared(label={"pl": "Elektromobilność", "en": "electromobility"})


def test_an_announcement_is_the_first_event() -> None:
    announce = AnnounceClusterInitiative(
        names=NAMES, initiators=("party-lublin",), occurred=on("/2018-01-12")
    )
    given([]).when(announce).then([ANNOUNCED])
    given([ANNOUNCED]).when(announce).refused("announced-first")
    given([FOUNDED]).when(announce).refused("announced-first")


def test_a_cluster_is_founded_once() -> None:
    given([]).when(FoundCluster(names=NAMES, occurred=on("2018-02"))).then([FOUNDED])
    given([FOUNDED]).when(FoundCluster(names=NAMES)).refused("founded-once")
    given([ANNOUNCED, ClusterFounded()]).when(FoundCluster()).refused("founded-once")


def test_names_come_with_the_first_event() -> None:
    given([ANNOUNCED]).when(FoundCluster()).then([ClusterFounded()])
    given([]).when(FoundCluster()).refused("named", "/names")


def test_a_founding_may_not_certainly_precede_the_announcement() -> None:
    announced = ClusterInitiativeAnnounced(names=NAMES, occurred=on("2018-01"))
    for day in ("2018-01-01", "2018", "/2018-02", "2017-12-31~"):
        given([announced]).when(FoundCluster(occurred=on(day))).then([ClusterFounded(occurred=on(day))])
    for day in ("2017", "2017-12-31", "/2017"):
        given([announced]).when(FoundCluster(occurred=on(day))).refused(
            "announced-before-founded", "/occurred"
        )
    # “by 12 January” has no beginning, so nothing is certainly before it
    given([ANNOUNCED]).when(FoundCluster(occurred=on("1990"))).then([ClusterFounded(occurred=on("1990"))])


@pytest.mark.parametrize(
    "command",
    [
        AppointCoordinator(organisation="party-lsse"),
        DeclareSpecialisation(label={"pl": "odlewnictwo"}),
        DeclarePurpose(mission={"pl": "rozwój"}),
        ReportMembershipCount.model_validate({"count": 11, "class": "partners"}),
    ],
)
def test_only_a_known_cluster_is_spoken_of(
    command: AppointCoordinator | DeclareSpecialisation | DeclarePurpose | ReportMembershipCount,
) -> None:
    given([]).when(command).refused("cluster-known")
    assert given([ANNOUNCED]).when(command).refusal is None


def test_one_leads_at_a_time_and_any_number_help() -> None:
    given([FOUNDED]).when(AppointCoordinator(organisation="party-lsse")).then([LED])
    given([FOUNDED, LED]).when(AppointCoordinator(organisation="party-ksse")).refused(
        "one-lead", "/organisation"
    )
    given([FOUNDED, LED]).when(AppointCoordinator(organisation="party-lsse")).refused(
        "one-lead", "/organisation"
    )
    helping = CoordinatorAppointed(organisation="party-ksse", role="co")
    given([FOUNDED, LED]).when(AppointCoordinator(organisation="party-ksse", role="co")).then([helping])
    given([FOUNDED, helping]).when(AppointCoordinator(organisation="party-lsse")).then([LED])


def test_a_specialisation_is_declared_once_however_it_is_spelled() -> None:
    given([FOUNDED]).when(DeclareSpecialisation(label=dict(ELECTRIC.label))).then([ELECTRIC])
    for label in ({"pl": "elektromobilność"}, {"en": "Electromobility", "de": "Elektromobilität"}):
        given([FOUNDED, ELECTRIC]).when(DeclareSpecialisation(label=label)).refused(
            "specialisation-once", "/label"
        )
    other = {"en": "elektromobilność"}  # the same word under another language is another label
    given([FOUNDED, ELECTRIC]).when(DeclareSpecialisation(label=other)).then(
        [SpecialisationDeclared(label=other)]
    )


def test_a_purpose_replaces_the_earlier_one() -> None:
    first, second = {"pl": "rozwój"}, {"pl": "współpraca"}
    given([FOUNDED, PurposeDeclared(mission=first)]).when(
        DeclarePurpose(mission=second, goals=(first,))
    ).then([PurposeDeclared(mission=second, goals=(first,))])


def test_a_count_is_a_claim_with_its_class_and_day() -> None:
    told = {"count": 37, "class": "supporting", "comparator": "over"}
    command = ReportMembershipCount.model_validate(told | {"as_of": "2015-08-31"})
    counted = MembershipCountReported.model_validate(told | {"as_of": on("2015-08-31")})
    given([FOUNDED]).when(command).then([counted])
    given([FOUNDED, counted]).when(command).then([counted])
    given([FOUNDED]).when(ReportMembershipCount(count=0)).then([MembershipCountReported(count=0)])
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        ReportMembershipCount(count=-1)


def test_a_cluster_speaks_for_itself() -> None:
    assert DECIDER.writers("cluster-dkm", None, FoundCluster(names=NAMES)) == {"cluster-dkm"}
