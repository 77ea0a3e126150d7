"""Agreements that stand: how they end, what was done under them, and who speaks for them."""

from __future__ import annotations

from contracts.envelope import Command
from contracts.events.agreement import (
    AccedeToAgreement,
    AgreementAmended,
    AgreementExpired,
    AgreementTerminated,
    AmendAgreement,
    ApproveAmendment,
    ConcludeAgreement,
    ExpireAgreement,
    JointActionRecorded,
    PartyAcceded,
    PartyWithdrew,
    ProposeAgreement,
    RecordJointAction,
    SignAgreement,
    TerminateAgreement,
    WithdrawFromAgreement,
)
from contracts.events.amendment import FactRetracted
from contracts.fields import Mode
from services.registry.aggregates.agreement import DECIDER
from tests.registry.aggregates.letter import (
    CHANGES,
    CONCLUDED,
    LUBLIN,
    NEW,
    PGM,
    PROPOSAL,
    PROPOSED,
    RADOM,
    SIGNED,
    STANDS,
    THREE,
    WSM,
    either,
    with_fields,
)
from tests.registry.given import given, on


# ---- the end ----------------------------------------------------------------------------------------------
@either
def test_an_agreement_is_terminated(mode: Mode) -> None:
    terminate = TerminateAgreement(reason="rozwiązana", occurred=on("2019"), mode=mode)
    given(STANDS).when(terminate).then(
        [AgreementTerminated(reason="rozwiązana", occurred=on("2019"), mode=mode)]
    )


def test_a_proposal_is_withdrawn_by_a_termination_that_names_its_audience() -> None:
    terminate = TerminateAgreement(reason="nikt nie chce")
    ended = AgreementTerminated(reason="nikt nie chce")
    given([PROPOSED]).when(terminate).refused("audience-named", "/audience")
    given([PROPOSED]).when(with_fields(terminate, audience="participants")).then([ended])
    given([PROPOSED]).when(with_fields(terminate, audience="public")).then([ended])
    given([PROPOSED]).when(with_fields(terminate, mode="reported")).then(
        [ended.model_copy(update={"mode": "reported"})]
    )
    given([]).when(terminate).refused("proposed-first")


@either
def test_a_proposal_does_not_end_certainly_before_it_was_made(mode: Mode) -> None:
    early = TerminateAgreement(reason="x", occurred=on("2017"), mode=mode, audience="participants")
    given([PROPOSED]).when(early).refused("in-order", "/occurred")


def test_an_agreement_expires_when_its_time_has_run_out() -> None:
    early = ExpireAgreement(occurred=on("2020-12-30"))
    given(STANDS).when(early).refused("time-run-out", "/occurred")
    given(STANDS).when(with_fields(early, mode="reported")).then(
        [AgreementExpired(occurred=on("2020-12-30"), mode="reported")]
    )
    for day in ("2020-12-31", "2020-12", "2020", "2021"):
        given(STANDS).when(ExpireAgreement(occurred=on(day))).then([AgreementExpired(occurred=on(day))])
    given(STANDS).when(ExpireAgreement()).then([AgreementExpired()])
    longer = [*STANDS, AgreementAmended(changes=CHANGES, document_hash=NEW, valid_until=on("2024"))]
    given(longer).when(ExpireAgreement(occurred=on("2021"))).refused("time-run-out", "/occurred")
    same = [*STANDS, AgreementAmended(changes=CHANGES, document_hash=NEW)]
    given(same).when(ExpireAgreement(occurred=on("2021"))).then([AgreementExpired(occurred=on("2021"))])


def test_an_agreement_without_a_last_day_may_expire() -> None:
    endless = [PROPOSED.model_copy(update={"valid_until": None}), *SIGNED, CONCLUDED]
    given(endless).when(ExpireAgreement(occurred=on("2019"))).then([AgreementExpired(occurred=on("2019"))])


# ---- what was done under it -------------------------------------------------------------------------------
@either
def test_a_joint_action_has_a_party_among_its_participants(mode: Mode) -> None:
    def act(*participants: str) -> RecordJointAction:
        return RecordJointAction(kind="joint-fair", participants=participants, mode=mode)

    given(STANDS).when(act(RADOM, PGM)).then(
        [JointActionRecorded(kind="joint-fair", participants=(RADOM, PGM), mode=mode)]
    )
    given(STANDS).when(act(WSM, PGM)).refused("party-takes-part", "/participants")
    for stream in (THREE, [*THREE, PartyWithdrew(party=WSM)]):
        given(stream).when(act(WSM)).then(
            [JointActionRecorded(kind="joint-fair", participants=(WSM,), mode=mode)]
        )
    others = [PROPOSED.model_copy(update={"others": True}), *SIGNED, CONCLUDED]
    assert given(others).when(act(WSM)).refusal is None


def test_a_joint_action_falls_into_the_agreements_time_unless_a_source_reports_it() -> None:
    late = RecordJointAction(kind="training", participants=(RADOM,), occurred=on("2021-01-01"))
    given(STANDS).when(late).refused("agreement-alive", "/occurred")
    given(STANDS).when(with_fields(late, mode="reported")).then(
        [
            JointActionRecorded(
                kind="training", participants=(RADOM,), occurred=on("2021-01-01"), mode="reported"
            )
        ]
    )
    assert given(STANDS).when(with_fields(late, occurred=on("2020/2021"))).refusal is None


# ---- what stays -------------------------------------------------------------------------------------------
def test_each_part_stays_when_another_is_retracted() -> None:
    def gone(version: int) -> FactRetracted:
        return FactRetracted(target=f"agreement-one@{version}", reason="entered by mistake")

    amended = [*THREE, AgreementAmended(changes=CHANGES, document_hash=NEW, valid_until=on("2024"))]
    again = [*amended, gone(1), gone(4), PROPOSED, CONCLUDED]
    given([*amended, gone(1)]).when(WithdrawFromAgreement(party=WSM)).refused("proposed-first")
    given([*amended, gone(4)]).when(WithdrawFromAgreement(party=WSM)).refused("concluded-first")
    given(again).when(AccedeToAgreement(party=WSM)).refused("not-a-party", "/party")
    given(again).when(ApproveAmendment(party=WSM, document_hash=NEW)).refused(
        "text-changes", "/document_hash"
    )
    given(again).when(ExpireAgreement(occurred=on("2021"))).refused("time-run-out", "/occurred")
    given([*THREE, gone(5)]).when(AccedeToAgreement(party=WSM)).then([PartyAcceded(party=WSM)])


def test_the_parties_speak_for_it_and_each_for_itself() -> None:
    listed, propose = frozenset({LUBLIN, RADOM}), ProposeAgreement(**PROPOSAL)
    assert DECIDER.authorised_writers("agreement-one", None, propose) == listed
    state = DECIDER.fold([*THREE, PartyWithdrew(party=LUBLIN)])
    for_itself: tuple[Command, ...] = (
        SignAgreement(party=PGM),
        AccedeToAgreement(party=PGM),
        WithdrawFromAgreement(party=PGM),
        ApproveAmendment(party=PGM, document_hash=NEW),
    )
    for command in for_itself:
        assert DECIDER.authorised_writers("agreement-one", state, command) == {PGM}
    for_all: tuple[Command, ...] = (
        ConcludeAgreement(),
        AmendAgreement(changes=CHANGES, document_hash=NEW),
        TerminateAgreement(reason="x"),
        ExpireAgreement(),
        RecordJointAction(kind="training", participants=(PGM,)),
    )
    for command in for_all:
        assert DECIDER.authorised_writers("agreement-one", DECIDER.fold([PROPOSED]), command) == listed
        assert DECIDER.authorised_writers("agreement-one", state, command) == {RADOM, WSM}
        assert DECIDER.authorised_writers("agreement-one", None, command) == {"agreement-one"}
