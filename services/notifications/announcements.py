"""Wakes those who wait for the feed when any process has written to it, as PostgreSQL notifies us."""

from __future__ import annotations

import asyncio
from typing import Any

from runtime.database import WAITS, connect
from runtime.telemetry import logger
from services.notifications.notifier import Notifier, wait_for

CHANNEL = "upland_feed"
# Seconds in which announcements gather, so that a flood of them costs no more than this: any role may send one.
_GATHER = 0.02
# Seconds between two looks at the connection: finds one that died silently.
_LOOK = 5.0


async def listen(url: str, notifier: Notifier) -> None:
    """Notify at each announcement, until cancelled. A lost connection is made again; what it missed is made up for.

    An announcement is no evidence of anything: who is woken by it reads the feed.
    """
    while True:
        connection = None
        try:
            connection = await connect(url, command_timeout=5)
            announced = asyncio.Event()

            def announce(*_: Any, announced: asyncio.Event = announced) -> None:
                announced.set()

            await connection.add_listener(CHANNEL, announce)
            announced.set()
            while True:
                if not await wait_for(announced, _LOOK):
                    await connection.execute("SELECT")
                    continue
                announced.clear()
                notifier.notify()
                await asyncio.sleep(_GATHER)
        except WAITS as error:
            logger.warning("announcements.lost", error=type(error).__name__)
            await asyncio.sleep(0.3)
        finally:
            if connection is not None:
                connection.terminate()
