"""The keys by which an OpenID Connect issuer signs: found by discovery, cached, and read again for a key that is not known."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import jwt
import orjson
from jwt.algorithms import AllowedPublicKeys

from runtime.errors import Unauthenticated
from runtime.identity.errors import IssuerUnavailable
from runtime.telemetry import logger

ALGORITHMS = ("RS256", "ES256", "EdDSA")
# Seconds after which the keys are read again; between two reads, whatever tokens come; and for which keys count that
# could not be read again, because the issuer does not answer.
FRESH, PAUSE, LONGEST = 600.0, 10.0, 86_400.0
_DISCOVERY = "/.well-known/openid-configuration"
_TIMEOUT = aiohttp.ClientTimeout(total=5)
_LARGEST = 262_144  # bytes of a document
_MOST = 64  # keys
_LEAST_RSA = 2048  # bits


class SigningKey(NamedTuple):
    """A public key, and the one algorithm for which it is taken."""

    algorithm: str
    public: AllowedPublicKeys


class SigningKeys:
    """The keys of one issuer, in one process.

    While the issuer does not answer, the keys that are known go on for a day.

    Args:
        issuer: its address, as in the claim `iss`. now: a clock that never steps back, in seconds.
    """

    def __init__(self, issuer: str, now: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._now = now
        self._keys: dict[str, SigningKey] = {}
        self._read_at = self._tried_at = float("-inf")
        self._failed = False
        self._reading: asyncio.Task[None] | None = None
        self.revision = 0

    async def prepare(self, kid: str) -> None:
        """Have the key ready, if the issuer has it; a key that is known is not waited for. Never raises."""
        now = self._now()
        known = kid in self._keys
        if known and now - self._read_at < FRESH:
            return
        if self._reading is None or self._reading.done():
            if now - self._tried_at < PAUSE:
                return
            self._tried_at = now
            self._reading = asyncio.create_task(self._read(), name="issuer-keys")
        if not known:
            await asyncio.shield(self._reading)

    def key(self, kid: str) -> SigningKey:
        """The key of that id.

        Raises:
            Unauthenticated: the issuer has no such key. IssuerUnavailable: whether it has, nobody can say now.
        """
        if self._now() - self._read_at > LONGEST:
            raise IssuerUnavailable(
                "The issuer of tokens does not answer, and its keys are not known. Try again."
            )
        if (key := self._keys.get(kid)) is not None:
            return key
        if self._failed:
            raise IssuerUnavailable(
                "The issuer of tokens does not answer, and this token's key is not known."
            )
        raise Unauthenticated(
            "The token is signed by a key that its issuer does not have. Get another token."
        )

    async def _read(self) -> None:
        try:
            async with aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=True) as session:
                discovered = await _get(session, self._issuer.rstrip("/") + _DISCOVERY)
                if discovered.get("issuer") != self._issuer:
                    raise ValueError("its discovery document is another issuer's")
                address = _checked(discovered.get("jwks_uri"))
                keys = dict(_usable((await _get(session, address)).get("keys")))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._failed = True
            logger.warning(
                "issuer.unavailable", issuer=self._issuer, error=type(error).__name__, reason=str(error)[:200]
            )
            return
        self._failed = False
        self._read_at = self._now()
        if {kid: _identity(key) for kid, key in keys.items()} != {
            k: _identity(v) for k, v in self._keys.items()
        }:
            self._keys = keys
            self.revision += 1
            logger.info("issuer.keys", issuer=self._issuer, keys=len(keys))


async def _get(session: aiohttp.ClientSession, address: str) -> dict[str, Any]:
    """A JSON object. Raises `ValueError` where the answer is none, or is too large."""
    async with session.get(address, allow_redirects=False) as answer:
        if answer.status != 200:
            raise ValueError(f"{urlsplit(address).path} answers {answer.status}")
        content = bytearray()
        async for part in answer.content.iter_chunked(65_536):
            content += part
            if len(content) > _LARGEST:
                raise ValueError(f"{urlsplit(address).path} is larger than {_LARGEST} bytes")
    document = orjson.loads(content)
    if not isinstance(document, dict):
        raise ValueError(f"{urlsplit(address).path} is no JSON object")  # noqa: TRY004
    return document


def _checked(address: object) -> str:
    """The address of the keys: HTTPS, or this machine itself."""
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or not (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
    ):
        raise ValueError("its jwks_uri is no address by HTTPS")
    assert isinstance(address, str)
    return address


def _usable(given: object) -> Iterable[tuple[str, SigningKey]]:
    """The keys that sign by one of `ALGORITHMS`; all others, and what is no key, are left out."""
    for entry in given[:_MOST] if isinstance(given, list) else ():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("kid"), str):
            continue
        algorithm = _algorithm(entry)
        if (
            algorithm is None
            or entry.get("alg", algorithm) not in _names(algorithm)
            or entry.get("use", "sig") != "sig"
        ):
            continue
        try:
            public = jwt.PyJWK.from_dict(_public(entry), algorithm).key
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        if getattr(public, "key_size", _LEAST_RSA) >= _LEAST_RSA or algorithm != "RS256":
            yield entry["kid"], SigningKey(algorithm, public)


def _algorithm(entry: Mapping[str, Any]) -> str | None:
    """The one algorithm for a key, by its kind: what a token's head says never decides how a key is used."""
    match entry.get("kty"), entry.get("crv"):
        case "RSA", _:
            return "RS256"
        case "EC", "P-256":
            return "ES256"
        case "OKP", "Ed25519":
            return "EdDSA"
        case _:
            return None


def _names(algorithm: str) -> tuple[str, ...]:
    """What a key may have as `alg`: RFC 9864 names EdDSA by its curve."""
    return ("EdDSA", "Ed25519") if algorithm == "EdDSA" else (algorithm,)


def _public(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Only what makes a public key."""
    return {name: value for name, value in entry.items() if name in {"kty", "crv", "x", "y", "n", "e"}}


def _identity(key: SigningKey) -> tuple[str, Any]:
    return key.algorithm, key.public.public_numbers() if hasattr(key.public, "public_numbers") else key.public
