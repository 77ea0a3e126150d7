"""Clusters: announced before founded, founded once, one lead at a time, no specialisation twice, counts as claims."""

from typing import Literal

import pytest
from pydantic import ValidationError

from contracts.envelope import Command
from contracts.events.amendment import FactRetracted
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
    DeclareSpecialisation,
    DissolveCluster,
    DissolveTaskTeam,
    DropSpecialisation,
    FormTaskTeam,
    FoundCluster,
    PurposeDeclared,
    ReleaseCoordinator,
    SpecialisationDeclared,
    StrategyAdopted,
)
from contracts.events.membership_count import MembershipCountReported, ReportMembershipCount
from contracts.events.recognition import GrantRecognition, WithdrawRecognition
from contracts.fields import Mode
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


def test_a_source_may_report_of_an_announcement_after_the_founding() -> None:
    announce = AnnounceClusterInitiative(names=NAMES, occurred=on("2018-01"), mode="reported")
    reported = ClusterInitiativeAnnounced(names=NAMES, occurred=on("2018-01"), mode="reported")
    given([FOUNDED]).when(announce).then([reported])
    given([FOUNDED, reported]).when(announce).refused("announced-first")
    given([reported]).when(announce).refused("announced-first")
    late = announce.model_copy(update={"occurred": on("2018-03")})
    given([FOUNDED]).when(late).refused("announced-before-founded", "/occurred")
    assert given([ClusterFounded(names=NAMES)]).when(late).refusal is None


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


SPOKEN: list[Command] = [
    AppointCoordinator(organisation="party-lsse"),
    ReleaseCoordinator(organisation="party-lsse"),
    DeclareSpecialisation(label={"pl": "odlewnictwo"}),
    DropSpecialisation(label={"pl": "odlewnictwo"}),
    DeclarePurpose(mission={"pl": "rozwój"}),
    AdoptStrategy(title={"pl": "Strategia"}),
    FormTaskTeam(name={"pl": "Kardiologia"}),
    DissolveTaskTeam(name={"pl": "Kardiologia"}),
    ReportMembershipCount.model_validate({"count": 11, "class": "partners"}),
    GrantRecognition(scheme="Krajowy Klaster Kluczowy"),
    WithdrawRecognition(scheme="Krajowy Klaster Kluczowy"),
    DissolveCluster(),
]


@pytest.mark.parametrize("command", SPOKEN)
def test_an_unknown_cluster_is_spoken_of_by_sources_only(command: Command) -> None:
    given([]).when(command).refused("cluster-known")
    reported = given([]).when(command.model_copy(update={"mode": "reported"}))
    assert reported.refusal is None
    assert reported.events


# ---- coordinators ------------------------------------------------------------------------------------------
HELPING = CoordinatorAppointed(organisation="party-ksse", role="co")
RELEASED = CoordinatorReleased(organisation="party-lsse")


def test_one_leads_at_a_time_and_any_number_help() -> None:
    given([FOUNDED]).when(AppointCoordinator(organisation="party-lsse")).then([LED])
    second = AppointCoordinator(organisation="party-ksse")
    given([FOUNDED, LED]).when(second).refused("one-lead", "/organisation")
    given([FOUNDED, LED]).when(second.model_copy(update={"mode": "reported"})).refused(
        "one-lead", "/organisation"
    )
    given([FOUNDED, LED]).when(AppointCoordinator(organisation="party-ksse", role="co")).then([HELPING])
    given([FOUNDED, HELPING]).when(AppointCoordinator(organisation="party-lsse")).then([LED])


@pytest.mark.parametrize("role", ["lead", "co"])
def test_an_organisation_coordinates_once_in_whichever_role(role: Literal["lead", "co"]) -> None:
    for stream, organisation in (([FOUNDED, LED], "party-lsse"), ([FOUNDED, HELPING], "party-ksse")):
        again = AppointCoordinator(organisation=organisation, role=role)
        given(stream).when(again).refused("coordinates-once", "/organisation")
        given(stream).when(again.model_copy(update={"mode": "reported"})).refused(
            "coordinates-once", "/organisation"
        )


def test_a_released_lead_makes_room_for_another() -> None:
    given([FOUNDED, LED, HELPING]).when(ReleaseCoordinator(organisation="party-lsse")).then([RELEASED])
    free = given([FOUNDED, LED, HELPING, RELEASED])
    free.when(AppointCoordinator(organisation="party-lsse")).then([LED])
    free.when(AppointCoordinator(organisation="party-um")).then(
        [CoordinatorAppointed(organisation="party-um", role="lead")]
    )
    free.when(AppointCoordinator(organisation="party-ksse")).refused("coordinates-once", "/organisation")
    given([FOUNDED, LED, HELPING]).when(ReleaseCoordinator(organisation="party-ksse", reason="x")).then(
        [CoordinatorReleased(organisation="party-ksse", reason="x")]
    )


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_nobody_leads_while_another_certainly_led(mode: Mode) -> None:
    led = LED.model_copy(update={"occurred": on("2014-06")})
    stream = [FOUNDED, led, RELEASED.model_copy(update={"occurred": on("2018")})]
    appoint = AppointCoordinator(organisation="party-um", mode=mode)
    for day in ("2014-06-30", "2015", "2017"):
        given(stream).when(appoint.model_copy(update={"occurred": on(day)})).refused("one-lead", "/occurred")
        helping = appoint.model_copy(update={"occurred": on(day), "role": "co"})
        assert given(stream).when(helping).refusal is None
    for day in ("2018", "2019", "2014", "2010", "/2016"):
        assert given(stream).when(appoint.model_copy(update={"occurred": on(day)})).refusal is None
    assert given(stream).when(appoint).refusal is None


def test_a_source_may_report_who_led_before() -> None:
    led = LED.model_copy(update={"occurred": on("2014")})
    before = AppointCoordinator(organisation="party-um", occurred=on("2010"), mode="reported")
    appointed = CoordinatorAppointed(organisation="party-um", occurred=on("2010"), mode="reported")
    given([FOUNDED, led]).when(before).then([appointed])
    performed = before.model_copy(update={"mode": "performed"})
    given([FOUNDED, led]).when(performed).refused("one-lead", "/organisation")
    for day in ("2014", "2014-05", "2015"):
        same = before.model_copy(update={"occurred": on(day)})
        given([FOUNDED, led]).when(same).refused("one-lead", "/organisation")
    released = CoordinatorReleased(organisation="party-um", occurred=on("2013"))
    stream = [FOUNDED, led, appointed, released]
    third = before.model_copy(update={"organisation": "party-ksse"})
    given(stream).when(third.model_copy(update={"occurred": on("2012")})).refused("one-lead", "/occurred")
    assert given(stream).when(third.model_copy(update={"occurred": on("2005")})).refusal is None
    # who leads now still does
    now = AppointCoordinator(organisation="party-ksse", occurred=on("2018"))
    given(stream).when(now).refused("one-lead", "/organisation")


def test_only_who_coordinates_is_released_unless_a_source_reports_so() -> None:
    for stream in ([FOUNDED, HELPING], [FOUNDED, LED, RELEASED]):
        release = ReleaseCoordinator(organisation="party-lsse")
        given(stream).when(release).refused("coordinates-now", "/organisation")
        reported = release.model_copy(update={"mode": "reported"})
        given(stream).when(reported).then([RELEASED.model_copy(update={"mode": "reported"})])


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_nobody_is_released_certainly_before_the_appointment(mode: Literal["performed", "reported"]) -> None:
    led = LED.model_copy(update={"occurred": on("2018")})
    early = ReleaseCoordinator(organisation="party-lsse", occurred=on("2017"), mode=mode)
    given([FOUNDED, led]).when(early).refused("in-order", "/occurred")
    same = ReleaseCoordinator(organisation="party-lsse", occurred=on("2018"), mode=mode)
    assert given([FOUNDED, led]).when(same).refusal is None


# ---- dissolution -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "command", [*SPOKEN, FoundCluster(names=NAMES), AnnounceClusterInitiative(names=NAMES)]
)
@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_nothing_follows_the_dissolution(mode: str, command: Command) -> None:
    reported = command.model_copy(update={"mode": mode})
    given([ANNOUNCED, ClusterDissolved()]).when(reported).refused("not-dissolved")


def test_a_retracted_dissolution_hinders_nothing() -> None:
    gone = FactRetracted(target="cluster-one@2", reason="it goes on")
    given([FOUNDED, ClusterDissolved(), gone]).when(AppointCoordinator(organisation="party-lsse")).then([LED])


def test_a_cluster_is_dissolved_into_others() -> None:
    into = ("cluster-new", "cluster-two")
    given([FOUNDED]).when(DissolveCluster(successors=into)).then([ClusterDissolved(successors=into)])
    for mode in ("performed", "reported"):
        itself = DissolveCluster.model_validate({"successors": ["cluster-two", "cluster-one"], "mode": mode})
        given([FOUNDED]).when(itself).refused("not-itself", "/successors")


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_it_is_not_dissolved_certainly_before_it_began(mode: Literal["performed", "reported"]) -> None:
    announced = ClusterInitiativeAnnounced(names=NAMES, occurred=on("2018-01"))
    for stream in ([FOUNDED], [announced], [announced, ClusterFounded()]):
        given(stream).when(DissolveCluster(occurred=on("2017"), mode=mode)).refused("in-order", "/occurred")
        given(stream).when(DissolveCluster(occurred=on("2018"), mode=mode)).then(
            [ClusterDissolved(occurred=on("2018"), mode=mode)]
        )


def test_a_strategy_replaces_the_earlier_one() -> None:
    reported = {"title": {"pl": "Strategia"}, "period": on("2021/2027")}
    adopted = StrategyAdopted.model_validate(reported)
    given([FOUNDED]).when(AdoptStrategy.model_validate(reported)).then([adopted])
    given([FOUNDED, adopted]).when(AdoptStrategy.model_validate(reported)).then([adopted])


# ---- specialisations ---------------------------------------------------------------------------------------
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
    reported = {"count": 37, "class": "supporting", "comparator": "over"}
    command = ReportMembershipCount.model_validate(reported | {"as_of": "2015-08-31"})
    counted = MembershipCountReported.model_validate(reported | {"as_of": on("2015-08-31")})
    given([FOUNDED]).when(command).then([counted])
    given([FOUNDED, counted]).when(command).then([counted])
    given([FOUNDED]).when(ReportMembershipCount(count=0)).then([MembershipCountReported(count=0)])
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        ReportMembershipCount(count=-1)


def test_a_number_may_count_several_clusters_together() -> None:
    joint = {"count": 400, "class": "firms", "also_in": ["cluster-pgm", "cluster-wsm"], "clusters_count": 4}
    command = ReportMembershipCount.model_validate(joint)
    given([FOUNDED]).when(command).then([MembershipCountReported.model_validate(joint)])
    for fields, rule, pointer in (
        ({"also_in": ["cluster-pgm", "cluster-pgm"]}, "clusters-distinct", "/also_in"),
        ({"also_in": ["cluster-one"]}, "not-itself", "/also_in"),
        ({"clusters_count": 2}, "clusters-counted", "/clusters_count"),
    ):
        given([FOUNDED]).when(ReportMembershipCount.model_validate(joint | fields)).refused(rule, pointer)
    paying = ReportMembershipCount.model_validate({"count": 9, "class": "paying"})
    assert given([FOUNDED]).when(paying).refusal is None


def test_a_cluster_speaks_for_itself() -> None:
    assert DECIDER.authorised_writers("cluster-dkm", None, FoundCluster(names=NAMES)) == {"cluster-dkm"}
