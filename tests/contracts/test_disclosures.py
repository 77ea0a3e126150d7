"""Disclosures and their digests, as RFC 9901 computes them."""

import re
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts import disclosures
from contracts.disclosures import Claim, digest, disclose, proves, read
from contracts.events.person import Digest
from contracts.fields import Label
from runtime.randomness import random_bytes
from tests.contracts.strategies import texts

_DIGEST: TypeAdapter[str] = TypeAdapter(Digest)
_LABEL: TypeAdapter[str] = TypeAdapter(Label)
_SALTS = st.binary(min_size=16, max_size=16)

# RFC 9901, sections 4.2.1, 4.2.3 and 5.1.
VECTORS = [
    (
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
        Claim("_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"),
        "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
    ),
    (
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
        Claim("eluV5Og3gSNII8EYnsxA_A", "family_name", "Doe"),
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
    ),
    (
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
        Claim("2GLC42sKQveCfGfryNRN9w", "given_name", "John"),
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ),
]


@pytest.mark.parametrize(("disclosure", "claim", "expected"), VECTORS)
def test_the_examples_of_the_rfc(disclosure: str, claim: Claim, expected: str) -> None:
    assert read(disclosure) == claim
    assert digest(disclosure) == expected
    assert proves(disclosure, ["A" * 43, expected])
    assert not proves(disclosure, ["A" * 43])


@given(_SALTS, texts(200))
def test_a_disclosure_alone_gives_the_name(salt: bytes, name: str) -> None:
    name = _LABEL.validate_python(name)
    disclosure = disclose(salt, "name", name)
    claim = read(disclosure)
    assert (claim.name, claim.value) == ("name", name)
    assert claim.salt == urlsafe_b64encode(salt).rstrip(b"=").decode()
    assert _DIGEST.validate_python(digest(disclosure)) == digest(disclosure)
    assert proves(disclosure, (digest(disclosure),))


@given(_SALTS, _SALTS, texts(200), texts(200))
def test_a_digest_stands_for_one_disclosure_only(a: bytes, b: bytes, one: str, other: str) -> None:
    same = (a, one) == (b, other)
    assert (digest(disclose(a, "name", one)) == digest(disclose(b, "name", other))) is same
    assert digest(disclose(a, "name", one)) != digest(disclose(a, "alias", one))


def test_a_salt_never_comes_twice() -> None:
    salts = {random_bytes(disclosures.SALT_BYTES) for _ in range(20_000)}
    assert len(salts) == 20_000
    assert {len(salt) for salt in salts} == {16}


def test_what_is_no_disclosure_is_refused_without_being_repeated() -> None:
    two = urlsafe_b64encode(b'["salt","Grzegorz"]').decode()
    number = urlsafe_b64encode(b'["salt","name",7]').decode()
    for wrong in ("", "Zażółć", "e30", "WyJ", two, number):
        with pytest.raises(ValueError, match=re.compile("disclosure")) as caught:
            read(wrong)
        assert not wrong or wrong not in str(caught.value)
    with pytest.raises(ValueError, match="16 bytes, not 15"):
        disclose(b"x" * 15, "name", "Grzegorz")
