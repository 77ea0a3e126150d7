"""One amendment of several facts of a stream: all of them or none, each by the rules of its own."""

from typing import Any

import pytest
from pydantic import ValidationError

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
from contracts.events.cluster import ClusterFounded, SpecialisationDeclared
from contracts.fields import Audience, Citation
from services.registry.aggregates import amendment
from tests.registry.given import Answer, decided, facts_of, given, on

STREAM = "agreement-one"
PARTIES = ("cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm")
GUESSED = on({"edtf": "2023-05-09", "phrase": "wtorek 9 maja", "inferred_from": "the weekday"})
CERTAIN = on({"edtf": "2023-05-09", "phrase": "wtorek 9 maja 2023"})
CITES = (Citation(id="source-minutes"),)
FACTS = [f"{STREAM}@{version}" for version in range(1, 7)]


def letter(**more: Any) -> list[Event]:
    """The letter of 2023: proposed, signed four times and concluded on one evening, in a year that nobody gives."""
    given_for = {"occurred": GUESSED, "mode": "reported", **more}
    return [
        AgreementProposed(
            kind="letter-of-intent", parties=PARTIES, subject={"pl": "Razem"}, **given_for
        ),
        *(AgreementSigned(party=party, **given_for) for party in PARTIES),
        AgreementConcluded(**given_for),
    ]  # fmt: skip


def amended(answer: Answer, events: list[Event]) -> list[dict[str, Any]]:
    """The data of the facts after what the command led to."""
    facts = apply_amendments(facts_of(STREAM, [*events, *(answer.events or ())]))
    return [dict(fact.data) for fact in facts]


def test_the_year_of_a_letter_is_settled_by_one_refinement() -> None:
    refine = RefineFact(target=FACTS[0], also=FACTS[1:], date=CERTAIN, sources=CITES)
    refined = FactRefined(target=FACTS[0], also=FACTS[1:], date=CERTAIN, sources=CITES)
    public = _public(letter())
    assert decided(STREAM, public, refine) == [refined]
    dates = [fact.data["occurred"] for fact in apply_amendments(amendment.amended(STREAM, public, [refined]))]
    assert [date["edtf"] for date in dates] == ["2023-05-09"] * 6
    assert all("inferred_from" not in date for date in dates)


def test_another_year_needs_the_facts_together() -> None:
    """One by one the first correction would contradict the rest: a signature before the proposal."""
    moved = {"fields": {"occurred": "2017-05-09"}, "reason": "the minutes give the year", "sources": CITES}
    events = letter()
    given(events).when(CorrectFact(target=FACTS[1], **moved)).refused(
        "proposed-before-signed", "/fields/occurred"
    )
    together = given(events).when(CorrectFact(target=FACTS[0], also=FACTS[1:], **moved))
    assert [date["occurred"]["edtf"] for date in amended(together, events)] == ["2017-05-09"] * 6
    all_but_the_proposal = given(events).when(CorrectFact(target=FACTS[1], also=FACTS[2:], **moved))
    all_but_the_proposal.refused("proposed-before-signed", "/fields/occurred")
    assert all_but_the_proposal.refusal is not None
    assert all_but_the_proposal.refusal.numbers["fact"] in FACTS[1:]


def test_a_refusal_names_the_fact_at_fault_and_nothing_is_amended() -> None:
    events = [*letter(), FactRetracted(target=FACTS[4], reason="entered twice")]
    refine = RefineFact(target=FACTS[0], also=FACTS[1:], date=CERTAIN)
    answer = given(events).when(refine)
    answer.refused("not-retracted", "/also/3")
    assert answer.refusal is not None
    assert answer.refusal.numbers["fact"] == FACTS[4]
    given(events).when(refine.model_copy(update={"also": ("agreement-one@99",)})).refused(
        "target-exists", "/also/0"
    )
    given(events).when(refine.model_copy(update={"also": ("agreement-two@1",)})).refused(
        "same-stream", "/also/0"
    )
    outside = given(events).when(refine.model_copy(update={"also": (FACTS[2],), "date": on("2022")}))
    outside.refused("refined-inside", "/date")
    assert outside.refusal is not None
    assert outside.refusal.detail.startswith(FACTS[0])


@pytest.mark.parametrize("also", [["cluster-one@1"], ["cluster-one@2", "cluster-one@2"]])
def test_a_fact_is_named_once(also: list[str]) -> None:
    with pytest.raises(ValidationError, match="named once"):
        RetractFact(target="cluster-one@1", also=also, reason="x")


def test_a_correction_is_of_fields_that_every_fact_has() -> None:
    founded = ClusterFounded(names={"pl": "Klaster"}, occurred=on("2014"))
    declared = SpecialisationDeclared(label={"pl": "kardiologia"}, occurred=on("2014"))
    both = ("cluster-one@1", ("cluster-one@2",))
    correct = CorrectFact(
        target=both[0], also=both[1], fields={"founders_count": 21}, reason="misread", sources=CITES
    )
    answer = given([founded, declared]).when(correct)
    answer.refused("correction-valid", "/fields/founders_count")
    assert answer.refusal is not None
    assert answer.refusal.numbers["fact"] == "cluster-one@2"


def test_a_retraction_and_what_undoes_it_are_of_all_facts() -> None:
    events = letter()
    retract = RetractFact(target=FACTS[5], also=FACTS[1:5], reason="never signed")
    taken_back = FactRetracted(target=FACTS[5], also=FACTS[1:5], reason="never signed")
    assert decided(STREAM, _public(events), retract) == [taken_back]
    assert len(amended(given(events).when(retract), events)) == 1
    undo = RetractFact(target="agreement-one@7", reason="it was signed")
    undone = FactRetracted(target="agreement-one@7", reason="it was signed")
    given([*events, taken_back]).when(undo).then([undone])
    facts = facts_of(STREAM, [*events, taken_back, undone])
    assert list(apply_amendments(facts)) == facts[:6]
    given([*events, taken_back, undone]).when(undo).refused("retracted-once", "/target")


def test_a_party_confirms_and_disputes_several_facts_at_once() -> None:
    public = _public(letter())
    named = {"target": FACTS[0], "also": FACTS[1:3], "by": "cluster-dkm"}
    assert decided(STREAM, public, ConfirmFact(**named)) == [FactConfirmed(**named)]
    disputed = FactDisputed(**named, reason="in 2022")
    assert decided(STREAM, public, DisputeFact(**named, reason="in 2022")) == [disputed]
    given([*letter(), disputed]).when(DisputeFact(target=FACTS[3], also=[FACTS[2]], by="cluster-dkm", reason="x")).refused(
        "said-already", "/by"
    )  # fmt: skip


def test_facts_for_fewer_readers_get_an_event_of_their_own() -> None:
    """An event names every fact that it amends, so its readers learn of all of them."""
    events = letter()
    audiences: tuple[Audience, ...] = (*(("participants",) * 5), "public")
    facts = [
        fact._replace(audience=audience)
        for fact, audience in zip(facts_of(STREAM, events), audiences, strict=True)
    ]
    refine = RefineFact(target=FACTS[0], also=FACTS[1:], date=CERTAIN)
    made = amendment.decide(STREAM, facts, refine)
    assert made == [FactRefined(target=target, date=CERTAIN) for target in FACTS]
    assert amendment.audiences(facts, made) == audiences


def test_facts_that_change_alike_share_one_event() -> None:
    correct = CorrectFact(
        target=FACTS[0], also=FACTS[1:], fields={"occurred": "2023-05-09"}, reason="x", sources=CITES
    )
    [event] = decided(STREAM, _public(letter()), correct)
    assert isinstance(event, FactCorrected)
    assert event.amended == tuple(FACTS)


def _public(events: list[Event]) -> Any:
    """The facts of a letter that a source reported, which everybody may read."""
    return [fact._replace(audience="public") for fact in facts_of(STREAM, events)]
