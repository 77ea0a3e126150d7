"""Waiting for the feed to grow, without asking again and again."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung after each commit and when the process ends; wakes all who listen at that moment."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        """Wake everybody."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Wake everybody for the last time: the process is about to end."""
        self.closed = True
        self.ring()

    def listen(self) -> asyncio.Event:
        """What the next ring sets. Take it before looking whether there is anything to read, so no ring is missed."""
        return self._rung


async def heard(rung: asyncio.Event, seconds: float) -> bool:
    """Whether the bell rang within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await rung.wait()
    except TimeoutError:
        return False
    return True
