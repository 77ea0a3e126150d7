"""Rival values: who may give them, in which form, and how they are ranked."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.envelope import Event
from contracts.events.agreement import AgreementProposed, AgreementSigned
from contracts.events.amendment import (
    CorrectFact,
    DisputeFact,
    FactDisputed,
    FactRetracted,
    RankValue,
    RefineFact,
    RetractFact,
    ValueRanked,
)
from contracts.events.cluster import ClusterFounded
from contracts.events.party import PartyIdentified, PartyRegistered
from contracts.fields import Citation
from tests.registry.given import given, on

FOUNDED = ClusterFounded(names={"pl": "Klaster"}, initiators=("party-lublin",), occurred=on("2014"))
REGISTER = (Citation(id="source-register"),)
FACT = "cluster-one@1"
DATE = {"edtf": "2015", "earliest": "2015-01-01", "latest": "2015-12-31"}
RIVAL = FactDisputed(target=FACT, fields={"occurred": DATE}, sources=REGISTER)
RECORDED: list[Event] = [FOUNDED, RIVAL]


def rank(rank: str, value: str | None = "cluster-one@2", **more: Any) -> RankValue:
    return RankValue.model_validate({"target": FACT, "value": value, "rank": rank, **more})


def ranked(rank: str, value: str | None = "cluster-one@2", **more: Any) -> ValueRanked:
    return ValueRanked.model_validate({"target": FACT, "value": value, "rank": rank, **more})


# ---- who may doubt a fact ------------------------------------------------------------------------------------
def test_a_source_gives_another_value() -> None:
    given([FOUNDED]).when(DisputeFact(target=FACT, fields={"occurred": "2015"}, sources=REGISTER)).then(
        [RIVAL]
    )


def test_who_has_no_part_in_a_fact_and_no_source_does_not_dispute_it() -> None:
    doubt = {"target": FACT, "reason": "later"}
    given([FOUNDED]).when(DisputeFact(by="party-radom", **doubt)).refused("has-a-part", "/sources")
    given([FOUNDED]).when(DisputeFact(**doubt)).refused("has-a-part", "/by")
    given([FOUNDED]).when(DisputeFact(sources=REGISTER, **doubt)).refused("has-a-part", "/by")
    for by in ("party-lublin", "cluster-one"):
        given([FOUNDED]).when(DisputeFact(by=by, **doubt)).then([FactDisputed(by=by, **doubt)])
    cited = FactDisputed(by="party-radom", sources=REGISTER, **doubt)
    given([FOUNDED]).when(DisputeFact(by="party-radom", sources=REGISTER, **doubt)).then([cited])


def test_a_party_of_the_agreement_has_a_part_in_all_its_facts() -> None:
    loi = AgreementProposed(kind="letter-of-intent", parties=("party-a", "party-b"), subject={"pl": "x"})
    signed = AgreementSigned(party="party-a")
    doubt = {"target": "agreement-one@2", "reason": "never"}
    given([loi, signed]).when(DisputeFact(by="party-b", **doubt)).then([FactDisputed(by="party-b", **doubt)])
    given([loi, signed]).when(DisputeFact(by="party-c", **doubt)).refused("has-a-part", "/sources")


def test_a_dispute_has_a_reason_or_values() -> None:
    with pytest.raises(ValidationError, match="a dispute has a reason"):
        DisputeFact(target=FACT, by="party-lublin")


# ---- which values --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "rule", "pointer"),
    [
        ({"occurred": "2014"}, "says-otherwise", "/fields/occurred"),
        ({"mode": "reported"}, "correctable", "/fields/mode"),
        ({"founders_count": -1}, "correction-valid", "/fields/founders_count"),
        ({"nothing": 1}, "correction-valid", "/fields/nothing"),
    ],
)
def test_a_rival_value_is_a_valid_other_one(fields: dict[str, Any], rule: str, pointer: str) -> None:
    given([FOUNDED]).when(DisputeFact(target=FACT, fields=fields, sources=REGISTER)).refused(rule, pointer)


def test_who_takes_part_and_what_identifies_are_no_rival_values() -> None:
    loi = AgreementProposed(kind="letter-of-intent", parties=("party-a", "party-b"), subject={"pl": "x"})
    parties = DisputeFact(
        target="agreement-one@1", fields={"parties": ["party-a", "party-c"]}, sources=REGISTER
    )
    given([loi]).when(parties).refused("value-of-parties", "/fields/parties")
    kind = DisputeFact(target="agreement-one@1", fields={"kind": "contract"}, sources=REGISTER)
    given([loi]).when(kind).then(
        [FactDisputed(target="agreement-one@1", fields={"kind": "contract"}, sources=REGISTER)]
    )
    party = PartyRegistered(kind="organisation", names={"pl": "A"})
    number = PartyIdentified(scheme="nip", value="5260250274")
    value = DisputeFact(target="party-one@2", fields={"value": "1234563218"}, sources=REGISTER)
    given([party, number]).when(value).refused("correctable", "/fields/value")


def test_the_same_is_given_once_and_a_party_may_change_its_mind() -> None:
    again = DisputeFact(target=FACT, fields={"occurred": "2015"}, sources=REGISTER)
    given(RECORDED).when(again).refused("said-already", "/sources")
    other = DisputeFact(target=FACT, fields={"occurred": "2015"}, sources=[Citation(id="source-other")])
    assert given(RECORDED).when(other).events
    mine = FactDisputed(target=FACT, by="party-lublin", fields={"occurred": DATE})
    same = DisputeFact(target=FACT, by="party-lublin", fields={"occurred": "2015"})
    given([FOUNDED, mine]).when(same).refused("said-already", "/by")
    given([FOUNDED, mine]).when(DisputeFact(target=FACT, by="party-lublin", reason="x")).refused(
        "said-already", "/by"
    )
    assert given([FOUNDED, mine]).when(same.model_copy(update={"fields": {"occurred": "2016"}})).events


# ---- ranks ---------------------------------------------------------------------------------------------------
def test_a_value_is_ranked() -> None:
    given(RECORDED).when(rank("preferred", by="cluster-one")).then([ranked("preferred", by="cluster-one")])
    given(RECORDED).when(rank("preferred", None)).then([ranked("preferred", None)])
    given(RECORDED).when(rank("normal")).refused("ranked-already", "/rank")
    given([*RECORDED, ranked("preferred")]).when(rank("normal")).then([ranked("normal")])
    given(RECORDED).when(rank("preferred", "cluster-one@1", field="occurred")).then(
        [ranked("preferred", None, field="occurred")]
    )


def test_only_what_is_given_otherwise_is_ranked() -> None:
    given([FOUNDED]).when(rank("preferred", None)).refused("value-exists", "/value")
    given(RECORDED).when(rank("preferred", "cluster-one@9")).refused("value-exists", "/value")
    given(RECORDED).when(rank("preferred", field="founders_count")).refused("value-exists", "/field")
    gone = [*RECORDED, FactRetracted(target="cluster-one@2", reason="misread")]
    given(gone).when(rank("preferred")).refused("value-exists", "/value")


def test_one_value_is_preferred() -> None:
    given([*RECORDED, ranked("preferred")]).when(rank("preferred", None)).refused("preferred-once", "/rank")
    given([*RECORDED, ranked("preferred"), ranked("normal")]).when(rank("preferred", None)).then(
        [ranked("preferred", None)]
    )


def test_the_recorded_value_is_not_amended_while_another_is_preferred() -> None:
    decided = [*RECORDED, ranked("preferred")]
    given(decided).when(RefineFact(target=FACT, date=on("2014-06"))).refused("recorded-value", "/date")
    correct = CorrectFact(target=FACT, fields={"occurred": "2013"}, reason="misread", sources=REGISTER)
    given(decided).when(correct).refused("recorded-value", "/fields/occurred")
    count = correct.model_copy(update={"fields": {"founders_count": 21}})
    assert given(decided).when(count).events
    assert given([*decided, ranked("normal")]).when(correct).events


def test_a_preferred_value_keeps_the_rules_of_its_stream() -> None:
    loi = AgreementProposed(
        kind="letter-of-intent", parties=("party-a", "party-b"), subject={"pl": "x"}, occurred=on("2018-03")
    )
    signed = AgreementSigned(party="party-a", occurred=on("2018-03"))
    earlier = FactDisputed(
        target="agreement-one@2", sources=REGISTER,
        fields={"occurred": {"edtf": "2017", "earliest": "2017-01-01", "latest": "2017-12-31"}},
    )  # fmt: skip
    prefer = RankValue(target="agreement-one@2", value="agreement-one@3", rank="preferred")
    given([loi, signed, earlier]).when(prefer).refused("proposed-before-signed", "/value")


def test_a_rank_is_retracted_like_any_amendment() -> None:
    retract = RetractFact(target="cluster-one@3", reason="too early")
    given([*RECORDED, ranked("preferred")]).when(retract).then(
        [FactRetracted(target="cluster-one@3", reason="too early")]
    )
