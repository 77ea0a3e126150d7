"""The time by which deliveries are attempted and given up. Tests pass a clock of their own."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the time, and waits for it."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        """Return when the event is set or the time has come; None waits for the event alone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        """Return when the event is set or the time has come."""
        seconds = None if until is None else max(0.0, (until - self.now()).total_seconds())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
