"""Measures by how much the event loop is late: work that blocks it delays every request and every consumer."""

from __future__ import annotations

import asyncio

from runtime.telemetry import LOOP_DELAY

# Seconds between two timers.
_EVERY = 0.25


async def watch_loop_delay() -> None:
    """Measure until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _EVERY
        await asyncio.sleep(_EVERY)
        LOOP_DELAY.observe(max(0.0, loop.time() - due))
