"""Verifies what a webhook posts, by Standard Webhooks: HMAC-SHA256 (`v1`) and ed25519 (`v1a`)."""

from __future__ import annotations

import binascii
import hmac
import json
import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from upland_client.errors import InvalidSignature, UplandError
from upland_client.events import Event
from upland_client.keys import Jwks, public_key

CHALLENGE_TYPE, TEST_TYPE = "upland.webhook.challenge", "upland.webhook.test"
# Signatures in one header: every valid key gives one, and there are few of them.
_MOST = 20


class Received(NamedTuple):
    """A genuine request.

    id: the same for each attempt of one message. events: one or more, test events too; none in a challenge.
    challenge: to be answered with `{"challenge": …}` if you want the events.
    """

    id: str
    events: list[Event]
    challenge: str | None


class Webhook:
    """Verifies requests by the keys of a channel.

    Args:
        keys: secrets (`whsec_…`), public keys (`whpk_…`) or a `Jwks`; several while a key is being rotated.
        tolerance: seconds that a request's time may differ from the clock; a later repetition is refused.
    """

    def __init__(
        self, *keys: str | Jwks, tolerance: float = 300.0, clock: Callable[[], float] = time.time
    ) -> None:
        if not keys:
            raise UplandError("a webhook needs a key: whsec_…, whpk_… or a Jwks")
        try:
            self._secrets = [
                b64decode(key.removeprefix("whsec_"), validate=True)
                for key in keys
                if isinstance(key, str) and not key.startswith("whpk_")
            ]
            self._public = [
                public_key(key) for key in keys if isinstance(key, str) and key.startswith("whpk_")
            ]
        except (binascii.Error, ValueError):
            # The text of a secret belongs into no error.
            raise UplandError("a key is not whsec_… or whpk_… with base64") from None
        self._jwks = [key for key in keys if isinstance(key, Jwks)]
        self._tolerance = tolerance
        self._clock = clock

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        """The content of a genuine request.

        Args:
            body: the bytes as they came; headers: names in any case.

        Raises:
            InvalidSignature: it is not genuine, too old, or of the future.
        """
        id = self.verify(body, headers)
        value = json.loads(body)
        if isinstance(value, list):
            return Received(id, value, None)
        if value.get("type") == CHALLENGE_TYPE and "specversion" not in value:
            return Received(id, [], str(value["challenge"]))
        return Received(id, [value], None)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> str:
        """See that a request is genuine; its id."""
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            id, timestamp, signatures = (
                lower[f"webhook-{name}"] for name in ("id", "timestamp", "signature")
            )
        except KeyError as error:
            raise InvalidSignature(f"the header {error.args[0]} is missing") from None
        self._check_time(timestamp)
        content = f"{id}.{timestamp}.".encode() + body
        if not any(self._fits(scheme, signature, content) for scheme, signature in _signatures(signatures)):
            raise InvalidSignature("no signature fits")
        return id

    def _check_time(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
            raise InvalidSignature("webhook-timestamp is not a number of seconds")
        difference = int(timestamp) - self._clock()
        if abs(difference) > self._tolerance:
            raise InvalidSignature(f"the request's time differs by {difference:.0f} seconds from the clock")

    def _fits(self, scheme: str, signature: bytes, content: bytes) -> bool:
        if scheme == "v1":
            return any(
                hmac.compare_digest(signature, hmac.digest(secret, content, "sha256"))
                for secret in self._secrets
            )
        if any(_verified(key, signature, content) for key in self._known_keys()):
            return True
        return any(_verified(key, signature, content) for jwks in self._jwks for key in jwks.keys(fresh=True))

    def _known_keys(self) -> Iterable[bytes]:
        yield from self._public
        for jwks in self._jwks:
            yield from jwks.keys()


def _signatures(header: str) -> Iterable[tuple[str, bytes]]:
    for each in header.split()[:_MOST]:
        scheme, _, text = each.partition(",")
        if scheme in {"v1", "v1a"}:
            try:
                yield scheme, b64decode(text, validate=True)
            except binascii.Error:
                continue


def _verified(key: bytes, signature: bytes, content: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature as Unfit
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise UplandError("signatures of v1a need `pip install upland-client[ed25519]`") from error
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except Unfit:
        return False
    return True
