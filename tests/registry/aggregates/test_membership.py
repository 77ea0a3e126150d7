"""Memberships: applied for and answered, begun once, of one class at a time, ended once; joining again is another episode."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.envelope import Command, Event
from contracts.events.amendment import FactRetracted
from contracts.events.cluster import ClusterDissolved, ClusterFounded
from contracts.events.membership import (
    ApplyForMembership,
    ChangeMemberClass,
    DeclineMembership,
    JoinCluster,
    LeaveCluster,
    MemberClassChanged,
    MemberJoined,
    MemberLeft,
    MembershipApplied,
    MembershipDeclined,
)
from contracts.fields import Mode
from services.registry.aggregates.membership import DECIDER
from tests.registry.given import given, on

FOUNDER = {"class": "founder"}
APPLIED, DECLINED = MembershipApplied.model_validate(FOUNDER), MembershipDeclined(reason="komplet")
JOINED = MemberJoined.model_validate(FOUNDER | {"occurred": on("2014")})
LEFT = MemberLeft(occurred=on("2016"))
JOIN, LEAVE, APPLY = JoinCluster.model_validate(FOUNDER), LeaveCluster(), ApplyForMembership()

either = pytest.mark.parametrize("mode", ["performed", "reported"])


def reported(event: Any, mode: Mode = "performed", day: str | None = None) -> Any:
    """The command or event in this mode, on this day."""
    dated = {"occurred": on(day)} if day else {}
    return event.model_copy(update={"mode": mode, **dated})


def change(to: str, before: str | None = None) -> ChangeMemberClass:
    return ChangeMemberClass.model_validate({"to": to} | ({"from": before} if before else {}))


def changed(to: str, before: str | None = None) -> MemberClassChanged:
    return MemberClassChanged.model_validate({"to": to} | ({"from": before} if before else {}))


# ---- applying ---------------------------------------------------------------------------------------------
@either
def test_who_is_no_member_applies_once_until_the_application_is_decided(mode: Mode) -> None:
    apply = reported(ApplyForMembership.model_validate(FOUNDER), mode)
    given([]).when(apply).then([reported(APPLIED, mode)])
    given([APPLIED]).when(apply).refused("applied-once")
    given([JOINED]).when(apply).refused("not-a-member")
    for decided in ([APPLIED, DECLINED], [APPLIED, JOINED, LEFT]):
        given(decided).when(apply).then([reported(APPLIED, mode)])


def test_what_was_applied_for_is_declined() -> None:
    decline = DeclineMembership(reason="komplet")
    given([APPLIED]).when(decline).then([DECLINED])
    for stream in ([], [APPLIED, DECLINED], [APPLIED, JOINED]):
        given(stream).when(decline).refused("applied-first")
        given(stream).when(reported(decline, "reported")).then([reported(DECLINED, "reported")])


@either
def test_an_answer_does_not_lie_certainly_before_the_application(mode: Mode) -> None:
    applied = reported(APPLIED, day="2016-05")
    given([applied]).when(reported(DeclineMembership(), mode, "2016-04")).refused("in-order", "/occurred")
    for day in ("2016", "2016-05", "2015/"):
        assert given([applied]).when(reported(DeclineMembership(), mode, day)).refusal is None
        assert given([applied]).when(reported(JOIN, mode, day)).refusal is None
    early = given([applied]).when(reported(JOIN, mode, "2016-04"))
    if mode == "performed":
        early.refused("in-order", "/occurred")
    else:  # a source may report an earlier membership
        assert early.refusal is None
    # an application that was answered is no hindrance
    assert given([applied, DECLINED]).when(reported(JOIN, mode, "2015")).refusal is None


# ---- joining ----------------------------------------------------------------------------------------------
@either
def test_a_party_joins_once(mode: Mode) -> None:
    for stream in ([], [APPLIED], [APPLIED, DECLINED]):
        given(stream).when(reported(JOIN, mode, "2014")).then([reported(JOINED, mode)])
    given([]).when(JoinCluster(mode=mode)).then([MemberJoined(mode=mode)])
    given([JOINED]).when(reported(JOIN, mode)).refused("not-a-member")
    given([JOINED, changed("full")]).when(reported(JOIN, mode)).refused("not-a-member")


@either
def test_who_left_joins_again_but_not_certainly_before(mode: Mode) -> None:
    for day in ("2016", "2015/2017", "2018", None):
        given([JOINED, LEFT]).when(reported(JoinCluster(), mode, day)).then(
            [reported(MemberJoined(), mode, day)]
        )
    given([JOINED, LEFT]).when(reported(JOIN, mode, "2015")).refused("in-order", "/occurred")
    given([JOINED, LEFT, MemberJoined()]).when(reported(JOIN, mode)).refused("not-a-member")


@either
def test_nobody_joins_a_cluster_that_is_dissolved(mode: Mode) -> None:
    cluster: list[Event] = [ClusterFounded(), ClusterDissolved(occurred=on("2018-06"))]
    for command in (JOIN, APPLY):
        late = reported(command, mode, "2018-07")
        given([], {"cluster-lkb": cluster}).when(late).refused("cluster-open")
        # other clusters, and one that was not dissolved or is not known
        for others in (
            {"cluster-lkb": cluster[:1]},
            {"cluster-lm": cluster},
            {"cluster-lkb": [*cluster, FactRetracted(target="cluster-lkb@2", reason="x")]},
            {},
        ):
            assert given([], others).when(late).refusal is None
    for other in (LEAVE, change("full")):
        assert given([JOINED], {"cluster-lkb": cluster}).when(reported(other, mode)).refusal is None


@pytest.mark.parametrize("day", ["2018-06", "2018", "2017", None])
def test_a_source_may_report_later_who_had_joined_before(day: str | None) -> None:
    cluster: list[Event] = [ClusterFounded(), ClusterDissolved(occurred=on("2018-06"))]
    for command in (JOIN, APPLY):
        assert given([], {"cluster-lkb": cluster}).when(reported(command, "reported", day)).refusal is None
        given([], {"cluster-lkb": cluster}).when(reported(command, "performed", day)).refused("cluster-open")
    undated = {"cluster-lkb": [ClusterDissolved()]}
    assert given([], undated).when(reported(JOIN, "reported", "2018")).refusal is None


# ---- class ------------------------------------------------------------------------------------------------
@either
def test_a_change_of_class_records_the_former_class(mode: Mode) -> None:
    full = reported(changed("full", "founder"), mode)
    given([JOINED]).when(reported(change("full"), mode)).then([full])
    given([JOINED]).when(reported(change("full", "founder"), mode)).then([full])
    given([JOINED, changed("partner")]).when(reported(change("full"), mode)).then(
        [reported(changed("full", "partner"), mode)]
    )
    # the class of the member is not recorded, so the command's counts
    given([MemberJoined()]).when(reported(change("full"), mode)).then([reported(changed("full"), mode)])
    given([MemberJoined()]).when(reported(change("full", "partner"), mode)).then(
        [reported(changed("full", "partner"), mode)]
    )


@either
def test_a_class_changes_from_the_one_that_is_known_to_another(mode: Mode) -> None:
    given([JOINED]).when(reported(change("full", "partner"), mode)).refused("class-known", "/from")
    given([JOINED]).when(reported(change("founder"), mode)).refused("class-changes", "/to")
    given([MemberJoined()]).when(reported(change("full", "full"), mode)).refused("class-changes", "/to")


def test_only_a_members_class_changes_unless_a_source_reports_it() -> None:
    for stream in ([], [APPLIED], [JOINED, LEFT]):
        given(stream).when(change("full")).refused("is-a-member")
        given(stream).when(reported(change("full"), "reported")).then([reported(changed("full"), "reported")])


@either
def test_a_class_does_not_change_certainly_before_the_joining_or_an_earlier_change(mode: Mode) -> None:
    given([JOINED]).when(reported(change("full"), mode, "2013")).refused("in-order", "/occurred")
    twice = [JOINED, reported(changed("full", "founder"), day="2015-06")]
    given(twice).when(reported(change("partner"), mode, "2015-05")).refused("in-order", "/occurred")
    assert given(twice).when(reported(change("partner"), mode, "2015")).refusal is None


# ---- leaving ----------------------------------------------------------------------------------------------
@either
def test_a_member_leaves_but_not_certainly_before_it_joined(mode: Mode) -> None:
    given([JOINED]).when(reported(LEAVE, mode, "2016")).then([reported(LEFT, mode)])
    given([JOINED]).when(reported(LEAVE, mode, "2013")).refused("in-order", "/occurred")
    given([MemberJoined()]).when(reported(LEAVE, mode, "2013")).then([reported(LEFT, mode, "2013")])
    changes = [JOINED, reported(changed("full", "founder"), day="2015")]
    given(changes).when(reported(LEAVE, mode, "2014-12")).refused("in-order", "/occurred")


def test_only_a_member_leaves_unless_a_source_reports_it() -> None:
    for stream in ([], [APPLIED], [JOINED, LEFT]):
        given(stream).when(reported(LEAVE, day="2018")).refused("is-a-member")
        given(stream).when(reported(LEAVE, "reported", "2018")).then([reported(LEFT, "reported", "2018")])


@pytest.mark.parametrize("day", ["2016", "2015", "2016/2018", None])
def test_the_same_end_is_not_reported_twice(day: str | None) -> None:
    for stream in ([LEFT], [JOINED, LEFT]):
        given(stream).when(reported(LEAVE, "reported", day)).refused("left-once")


# ---- what a source leaves out -----------------------------------------------------------------------------
def test_who_left_without_having_joined_is_no_member_and_the_joining_may_follow() -> None:
    assert DECIDER.fold([LEFT]).member is False  # type: ignore[union-attr]  # there is a state
    # certainly before the leaving: its beginning, and the party is no member
    given([LEFT]).when(reported(JOIN, "reported", "2014")).then([reported(JOINED, "reported")])
    given([LEFT, JOINED]).when(LEAVE).refused("is-a-member")
    given([LEFT, JOINED]).when(reported(JOIN, "reported", "2015")).refused("in-order", "/occurred")
    # otherwise another episode
    for day in ("2016", "2018", None):
        again = reported(MemberJoined(), day=day)
        given([LEFT, again]).when(JOIN).refused("not-a-member")
        given([LEFT, again]).when(LEAVE).then([MemberLeft()])


def test_a_class_makes_a_member_and_the_joining_may_follow() -> None:
    partner = reported(changed("partner"), day="2016")
    given([partner]).when(change("full")).then([changed("full", "partner")])
    given([partner]).when(LEAVE).then([MemberLeft()])
    given([partner]).when(reported(JOIN, "reported", "2014")).then([reported(JOINED, "reported")])
    given([partner]).when(reported(JOIN, "reported", "2018")).refused("not-a-member")
    given([partner, JOINED]).when(JOIN).refused("not-a-member")
    given([partner, JOINED]).when(change("full")).then([changed("full", "partner")])
    # a class in a membership that ended does not begin another one
    given([JOINED, LEFT, reported(changed("full"), day="2015")]).when(LEAVE).refused("is-a-member")
    given([JOINED, LEFT, reported(changed("full"), day="2018")]).when(LEAVE).then([MemberLeft()])


def test_later_facts_stay_when_the_joining_is_retracted() -> None:
    gone = FactRetracted(target="membership-lkb.umcs@1", reason="another year")
    given([JOINED, gone]).when(reported(JOIN, day="2014")).then([JOINED])
    given([JOINED, LEFT, gone, JOINED]).when(LEAVE).refused("is-a-member")
    given([JOINED, changed("full", "founder"), gone, JOINED]).when(change("founder")).then(
        [changed("founder", "full")]
    )


# ---- who speaks -------------------------------------------------------------------------------------------
def test_the_cluster_speaks_for_its_roster_and_the_party_for_itself() -> None:
    def writers(command: Command) -> frozenset[str]:
        return DECIDER.authorised_writers("membership-lkb.umcs", None, command)

    for command in (APPLY, LEAVE):
        assert writers(command) == {"cluster-lkb", "party-umcs"}
    for roster in (JOIN, change("full"), DeclineMembership()):
        assert writers(roster) == {"cluster-lkb"}


# ---- earlier facts from a source ---------------------------------------------------------------------------
def _join(day: str, mode: Mode = "reported") -> Any:
    return reported(JoinCluster(), mode, day)


def _leave(day: str, mode: Mode = "reported") -> Any:
    return reported(LeaveCluster(), mode, day)


EARLIER = reported(MemberJoined(), "reported", "2008")
LEFT_EARLIER = reported(MemberLeft(), "reported", "2010")


def test_a_source_may_report_of_a_membership_before_the_one_that_is_known() -> None:
    given([JOINED]).when(_join("2008")).then([EARLIER])
    given([JOINED]).when(_join("2008", "performed")).refused("not-a-member")
    given([JOINED]).when(_join("2014")).refused("not-a-member")
    given([JOINED, EARLIER]).when(_leave("2010")).then([LEFT_EARLIER])
    given([JOINED, EARLIER]).when(_leave("2007")).refused("in-order", "/occurred")
    given([JOINED, EARLIER]).when(_leave("2010", "performed")).refused("in-order", "/occurred")
    given([JOINED]).when(_leave("2010")).refused("in-order", "/occurred")


def test_an_earlier_membership_is_reported_once() -> None:
    for day in ("2008", "2009", "2013"):
        given([JOINED, EARLIER]).when(_join(day)).refused("not-a-member", "/occurred")
    both = [JOINED, EARLIER, LEFT_EARLIER]
    for day in ("2008", "2009", "2010"):
        given(both).when(_join(day)).refused("not-a-member", "/occurred")
    assert given(both).when(_join("2011")).refusal is None
    assert given(both).when(_join("2005")).refusal is None
    given(both).when(_leave("2009")).refused("in-order", "/occurred")


def test_the_membership_of_now_goes_on_as_it_was() -> None:
    both = [JOINED, EARLIER, LEFT_EARLIER]
    given(both).when(_join("2016", "performed")).refused("not-a-member")
    given(both).when(_leave("2016", "performed")).then([reported(MemberLeft(), day="2016")])
    over = [*both, LEFT]
    given(over).when(_leave("2016", "performed")).refused("is-a-member")
    given(over).when(_join("2017", "performed")).then([reported(MemberJoined(), day="2017")])
    given([JOINED, LEFT]).when(_join("2008")).then([EARLIER])
    given([JOINED, LEFT, EARLIER]).when(_leave("2010")).then([LEFT_EARLIER])
    # the first one is retracted: only the other remains
    gone = [*both, FactRetracted(target="membership-lkb.umcs@1", reason="misread")]
    given(gone).when(_join("2016", "performed")).then([reported(MemberJoined(), day="2016")])
