"""Who takes part, from when until when: in agreements that stand, visits that are planned, subscriptions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Log, ids_for

LETTER = "agreement-letter"


@pytest.fixture
def log() -> Log:
    return Log()


# ---- an agreement that stands -----------------------------------------------------------------------------
def _amended(log: Log) -> None:
    log.agree(LETTER, LUBLIN, DKM)
    log.append(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    log.append(LETTER, "AgreementAmended", changes={"en": "more"}, document_hash="a" * 64)


def test_a_conclusion_does_not_release_what_the_parties_approve_later(log: Log) -> None:
    _amended(log)
    assert ids_for(None, log.events)[-2:] == ids_for(SAAM, log.events)[-2:] == [f"{LETTER}@4", f"{LETTER}@6"]
    assert ids_for(LUBLIN, log.events) == ids_for(DKM, log.events) == [f"{LETTER}@{v}" for v in range(1, 7)]
    # recorded by mistake before the conclusion, it is not released either
    log.propose("agreement-early", LUBLIN, DKM)
    log.append("agreement-early", "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    log.conclude("agreement-early")
    assert ids_for(None, log.events)[-2:] == ["agreement-early@1", "agreement-early@3"]


def test_who_accedes_takes_part_from_then_on(log: Log) -> None:
    _amended(log)
    log.append(LETTER, "PartyAcceded", "participants", party=RADOM)
    log.append(LETTER, "AmendmentApproved", party=RADOM, document_hash="b" * 64)
    later = [f"{LETTER}@7", f"{LETTER}@8"]
    assert ids_for(RADOM, log.events) == [*(f"{LETTER}@{v}" for v in (1, 2, 3, 4, 6)), *later]
    assert ids_for(DKM, log.events)[-2:] == later
    # and does not get the amendments of the earlier ones
    log.append(LETTER, "FactConfirmed", "participants", target=f"{LETTER}@5", by=DKM)
    log.append(LETTER, "FactRetracted", "participants", target=f"{LETTER}@9", reason="x")
    assert ids_for(RADOM, log.events)[-1] == f"{LETTER}@8"
    assert ids_for(DKM, log.events)[-1] == f"{LETTER}@10"


def test_accession_opens_no_agreement_that_was_concluded_in_private(log: Log) -> None:
    log.propose(LETTER, LUBLIN, DKM)
    log.append(LETTER, "AgreementConcluded", "participants")
    log.append(LETTER, "PartyAcceded", party=RADOM)
    assert ids_for(RADOM, log.events) == [f"{LETTER}@3"]


def test_who_withdrew_gets_no_more(log: Log) -> None:
    _amended(log)
    log.append(LETTER, "PartyWithdrew", "participants", party=DKM)
    log.append(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    assert ids_for(DKM, log.events) == [f"{LETTER}@{v}" for v in range(1, 8)]
    assert ids_for(LUBLIN, log.events)[-1] == f"{LETTER}@8"
    # it comes back, and takes part from then on again
    log.append(LETTER, "PartyAcceded", party=DKM)
    log.append(LETTER, "AmendmentApproved", party=DKM, document_hash="b" * 64)
    assert ids_for(DKM, log.events)[-2:] == [f"{LETTER}@9", f"{LETTER}@10"]
    assert f"{LETTER}@8" not in ids_for(DKM, log.events)


def test_a_withdrawal_taken_back_gives_what_was_missed(log: Log) -> None:
    _amended(log)
    log.append(LETTER, "PartyWithdrew", party=DKM)
    log.append(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    log.append(LETTER, "FactRetracted", "public", target=f"{LETTER}@7", reason="it was another party")
    assert sorted(ids_for(DKM, log.events)) == [f"{LETTER}@{v}" for v in range(1, 10)]


def test_a_corrected_accession_gives_what_was_recorded_since(log: Log) -> None:
    _amended(log)
    log.append(LETTER, "PartyAcceded", party=SAAM)
    log.append(LETTER, "AmendmentApproved", party=SAAM, document_hash="b" * 64)
    fix: dict[str, Any] = {"target": f"{LETTER}@7", "fields": {"party": PGM}, "reason": "misread"}
    log.append(LETTER, "FactCorrected", "public", **fix)
    log.append(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="b" * 64)
    after = ids_for(PGM, log.events)
    assert f"{LETTER}@8" in after
    assert after[-1] == f"{LETTER}@10"
    assert f"{LETTER}@5" not in after
    assert ids_for(SAAM, log.events)[-1] == f"{LETTER}@9"


def test_who_joins_an_action_is_no_party(log: Log) -> None:
    log.agree(LETTER, LUBLIN, DKM)
    log.append(LETTER, "JointActionRecorded", kind="training", participants=[LUBLIN, SAAM, RADOM])
    log.append(LETTER, "AmendmentApproved", party=LUBLIN, document_hash="a" * 64)
    assert ids_for(SAAM, log.events)[-1] == ids_for(PGM, log.events)[-1] == f"{LETTER}@5"
    assert ids_for(RADOM, log.events)[-1] == f"{LETTER}@4"
    assert ids_for(DKM, log.events)[-1] == f"{LETTER}@6"


# ---- other streams ----------------------------------------------------------------------------------------
def test_a_planned_visit_is_its_hosts_and_visitors_also_after_it_took_place(log: Log) -> None:
    log.append("visit-x", "VisitPlanned", host=DKM, visitors=[LUBLIN], kind="study-visit")
    log.append("visit-x", "VisitHeld", host=DKM, visitors=[LUBLIN], clusters=[SAAM])
    log.append("visit-y", "VisitPlanned", host=DKM, visitors=[LUBLIN], kind="study-visit")
    log.append("visit-y", "VisitCancelled")
    for party in (DKM, LUBLIN):
        assert ids_for(party, log.events) == ["visit-x@1", "visit-x@2", "visit-y@1", "visit-y@2"]
    for reader in (None, SAAM, RADOM):
        assert ids_for(reader, log.events) == ["visit-x@2"]


def test_an_application_is_in_nobodys_feed(log: Log) -> None:
    log.append("membership-dkm.lublin", "MembershipApplied")
    log.append("membership-dkm.lublin", "MembershipDeclined")
    for reader in (None, DKM, LUBLIN, SAAM):
        assert ids_for(reader, log.events) == []


def test_a_promise_its_evidence_and_the_verdict_are_public(log: Log) -> None:
    log.append("commitment-x", "CommitmentMade", promisor=LUBLIN, text={"en": "more clusters"})
    log.append("commitment-x", "EvidenceSubmitted", submitter=LUBLIN, document="source-x")
    log.append("commitment-x", "CommitmentAssessed", verdict="fulfilled", evidence=["commitment-x@2"])
    assert ids_for(None, log.events) == [f"commitment-x@{v}" for v in (1, 2, 3)]


def test_a_subscription_is_its_subscribers_alone(log: Log) -> None:
    fields: dict[str, Any] = {
        "subscriber": LUBLIN,
        "filter": {"exact": {"cluster": SAAM}},
        "purpose": {"en": "our register"},
    }
    log.append("subscription-x", "SubscriptionRequested", **fields)
    log.append("subscription-x", "SubscriptionApproved")
    log.append("subscription-x", "SubscriptionRevoked")
    assert ids_for(LUBLIN, log.events) == [f"subscription-x@{v}" for v in (1, 2, 3)]
    for reader in (None, SAAM, DKM, RADOM):
        assert ids_for(reader, log.events) == []


@pytest.mark.parametrize("opinion", ["FactConfirmed", "FactDisputed"])
def test_an_opinion_is_for_those_for_whom_its_fact_is(log: Log, opinion: str) -> None:
    log.propose(LETTER, LUBLIN, RADOM)
    log.append(LETTER, opinion, "participants", target=f"{LETTER}@1", by=SAAM, reason="misread")
    assert ids_for(RADOM, log.events) == [f"{LETTER}@1", f"{LETTER}@2"]
    assert ids_for(SAAM, log.events) == ids_for(None, log.events) == []
    log.conclude(LETTER)
    log.append(LETTER, opinion, "participants", target=f"{LETTER}@1", by=DKM, reason="misread")
    log.append(LETTER, "FactRetracted", "participants", target=f"{LETTER}@2", reason="it is right")
    for reader in (None, SAAM, RADOM):
        assert ids_for(reader, log.events) == [f"{LETTER}@{v}" for v in (1, 2, 3, 4, 5)]
