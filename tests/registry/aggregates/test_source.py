"""Sources: one document, one source; its hash is claimed, so that no other stream registers it."""

from contracts.envelope import Claim
from contracts.events.source import RegisterSource, SourceRegistered
from contracts.upcasters import upcast
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


def test_a_source_has_what_its_type_has() -> None:
    page = {"title": {"pl": "Aktualności"}, "language": "pl", "source_type": "web-page"}
    given([]).when(RegisterSource.model_validate(page)).refused("source-address", "/url")
    with_address = page | {"url": "https://example.org/"}
    given([]).when(RegisterSource.model_validate(with_address)).then(
        [SourceRegistered.model_validate(with_address)]
    )
    for source_type, refused in {
        "file": False, "letter": False, "register": False, "paper": True, "conversation": True,
    }.items():  # fmt: skip
        with_hash = RegisterSource.model_validate(SOURCE | {"source_type": source_type})
        without = with_hash.model_copy(update={"hash": None})
        assert given([]).when(without).refusal is None
        if refused:
            given([]).when(with_hash).refused("hash-of-file", "/hash")
        else:
            assert given([]).when(with_hash).refusal is None


def test_an_earlier_version_has_no_type() -> None:
    type, data = upcast("SourceRegistered", 2, SOURCE)
    assert (type, data) == ("SourceRegistered", SOURCE)
    assert SourceRegistered.model_validate(data).source_type is None


def test_its_hash_is_claimed_for_its_stream() -> None:
    assert REGISTERED.claims() == (Claim("source-hash", HASH),)


def test_anybody_who_may_write_registers_sources() -> None:
    assert (
        DECIDER.authorised_writers("source-one", None, RegisterSource.model_validate(SOURCE)) == frozenset()
    )
