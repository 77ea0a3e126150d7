"""Signatures, as others verify them: the published library of Standard Webhooks, and an ed25519 of another maker."""

from __future__ import annotations

import os
import subprocess
from base64 import b64decode, urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from standardwebhooks import Webhook, WebhookVerificationError

from services.notifications.channels.webhook import messages, signatures
from services.notifications.channels.webhook.signatures import PUBLIC, Key
from tests.node import BIN, installed

NOW = datetime.now(UTC)
BODY = '{"data":{"names":{"pl":"Żółta łódź"}},"id":"cluster-dkm@1"}'.encode()
MESSAGE = messages.single("membership-dkm.orsa@1", BODY)
OVERLAP = timedelta(hours=24)


def keys(scheme: signatures.Scheme, count: int) -> list[Key]:
    """Keys after so many rotations, the newest first."""
    made = [signatures.new_key(scheme, bytes([1]) * 32)]
    for number in range(count - 1):
        made = signatures.rotated(made, scheme, bytes([2 + number]) * 32, NOW, OVERLAP)
    return made


def test_the_published_library_verifies_by_the_new_secret_and_by_the_old_one() -> None:
    both = keys("v1", 2)
    now = datetime.now(UTC)  # the library compares it with its own clock
    headers = messages.headers(MESSAGE, both, now)
    for key in both:
        assert key.secret.startswith("whsec_")
        assert Webhook(key.secret).verify(BODY, headers)["id"] == "cluster-dkm@1"
    other = signatures.new_key("v1", bytes(32))
    with pytest.raises(WebhookVerificationError):
        Webhook(other.secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(both[0].secret).verify(BODY + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(both[0].secret).verify(BODY, headers | {"webhook-id": "msg_other"})
    late = messages.headers(MESSAGE, both, now - timedelta(minutes=6))
    with pytest.raises(WebhookVerificationError):
        Webhook(both[0].secret).verify(BODY, late)


def test_an_independent_ed25519_verifies_by_the_public_keys() -> None:
    both = keys("v1a", 2)
    headers = messages.headers(MESSAGE, both, NOW)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + BODY
    parts = headers["webhook-signature"].split(" ")
    assert [part.partition(",")[0] for part in parts] == ["v1a", "v1a"]
    for key, part in zip(both, parts, strict=True):
        signature = b64decode(part.partition(",")[2])
        public = b64decode(signatures.public_of(key).removeprefix(PUBLIC))
        VerifyKey(public).verify(signed, signature)
        jwk = signatures.jwk_of(key)
        assert (jwk["kty"], jwk["crv"], urlsafe_b64decode(jwk["x"] + "=")) == ("OKP", "Ed25519", public)
        with pytest.raises(BadSignatureError):
            VerifyKey(public).verify(signed + b" ", signature)


def test_the_published_library_in_javascript_and_nodes_ed25519_verify_too() -> None:
    packages = installed(Path(__file__).parent)
    shared, pairs, body = keys("v1", 2), keys("v1a", 2), BODY.decode()
    now = datetime.now(UTC)
    by_secret = {"body": body, "headers": messages.headers(MESSAGE, shared, now)}
    by_pair = {"body": body, "headers": messages.headers(MESSAGE, pairs, now)}
    cases: list[dict[str, Any]] = [
        *({"secret": key.secret} | by_secret for key in shared),
        {"secret": shared[0].secret} | by_secret | {"body": body + " "},
        *({"jwk": signatures.jwk_of(key)} | by_pair for key in pairs),
        {"jwk": signatures.jwk_of(pairs[0])} | by_pair | {"body": body + " "},
    ]
    done = subprocess.run(
        [BIN / "node", Path(__file__).parent / "verify.js"],
        input=orjson.dumps(cases),
        capture_output=True,
        env=os.environ | {"NODE_PATH": str(packages / "node_modules")},
        check=True,
        timeout=60,
    )
    assert [orjson.loads(line) for line in done.stdout.splitlines()] == [
        "cluster-dkm@1", "cluster-dkm@1", "WebhookVerificationError", True, True, False
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["v1", "v1a"])
def test_an_old_secret_signs_for_the_overlap_and_no_longer(scheme: signatures.Scheme) -> None:
    both = keys(scheme, 2)
    assert signatures.valid(both, NOW + OVERLAP - timedelta(seconds=1)) == both
    assert signatures.valid(both, NOW + OVERLAP) == both[:1]
    # A second rotation does not lengthen the life of the first secret, and at most three sign.
    again = signatures.rotated(both, scheme, bytes(32), NOW + timedelta(hours=12), OVERLAP)
    assert [key.until for key in again] == [None, NOW + timedelta(hours=36), NOW + OVERLAP]
    assert len(keys(scheme, 6)) == 3
    assert signatures.read(signatures.stored(again)) == again
    assert all(key.secret not in repr(again) for key in again)


def test_an_id_is_the_same_for_each_attempt_and_has_no_full_stop() -> None:
    assert MESSAGE.id == messages.single("membership-dkm.orsa@1", BODY).id
    assert MESSAGE.id != messages.single("membership-dkm.orsa@2", BODY).id
    assert "." not in MESSAGE.id
    ids = ["a@1", "b@1"]
    assert messages.batch(ids, [BODY, BODY]).id != messages.batch(ids[::-1], [BODY, BODY]).id


@pytest.mark.parametrize(
    ("answer", "echoed"),
    [
        ("word", True),
        (" word\n", True),
        ('{"challenge":"word"}', True),
        ('{"challenge":"word","more":1}', True),
        ('{"challenge":"words"}', False),
        ('["word"]', False),
        ("", False),
        ("{", False),
        ("null", False),
        ('{"type":"upland.webhook.challenge","word":"word"}', False),
    ],
)
def test_an_echo_is_the_word_or_its_member(answer: str, echoed: bool) -> None:
    assert messages.is_echoed("word", answer) is echoed
