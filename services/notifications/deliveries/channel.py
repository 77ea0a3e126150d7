"""A channel as it is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import asyncpg
import orjson

from services.notifications.cursor import Cursor

State = Literal["making", "pending", "active", "paused", "disabled", "closing", "closed"]
Notice = Literal["sending", "sent", "refused", "unknown"]
Settings = dict[str, object]
Progress = dict[str, object]


class Channel(NamedTuple):
    """One channel of a subscription.

    cursor: everything up to it is delivered or kept as a delivery. settings: as the kind's model wrote them.
    progress: what the kind keeps of its work. sealed: its secrets, None where it has none. lease: the number under which
    it is run or was changed last. notice, notice_at: what became of the last mail to its contact, and when.
    """

    id: str
    subscription: str
    kind: str
    state: State
    reason: str | None
    cursor: Cursor
    settings: Settings
    progress: Progress
    sealed: bytes | None
    lease: int
    created_at: datetime
    changed_at: datetime
    notice: Notice | None = None
    notice_at: datetime | None = None


COLUMNS = (
    "id, subscription, kind, state, reason, release, place, epoch, settings, progress, secrets, lease,"
    " created_at, changed_at, notice, notice_at"
)


def channel_of(row: asyncpg.Record) -> Channel:
    """The channel in a row of `COLUMNS`."""
    return Channel(
        row["id"],
        row["subscription"],
        row["kind"],
        row["state"],
        row["reason"],
        Cursor(row["release"], row["place"], row["epoch"]),
        orjson.loads(row["settings"]),
        orjson.loads(row["progress"]),
        row["secrets"],
        row["lease"],
        row["created_at"],
        row["changed_at"],
        row["notice"],
        row["notice_at"],
    )
