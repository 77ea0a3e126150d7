"""Signatures by Standard Webhooks: HMAC-SHA256 (`v1`) and ed25519 (`v1a`), by every secret that is valid at the time. Pure."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notifications.deliveries.seal import Secrets

Scheme = Literal["v1", "v1a"]
SECRET, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
_BYTES = 32


class Key(NamedTuple):
    """A secret in its serialized form, and until when it signs; None for as long as there is no newer one."""

    secret: str
    until: datetime | None

    def __repr__(self) -> str:
        return f"Key(…, until={self.until})"


def new_key(scheme: Scheme, random: bytes) -> Key:
    """A key of 32 random bytes."""
    assert len(random) == _BYTES
    return Key((SECRET if scheme == "v1" else PRIVATE) + b64encode(random).decode(), None)


def public_of(key: Key) -> str:
    """The public key, `whpk_…`, of an ed25519 key."""
    return PUBLIC + b64encode(_public(key.secret)).decode()


def jwk_of(key: Key) -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037)."""
    public = _public(key.secret)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": blake2b(public, digest_size=8).hexdigest(),
        "x": urlsafe_b64encode(public).rstrip(b"=").decode(),
    }


def rotated(
    keys: Sequence[Key], scheme: Scheme, random: bytes, now: datetime, overlap: timedelta
) -> list[Key]:
    """A new key, and those that are valid yet, for the time of the overlap at most."""
    end = now + overlap
    older = [Key(key.secret, min(key.until or end, end)) for key in valid(keys, now)]
    # Each of them signs every message.
    return [new_key(scheme, random), *older[:2]]


def valid(keys: Sequence[Key], now: datetime) -> list[Key]:
    """Those that sign now, the newest first."""
    return [key for key in keys if key.until is None or key.until > now]


def signature(keys: Sequence[Key], message: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature by each key."""
    content = f"{message}.{timestamp}.".encode() + body
    return " ".join(_sign(key.secret, content) for key in keys)


def stored(keys: Sequence[Key]) -> Secrets:
    """The keys as they are sealed."""
    return {"keys": [[key.secret, key.until.isoformat() if key.until else None] for key in keys]}


def read(secrets: Secrets) -> list[Key]:
    """The keys as they were sealed."""
    keys = secrets.get("keys")
    assert isinstance(keys, list)
    return [Key(secret, datetime.fromisoformat(until) if until else None) for secret, until in keys]


def _sign(secret: str, content: bytes) -> str:
    if secret.startswith(SECRET):
        # A copy of a keyed hash costs a tenth of a new one.
        keyed = _keyed(secret).copy()
        keyed.update(content)
        return "v1," + b64encode(keyed.digest()).decode()
    return "v1a," + b64encode(_private(secret).sign(content)).decode()


@lru_cache(256)
def _keyed(secret: str) -> hmac.HMAC:
    return hmac.new(b64decode(secret.removeprefix(SECRET)), digestmod="sha256")


@lru_cache(256)
def _private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(b64decode(secret.removeprefix(PRIVATE)))


def _public(secret: str) -> bytes:
    return _private(secret).public_key().public_bytes_raw()
