"""One open stream: whose it is, how far it has come, and the connection that it is written to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from runtime.http.wire import Wire
from services.notifications.cursor import Cursor
from services.notifications.requests import FeedQuery


class Interest(NamedTuple):
    """What streams with the same readers and filters have in common: they get the same bytes."""

    query: FeedQuery
    named: bool
    chunked: bool


class End(Enum):
    """Why a stream is no longer written to by the hub."""

    BEHIND = "it does not keep up"
    GONE = "the client has gone"
    OVER = "its time is over"
    CLOSING = "the process ends"
    REFUSED = "its key may no longer read this"
    RESTORED = "the record was restored"


class Stream:
    """One client.

    cursor: after everything that was written to it. ends_at: when its connection is over, by the loop's clock.
    written_at: when something was last written. allowed: whether its key may still read what it reads.
    """

    __slots__ = ("_woken", "allowed", "cursor", "end", "ends_at", "interest", "wire", "written_at")

    def __init__(
        self, interest: Interest, wire: Wire, cursor: Cursor, ends_at: float, allowed: Callable[[], bool]
    ) -> None:
        self.interest = interest
        self.wire = wire
        self.cursor = cursor
        self.ends_at = ends_at
        self.allowed = allowed
        self.written_at = 0.0
        self.end: End | None = None
        self._woken: asyncio.Future[End] | None = None
        wire.notify_lost(self._lost)

    def wake(self, end: End) -> None:
        """The hub leaves it to its own task, for this reason."""
        if end is not End.BEHIND and self.end is None:
            self.end = end
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(end)

    async def woken(self) -> End:
        """Wait until the hub leaves it to its own task."""
        self._woken = asyncio.get_running_loop().create_future()
        try:
            return await self._woken
        finally:
            self._woken = None

    def _lost(self) -> None:
        self.wire.gone = True
        self.wake(End.GONE)
