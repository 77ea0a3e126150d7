"""One event of a channel, from its first attempt to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from runtime.randomness import random_bytes
from services.notifications.cursor import Cursor

Status = Literal["pending", "waiting", "delivered", "failed"]


def new_id() -> str:
    """The id of a delivery."""
    return f"dlv_{random_bytes(16).hex()}"


@dataclass(slots=True)
class Delivery:
    """The delivery of one entry of the feed.

    place: the entry's cursor. event, stream, type: of the entry. statement: None until it is read again. attempts: so far,
    the first and the last of them at these times. next_at: when the next one is due, None unless it is `pending`.
    """

    id: str
    place: Cursor
    event: str
    stream: str
    type: str
    statement: bytes | None
    status: Status = "waiting"
    attempts: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    next_at: datetime | None = None
    took_ms: int | None = None
    code: int | None = None
    answer: str | None = None
    error: str | None = None
