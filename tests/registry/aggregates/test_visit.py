"""Visits: nobody visits themselves, a visit is held once, and only a visit that was held has an outcome."""

from contracts.events.visit import HoldVisit, RecordVisitOutcome, VisitHeld, VisitOutcomeRecorded
from services.registry.aggregates.visit import DECIDER
from tests.registry.given import given, on

WHO = {"host": "party-starachowice", "visitors": ("party-lublin",), "occurred": on("/2018-01-12")}
HELD = VisitHeld.model_validate(WHO)
HOLD = HoldVisit.model_validate(WHO)
TEXT = {"pl": "Szersza współpraca"}


def test_a_visit_is_held_once() -> None:
    given([]).when(HOLD).then([HELD])
    given([HELD]).when(HOLD).refused("held-once")


def test_the_host_is_no_visitor() -> None:
    hold = HoldVisit(host="party-lublin", visitors=("party-radom", "party-lublin"))
    given([]).when(hold).refused("host-is-not-visitor", "/visitors")


def test_visitors_are_listed_once() -> None:
    hold = HoldVisit(host="party-lublin", visitors=("party-radom", "party-radom"))
    given([]).when(hold).refused("visitors-distinct", "/visitors")
    two = {"host": "party-lublin", "visitors": ("party-radom", "cluster-dkm")}
    given([]).when(HoldVisit.model_validate(two)).then([VisitHeld.model_validate(two)])


def test_an_outcome_follows_a_visit() -> None:
    outcome = RecordVisitOutcome(text=TEXT, leads_to="agreement-loi-2018")
    given([]).when(outcome).refused("visit-held")
    given([HELD]).when(outcome).then([VisitOutcomeRecorded(text=TEXT, leads_to="agreement-loi-2018")])
    assert outcome.targets() == ("agreement-loi-2018",)
    assert RecordVisitOutcome(text=TEXT).targets() == ()


def test_host_and_visitors_speak_for_it() -> None:
    both = {"party-starachowice", "party-lublin"}
    assert DECIDER.writers("visit-one", None, HOLD) == both
    assert DECIDER.writers("visit-one", DECIDER.fold([HELD]), RecordVisitOutcome(text=TEXT)) == both
    assert DECIDER.writers("visit-one", None, RecordVisitOutcome(text=TEXT)) == {"visit-one"}
