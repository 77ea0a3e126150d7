"""Tickets: what a page sends in place of its key where it can send no header, as an `EventSource` cannot.

A ticket is `tkt_{id of the key}_{end, in Unix seconds}_{signature}`, signed with what the services keep of the key. So no
process needs to remember it, and it ends with the key. Pure but for the keys.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import NamedTuple

from runtime.errors import Unauthenticated
from runtime.security import Keys, Principal

# Seconds in which a stream must be opened with it.
LIFE = 60


class Ticket(NamedTuple):
    """A ticket, and until when it opens a stream (Unix seconds)."""

    text: str
    expires: int


def issue(keys: Keys, holder: Principal, now: float) -> Ticket:
    """A ticket for the holder of a key."""
    expires = int(now) + LIFE
    signature = _signature(keys, holder.id, expires)
    assert signature is not None, "the key was just presented"
    return Ticket(f"tkt_{holder.id}_{expires}_{signature}", expires)


def holder(keys: Keys, text: str, now: float) -> Principal:
    """For whom a ticket was issued.

    Raises:
        Unauthenticated: it is none, it is over, or its key was revoked.
    """
    prefix, _, rest = text.partition("_")
    id, _, rest = rest.partition("_")
    end, _, given = rest.partition("_")
    expires = int(end) if end.isascii() and end.isdigit() and len(end) < 12 else 0
    expected = _signature(keys, id, expires)
    right = hmac.compare_digest(given.encode(), (expected or "-").encode())
    principal = keys.by_id(id)
    if (
        prefix != "tkt"
        or expected is None
        or not right
        or principal is None
        or not now < expires <= now + 2 * LIFE
    ):
        raise Unauthenticated(
            "The ticket is not known or is over. Get another one from POST /v1/tickets, and open the stream within its time."
        )
    return principal


def _signature(keys: Keys, id: str, expires: int) -> str | None:
    signed = keys.sign(id, f"upland ticket for a stream of events\n{id}\n{expires}".encode())
    return urlsafe_b64encode(signed).decode().rstrip("=") if signed else None
