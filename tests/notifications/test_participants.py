"""Who takes part, from when until when: in agreements that stand, visits that are planned, subscriptions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notifications.telling import DKM, LUBLIN, PGM, RADOM, SAAM, Told, ids_for

LETTER = "agreement-letter"


@pytest.fixture
def log() -> Told:
    return Told()


# ---- an agreement that stands -----------------------------------------------------------------------------
def _amended(log: Told) -> None:
    log.agree(LETTER, LUBLIN, DKM)
    log.tell(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    log.tell(LETTER, "AgreementAmended", changes={"en": "more"}, document_hash="a" * 64)


def test_a_conclusion_does_not_release_what_the_parties_approve_later(log: Told) -> None:
    _amended(log)
    assert ids_for(None, log.events)[-2:] == ids_for(SAAM, log.events)[-2:] == [f"{LETTER}@4", f"{LETTER}@6"]
    assert ids_for(LUBLIN, log.events) == ids_for(DKM, log.events) == [f"{LETTER}@{v}" for v in range(1, 7)]
    # told by mistake before the conclusion, it is not released either
    log.propose("agreement-early", LUBLIN, DKM)
    log.tell("agreement-early", "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    log.conclude("agreement-early")
    assert ids_for(None, log.events)[-2:] == ["agreement-early@1", "agreement-early@3"]


def test_who_accedes_takes_part_from_then_on(log: Told) -> None:
    _amended(log)
    log.tell(LETTER, "PartyAcceded", "participants", party=RADOM)
    log.tell(LETTER, "AmendmentApproved", party=RADOM, document_hash="b" * 64)
    later = [f"{LETTER}@7", f"{LETTER}@8"]
    assert ids_for(RADOM, log.events) == [*(f"{LETTER}@{v}" for v in (1, 2, 3, 4, 6)), *later]
    assert ids_for(DKM, log.events)[-2:] == later
    # and is not told what was said of the earlier ones
    log.tell(LETTER, "FactConfirmed", "participants", target=f"{LETTER}@5", by=DKM)
    log.tell(LETTER, "FactRetracted", "participants", target=f"{LETTER}@9", reason="x")
    assert ids_for(RADOM, log.events)[-1] == f"{LETTER}@8"
    assert ids_for(DKM, log.events)[-1] == f"{LETTER}@10"


def test_accession_opens_no_agreement_that_was_concluded_in_private(log: Told) -> None:
    log.propose(LETTER, LUBLIN, DKM)
    log.tell(LETTER, "AgreementConcluded", "participants")
    log.tell(LETTER, "PartyAcceded", party=RADOM)
    assert ids_for(RADOM, log.events) == [f"{LETTER}@3"]


def test_who_withdrew_is_told_no_more(log: Told) -> None:
    _amended(log)
    log.tell(LETTER, "PartyWithdrew", "participants", party=DKM)
    log.tell(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    assert ids_for(DKM, log.events) == [f"{LETTER}@{v}" for v in range(1, 8)]
    assert ids_for(LUBLIN, log.events)[-1] == f"{LETTER}@8"
    # it comes back, and takes part from then on again
    log.tell(LETTER, "PartyAcceded", party=DKM)
    log.tell(LETTER, "AmendmentApproved", party=DKM, document_hash="b" * 64)
    assert ids_for(DKM, log.events)[-2:] == [f"{LETTER}@9", f"{LETTER}@10"]
    assert f"{LETTER}@8" not in ids_for(DKM, log.events)


def test_a_withdrawal_taken_back_gives_what_was_missed(log: Told) -> None:
    _amended(log)
    log.tell(LETTER, "PartyWithdrew", party=DKM)
    log.tell(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    log.tell(LETTER, "FactRetracted", "public", target=f"{LETTER}@7", reason="it was another party")
    assert sorted(ids_for(DKM, log.events)) == [f"{LETTER}@{v}" for v in range(1, 10)]


def test_a_corrected_accession_gives_what_was_told_since(log: Told) -> None:
    _amended(log)
    log.tell(LETTER, "PartyAcceded", party=SAAM)
    log.tell(LETTER, "AmendmentApproved", party=SAAM, document_hash="b" * 64)
    fix: dict[str, Any] = {"target": f"{LETTER}@7", "fields": {"party": PGM}, "reason": "misread"}
    log.tell(LETTER, "FactCorrected", "public", **fix)
    log.tell(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    after = ids_for(PGM, log.events)
    assert f"{LETTER}@8" in after
    assert after[-1] == f"{LETTER}@10"
    assert f"{LETTER}@5" not in after
    assert ids_for(SAAM, log.events)[-1] == f"{LETTER}@9"


def test_who_joins_an_action_is_no_party(log: Told) -> None:
    log.agree(LETTER, LUBLIN, DKM)
    log.tell(LETTER, "JointActionRecorded", kind="training", participants=[LUBLIN, SAAM, RADOM])
    log.tell(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    assert ids_for(SAAM, log.events)[-1] == ids_for(PGM, log.events)[-1] == f"{LETTER}@5"
    assert ids_for(RADOM, log.events)[-1] == f"{LETTER}@4"
    assert ids_for(DKM, log.events)[-1] == f"{LETTER}@6"


# ---- other streams ----------------------------------------------------------------------------------------
def test_a_planned_visit_is_its_hosts_and_visitors_also_after_it_was_held(log: Told) -> None:
    log.tell("visit-x", "VisitPlanned", host=DKM, visitors=[LUBLIN], kind="study-visit")
    log.tell("visit-x", "VisitHeld", host=DKM, visitors=[LUBLIN], clusters=[SAAM])
    log.tell("visit-y", "VisitPlanned", host=DKM, visitors=[LUBLIN], kind="study-visit")
    log.tell("visit-y", "VisitCancelled")
    for party in (DKM, LUBLIN):
        assert ids_for(party, log.events) == ["visit-x@1", "visit-x@2", "visit-y@1", "visit-y@2"]
    for reader in (None, SAAM, RADOM):
        assert ids_for(reader, log.events) == ["visit-x@2"]


def test_an_application_is_in_nobodys_feed(log: Told) -> None:
    log.tell("membership-dkm.lublin", "MembershipApplied")
    log.tell("membership-dkm.lublin", "MembershipDeclined")
    for reader in (None, DKM, LUBLIN, SAAM):
        assert ids_for(reader, log.events) == []


def test_a_promise_its_evidence_and_the_verdict_are_public(log: Told) -> None:
    log.tell("commitment-x", "CommitmentMade", promisor=LUBLIN, text={"en": "more clusters"})
    log.tell("commitment-x", "EvidenceSubmitted", submitter=LUBLIN, document="source-x")
    log.tell("commitment-x", "CommitmentAssessed", verdict="fulfilled", evidence=["commitment-x@2"])
    assert ids_for(None, log.events) == [f"commitment-x@{v}" for v in (1, 2, 3)]


def test_a_subscription_is_its_subscribers_alone(log: Told) -> None:
    told: dict[str, Any] = {
        "subscriber": LUBLIN,
        "filter": {"clusters": [SAAM]},
        "purpose": {"en": "our register"},
    }
    log.tell("subscription-x", "SubscriptionRequested", **told)
    log.tell("subscription-x", "SubscriptionApproved")
    log.tell("subscription-x", "SubscriptionRevoked")
    assert ids_for(LUBLIN, log.events) == [f"subscription-x@{v}" for v in (1, 2, 3)]
    for reader in (None, SAAM, DKM, RADOM):
        assert ids_for(reader, log.events) == []


@pytest.mark.parametrize("opinion", ["FactConfirmed", "FactDisputed"])
def test_an_opinion_is_for_those_for_whom_its_fact_is(log: Told, opinion: str) -> None:
    log.propose(LETTER, LUBLIN, RADOM)
    log.tell(LETTER, opinion, "participants", target=f"{LETTER}@1", by=SAAM, reason="misread")
    assert ids_for(RADOM, log.events) == [f"{LETTER}@1", f"{LETTER}@2"]
    assert ids_for(SAAM, log.events) == ids_for(None, log.events) == []
    log.conclude(LETTER)
    log.tell(LETTER, opinion, "participants", target=f"{LETTER}@1", by=DKM, reason="misread")
    log.tell(LETTER, "FactRetracted", "participants", target=f"{LETTER}@2", reason="it is right")
    for reader in (None, SAAM, RADOM):
        assert ids_for(reader, log.events) == [f"{LETTER}@{v}" for v in (1, 2, 3, 4, 5)]
