"""Tokens of a real identity provider are verified, and what it did not sign for this record and this time is not."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from runtime.errors import Unauthenticated
from runtime.identity.claims import ClaimsMapping, subject_id
from runtime.identity.errors import IssuerUnavailable
from runtime.identity.signing_keys import FRESH, LONGEST, PAUSE, SigningKeys
from runtime.identity.tokens import Tokens
from runtime.security import Principal
from tests.identity.conftest import AUDIENCE, CLAIMS, IdentityProvider, private_key

MAPPING = ClaimsMapping(cluster_claim="cluster")


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> float:
        return time.time() + self.passed


def tokens_of(provider: IdentityProvider, clock: Clock) -> Tokens:
    return Tokens(
        provider.issuer, AUDIENCE, MAPPING, keys=SigningKeys(provider.issuer, clock.now), now=clock.now
    )


async def verified(tokens: Tokens, token: str) -> Principal:
    await tokens.prepare(token)
    return tokens.principal(token)


async def test_a_token_of_each_algorithm_names_its_subject_scopes_and_cluster(
    provider: IdentityProvider,
) -> None:
    tokens = tokens_of(provider, Clock())
    for client in ("RS256-dkm", "ES256-dkm", "EdDSA-dkm"):
        principal = await verified(tokens, await provider.token(client))
        assert (principal.name, principal.subject) == (client, "cluster-dkm")
        assert principal.scopes == {"record:write", "views:read"}
        assert principal.actor == principal.owner == subject_id(provider.issuer, client)
    nobody = await verified(tokens, await provider.token("RS256-nobody"))
    assert nobody.subject is None
    assert nobody.scopes == {"views:read"}
    with pytest.raises(Unauthenticated, match="another audience"):
        await verified(tokens, await provider.token("RS256-dkm", audience="https://other.example"))


async def test_the_keys_are_rotated_and_outlast_an_issuer_that_is_away(provider: IdentityProvider) -> None:
    clock = Clock()
    tokens = tokens_of(provider, clock)
    before = await provider.token("ES256-dkm")
    await verified(tokens, before)
    provider.rotate()
    after = await provider.token("ES256-dkm")
    with pytest.raises(Unauthenticated, match="a key that its issuer does not have"):
        await verified(tokens, after)  # one more question within the pause would be one for each bad token
    clock.passed += PAUSE
    await verified(tokens, after)
    with pytest.raises(Unauthenticated):
        await verified(tokens, before)
    provider.stop()
    clock.passed += FRESH - PAUSE - 60
    assert (await verified(tokens, after)).subject == "cluster-dkm"
    clock.passed += PAUSE
    with pytest.raises(IssuerUnavailable):
        await verified(tokens, before)
    clock.passed += LONGEST
    with pytest.raises(IssuerUnavailable):
        await verified(tokens, after)
    with pytest.raises(IssuerUnavailable):
        await verified(tokens_of(provider, Clock()), after)


def claims(provider: IdentityProvider, **more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": provider.issuer, "aud": AUDIENCE, "sub": "somebody", "iat": now, "exp": now + 600, "scope": "operate"
    } | more  # fmt: skip


def by_public_key(provider: IdentityProvider) -> str:
    """HS256 with the public key as the secret: what a verifier accepts that lets the head choose."""
    kid, key = next(iter(provider.keys.items()))
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = ({"alg": "HS256", "kid": kid}, claims(provider))
    signed = ".".join(_part(json.dumps(each).encode()) for each in (head, body))
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signed}.{_part(algorithm.sign(signed.encode(), secret))}"


def without(provider: IdentityProvider, name: str) -> str:
    return provider.signed({key: value for key, value in claims(provider).items() if key != name})


def by_other(provider: IdentityProvider, **head: Any) -> str:
    kid = next(iter(provider.keys))
    return jwt.encode(claims(provider), private_key("RS256"), algorithm="RS256", headers={"kid": kid} | head)


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def nested(provider: IdentityProvider) -> str:
    return f"{_part(b'[' * 3000)}.{_part(b'[' * 3000)}.AAAA"


HOSTILE: dict[str, Callable[[IdentityProvider], str]] = {
    "none": lambda p: jwt.encode(claims(p), "", algorithm="none", headers={"kid": next(iter(p.keys))}),
    "HS256 with the public key": by_public_key,
    "over": lambda p: p.signed(claims(p, exp=int(time.time()) - 120)),
    "not valid yet": lambda p: p.signed(claims(p, nbf=int(time.time()) + 120)),
    "issued in the future": lambda p: p.signed(claims(p, iat=int(time.time()) + 120)),
    "an end that is no number": lambda p: p.signed(claims(p) | {"exp": float("nan")}),
    "another audience": lambda p: p.signed(claims(p, aud=["https://other.example"])),
    "another issuer": lambda p: p.signed(claims(p, iss="https://other.example")),
    "no end": lambda p: without(p, "exp"),
    "no audience": lambda p: without(p, "aud"),
    "no issuer": lambda p: without(p, "iss"),
    "no subject": lambda p: without(p, "sub"),
    "an empty subject": lambda p: p.signed(claims(p, sub="")),
    "another's key under this id": by_other,
    "a key of its own in the head": lambda p: by_other(p, jwk={"kty": "oct", "k": "AAAA"}),
    "an address of keys in the head": lambda p: by_other(
        p, jku="http://127.0.0.1:1/keys", x5u="http://127.0.0.1:1/x"
    ),
    "the id of another algorithm's key": lambda p: p.signed(
        claims(p), kid=next(kid for kid in p.keys if kid.startswith("ES256"))
    ),
    "no id of a key": lambda p: p.signed(claims(p), kid=""),
    "a critical extension": lambda p: p.signed(claims(p), crit=["x"]),
    "another type": lambda p: p.signed(claims(p), typ="logout+jwt"),
    "huge": lambda p: p.signed(claims(p, more="x" * 9_000)),
    "nested": nested,
    "no JSON": lambda p: f"{_part(b'no')}.{_part(b'no')}.AAAA",
    "two clusters": lambda p: p.signed(claims(p, cluster=["cluster-dkm", "cluster-lkb"])),
    "no cluster": lambda p: p.signed(claims(p, cluster="agreement-loi")),
}


async def test_hostile_tokens_are_refused_without_a_word_of_them(provider: IdentityProvider) -> None:
    tokens = tokens_of(provider, Clock())
    assert (await verified(tokens, provider.signed(claims(provider)))).scopes == {"operate"}
    for what, made in HOSTILE.items():
        token = made(provider)
        with pytest.raises(Unauthenticated) as refused:
            await verified(tokens, token)
        assert not any(part and part in str(refused.value) for part in token.split(".")), what
        assert not any(str(value) in str(refused.value) for value in ("somebody", *CLAIMS)), what


async def test_a_verified_token_ends(provider: IdentityProvider) -> None:
    clock = Clock()
    tokens = tokens_of(provider, clock)
    token = provider.signed(claims(provider))
    await verified(tokens, token)
    clock.passed += 600
    await verified(tokens, token)  # within what clocks may differ
    clock.passed += 31
    with pytest.raises(Unauthenticated, match="is over"):
        await verified(tokens, token)
