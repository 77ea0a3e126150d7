"""Commitments: a promise is made once and never reworded; a verdict rests on evidence that stands in its record."""

from __future__ import annotations

import pytest

from contracts.events.amendment import CorrectFact, FactRetracted
from contracts.events.commitment import (
    AssessCommitment,
    CommitmentAssessed,
    CommitmentMade,
    EvidenceSubmitted,
    MakeCommitment,
    SubmitEvidence,
)
from contracts.fields import Citation, Mode
from services.registry.aggregates.commitment import DECIDER
from tests.registry.given import given, on

LUBLIN = "party-lublin"
TEXT = {"pl": "rozwój klastrów"}
MADE = CommitmentMade(promisor=LUBLIN, text=TEXT, occurred=on("2014"))
EVIDENCE = EvidenceSubmitted(submitter=LUBLIN, document="source-letter")

either = pytest.mark.parametrize("mode", ["performed", "reported"])


def assess(*evidence: str, mode: Mode = "performed") -> AssessCommitment:
    return AssessCommitment(verdict="fulfilled", evidence=evidence, mode=mode)


def assessed(*evidence: str, mode: Mode = "performed") -> CommitmentAssessed:
    return CommitmentAssessed(verdict="fulfilled", evidence=evidence, mode=mode)


@either
def test_a_promise_is_made_once(mode: Mode) -> None:
    make = MakeCommitment(promisor=LUBLIN, text=TEXT, mode=mode)
    given([]).when(make).then([CommitmentMade(promisor=LUBLIN, text=TEXT, mode=mode)])
    given([]).when(MakeCommitment(text=TEXT, mode=mode)).then([CommitmentMade(text=TEXT, mode=mode)])
    given([MADE]).when(make).refused("made-once")


def test_its_text_never_changes() -> None:
    def correct(**fields: object) -> CorrectFact:
        cites = (Citation(id="source-letter"),)
        return CorrectFact(target="commitment-one@1", fields=fields, reason="misread", sources=cites)

    given([MADE]).when(correct(text={"pl": "rozwój miasta"})).refused("correctable", "/fields/text")
    assert given([MADE]).when(correct(promisor="party-radom")).refusal is None


@either
def test_evidence_is_of_a_promise(mode: Mode) -> None:
    submit = SubmitEvidence(submitter=LUBLIN, document="source-letter", mode=mode)
    given([]).when(submit).refused("made-first")
    given([MADE]).when(submit).then([EVIDENCE.model_copy(update={"mode": mode})])
    # another document, or the same once more by another
    given([MADE, EVIDENCE]).when(submit).then([EVIDENCE.model_copy(update={"mode": mode})])


@either
def test_a_verdict_rests_on_evidence_of_this_promise(mode: Mode) -> None:
    one, two = "commitment-one@2", "commitment-one@3"
    given([MADE, EVIDENCE]).when(assess(one, mode=mode)).then([assessed(one, mode=mode)])
    given([MADE, EVIDENCE, EVIDENCE]).when(assess(one, two, mode=mode)).then([assessed(one, two, mode=mode)])
    for missing in ("commitment-one@1", two, "commitment-other@2"):
        given([MADE, EVIDENCE]).when(assess(missing, mode=mode)).refused("evidence-exists", "/evidence/0")
        given([MADE, EVIDENCE]).when(assess(one, missing, mode=mode)).refused(
            "evidence-exists", "/evidence/1"
        )
    given([]).when(assess(one, mode=mode)).refused("made-first")


def test_a_verdict_is_no_evidence() -> None:
    stream = [MADE, EVIDENCE, assessed("commitment-one@2")]
    given(stream).when(assess("commitment-one@3")).refused("evidence-exists", "/evidence/0")
    given(stream).when(assess("commitment-one@2")).then([assessed("commitment-one@2")])


def test_only_evidence_that_stands_counts() -> None:
    gone = [MADE, EVIDENCE, FactRetracted(target="commitment-one@2", reason="another promise")]
    given(gone).when(assess("commitment-one@2")).refused("evidence-exists", "/evidence/0")
    # amendments count as versions: the next evidence is the fourth event
    given([*gone, EVIDENCE]).when(assess("commitment-one@4")).then([assessed("commitment-one@4")])
    back = [*gone, FactRetracted(target="commitment-one@3", reason="it is this one after all")]
    given(back).when(assess("commitment-one@2")).then([assessed("commitment-one@2")])


def test_evidence_stays_when_the_promise_is_recorded_again() -> None:
    gone = [MADE, EVIDENCE, FactRetracted(target="commitment-one@1", reason="misread")]
    given(gone).when(assess("commitment-one@2")).refused("made-first")
    given([*gone, MADE]).when(assess("commitment-one@2")).then([assessed("commitment-one@2")])


@either
def test_a_verdict_does_not_lie_certainly_before_the_promise(mode: Mode) -> None:
    early = assess("commitment-one@2", mode=mode).model_copy(update={"occurred": on("2013")})
    given([MADE, EVIDENCE]).when(early).refused("in-order", "/occurred")
    same = early.model_copy(update={"occurred": on("2014-01")})
    assert given([MADE, EVIDENCE]).when(same).refusal is None


@either
def test_a_verdict_does_not_lie_certainly_before_the_evidence_on_which_it_rests(mode: Mode) -> None:
    dated = EVIDENCE.model_copy(update={"occurred": on("2016-12-01")})
    verdict = assess("commitment-one@2", "commitment-one@3", mode=mode)
    early = verdict.model_copy(update={"occurred": on("2016-11")})
    given([MADE, EVIDENCE, dated]).when(early).refused("in-order", "/occurred")
    assert (
        given([MADE, EVIDENCE, dated]).when(early.model_copy(update={"occurred": on("2016")})).refusal is None
    )
    # evidence that it does not name may have come later
    given([MADE, EVIDENCE, dated]).when(early.model_copy(update={"evidence": ("commitment-one@2",)})).then(
        [assessed("commitment-one@2", mode=mode).model_copy(update={"occurred": on("2016-11")})]
    )


def test_each_speaks_for_itself() -> None:
    def writers(command: object) -> frozenset[str]:
        return DECIDER.authorised_writers("commitment-one", DECIDER.fold([MADE]), command)

    assert writers(MakeCommitment(promisor=LUBLIN, text=TEXT)) == {LUBLIN}
    assert writers(MakeCommitment(text=TEXT)) == frozenset()
    assert writers(SubmitEvidence(submitter="party-radom", document="source-letter")) == {"party-radom"}
    by = assess("commitment-one@2").model_copy(update={"assessor": "cluster-dkm"})
    assert writers(by) == {"cluster-dkm"}
    assert writers(assess("commitment-one@2")) == frozenset()
