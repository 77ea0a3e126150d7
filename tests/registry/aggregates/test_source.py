"""Sources: one document, one source; its hash is claimed, so that no other stream registers it."""

from contracts.envelope import Claim
from contracts.events.source import RegisterSource, SourceRegistered
from services.registry.aggregates.source import DECIDER
from tests.registry.given import given

HASH = "5f" * 32
SOURCE = {
    "title": {"pl": "List wydziału strategii"},
    "language": "pl",
    "hash": HASH,
    "published": "2016-12-01",
}
REGISTERED = SourceRegistered.model_validate(SOURCE)


def test_a_source_is_registered_once() -> None:
    register = RegisterSource.model_validate(SOURCE)
    given([]).when(register).then([REGISTERED])
    given([REGISTERED]).when(register).refused("registered-once")


def test_a_source_whose_bytes_are_not_at_hand_has_no_hash_and_claims_nothing() -> None:
    letter = {"title": {"pl": "List na papierze"}, "language": "pl"}
    registered = SourceRegistered.model_validate(letter)
    given([]).when(RegisterSource.model_validate(letter)).then([registered])
    given([registered]).when(RegisterSource.model_validate(SOURCE)).refused("registered-once")
    assert registered.claims() == ()


def test_a_document_is_translated_from_another() -> None:
    translated = RegisterSource.model_validate(SOURCE | {"translation_of": "source-one"})
    given([]).when(translated).refused("not-itself", "/translation_of")
    assert given([]).when(translated.model_copy(update={"translation_of": "source-two"})).refusal is None


def test_its_hash_is_claimed_for_its_stream() -> None:
    assert REGISTERED.claims() == (Claim("source-hash", HASH),)


def test_anybody_who_may_write_registers_sources() -> None:
    assert (
        DECIDER.authorised_writers("source-one", None, RegisterSource.model_validate(SOURCE)) == frozenset()
    )
