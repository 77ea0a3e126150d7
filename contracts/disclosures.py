"""Selective disclosure (RFC 9901): an event has only the digest of a value that some readers may see.

A disclosure is `[salt, name, value]` as JSON in base64url; its digest is in the event's `_sd`. A reader who is given the
disclosure can prove that the event means this value; one who has the digest alone learns nothing, since the salt has
128 random bits.
"""

from __future__ import annotations

import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from hashlib import sha256
from typing import NamedTuple

SALT_BYTES = 16


class Claim(NamedTuple):
    """The content of a disclosure: the field `name` has this value."""

    salt: str
    name: str
    value: str


def disclose(salt: bytes, name: str, value: str) -> str:
    """The disclosure of a field. `salt` is 16 random bytes, never used for anything else."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    parts = json.dumps([_text(salt), name, value], ensure_ascii=False, separators=(",", ":"))
    return _text(parts.encode())


def digest(disclosure: str) -> str:
    """What stands in the event for a disclosure: base64url of its SHA-256, 43 characters."""
    return _text(sha256(disclosure.encode("ascii")).digest())


def read(disclosure: str) -> Claim:
    """The content of a disclosure.

    Raises:
        ValueError: it is no disclosure of a field with a text as its value.
    """
    try:
        padded = disclosure.encode("ascii") + b"=" * (-len(disclosure) % 4)
        parts = json.loads(urlsafe_b64decode(padded))
    except (UnicodeError, binascii.Error, json.JSONDecodeError):
        raise ValueError("this is not a disclosure") from None
    if not (isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, str) for part in parts)):
        raise ValueError("a disclosure holds a salt, a name and a text")
    return Claim(*parts)


def proves(disclosure: str, digests: Collection[str]) -> bool:
    """Whether one of an event's digests stands for this disclosure."""
    expected = digest(disclosure).encode()
    return any(hmac.compare_digest(expected, known.encode()) for known in digests)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
