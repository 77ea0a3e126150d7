"""The public keys of a webhook that is signed by key pairs, from the address where the service publishes them (RFC 7517)."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable

from upland_client.errors import InvalidSignature, UplandError

# A signature that no key fits makes the keys be fetched again, but not more often than this, in seconds.
_SPARING = 60.0


class Jwks:
    """The keys at `…/v1/channels/{channel}/jwks.json`, which change when you rotate them."""

    def __init__(
        self, url: str, *, timeout: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise UplandError(f"{url!r} is not an address of http or https")
        self._url, self._timeout, self._clock = url, timeout, clock
        self._lock = threading.Lock()
        self._keys: list[bytes] = []
        self._fetched_at: float | None = None

    def keys(self, *, fresh: bool = False) -> list[bytes]:
        """Public keys of 32 bytes; `fresh`: fetched again, unless that was just done.

        Raises:
            InvalidSignature: they cannot be fetched, so nothing can be verified now.
        """
        with self._lock:
            now = self._clock()
            if self._fetched_at is None or (fresh and now - self._fetched_at >= _SPARING):
                self._keys = self._fetch()
                self._fetched_at = now
            return self._keys

    def _fetch(self) -> list[bytes]:
        try:
            with urllib.request.urlopen(self._url, timeout=self._timeout) as answer:  # noqa: S310  checked above
                keys = json.loads(answer.read(1 << 20))["keys"]
            return [_bytes(key["x"]) for key in keys if (key["kty"], key["crv"]) == ("OKP", "Ed25519")]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidSignature(f"the public keys at {self._url} cannot be read: {error}") from error


def public_key(text: str) -> bytes:
    """The 32 bytes of a `whpk_…`."""
    key = b64decode(text.removeprefix("whpk_"), validate=True)
    if len(key) != 32:
        raise ValueError("a public key has 32 bytes")
    return key


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
