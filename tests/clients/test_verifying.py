"""Webhooks are verified by what the published library signs, by what another ed25519 signs, and by what we send."""

from __future__ import annotations

import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import standardwebhooks
from nacl.signing import SigningKey

from services.notifications.channels.webhook import messages, signatures
from upland_client import InvalidSignature, Jwks, UplandError, Webhook

BODY = '{"id":"cluster-dkm@1","type":"upland.ClusterFounded.v1","data":{"names":{"pl":"Żółta łódź"}}}'
SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + b64encode(bytes(32)).decode()


def signed(secret: str, at: datetime, body: str = BODY, id: str = "msg_1") -> dict[str, str]:
    """Headers by the published library."""
    return {
        "Webhook-Id": id,
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": standardwebhooks.Webhook(secret).sign(id, at, body),
    }


def test_what_the_published_library_signs_is_genuine() -> None:
    headers = signed(SECRET, datetime.now(UTC))
    received = Webhook(SECRET).receive(BODY.encode(), headers)
    assert (received.id, received.challenge) == ("msg_1", None)
    assert [event["id"] for event in received.events] == ["cluster-dkm@1"]
    assert Webhook(OTHER, SECRET).verify(BODY.encode(), headers) == "msg_1"


@pytest.mark.parametrize(
    "change",
    [
        lambda headers: headers | {"Webhook-Id": "msg_2"},
        lambda headers: headers | {"Webhook-Timestamp": str(int(headers["Webhook-Timestamp"]) + 1)},
        lambda headers: headers | {"Webhook-Timestamp": "soon"},
        lambda headers: headers | {"Webhook-Timestamp": "9" * 30},
        lambda headers: headers | {"Webhook-Signature": headers["Webhook-Signature"].replace("v1,", "v2,")},
        lambda headers: headers | {"Webhook-Signature": headers["Webhook-Signature"].replace("v1,", "v1a,")},
        lambda headers: headers | {"Webhook-Signature": ""},
        lambda headers: headers | {"Webhook-Signature": "v1,not base64 v1"},
        lambda headers: {name: value for name, value in headers.items() if name != "Webhook-Id"},
        lambda headers: signed(OTHER, datetime.now(UTC)),
        lambda headers: signed(SECRET, datetime.now(UTC) - timedelta(minutes=6)),
        lambda headers: signed(SECRET, datetime.now(UTC) + timedelta(minutes=6)),
    ],
)
def test_what_was_changed_is_not(change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    headers = signed(SECRET, datetime.now(UTC))
    with pytest.raises(InvalidSignature):
        Webhook(SECRET).verify(BODY.encode(), change(headers))
    with pytest.raises(InvalidSignature):
        Webhook(SECRET).verify(BODY.encode() + b" ", headers)


def test_one_of_several_signatures_is_enough() -> None:
    now = datetime.now(UTC)
    headers = signed(SECRET, now)
    other = signed(OTHER, now)["Webhook-Signature"]
    headers["Webhook-Signature"] = f"v2,xyz {other} {headers['Webhook-Signature']}"
    Webhook(SECRET).verify(BODY.encode(), headers)


def test_another_ed25519_is_verified_by_the_public_key() -> None:
    pair = SigningKey(bytes(range(32)))
    public = "whpk_" + b64encode(bytes(pair.verify_key)).decode()
    at = str(int(time.time()))
    signature = pair.sign(f"msg_1.{at}.{BODY}".encode()).signature
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": at,
        "webhook-signature": "v1a," + b64encode(signature).decode(),
    }
    assert Webhook(public).receive(BODY.encode(), headers).events
    # The published library speaks of `v1` only; a secret does not verify `v1a`, nor a public key `v1`.
    for wrong in (SECRET, "whpk_" + b64encode(bytes(SigningKey(bytes(32)).verify_key)).decode()):
        with pytest.raises(InvalidSignature):
            Webhook(wrong).verify(BODY.encode(), headers)
    with pytest.raises(InvalidSignature):
        Webhook(public).verify(BODY.encode(), signed(SECRET, datetime.now(UTC)))


def test_the_published_keys_are_fetched_again_when_they_were_rotated() -> None:
    published: list[dict[str, str]] = []
    requests: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": published}).encode())

        def log_message(self, format: str, *values: object) -> None:
            pass

    now = datetime.now(UTC)
    made = [signatures.new_key("v1a", bytes([1]) * 32)]
    published.append(signatures.jwk_of(made[0]))
    message = messages.single("cluster-dkm@1", BODY.encode())
    clock = [0.0]
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        webhook = Webhook(Jwks(f"http://127.0.0.1:{server.server_port}/jwks.json", clock=lambda: clock[0]))
        for _ in range(3):
            webhook.receive(BODY.encode(), messages.headers(message, made, now))
        assert len(requests) == 1
        rotated = [signatures.new_key("v1a", bytes([2]) * 32)]
        published[:] = [{"kty": "EC", "crv": "P-256", "x": "AA"}, signatures.jwk_of(rotated[0])]
        for _ in range(3):
            with pytest.raises(InvalidSignature):
                webhook.receive(BODY.encode(), messages.headers(message, rotated, now))
        assert len(requests) == 1, "a stranger cannot make us fetch the keys all the time"
        clock[0] = 61.0
        webhook.receive(BODY.encode(), messages.headers(message, rotated, now))
        assert len(requests) == 2
        server.shutdown()
    key = urlsafe_b64encode(bytes(32)).decode()
    assert key not in repr(webhook)


def test_what_we_send_is_read_challenges_tests_and_batches_too() -> None:
    now = datetime.now(UTC)
    made = signatures.rotated(
        [signatures.new_key("v1", bytes([1]) * 32)], "v1", bytes([2]) * 32, now, timedelta(1)
    )
    for key in made:
        webhook = Webhook(key.secret)
        question = messages.challenge("chn_1", "word")
        assert webhook.receive(question.body, messages.headers(question, made, now)).challenge == "word"
        for test in (
            messages.test("chn_1", "1", now, in_batch=False),
            messages.test("chn_1", "1", now, in_batch=True),
        ):
            received = webhook.receive(test.body, messages.headers(test, made, now))
            assert [event["type"] for event in received.events] == ["upland.webhook.test"]
        two = messages.batch(["cluster-dkm@1"] * 2, [BODY.encode()] * 2)
        assert len(webhook.receive(two.body, messages.headers(two, made, now)).events) == 2


@pytest.mark.parametrize("key", ["", "whsec_%", "whpk_AAAA", "whpk_"])
def test_a_key_of_another_form_is_refused_without_its_text(key: str) -> None:
    if key:
        with pytest.raises(UplandError) as error:
            Webhook(key)
        assert "%" not in str(error.value)
        assert "AAAA" not in str(error.value)
    else:
        with pytest.raises(UplandError):
            Webhook()
