"""Waiting for the feed to grow, without asking again and again."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


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


@contextmanager
def closed_by_signals(bell: Bell) -> Iterator[None]:
    """Close the bell at once when the process is told to end: the server waits for open streams, and they for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(bell.close)
        then = before[signal.Signals(number)]
        if callable(then):
            then(number, frame)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
