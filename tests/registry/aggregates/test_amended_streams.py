"""Amendments keep the rules of their stream: what a command may not do, no correction does either; a fact itself goes freely."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.amendments import apply_amendments
from contracts.envelope import Event
from contracts.events.agreement import AgreementConcluded, AgreementProposed, AgreementSigned
from contracts.events.amendment import (
    ConfirmFact,
    CorrectFact,
    DisputeFact,
    FactConfirmed,
    FactCorrected,
    FactDisputed,
    FactRefined,
    FactRetracted,
    RefineFact,
    RetractFact,
)
from contracts.events.cluster import (
    ClusterDissolved,
    ClusterFounded,
    ClusterInitiativeAnnounced,
    CoordinatorAppointed,
    TaskTeamFormed,
)
from contracts.events.commitment import CommitmentMade
from contracts.events.membership import MemberJoined, MemberLeft
from contracts.events.party import IdentityLinked, PartyIdentified, PartyRegistered
from contracts.events.person import FunctionAssumed, FunctionEnded, PersonRegistered
from contracts.events.recognition import RecognitionGranted
from contracts.fields import Citation
from services.registry.aggregates.replay import contradictions
from tests.registry.given import facts_of, given, on

NAMES = {"pl": "Lubelska Medycyna"}
MAYOR = {"pl": "prezydent miasta"}
CITES = (Citation(id="source-letter"),)


def correct(target: str, **fields: Any) -> CorrectFact:
    return CorrectFact(target=target, fields=fields, reason="misread", sources=CITES)


def retract(target: str) -> RetractFact:
    return RetractFact(target=target, reason="entered by mistake")


def retracted(target: str) -> FactRetracted:
    return FactRetracted(target=target, reason="entered by mistake")


# ---- the order of dates ------------------------------------------------------------------------------------
ANNOUNCED = ClusterInitiativeAnnounced(names=NAMES, occurred=on("2017"))
FOUNDED = ClusterFounded(names=NAMES, occurred=on("2018"))
PROPOSED = AgreementProposed(
    kind="contract", parties=("party-a", "party-b"), subject=NAMES, occurred=on("2018-03")
)
SIGNED = [AgreementSigned(party=party, occurred=on("2018")) for party in ("party-a", "party-b")]
CONCLUDED = AgreementConcluded(occurred=on("2018"))
FUNCTION = {"organisation": "party-lublin", "title": MAYOR}
ORDERED: list[tuple[str, list[Event], int, str, str]] = [
    ("cluster-one", [ANNOUNCED, FOUNDED], 1, "2019", "announced-before-founded"),
    ("cluster-one", [ANNOUNCED, FOUNDED], 2, "2016", "announced-before-founded"),
    ("cluster-one", [FOUNDED, ClusterDissolved(occurred=on("2020"))], 2, "2017", "in-order"),
    ("cluster-one", [FOUNDED, ClusterDissolved(occurred=on("2020"))], 1, "2021", "in-order"),
    ("agreement-one", [PROPOSED, *SIGNED, CONCLUDED], 2, "2017", "proposed-before-signed"),
    ("agreement-one", [PROPOSED, *SIGNED, CONCLUDED], 4, "2017", "in-order"),
    ("agreement-one", [PROPOSED, *SIGNED, CONCLUDED], 1, "2019", "proposed-before-signed"),
    (
        "person-one",
        [
            PersonRegistered(),
            FunctionAssumed.model_validate(FUNCTION | {"occurred": on("2010")}),
            FunctionEnded.model_validate(FUNCTION | {"occurred": on("2018")}),
        ],
        3,
        "2009",
        "end-not-before-start",
    ),
    (
        "membership-lkb.umcs",
        [MemberJoined(occurred=on("2015")), MemberLeft(occurred=on("2018"))],
        1,
        "2019",
        "in-order",
    ),
]


@pytest.mark.parametrize(("stream", "events", "version", "day", "rule"), ORDERED)
def test_a_corrected_date_keeps_the_order(
    stream: str, events: list[Event], version: int, day: str, rule: str
) -> None:
    target = f"{stream}@{version}"
    wrong = given(events).when(correct(target, occurred=day), stream)
    wrong.refused(rule, "/fields/occurred")
    assert given(events).when(correct(target, occurred=None), stream).refusal is None
    again = on(day).model_dump(mode="json", exclude_none=True)
    undone = FactRetracted(target=f"{stream}@{len(events) + 1}", reason="x")
    misread = FactCorrected(target=target, fields={"occurred": again}, reason="misread", sources=CITES)
    # what contradicted the stream before hinders nothing, and taking it back is no contradiction
    given([*events, misread]).when(retract(f"{stream}@{len(events) + 1}"), stream).then(
        [retracted(f"{stream}@{len(events) + 1}")]
    )
    # but it does not come back
    given([*events, misread, undone]).when(retract(f"{stream}@{len(events) + 2}"), stream).refused(
        rule, "/target"
    )


def test_a_refined_date_keeps_the_order() -> None:
    undated = [ClusterInitiativeAnnounced(names=NAMES), FOUNDED]
    given(undated).when(RefineFact(target="cluster-one@1", date=on("2019"))).refused(
        "announced-before-founded", "/date"
    )
    given(undated).when(RefineFact(target="cluster-one@1", date=on("2018"))).then(
        [FactRefined(target="cluster-one@1", date=on("2018"))]
    )


# ---- parties of an agreement -------------------------------------------------------------------------------
def test_no_correction_changes_who_had_to_sign_what_was_concluded_here() -> None:
    concluded = given([PROPOSED, *SIGNED, CONCLUDED])
    more = correct("agreement-one@1", parties=["party-a", "party-b", "party-c"])
    concluded.when(more).refused("all-signed", "/fields/parties")
    other = correct("agreement-one@1", parties=["party-a", "party-c"])
    concluded.when(other).refused("party-listed", "/fields/parties")
    one = concluded.when(correct("agreement-one@1", parties=["party-a"]))
    assert one.refusal is not None
    assert one.refusal.numbers["rule"] == "correction-valid"
    swapped = concluded.when(correct("agreement-one@1", parties=["party-b", "party-a"]))
    assert swapped.refusal is None
    # nobody had concluded it yet
    given([PROPOSED, SIGNED[0]]).when(more).then(
        [FactCorrected(target=more.target, fields=more.fields, reason="misread", sources=CITES)]
    )


def test_a_source_may_name_a_party_more_than_another_source_did() -> None:
    reported = [event.model_copy(update={"mode": "reported"}) for event in (PROPOSED, *SIGNED, CONCLUDED)]
    more = correct("agreement-one@1", parties=["party-a", "party-b", "party-c"])
    assert given(reported).when(more).refusal is None
    dropped = correct("agreement-one@1", parties=["party-a", "party-c"])
    given(reported).when(dropped).refused("party-listed", "/fields/parties")


def test_a_signature_is_not_corrected_into_somebody_elses() -> None:
    given([PROPOSED, *SIGNED]).when(correct("agreement-one@2", party="party-c")).refused(
        "party-listed", "/fields/party"
    )
    given([PROPOSED, *SIGNED]).when(correct("agreement-one@2", party="party-b")).refused(
        "signs-once", "/fields/party"
    )


# ---- what a stream has once --------------------------------------------------------------------------------
HEART, EYES = TaskTeamFormed(name={"pl": "Kardiologia"}), TaskTeamFormed(name={"pl": "Okulistyka"})


def test_what_is_unique_stays_so() -> None:
    given([FOUNDED, HEART, EYES]).when(correct("cluster-one@3", name={"pl": "kardiologia"})).refused(
        "team-name-unique", "/fields/name"
    )
    led = CoordinatorAppointed(organisation="party-lsse")
    helped = CoordinatorAppointed(organisation="party-ksse", role="co")
    given([FOUNDED, led, helped]).when(correct("cluster-one@3", role="lead")).refused(
        "one-lead", "/fields/role"
    )
    titles = [
        RecognitionGranted(scheme="KKK", valid_from=on("2016"), valid_to=on("2018")),
        RecognitionGranted(scheme="KKK", valid_from=on("2019"), valid_to=on("2021")),
    ]
    given([FOUNDED, *titles]).when(correct("cluster-one@2", valid_to="2020")).refused(
        "recognition-overlaps", "/fields/valid_to"
    )


def test_a_fact_comes_back_only_where_there_is_room_for_it() -> None:
    again = [FOUNDED, retracted("cluster-one@1"), ClusterFounded(names=NAMES, occurred=on("2019"))]
    given(again).when(retract("cluster-one@2")).refused("founded-once", "/target")
    given(again[:2]).when(retract("cluster-one@2")).then([retracted("cluster-one@2")])
    goes_on = [FOUNDED, ClusterDissolved(), retracted("cluster-one@2"), HEART]
    given(goes_on).when(retract("cluster-one@3")).refused("not-dissolved", "/target")


def test_a_fact_goes_though_others_rest_on_it() -> None:
    for version in (1, 2, 4):
        target = f"agreement-one@{version}"
        given([PROPOSED, *SIGNED, CONCLUDED]).when(retract(target)).then([retracted(target)])
    # and what hangs in the air then hinders no other amendment
    hanging = [PROPOSED, *SIGNED, CONCLUDED, retracted("agreement-one@1")]
    text = "5f" * 32
    assert given(hanging).when(correct("agreement-one@4", document_hash=text)).refusal is None


def test_a_party_is_not_corrected_into_itself_nor_its_numbers_at_all() -> None:
    city = PartyRegistered(kind="city", names=NAMES)
    linked = IdentityLinked(other="party-um", evidence="one address")
    given([city, linked]).when(correct("party-one@2", other="party-one")).refused(
        "not-itself", "/fields/other"
    )
    nip = PartyIdentified(scheme="nip", value="5260250274")
    for field, value in (("scheme", "regon"), ("value", "7740001454")):
        given([city, nip]).when(correct("party-one@2", **{field: value})).refused(
            "correctable", f"/fields/{field}"
        )


def test_a_promise_keeps_its_words() -> None:
    promise = CommitmentMade(text={"pl": "rozwijać klastry"})
    given([promise]).when(correct("commitment-one@1", text={"pl": "co innego"})).refused(
        "correctable", "/fields/text"
    )
    assert given([promise]).when(correct("commitment-one@1", promisor="party-lublin")).refusal is None


# ---- opinions ----------------------------------------------------------------------------------------------
CONFIRMED = FactConfirmed(target="cluster-one@1", by="party-lublin")
DISPUTED = FactDisputed(target="cluster-one@1", by="party-lublin", reason="a year later", sources=CITES)
CONFIRM = ConfirmFact(target="cluster-one@1", by="party-lublin")
DISPUTE = DisputeFact(target="cluster-one@1", by="party-lublin", reason="a year later", sources=CITES)


def test_a_party_gives_an_opinion_once_and_may_change_its_mind() -> None:
    given([FOUNDED]).when(CONFIRM).then([CONFIRMED])
    given([FOUNDED]).when(DISPUTE).then([DISPUTED])
    given([FOUNDED, CONFIRMED]).when(CONFIRM).refused("said-already", "/by")
    given([FOUNDED, DISPUTED]).when(DISPUTE).refused("said-already", "/by")
    given([FOUNDED, CONFIRMED]).when(DISPUTE).then([DISPUTED])
    given([FOUNDED, CONFIRMED, DISPUTED]).when(CONFIRM).then([CONFIRMED])
    other = CONFIRM.model_copy(update={"by": "party-um"})
    given([FOUNDED, CONFIRMED]).when(other).then([FactConfirmed(target="cluster-one@1", by="party-um")])


@pytest.mark.parametrize("opinion", [CONFIRM, DISPUTE])
def test_an_opinion_is_of_a_fact_that_stands(opinion: ConfirmFact | DisputeFact) -> None:
    given([FOUNDED, retracted("cluster-one@1")]).when(opinion).refused("not-retracted", "/target")
    given([FOUNDED, DISPUTED]).when(opinion.model_copy(update={"target": "cluster-one@2"})).refused(
        "target-is-a-fact", "/target"
    )
    given([FOUNDED]).when(opinion.model_copy(update={"target": "cluster-one@2"})).refused(
        "target-exists", "/target"
    )
    given([FOUNDED]).when(opinion.model_copy(update={"target": "cluster-two@1"})).refused(
        "same-stream", "/target"
    )
    given([FOUNDED]).when(opinion.model_copy(update={"audience": "partners"})).refused(
        "audience-of-target", "/audience"
    )


def test_an_opinion_is_taken_back_once_and_may_be_given_again() -> None:
    given([FOUNDED, DISPUTED]).when(retract("cluster-one@2")).then([retracted("cluster-one@2")])
    back = [FOUNDED, DISPUTED, retracted("cluster-one@2")]
    assert apply_amendments(facts_of("cluster-one", back))[0].disputes == ()
    given(back).when(retract("cluster-one@2")).refused("retracted-once", "/target")
    given(back).when(DISPUTE).then([DISPUTED])


# ---- how it is done ----------------------------------------------------------------------------------------
def test_contradictions_are_named_by_event_and_rule() -> None:
    events = [FOUNDED, FOUNDED, HEART, HEART]
    refusals = contradictions("cluster-one", facts_of("cluster-one", events))
    assert set(refusals) == {("cluster-one@2", "founded-once"), ("cluster-one@4", "team-name-unique")}
    assert contradictions("cluster-one", facts_of("cluster-one", [ANNOUNCED, FOUNDED, HEART])) == {}
