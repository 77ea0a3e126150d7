"""The words in the links of a digest's mails: each is good for one channel and one purpose."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Literal

from runtime.randomness import random_bytes
from services.notifications.deliveries.seal import Secrets

Purpose = Literal["confirm", "unsubscribe"]


def new_secrets() -> Secrets:
    """The secrets of a new channel."""
    return {"word": random_bytes(32).hex()}


def token(secrets: Secrets, channel: str, purpose: Purpose) -> str:
    """The token in a link."""
    key = bytes.fromhex(str(secrets["word"]))
    return hmac.new(key, f"{channel} {purpose}".encode(), sha256).hexdigest()


def is_valid(given: str, secrets: Secrets, channel: str, purpose: Purpose) -> bool:
    """Whether a link's token is the right one."""
    return hmac.compare_digest(given.encode(), token(secrets, channel, purpose).encode())


def link(base: str, secrets: Secrets, channel: str, purpose: Purpose) -> str:
    """The address of a link."""
    return f"{base}/v1/digests/{channel}/{purpose}?token={token(secrets, channel, purpose)}"
