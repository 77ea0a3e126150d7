"""Persons: an id, and functions that are told once each. No name stands in any event."""

from contracts.events.person import AssumeFunction, FunctionAssumed, PersonRegistered, RegisterPerson
from services.registry.aggregates.person import DECIDER
from tests.registry.given import given, on

MAYOR = {"pl": "prezydent miasta", "en": "mayor"}
REGISTERED = PersonRegistered()
ASSUMED = FunctionAssumed(organisation="party-lublin", title=MAYOR, occurred=on("/2018-03-19"))


def test_a_person_is_registered_once() -> None:
    given([]).when(RegisterPerson()).then([REGISTERED])
    given([REGISTERED]).when(RegisterPerson()).refused("registered-once")


def test_a_registered_person_assumes_functions() -> None:
    assume = AssumeFunction(organisation="party-lublin", title=MAYOR, occurred=on("/2018-03-19"))
    given([]).when(assume).refused("registered-first")
    given([REGISTERED]).when(assume).then([ASSUMED])


def test_a_function_is_told_once_for_each_organisation() -> None:
    again = AssumeFunction(organisation="party-lublin", title=MAYOR)
    given([REGISTERED, ASSUMED]).when(again).refused("function-once", "/title")
    elsewhere = AssumeFunction(organisation="party-radom", title=MAYOR)
    given([REGISTERED, ASSUMED]).when(elsewhere).then(
        [FunctionAssumed(organisation="party-radom", title=MAYOR)]
    )


def test_titles_are_told_apart_by_language() -> None:
    one, other = {"pl": "a|en:b"}, {"pl": "a", "en": "b"}
    told = FunctionAssumed(organisation="party-lublin", title=one)
    given([REGISTERED, told]).when(AssumeFunction(organisation="party-lublin", title=other)).then(
        [FunctionAssumed(organisation="party-lublin", title=other)]
    )


def test_the_organisation_speaks_for_its_functions() -> None:
    assert DECIDER.writers("person-one", None, AssumeFunction(organisation="party-lublin", title=MAYOR)) == {
        "party-lublin"
    }
    assert DECIDER.writers("person-one", None, RegisterPerson()) == frozenset()
