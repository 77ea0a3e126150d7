"""Persons: an id, functions from and to, an erasure that is final. No name stands in any event."""

import pytest
from pydantic import Secret

from contracts.envelope import Event
from contracts.events.amendment import CorrectFact, FactCorrected, RetractFact
from contracts.events.person import (
    AssumeFunction,
    EndFunction,
    ErasePerson,
    FunctionAssumed,
    FunctionEnded,
    PersonErased,
    PersonRegistered,
    RegisterPerson,
)
from contracts.fields import Citation, Mode
from services.registry.aggregates.person import DECIDER
from tests.registry.given import given, on

MAYOR = {"pl": "prezydent miasta", "en": "mayor"}
BASIS = "GDPR, Article 17(1)(b)"
REGISTERED = PersonRegistered()
ASSUMED = FunctionAssumed(organisation="party-lublin", title=MAYOR, occurred=on("/2018-03-19"))
SINCE_2015 = FunctionAssumed(organisation="party-lublin", title=MAYOR, occurred=on("2015-06"))
ERASED = PersonErased(legal_basis=BASIS)


def ended(when: str | None = "2018-11", mode: Mode = "performed") -> FunctionEnded:
    occurred = on(when) if when else None
    return FunctionEnded(organisation="party-lublin", title=MAYOR, occurred=occurred, mode=mode)


def end(when: str | None = "2018-11", mode: Mode = "performed") -> EndFunction:
    occurred = on(when) if when else None
    return EndFunction(organisation="party-lublin", title=MAYOR, occurred=occurred, mode=mode)


def assume(when: str | None = None) -> AssumeFunction:
    return AssumeFunction(organisation="party-lublin", title=MAYOR, occurred=on(when) if when else None)


def test_a_person_is_registered_once() -> None:
    given([]).when(RegisterPerson()).then([REGISTERED])
    given([REGISTERED]).when(RegisterPerson()).refused("registered-once")


def test_a_decider_does_not_get_the_name() -> None:
    named = RegisterPerson(name=Secret("Bożydar Wszebąk"))
    given([]).when(named).then([REGISTERED])
    assert "Bożydar" not in f"{named!r} {named} {named.model_dump_json()}"


def test_a_registered_person_assumes_functions() -> None:
    given([]).when(assume("/2018-03-19")).refused("registered-first")
    given([REGISTERED]).when(assume("/2018-03-19")).then([ASSUMED])


def test_a_function_is_reported_once_for_each_organisation() -> None:
    given([REGISTERED, ASSUMED]).when(assume()).refused("function-once", "/title")
    elsewhere = AssumeFunction(organisation="party-radom", title=MAYOR)
    given([REGISTERED, ASSUMED]).when(elsewhere).then(
        [FunctionAssumed(organisation="party-radom", title=MAYOR)]
    )


def test_a_function_is_not_assumed_while_it_was_certainly_occupied() -> None:
    assumed = [REGISTERED, SINCE_2015, ended()]
    for day in ("2015-06-30", "2016", "2018-10"):
        given(assumed).when(assume(day)).refused("function-once", "/occurred")
        given(assumed).when(assume(day).model_copy(update={"mode": "reported"})).refused(
            "function-once", "/occurred"
        )
    for later in ("2018-11", "2018", "2015", "2010", "/2016", None):
        assert given(assumed).when(assume(later)).refusal is None


def test_a_function_ends_by_its_title_in_one_language() -> None:
    def reported(title: dict[str, str], organisation: str = "party-lublin") -> EndFunction:
        return EndFunction(organisation=organisation, title=title)

    same: list[dict[str, str]] = [
        {"en": "mayor"},
        {"pl": "Prezydent\u00a0miasta"},
        {"en": "Mayor", "pl": "prezydent miasta"},
    ]
    for title in same:
        assert given([REGISTERED, SINCE_2015]).when(reported(title)).refusal is None
        ended_so = FunctionEnded(organisation="party-lublin", title=title)
        given([REGISTERED, SINCE_2015, ended_so]).when(end()).refused("function-held", "/title")
        assert given([REGISTERED, SINCE_2015, ended_so]).when(assume()).refusal is None
    others: list[dict[str, str]] = [
        {"en": "deputy mayor"},
        {"de": "mayor"},
        {"en": "mayor", "pl": "burmistrz"},
    ]
    for title in others:
        given([REGISTERED, SINCE_2015]).when(reported(title)).refused("function-held", "/title")
    given([REGISTERED, SINCE_2015]).when(reported({"en": "mayor"}, "party-radom")).refused(
        "function-held", "/title"
    )
    # of two that it may mean it ends neither
    two = FunctionAssumed(organisation="party-lublin", title={"pl": "burmistrz", "en": "mayor"})
    both = given([REGISTERED, SINCE_2015, two])
    both.when(reported({"en": "mayor"})).refused("function-held", "/title")
    assert both.when(reported({"pl": "burmistrz"})).refusal is None


def test_titles_are_distinguished_by_language() -> None:
    one, other = {"pl": "a|en:b"}, {"pl": "a", "en": "b"}
    reported = FunctionAssumed(organisation="party-lublin", title=one)
    given([REGISTERED, reported]).when(AssumeFunction(organisation="party-lublin", title=other)).then(
        [FunctionAssumed(organisation="party-lublin", title=other)]
    )


def test_a_current_function_ends_and_may_be_assumed_again() -> None:
    given([]).when(end()).refused("registered-first")
    given([REGISTERED]).when(end()).refused("function-held", "/title")
    given([REGISTERED, SINCE_2015]).when(end()).then([ended()])
    given([REGISTERED, SINCE_2015, ended()]).when(end()).refused("function-held", "/title")
    again = FunctionAssumed(organisation="party-lublin", title=MAYOR, occurred=on("2020"))
    given([REGISTERED, SINCE_2015, ended()]).when(assume("2020")).then([again])
    given([REGISTERED, SINCE_2015, ended(), again]).when(assume("2021")).refused("function-once", "/title")
    given([REGISTERED, SINCE_2015, ended(), again]).when(end("2021")).then([ended("2021")])


@pytest.mark.parametrize("mode", ["performed", "reported"])
def test_an_end_is_not_certainly_before_the_beginning(mode: Mode) -> None:
    assumed = [REGISTERED, SINCE_2015]
    given(assumed).when(end("2015-05-31", mode)).refused("end-not-before-start", "/occurred")
    for possible in ("2015-06-01", "2015", "/2016", None):
        given(assumed).when(end(possible, mode)).then([ended(possible, mode)])


def test_a_source_may_report_an_end_alone_and_the_beginning_later() -> None:
    given([REGISTERED]).when(end(mode="reported")).then([ended(mode="reported")])
    reported: list[Event] = [REGISTERED, ended(mode="reported")]
    given(reported).when(end("2018", "reported")).refused("ended-once", "/title")
    given(reported).when(end("2022", "reported")).then([ended("2022", "reported")])
    given(reported).when(assume("2015-06")).then([SINCE_2015])
    # That beginning belongs to the end recorded before, so the function is free and can begin again.
    given([*reported, SINCE_2015]).when(end()).refused("function-held", "/title")
    later = FunctionAssumed(organisation="party-lublin", title=MAYOR, occurred=on("2019"))
    given([*reported, SINCE_2015]).when(assume("2019")).then([later])
    given([*reported, later]).when(end("2020")).then([ended("2020")])


def test_an_erased_person_gets_nothing_new_but_functions_still_end() -> None:
    erase = ErasePerson(legal_basis=BASIS)
    given([]).when(erase).refused("registered-first")
    given([REGISTERED, SINCE_2015]).when(erase).then([ERASED])
    gone: list[Event] = [REGISTERED, SINCE_2015, ERASED]
    given(gone).when(erase).refused("not-erased")
    given(gone).when(AssumeFunction(organisation="party-radom", title=MAYOR)).refused("not-erased")
    given(gone).when(RegisterPerson(name=Secret("Bożydar Wszebąk"))).refused("registered-once")
    given(gone).when(end()).then([ended()])


def test_neither_an_erasure_nor_a_person_is_retracted() -> None:
    gone: list[Event] = [REGISTERED, ERASED]
    for target in ("person-one@1", "person-one@2"):
        given(gone).when(RetractFact(target=target, reason="a mistake")).refused("irreversible", "/target")


def test_digests_are_not_corrected_and_no_correction_brings_a_name_in() -> None:
    def correct(**fields: object) -> CorrectFact:
        cited = (Citation(id="source-letter"),)
        return CorrectFact(target="person-one@1", fields=fields, reason="misspelt", sources=cited)

    given([REGISTERED]).when(correct(_sd=["A" * 43])).refused("correctable", "/fields/_sd")
    answer = given([REGISTERED]).when(correct(name="Bożydar Wszebąk"))
    answer.refused("correction-valid", "/fields/name")
    assert "Bożydar" not in repr(answer.refusal)
    dated = correct(occurred="2018")
    given([REGISTERED]).when(dated).then([FactCorrected.of(dated, fields={"occurred": _written("2018")})])


def _written(date: str) -> dict[str, str]:
    return on(date).model_dump(mode="json", exclude_none=True)


def test_the_organisation_speaks_for_its_functions_and_none_erases() -> None:
    assert DECIDER.authorised_writers("person-one", None, assume()) == {"party-lublin"}
    assert DECIDER.authorised_writers("person-one", None, end()) == {"party-lublin"}
    assert DECIDER.authorised_writers("person-one", None, RegisterPerson()) == frozenset()
    assert DECIDER.authorised_writers("person-one", None, ErasePerson(legal_basis=BASIS)) == {"person-one"}
