"""What is posted: one event, a batch of them, a test, a challenge; and the headers that go with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

import orjson

from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE
from services.notifications.channels.webhook.signatures import Key, signature

CHALLENGE_TYPE, TEST_TYPE = "upland.webhook.challenge", "upland.webhook.test"


class Message(NamedTuple):
    """One request's body. `id` is the same for every attempt, and holds no full stop."""

    id: str
    body: bytes
    media_type: str


def single(event: str, statement: bytes) -> Message:
    """One event; the body is its statement, unchanged."""
    return Message(_id(event), statement, MEDIA_TYPE)


def batch(events: Sequence[str], statements: Sequence[bytes]) -> Message:
    """Several events in order."""
    return Message(_id("\0".join(events)), b"[" + b",".join(statements) + b"]", BATCH_MEDIA_TYPE)


def test(channel: str, number: str, now: datetime, *, in_batch: bool) -> Message:
    """An event that is none of the record."""
    event = {
        "specversion": "1.0",
        "id": f"test-{number}",
        "source": "urn:upland:webhooks",
        "type": TEST_TYPE,
        "time": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"channel": channel},
    }
    body = orjson.dumps([event] if in_batch else event)
    return Message(_id(f"test-{number}"), body, BATCH_MEDIA_TYPE if in_batch else MEDIA_TYPE)


def challenge(channel: str, word: str) -> Message:
    """The question whether the receiver wants the events; it answers with the word."""
    body = orjson.dumps({"type": CHALLENGE_TYPE, "channel": channel, "challenge": word})
    return Message(_id(f"challenge-{word}"), body, "application/json")


def is_echoed(word: str, answer: str) -> bool:
    """Whether an answer is the word of a challenge: as text, or as the member `challenge` of a JSON object."""
    if answer.strip() == word:
        return True
    try:
        value = orjson.loads(answer)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("challenge") == word


def headers(message: Message, keys: Sequence[Key], now: datetime) -> dict[str, str]:
    """The headers of one attempt."""
    timestamp = int(now.timestamp())
    return {
        "Content-Type": message.media_type,
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(keys, message.id, timestamp, message.body),
    }


def _id(name: str) -> str:
    return f"msg_{blake2b(name.encode(), digest_size=16).hexdigest()}"
