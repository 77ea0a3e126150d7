"""Who reads what, and from when on: given events, when another one is recorded, then these readers get these events."""

from __future__ import annotations

import pytest

from services.notifications.entries import groups_of
from tests.notifications.given import (
    DKM,
    LUBLIN,
    PGM,
    RADOM,
    SAAM,
    WSM,
    Log,
    ids_for,
    rows_of,
)

LETTER = "agreement-letter"


@pytest.fixture
def log() -> Log:
    return Log()


def test_readers_by_subject() -> None:
    assert groups_of(None) == {"public"}
    assert groups_of(LUBLIN) == {"public", LUBLIN}
    assert groups_of(DKM) == {"public", "partners", DKM}


def test_a_public_event_is_for_everybody(log: Log) -> None:
    log.append(DKM, "ClusterFounded")
    for reader in (None, LUBLIN, DKM, SAAM):
        assert ids_for(reader, log.events) == ["cluster-dkm@1"]


def test_an_event_for_partners_is_for_every_cluster(log: Log) -> None:
    log.append("visit-x", "VisitOutcomeRecorded", text={"en": "more to come"})
    assert ids_for(DKM, log.events) == ["visit-x@1"]
    assert ids_for(LUBLIN, log.events) == []
    assert ids_for(None, log.events) == []


def test_an_owners_event_is_in_nobodys_feed(log: Log) -> None:
    log.append("person-x", "PersonRegistered")
    log.append(DKM, "CoordinatorAppointed", "owner", organisation="party-lsse")
    for reader in (None, LUBLIN, DKM, "party-lsse", "person-x"):
        assert ids_for(reader, log.events) == []


def test_a_proposal_is_for_the_parties(log: Log) -> None:
    log.propose(LETTER, LUBLIN, DKM)
    assert ids_for(LUBLIN, log.events) == ids_for(DKM, log.events) == [f"{LETTER}@1"]
    assert ids_for(SAAM, log.events) == ids_for(RADOM, log.events) == ids_for(None, log.events) == []


def test_a_beneficiary_is_not_a_party(log: Log) -> None:
    log.append(LETTER, "AgreementProposed", parties=[LUBLIN, RADOM], beneficiaries=[DKM])
    assert ids_for(DKM, log.events) == []


def test_a_conclusion_releases_what_led_to_it_just_before_itself(log: Log) -> None:
    log.propose(LETTER, LUBLIN, RADOM)
    log.append(DKM, "ClusterFounded")
    log.sign(LETTER, LUBLIN)
    log.sign(LETTER, RADOM)
    assert ids_for(None, log.events) == ["cluster-dkm@1"]
    log.conclude(LETTER)
    released = [f"{LETTER}@{version}" for version in (1, 2, 3, 4)]
    assert ids_for(None, log.events) == ids_for(SAAM, log.events) == ["cluster-dkm@1", *released]
    # The parties had it before, and do not get it again.
    assert ids_for(LUBLIN, log.events) == [f"{LETTER}@1", "cluster-dkm@1", *released[1:]]


def test_an_amendment_is_for_whom_the_conclusion_is(log: Log) -> None:
    log.propose(LETTER, LUBLIN, DKM)
    log.append(LETTER, "AgreementAmended", "participants", changes={"pl": "x"}, document_hash="a" * 64)
    assert ids_for(None, log.events) == []
    log.conclude(LETTER)
    log.append(LETTER, "AgreementAmended", "participants", changes={"pl": "y"}, document_hash="b" * 64)
    log.append(LETTER, "FactConfirmed", "participants", target=f"{LETTER}@4", by=DKM)
    every = [f"{LETTER}@{version}" for version in (1, 2, 3, 4, 5)]
    assert ids_for(None, log.events) == ids_for(SAAM, log.events) == ids_for(DKM, log.events) == every
    # What is approved is a step of the parties'.
    log.append(LETTER, "AmendmentApproved", "participants", party=DKM, document_hash="c" * 64)
    assert ids_for(None, log.events) == every
    assert ids_for(DKM, log.events) == [*every, f"{LETTER}@6"]


def test_a_conclusion_for_the_parties_alone_releases_nothing(log: Log) -> None:
    log.propose(LETTER, LUBLIN, RADOM)
    log.append(LETTER, "AgreementConcluded", "participants")
    assert ids_for(None, log.events) == ids_for(DKM, log.events) == []
    assert ids_for(RADOM, log.events) == [f"{LETTER}@1", f"{LETTER}@2"]


def test_a_conclusion_for_partners_releases_to_partners_and_keeps_its_cities(log: Log) -> None:
    log.propose(LETTER, LUBLIN, DKM)
    log.append(LETTER, "AgreementConcluded", "partners")
    log.append(LETTER, "FactRefined", "participants", target=f"{LETTER}@1", date={"edtf": "2018-03"})
    assert ids_for(SAAM, log.events) == [f"{LETTER}@1", f"{LETTER}@2", f"{LETTER}@3"]
    assert ids_for(DKM, log.events) == [f"{LETTER}@1", f"{LETTER}@2", f"{LETTER}@3"]
    assert ids_for(LUBLIN, log.events) == [f"{LETTER}@1", f"{LETTER}@2", f"{LETTER}@3"]
    assert ids_for(None, log.events) == []


def test_what_is_reported_by_a_source_is_public_at_once(log: Log) -> None:
    log.append(LETTER, "AgreementProposed", "public", parties=[DKM, SAAM])
    log.conclude(LETTER)
    assert ids_for(None, log.events) == ids_for(DKM, log.events) == [f"{LETTER}@1", f"{LETTER}@2"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_amendment_of_what_is_released_is_released(log: Log, when: str) -> None:
    log.propose(LETTER, LUBLIN, RADOM)
    if when == "after":
        log.conclude(LETTER)
    log.append(LETTER, "FactRefined", "participants", target=f"{LETTER}@1", date={"edtf": "2018-03"})
    if when == "before":
        assert ids_for(None, log.events) == []
        log.conclude(LETTER)
    assert ids_for(None, log.events) == ids_for(LUBLIN, log.events) == [f"{LETTER}@{v}" for v in (1, 2, 3)]


def test_other_events_for_participants_stay_with_them(log: Log) -> None:
    log.agree(LETTER, LUBLIN, RADOM)
    log.append(LETTER, "AgreementConcluded", "participants", document_hash="0" * 64)
    assert f"{LETTER}@5" not in ids_for(None, log.events)
    for party in (LUBLIN, RADOM):
        assert ids_for(party, log.events)[-1] == f"{LETTER}@5"


def test_a_retracted_conclusion_closes_what_is_recorded_from_then_on(log: Log) -> None:
    log.agree(LETTER, LUBLIN, RADOM)
    log.append(LETTER, "FactRetracted", target=f"{LETTER}@4", reason="it was another letter")
    log.sign(LETTER, RADOM)
    assert ids_for(None, log.events)[-1] == f"{LETTER}@5"
    assert ids_for(RADOM, log.events)[-1] == f"{LETTER}@6"
    log.conclude(LETTER)
    assert ids_for(None, log.events) == [f"{LETTER}@{version}" for version in range(1, 8)]


def test_who_is_named_later_gets_the_earlier_events(log: Log) -> None:
    log.append("visit-x", "VisitHeld", "participants", host=DKM, visitors=[LUBLIN])
    log.append(
        "visit-x", "VisitHeld", "participants", host=DKM, visitors=[LUBLIN, SAAM], sites=["party-plant"]
    )
    for reader in (DKM, LUBLIN, SAAM):
        assert ids_for(reader, log.events) == ["visit-x@1", "visit-x@2"]
    assert ids_for(PGM, log.events) == ids_for("party-plant", log.events) == []


def test_a_correction_changes_who_takes_part(log: Log) -> None:
    log.propose(LETTER, LUBLIN, SAAM)
    log.append(
        LETTER,
        "FactCorrected",
        "participants",
        target=f"{LETTER}@1",
        fields={"parties": [LUBLIN, PGM]},
        reason="x",
    )
    log.sign(LETTER, LUBLIN)
    assert ids_for(PGM, log.events) == ids_for(LUBLIN, log.events) == [f"{LETTER}@{v}" for v in (1, 2, 3)]
    # A party that was listed by mistake gets the correction, and nothing after it.
    assert ids_for(SAAM, log.events) == [f"{LETTER}@1", f"{LETTER}@2"]
    log.conclude(LETTER)
    for reader in (None, SAAM, PGM, LUBLIN):
        assert sorted(ids_for(reader, log.events)) == [f"{LETTER}@{v}" for v in (1, 2, 3, 4)]


def test_a_correction_of_the_host_keeps_the_visitors(log: Log) -> None:
    log.append("visit-x", "VisitHeld", "participants", host=DKM, visitors=[LUBLIN])
    log.append(
        "visit-x", "FactCorrected", "participants", target="visit-x@1", fields={"host": WSM}, reason="x"
    )
    log.append("visit-x", "VisitHeld", "participants", visitors=[RADOM])
    assert ids_for(LUBLIN, log.events) == ids_for(WSM, log.events) == ["visit-x@1", "visit-x@2", "visit-x@3"]
    assert ids_for(DKM, log.events) == ["visit-x@1", "visit-x@2"]


def test_a_membership_is_its_clusters_and_its_partys(log: Log) -> None:
    log.append("membership-dkm.lublin", "MemberJoined", "participants")
    assert ids_for(DKM, log.events) == ids_for(LUBLIN, log.events) == ["membership-dkm.lublin@1"]
    assert ids_for(SAAM, log.events) == []


def test_in_a_stream_without_parties_who_is_named_takes_part(log: Log) -> None:
    log.append(DKM, "CoordinatorAppointed", "participants", organisation="party-lsse", role="lead")
    assert ids_for(DKM, log.events) == ids_for("party-lsse", log.events) == [f"{DKM}@1"]
    assert ids_for(SAAM, log.events) == []


def test_the_holder_of_a_key_does_not_take_part_by_its_name(log: Log) -> None:
    event = log.append(DKM, "CoordinatorAppointed", "participants", organisation="party-lsse")
    renamed = event._replace(data=event.data.replace(b'"test"', b'"cluster-saam"'))
    assert ids_for(SAAM, [renamed]) == []


def test_an_event_refers_to_the_clusters_and_parties_that_it_names_and_to_its_streams_parties(
    log: Log,
) -> None:
    log.propose(LETTER, DKM, LUBLIN)
    log.conclude(LETTER)
    log.append("membership-saam.lublin", "MemberJoined")
    log.append("visit-x", "VisitHeld", host=LUBLIN, visitors=[RADOM], clusters=[PGM])
    refers = [row.refers for row in rows_of(log.events) if not row.again]
    assert refers == [(DKM, LUBLIN), (DKM, LUBLIN), (SAAM, LUBLIN), (PGM, LUBLIN, RADOM)]


def test_a_public_event_of_a_newer_registry_is_passed_on_and_a_restricted_one_is_not(log: Log) -> None:
    log.append(DKM, "ClusterRevived", "public")
    assert ids_for(None, log.events) == [f"{DKM}@1"]
    log.append(DKM, "ClusterRevived", "participants")
    with pytest.raises(ValueError, match="unknown, and it is not for everybody"):
        ids_for(None, log.events)


def test_data_that_cannot_be_read_is_in_no_feed(log: Log) -> None:
    event = log.append(DKM, "ClusterFounded")
    for data in (b"{", b"[]", b"3"):
        with pytest.raises(ValueError, match="cannot be read"):
            ids_for(None, [event._replace(data=data)])
