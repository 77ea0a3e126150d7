"""Agreements that stand: who joins and leaves them, and how they are amended."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from contracts.envelope import Command, Event
from contracts.events.agreement import (
    AccedeToAgreement,
    AgreementAmended,
    AgreementExpired,
    AgreementTerminated,
    AmendAgreement,
    AmendmentApproved,
    ApproveAmendment,
    ConcludeAgreement,
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
from tests.registry.aggregates.letter import (
    CHANGES,
    CONCLUDED,
    FEWER,
    LUBLIN,
    NEW,
    OLD,
    OTHER,
    PROPOSAL,
    PROPOSED,
    RADOM,
    SIGNED,
    STANDS,
    THREE,
    TO_CONCLUDED,
    WSM,
    approved,
    either,
    with_fields,
)
from tests.registry.given import given, on


# ---- when -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", TO_CONCLUDED, ids=lambda command: str(command.verb))
def test_only_what_is_concluded_changes_unless_a_source_reports_it(command: Command) -> None:
    given([PROPOSED, *SIGNED]).when(command).refused("concluded-first")
    answer = given([PROPOSED, *SIGNED]).when(with_fields(command, mode="reported"))
    assert answer.refusal is None
    given([]).when(with_fields(command, mode="reported")).refused("proposed-first")


@either
@pytest.mark.parametrize(
    "command", [*TO_CONCLUDED, TerminateAgreement(reason="x")], ids=lambda c: str(c.verb)
)
def test_nothing_happens_certainly_before_the_conclusion(command: Command, mode: Mode) -> None:
    stands = given([*STANDS, *approved(LUBLIN, RADOM, text=NEW)])
    if isinstance(command, ApproveAmendment):
        stands = given(STANDS)
    stands.when(with_fields(command, mode=mode, occurred=on("2018-02"))).refused("in-order", "/occurred")
    assert stands.when(with_fields(command, mode="reported", occurred=on("2018"))).refusal is None


@either
@pytest.mark.parametrize("end", [AgreementTerminated(reason="x"), AgreementExpired()])
def test_nothing_follows_the_end(end: Event, mode: Mode) -> None:
    commands = [
        *TO_CONCLUDED,
        ProposeAgreement(**PROPOSAL),
        SignAgreement(party=LUBLIN),
        ConcludeAgreement(),
        TerminateAgreement(reason="once more"),
    ]
    for command in commands:
        given([*THREE, end]).when(with_fields(command, mode=mode)).refused("not-ended")
        gone = [PROPOSED, end, FactRetracted(target="agreement-one@1", reason="x")]
        given(gone).when(with_fields(command, mode=mode)).refused("not-ended")
    undone = [*STANDS, end, FactRetracted(target="agreement-one@5", reason="it goes on")]
    given(undone).when(AccedeToAgreement(party=WSM)).then([PartyAcceded(party=WSM)])


# ---- joining and leaving ----------------------------------------------------------------------------------
@either
def test_who_is_no_party_accedes(mode: Mode) -> None:
    fields: dict[str, Any] = {"represented_by": "party-lsse", "occurred": on("2019"), "mode": mode}
    given(STANDS).when(AccedeToAgreement(party=WSM, **fields)).then([PartyAcceded(party=WSM, **fields)])
    given(STANDS).when(AccedeToAgreement(party=RADOM, **fields)).refused("not-a-party", "/party")
    given(THREE).when(AccedeToAgreement(party=WSM, **fields)).refused("not-a-party", "/party")


@either
def test_who_withdrew_may_accede_again_but_not_certainly_before(mode: Mode) -> None:
    left = [*THREE, PartyWithdrew(party=WSM, occurred=on("2020-06"))]
    given(left).when(AccedeToAgreement(party=WSM, occurred=on("2020"), mode=mode)).then(
        [PartyAcceded(party=WSM, occurred=on("2020"), mode=mode)]
    )
    given(left).when(AccedeToAgreement(party=WSM, occurred=on("2020-05"), mode=mode)).refused(
        "in-order", "/occurred"
    )


@either
def test_a_party_withdraws(mode: Mode) -> None:
    for party in (WSM, LUBLIN):
        given(THREE).when(WithdrawFromAgreement(party=party, mode=mode)).then(
            [PartyWithdrew(party=party, mode=mode)]
        )
    early = WithdrawFromAgreement(party=WSM, occurred=on("2018-12"), mode=mode)
    given(THREE).when(early).refused("in-order", "/occurred")


def test_who_is_no_party_does_not_withdraw_unless_a_source_reports_it() -> None:
    given(STANDS).when(WithdrawFromAgreement(party=WSM)).refused("is-a-party", "/party")
    withdrawal = WithdrawFromAgreement(party=WSM, mode="reported")
    given(STANDS).when(withdrawal).then([PartyWithdrew(party=WSM, mode="reported")])
    left = [*THREE, PartyWithdrew(party=WSM)]
    given(left).when(WithdrawFromAgreement(party=WSM)).refused("is-a-party", "/party")
    given(left).when(withdrawal).refused("is-a-party", "/party")


@either
def test_with_fewer_than_two_parties_left_it_ends(mode: Mode) -> None:
    fields: dict[str, Any] = {"occurred": on("2020"), "mode": mode}
    given(STANDS).when(WithdrawFromAgreement(party=LUBLIN, reason="nowa strategia", **fields)).then(
        [
            PartyWithdrew(party=LUBLIN, reason="nowa strategia", **fields),
            AgreementTerminated(reason=FEWER, **fields),
        ]
    )


@either
def test_where_parties_are_not_named_nobody_knows_that_fewer_than_two_are_left(mode: Mode) -> None:
    others = [PROPOSED.model_copy(update={"others": True}), *SIGNED, CONCLUDED]
    given(others).when(WithdrawFromAgreement(party=LUBLIN, mode=mode)).then(
        [PartyWithdrew(party=LUBLIN, mode=mode)]
    )


# ---- amending ---------------------------------------------------------------------------------------------
@either
def test_a_party_approves_a_text_once(mode: Mode) -> None:
    approve = ApproveAmendment(party=LUBLIN, document_hash=NEW, mode=mode)
    given(STANDS).when(approve).then([AmendmentApproved(party=LUBLIN, document_hash=NEW, mode=mode)])
    given([*STANDS, *approved(LUBLIN)]).when(approve).refused("approves-once", "/party")
    given([*STANDS, *approved(RADOM), *approved(LUBLIN, text=OTHER)]).when(approve).then(
        [AmendmentApproved(party=LUBLIN, document_hash=NEW, mode=mode)]
    )


def test_who_is_no_party_does_not_approve_unless_a_source_reports_it() -> None:
    approve = ApproveAmendment(party=WSM, document_hash=NEW)
    reported = with_fields(approve, mode="reported")
    given(STANDS).when(approve).refused("is-a-party", "/party")
    given(STANDS).when(reported).then([AmendmentApproved(party=WSM, document_hash=NEW, mode="reported")])
    given([*THREE, PartyWithdrew(party=WSM)]).when(approve).refused("is-a-party", "/party")
    given([*THREE, PartyWithdrew(party=WSM)]).when(reported).refused("is-a-party", "/party")


def test_the_current_text_is_not_approved_again() -> None:
    approve = ApproveAmendment(party=LUBLIN, document_hash=OLD)
    given(STANDS).when(approve).refused("text-changes", "/document_hash")
    # a later source may name the approver
    given(STANDS).when(with_fields(approve, mode="reported")).then(
        [AmendmentApproved(party=LUBLIN, document_hash=OLD, mode="reported")]
    )


def test_an_amendment_is_approved_by_every_party_unless_a_source_reports_it() -> None:
    amend = AmendAgreement(changes=CHANGES, document_hash=NEW, valid_until=on("2024-12-31"))
    amended = AgreementAmended(changes=CHANGES, document_hash=NEW, valid_until=on("2024-12-31"))
    given([*STANDS, *approved(LUBLIN)]).when(amend).refused("all-approved", "/document_hash")
    given([*STANDS, *approved(LUBLIN), *approved(RADOM, text=OTHER)]).when(amend).refused(
        "all-approved", "/document_hash"
    )
    given([*STANDS, *approved(LUBLIN, RADOM)]).when(amend).then([amended])
    given(STANDS).when(with_fields(amend, mode="reported")).then(
        [amended.model_copy(update={"mode": "reported"})]
    )


def test_an_amendment_may_take_the_last_day_away() -> None:
    endless = AgreementAmended(changes=CHANGES, document_hash=NEW, indefinite=True)
    amend = AmendAgreement(changes=CHANGES, document_hash=NEW, indefinite=True)
    given([*STANDS, *approved(LUBLIN, RADOM)]).when(amend).then([endless])
    late = RecordJointAction(kind="training", participants=(RADOM,), occurred=on("2021-01-01"))
    given(STANDS).when(late).refused("agreement-alive", "/occurred")
    for stream in ([*STANDS, endless], [STANDS[0], endless, *STANDS]):
        assert given(stream).when(late).refusal is None
    again = AgreementAmended(changes=CHANGES, document_hash=OTHER, valid_until=on("2020-12-31"))
    given([*STANDS, endless, again]).when(late).refused("agreement-alive", "/occurred")
    for body in ({"indefinite": True, "valid_until": "2024"}, {"indefinite": "yes"}):
        with pytest.raises(ValidationError):
            AmendAgreement.model_validate({"changes": CHANGES, "document_hash": NEW} | body)


def test_who_acceded_approves_too_and_who_withdrew_does_not() -> None:
    amend = AmendAgreement(changes=CHANGES, document_hash=NEW)
    amended = AgreementAmended(changes=CHANGES, document_hash=NEW)
    given([*THREE, *approved(LUBLIN, RADOM)]).when(amend).refused("all-approved", "/document_hash")
    given([*STANDS, *approved(LUBLIN, RADOM), THREE[-1]]).when(amend).refused(
        "all-approved", "/document_hash"
    )
    given([*THREE, *approved(LUBLIN, RADOM, WSM)]).when(amend).then([amended])
    given([*THREE, *approved(WSM, RADOM), PartyWithdrew(party=LUBLIN)]).when(amend).then([amended])
    back = [*THREE, *approved(LUBLIN, RADOM, WSM), PartyWithdrew(party=WSM), PartyAcceded(party=WSM)]
    given(back).when(amend).refused("all-approved", "/document_hash")
    given([*back, *approved(WSM)]).when(amend).then([amended])


@either
def test_an_amendment_changes_the_text(mode: Mode) -> None:
    amend = AmendAgreement(changes=CHANGES, document_hash=OLD, mode=mode)
    given([*STANDS, *approved(LUBLIN, RADOM, text=OLD)]).when(amend).refused("text-changes", "/document_hash")
    amended = [*STANDS, *approved(LUBLIN, RADOM), AgreementAmended(changes=CHANGES, document_hash=NEW)]
    given(amended).when(with_fields(amend, document_hash=NEW)).refused("text-changes", "/document_hash")
    # the text from which it was changed may be agreed on again
    given([*amended, *approved(LUBLIN, RADOM, text=OLD)]).when(amend).then(
        [AgreementAmended(changes=CHANGES, document_hash=OLD, mode=mode)]
    )


def test_an_adopted_text_is_approved_again_before_it_is_adopted_again() -> None:
    adopted = [*approved(LUBLIN, RADOM), AgreementAmended(changes=CHANGES, document_hash=NEW)]
    back = [*approved(LUBLIN, RADOM, text=OLD), AgreementAmended(changes=CHANGES, document_hash=OLD)]
    stream = [*STANDS, *adopted, *back]
    given(stream).when(AmendAgreement(changes=CHANGES, document_hash=NEW)).refused(
        "all-approved", "/document_hash"
    )
    given(stream).when(ApproveAmendment(party=LUBLIN, document_hash=NEW)).then(approved(LUBLIN))


@either
def test_an_amended_agreement_is_valid_at_least_to_its_conclusion(mode: Mode) -> None:
    past = AmendAgreement(changes=CHANGES, document_hash=NEW, valid_until=on("2017"), mode=mode)
    given([*STANDS, *approved(LUBLIN, RADOM)]).when(past).refused("in-order", "/valid_until")


@either
def test_an_amendment_does_not_lie_certainly_before_an_approval(mode: Mode) -> None:
    first, second = approved(LUBLIN, RADOM)
    dated = [first, second.model_copy(update={"occurred": on("2019-06")})]
    amend = AmendAgreement(changes=CHANGES, document_hash=NEW)
    given([*STANDS, *dated]).when(with_fields(amend, mode=mode, occurred=on("2019-05"))).refused(
        "in-order", "/occurred"
    )
    for day in ("2019", "2019-06", "2020"):
        assert given([*STANDS, *dated]).when(with_fields(amend, mode=mode, occurred=on(day))).refusal is None
    # who withdrew took the approval along
    gone = [*THREE, *dated, AmendmentApproved(party=WSM, document_hash=NEW), PartyWithdrew(party=RADOM)]
    assert given(gone).when(with_fields(amend, mode=mode, occurred=on("2019-05"))).refusal is None
