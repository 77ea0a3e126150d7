"""Waiting for the feed to grow, without polling the database."""

from __future__ import annotations

import asyncio


class Notifier:
    """Notifies after each commit and when the process ends; wakes all who listen at that moment."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.closed = False

    def notify(self) -> None:
        """Wake all listeners."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def close(self) -> None:
        """Wake all listeners for the last time: the process is about to end."""
        self.closed = True
        self.notify()

    def listen(self) -> asyncio.Event:
        """What the next notification sets. Take it before reading the feed, so that no notification is missed."""
        return self._changed


async def wait_for(changed: asyncio.Event, seconds: float) -> bool:
    """Whether a notification came within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        return False
    return True
