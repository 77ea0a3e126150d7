"""Visits: planned before they take place, cancelled for good; nobody visits themselves; outcomes need a visit that took place."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.envelope import Command, Event
from contracts.events.amendment import CorrectFact, FactRetracted
from contracts.events.visit import (
    CancelVisit,
    HoldVisit,
    PlanVisit,
    RecordVisitOutcome,
    VisitCancelled,
    VisitHeld,
    VisitOutcomeRecorded,
    VisitPlanned,
)
from contracts.fields import Citation, Mode
from services.registry.aggregates.visit import DECIDER
from tests.registry.given import given, on

STARACHOWICE, LUBLIN, RADOM = "party-starachowice", "party-lublin", "party-radom"
WHO: dict[str, Any] = {"host": STARACHOWICE, "visitors": (LUBLIN,), "occurred": on("/2018-01-12")}
PLANNED, PLAN = VisitPlanned(**WHO), PlanVisit(**WHO)
TOOK_PLACE, RECORD_VISIT = VisitHeld(**WHO), HoldVisit(**WHO)
CANCELLED = VisitCancelled(reason="śnieg")
TEXT = {"pl": "Szersza współpraca"}
OUTCOME = RecordVisitOutcome(text=TEXT, leads_to="agreement-loi-2018")

either = pytest.mark.parametrize("mode", ["performed", "reported"])


def in_mode(command: Any, mode: Mode) -> Any:
    """The command in this mode."""
    return command.model_copy(update={"mode": mode})


# ---- plans ------------------------------------------------------------------------------------------------
@either
def test_a_visit_is_planned_once_and_before_it_takes_place(mode: Mode) -> None:
    given([]).when(in_mode(PLAN, mode)).then([in_mode(PLANNED, mode)])
    given([PLANNED]).when(in_mode(PLAN, mode)).refused("planned-once")
    given([TOOK_PLACE]).when(in_mode(PLAN, mode)).refused("not-held")


def test_a_planned_visit_is_cancelled() -> None:
    cancel = CancelVisit(reason="śnieg")
    given([PLANNED]).when(cancel).then([CANCELLED])
    given([]).when(cancel).refused("planned-first")
    given([]).when(in_mode(cancel, "reported")).then([in_mode(CANCELLED, "reported")])


@either
def test_a_visit_that_took_place_is_not_cancelled(mode: Mode) -> None:
    for stream in ([TOOK_PLACE], [PLANNED, TOOK_PLACE]):
        given(stream).when(CancelVisit(mode=mode)).refused("not-held")


@either
@pytest.mark.parametrize("command", [PLAN, RECORD_VISIT, OUTCOME, CancelVisit()], ids=lambda c: str(c.verb))
def test_a_visit_is_cancelled_for_good(command: Command, mode: Mode) -> None:
    given([PLANNED, CANCELLED]).when(in_mode(command, mode)).refused("not-cancelled")
    gone = [PLANNED, CANCELLED, FactRetracted(target="visit-one@1", reason="x")]
    given(gone).when(in_mode(command, mode)).refused("not-cancelled")


def test_a_cancellation_that_was_a_mistake_is_retracted() -> None:
    stream: list[Event] = [PLANNED, CANCELLED, FactRetracted(target="visit-one@2", reason="it took place")]
    given(stream).when(RECORD_VISIT).then([TOOK_PLACE])
    given(stream).when(PLAN).refused("planned-once")


# ---- who meets whom ---------------------------------------------------------------------------------------
@either
@pytest.mark.parametrize("kind", [HoldVisit, PlanVisit])
def test_the_host_is_no_visitor_and_visitors_are_listed_once(
    kind: type[HoldVisit | PlanVisit], mode: Mode
) -> None:
    itself = kind(host=LUBLIN, visitors=(RADOM, LUBLIN), mode=mode)
    given([]).when(itself).refused("host-is-not-visitor", "/visitors")
    twice = kind(host=LUBLIN, visitors=(RADOM, RADOM), mode=mode)
    given([]).when(twice).refused("visitors-distinct", "/visitors")
    assert given([]).when(kind(host=LUBLIN, visitors=(RADOM, "cluster-dkm"), mode=mode)).refusal is None


def test_a_corrected_plan_keeps_the_rules() -> None:
    wrong = CorrectFact(
        target="visit-one@1",
        fields={"host": LUBLIN},
        reason="misread",
        sources=(Citation(id="source-letter"),),
    )
    given([PLANNED]).when(wrong).refused("host-is-not-visitor", "/fields/host")


# ---- held -------------------------------------------------------------------------------------------------
@either
def test_a_visit_takes_place_once(mode: Mode) -> None:
    given([]).when(in_mode(RECORD_VISIT, mode)).then([in_mode(TOOK_PLACE, mode)])
    given([TOOK_PLACE]).when(in_mode(RECORD_VISIT, mode)).refused("held-once")


def test_others_may_come_than_were_to_come() -> None:
    command = HoldVisit(host=STARACHOWICE, visitors=(LUBLIN, RADOM))
    given([PLANNED]).when(command).then([VisitHeld(host=STARACHOWICE, visitors=(LUBLIN, RADOM))])


@either
def test_an_outcome_follows_a_visit(mode: Mode) -> None:
    outcome = in_mode(OUTCOME, mode)
    for stream in ([], [PLANNED]):
        given(stream).when(outcome).refused("visit-held")
    given([TOOK_PLACE]).when(outcome).then(
        [VisitOutcomeRecorded(text=TEXT, leads_to="agreement-loi-2018", mode=mode)]
    )
    assert OUTCOME.targets() == {"agreement-loi-2018": "/leads_to"}
    assert RecordVisitOutcome(text=TEXT).targets() == {}


@either
def test_an_outcome_does_not_lie_certainly_before_the_visit(mode: Mode) -> None:
    visit = VisitHeld(host=STARACHOWICE, visitors=(LUBLIN,), occurred=on("2018-01"))
    outcome = RecordVisitOutcome(text=TEXT, mode=mode)
    for day in ("2017", "2017-12-31"):
        early = outcome.model_copy(update={"occurred": on(day)})
        given([visit]).when(early).refused("in-order", "/occurred")
    for day in ("2018", "2017/", "2017-12-31~", "2018-03"):
        assert given([visit]).when(outcome.model_copy(update={"occurred": on(day)})).refusal is None
    assert given([TOOK_PLACE]).when(outcome.model_copy(update={"occurred": on("1990")})).refusal is None


@either
def test_a_visit_leads_to_something_else(mode: Mode) -> None:
    for other, refused in (("visit-one", True), ("visit-two", False)):
        answer = given([TOOK_PLACE]).when(RecordVisitOutcome(text=TEXT, leads_to=other, mode=mode))
        if refused:
            answer.refused("not-itself", "/leads_to")
        else:
            assert answer.refusal is None


def test_host_and_visitors_speak_for_it() -> None:
    both = {STARACHOWICE, LUBLIN}
    for command in (PLAN, RECORD_VISIT):
        assert DECIDER.authorised_writers("visit-one", None, command) == both
    for state in (DECIDER.fold([PLANNED]), DECIDER.fold([TOOK_PLACE])):
        assert DECIDER.authorised_writers("visit-one", state, CancelVisit()) == both
        assert DECIDER.authorised_writers("visit-one", state, OUTCOME) == both
    assert DECIDER.authorised_writers("visit-one", None, OUTCOME) == {"visit-one"}


def test_nobody_records_a_visit_that_others_planned() -> None:
    theirs = HoldVisit(host=RADOM, visitors=("party-jaworzno",))
    assert DECIDER.authorised_writers("visit-one", DECIDER.fold([PLANNED]), theirs) == {STARACHOWICE, LUBLIN}
