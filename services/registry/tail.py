"""The end of the log, as it moves: wakes whoever waits for the next event."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from runtime.database import WAITS, connect
from runtime.tasks import Background
from runtime.telemetry import logger


class Tail:
    """Listens for the log's notifications on a connection of its own; looks by itself when that is lost.

    `position` is the last position that was heard of.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._moved = asyncio.Event()
        self._task = Background("log-tail", self._listen)
        self.position = 0
        self.reachable = False

    async def __aenter__(self) -> Tail:
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()

    async def wait_beyond(self, position: int, timeout: float) -> bool:
        """Whether the log came past `position` within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while self.position <= position:
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def heard(self, position: int) -> None:
        """Note that the log reaches `position`."""
        if position > self.position:
            self.position = position
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    async def _listen(self) -> None:
        while True:
            connection: asyncpg.Connection[asyncpg.Record] | None = None
            try:
                connection = await connect(self._url, command_timeout=5)
                await connection.add_listener("upland_log", self._on_notify)
                while True:
                    # A look now and then finds a connection that died silently.
                    self.heard(await connection.fetchval("SELECT position FROM registry.head"))
                    self.reachable = True
                    await asyncio.sleep(2)
            except WAITS as error:
                logger.warning("tail.lost", error=type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.reachable = False
                if connection is not None:
                    connection.terminate()

    def _on_notify(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        self.heard(int(str(payload)))
