"""Amendments: the same rules on every stream. A refinement lies inside, a correction cites, a retraction is undone once."""

from typing import Any

import pytest

from contracts.amendments import apply_amendments
from contracts.envelope import Event
from contracts.events.agreement import AgreementProposed, AgreementSigned, ProposeAgreement, SignAgreement
from contracts.events.amendment import (
    CorrectFact,
    FactCorrected,
    FactRefined,
    FactRetracted,
    RefineFact,
    RetractFact,
)
from contracts.events.cluster import (
    AnnounceClusterInitiative,
    ClusterFounded,
    ClusterInitiativeAnnounced,
    DeclareSpecialisation,
    FoundCluster,
    SpecialisationDeclared,
)
from contracts.events.membership_count import MembershipCountReported
from contracts.events.party import PartyRegistered
from contracts.events.source import SourceRegistered
from contracts.events.visit import VisitHeld
from contracts.fields import Citation
from services.registry.aggregates import amendment
from tests.registry.given import facts_of, given, on

NAMES = {"pl": "Lubelska Medycyna"}
FOUNDED = ClusterFounded(names=NAMES, occurred=on("2014"))
COUNTED = MembershipCountReported.model_validate({"count": 103, "class": "all", "as_of": on("2016-12-01")})
CITES = (Citation(id="source-letter"),)


def retract(version: int, stream: str = "cluster-one") -> RetractFact:
    return RetractFact(target=f"{stream}@{version}", reason="entered by mistake")


def retracted(version: int, stream: str = "cluster-one") -> FactRetracted:
    return FactRetracted(target=f"{stream}@{version}", reason="entered by mistake")


def correct(version: int, stream: str = "cluster-one", **fields: Any) -> CorrectFact:
    return CorrectFact(target=f"{stream}@{version}", fields=fields, reason="misread", sources=CITES)


def corrected(version: int, stream: str = "cluster-one", **fields: Any) -> FactCorrected:
    return FactCorrected(target=f"{stream}@{version}", fields=fields, reason="misread", sources=CITES)


def test_the_target_is_an_earlier_event_of_the_same_stream() -> None:
    given([FOUNDED]).when(retract(1)).then([retracted(1)])
    given([FOUNDED]).when(retract(2)).refused("target-exists", "/target")
    given([FOUNDED]).when(retract(1, "cluster-other")).refused("same-stream", "/target")


# ---- refinement --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("date", ["2014", "2014-01", "2014-01-20", "2014-01/2014-03"])
def test_a_refinement_lies_inside_the_old_date(date: str) -> None:
    given([FOUNDED]).when(RefineFact(target="cluster-one@1", date=on(date))).then(
        [FactRefined(target="cluster-one@1", date=on(date))]
    )


@pytest.mark.parametrize(
    "date", ["2013", "2013-12/2014-01", "2014~", "2014-12/2015-01", "2014-06/", "/2014-06"]
)
def test_a_date_that_reaches_outside_is_a_correction(date: str) -> None:
    given([FOUNDED]).when(RefineFact(target="cluster-one@1", date=on(date))).refused(
        "refined-inside", "/date"
    )


def test_any_date_refines_none_and_the_next_lies_inside_it() -> None:
    undated = ClusterFounded(names=NAMES)
    refine = RefineFact(target="cluster-one@1", date=on("2014"))
    first = FactRefined(target="cluster-one@1", date=on("2014"))
    given([undated]).when(refine).then([first])
    given([undated, first]).when(refine.model_copy(update={"date": on("2013")})).refused(
        "refined-inside", "/date"
    )


# ---- correction --------------------------------------------------------------------------------------------
def test_a_correction_names_its_source() -> None:
    unsourced = CorrectFact(target="cluster-one@2", fields={"count": 104}, reason="misread")
    given([FOUNDED, COUNTED]).when(unsourced).refused("correction-cites", "/sources")
    given([FOUNDED, COUNTED]).when(correct(2, count=104)).then([corrected(2, count=104)])


def test_a_correction_is_recorded_in_the_events_own_form() -> None:
    given([FOUNDED]).when(correct(1, occurred="2015-06")).then(
        [corrected(1, occurred={"edtf": "2015-06", "earliest": "2015-06-01", "latest": "2015-06-30"})]
    )
    given([FOUNDED, COUNTED]).when(correct(2, as_of="2016-12")).then(
        [corrected(2, as_of={"edtf": "2016-12", "earliest": "2016-12-01", "latest": "2016-12-31"})]
    )
    given([FOUNDED, COUNTED]).when(correct(2, **{"class": "supporting"})).then(
        [corrected(2, **{"class": "supporting"})]
    )
    given([FOUNDED]).when(correct(1, occurred=None)).then([corrected(1, occurred=None)])


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"count": -1}, "/fields/count"),
        ({"count": None}, "/fields/count"),
        ({"member_class": "all"}, "/fields/member_class"),
        ({"class": "some"}, "/fields/class"),
        ({"nothing": "like this"}, "/fields/nothing"),
        ({"as_of": "2016-13"}, "/fields/as_of"),
        ({"as_of": {"edtf": "2016", "earliest": "2001-01-01"}}, "/fields/as_of/earliest"),
    ],
)
def test_a_corrected_fact_is_a_valid_one(fields: dict[str, Any], pointer: str) -> None:
    given([FOUNDED, COUNTED]).when(correct(2, **fields)).refused("correction-valid", pointer)


@pytest.mark.parametrize("field", ["actor", "mode", "sources"])
def test_how_a_fact_was_recorded_is_not_corrected(field: str) -> None:
    given([FOUNDED]).when(correct(1, **{field: "x"})).refused("correctable", f"/fields/{field}")


def test_a_partys_kind_and_a_recorded_hash_never_change() -> None:
    party = PartyRegistered(kind="city", names={"pl": "Radom"})
    given([party]).when(correct(1, "party-one", kind="region")).refused("correctable", "/fields/kind")
    given([party]).when(correct(1, "party-one", names={"pl": "Radom"})).then(
        [corrected(1, "party-one", names={"pl": "Radom"})]
    )
    source = SourceRegistered(title=NAMES, language="pl", hash="5f" * 32)
    given([source]).when(correct(1, "source-one", hash="60" * 32)).refused("correctable", "/fields/hash")
    without = SourceRegistered(title=NAMES, language="pl", source_type="letter")
    given([without]).when(correct(1, "source-one", hash="60" * 32)).then(
        [corrected(1, "source-one", hash="60" * 32)]
    )
    on_paper = without.model_copy(update={"source_type": "paper"})
    given([on_paper]).when(correct(1, "source-one", hash="60" * 32)).refused("hash-of-file", "/fields/hash")
    # an agreement's kind is no identity
    loi = AgreementProposed(kind="letter-of-intent", parties=("party-a", "party-b"), subject=NAMES)
    given([loi]).when(correct(1, "agreement-one", kind="contract")).then(
        [corrected(1, "agreement-one", kind="contract")]
    )


def test_the_rules_apply_to_the_corrected_fact() -> None:
    visit = VisitHeld(host="party-starachowice", visitors=("party-lublin",))
    given([visit]).when(correct(1, "visit-one", host="party-lublin")).refused(
        "host-is-not-visitor", "/fields/host"
    )
    twice = correct(1, "visit-one", visitors=["party-radom", "party-radom"])
    given([visit]).when(twice).refused("visitors-distinct", "/fields/visitors")
    given([visit]).when(correct(1, "visit-one", host="party-radom")).then(
        [corrected(1, "visit-one", host="party-radom")]
    )
    loi = AgreementProposed(kind="letter-of-intent", parties=("party-a", "party-b"), subject=NAMES)
    same = correct(1, "agreement-one", parties=["party-a", "party-a"])
    given([loi]).when(same).refused("parties-distinct", "/fields/parties")
    alone = given([loi]).when(correct(1, "agreement-one", parties=["party-a"]))
    assert alone.refusal is not None
    assert alone.refusal.numbers["rule"] == "correction-valid"


def test_an_amendment_is_retracted_never_amended() -> None:
    stream = [FOUNDED, corrected(1, founders_count=21)]
    given(stream).when(correct(2, reason="x")).refused("target-is-a-fact", "/target")
    given(stream).when(RefineFact(target="cluster-one@2", date=on("2014"))).refused(
        "target-is-a-fact", "/target"
    )
    given(stream).when(retract(2)).then([retracted(2)])


# ---- retraction --------------------------------------------------------------------------------------------
def test_a_fact_is_retracted_once_and_not_amended_afterwards() -> None:
    given([FOUNDED, retracted(1)]).when(retract(1)).refused("retracted-once", "/target")
    given([FOUNDED, retracted(1)]).when(correct(1, founders_count=2)).refused("not-retracted", "/target")
    given([FOUNDED, retracted(1)]).when(RefineFact(target="cluster-one@1", date=on("2014"))).refused(
        "not-retracted", "/target"
    )


def test_a_retraction_is_itself_retracted_and_so_on() -> None:
    stream: list[Event] = [FOUNDED, retracted(1)]
    given(stream).when(retract(2)).then([retracted(2)])
    stream.append(retracted(2))
    given(stream).when(retract(2)).refused("retracted-once", "/target")
    given(stream).when(retract(1)).then([retracted(1)])


def test_an_amendment_whose_retraction_was_undone_can_be_retracted_again() -> None:
    stream = [FOUNDED, corrected(1, founders_count=21), retracted(2), retracted(3)]
    assert apply_amendments(facts_of("cluster-one", stream))[0].data["founders_count"] == 21
    given(stream).when(retract(2)).then([retracted(2)])


def test_the_rules_use_the_amended_facts() -> None:
    given([FOUNDED]).when(FoundCluster(names=NAMES)).refused("founded-once")
    given([FOUNDED, retracted(1)]).when(FoundCluster(names=NAMES)).then([ClusterFounded(names=NAMES)])
    parties = ("party-a", "party-b")
    loi = AgreementProposed(kind="letter-of-intent", parties=parties, subject=NAMES)
    added = corrected(1, "agreement-one", parties=["party-a", "party-c"])
    given([loi, added]).when(SignAgreement(party="party-b")).refused("party-listed", "/party")
    given([loi, added]).when(SignAgreement(party="party-c")).then([AgreementSigned(party="party-c")])


def test_later_facts_stay_when_the_first_event_is_retracted() -> None:
    label = {"pl": "kardiologia"}
    gone = [FOUNDED, SpecialisationDeclared(label=label), retracted(1)]
    given(gone).when(DeclareSpecialisation(label={"pl": "onkologia"})).refused("cluster-known")
    given(gone).when(FoundCluster()).refused("named", "/names")
    given(gone).when(AnnounceClusterInitiative(names=NAMES)).then([ClusterInitiativeAnnounced(names=NAMES)])
    again = [*gone, ClusterFounded(names=NAMES)]
    given(again).when(DeclareSpecialisation(label=label)).refused("specialisation-once", "/label")
    parties = ("party-a", "party-b")
    loi = AgreementProposed(kind="letter-of-intent", parties=parties, subject=NAMES)
    unproposed = [loi, AgreementSigned(party="party-a"), retracted(1, "agreement-one")]
    given(unproposed).when(SignAgreement(party="party-b")).refused("proposed-first")
    given(unproposed).when(ProposeAgreement(kind="letter-of-intent", parties=parties, subject=NAMES)).then(
        [loi]
    )
    given([*unproposed, loi]).when(SignAgreement(party="party-a")).refused("signs-once", "/party")


# ---- audience ----------------------------------------------------------------------------------------------
def test_an_amendment_is_for_those_for_whom_its_target_is() -> None:
    loi = AgreementProposed(kind="letter-of-intent", parties=("party-a", "party-b"), subject=NAMES)
    wider = retract(1, "agreement-one").model_copy(update={"audience": "public"})
    given([loi]).when(wider).refused("audience-of-target", "/audience")
    same = wider.model_copy(update={"audience": "participants"})
    given([loi]).when(same).then([retracted(1, "agreement-one")])
    facts = facts_of("agreement-one", [loi])
    assert amendment.audiences(facts, [retracted(1, "agreement-one")]) == ("participants",)
    assert amendment.audiences(facts_of("cluster-one", [FOUNDED]), [retracted(1)]) == ("public",)
