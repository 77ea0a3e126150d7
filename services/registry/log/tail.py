"""The end of the log, as it moves: wakes everyone who waits for the next event."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, NamedTuple

import asyncpg

from runtime.database import WAITS, Connect, connect
from runtime.tasks import Background
from runtime.telemetry import HEAD, logger

# Seconds between two looks when nothing was announced: finds a connection that died silently.
_LOOK = 2.0
# Seconds after a look in which announcements are gathered, so that a flood of them costs no more than this.
_GATHER = 0.001
_HEAD = """
    SELECT h.position, e.epoch, e.number = 1 AS first,
           CASE WHEN isfinite(h.recorded_at) THEN h.recorded_at - clock_timestamp() END AS ahead
    FROM registry.head h, (SELECT epoch, number FROM registry.epochs ORDER BY number DESC LIMIT 1) e
"""


class End(NamedTuple):
    """Where the log ends.

    position, epoch: the last position, and the epoch that it is in; first: whether that is the log's first.
    ahead: how far the last event's time lies ahead of the clock.
    """

    position: int
    epoch: str
    first: bool = True
    ahead: timedelta = timedelta()


class Tail:
    """Reads the log's head when a notification announces that it moved, and now and then by itself.

    A notification is no evidence: any role may send one, so only the head counts.
    """

    def __init__(self, url: str, connect: Connect = connect) -> None:
        self._url = url
        self._connect = connect
        self._moved = asyncio.Event()
        self._announced = asyncio.Event()
        self._task = Background("log-tail", self._listen)
        self.end = End(0, "")
        self.reachable = False

    async def __aenter__(self) -> Tail:
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()

    @property
    def position(self) -> int:
        """The last position that was read."""
        return self.end.position

    @property
    def epoch(self) -> str:
        """The log's epoch as it was read last; empty before the first time."""
        return self.end.epoch

    async def wait_beyond(self, position: int, timeout: float) -> bool:
        """Whether the log came past `position` within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while self.position <= position:
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    async def _listen(self) -> None:
        while True:
            connection: asyncpg.Connection[asyncpg.Record] | None = None
            try:
                connection = await self._connect(self._url, command_timeout=5)
                await connection.add_listener("upland_log", self._on_notify)
                while True:
                    self._announced.clear()
                    self._read(await connection.fetchrow(_HEAD))
                    await asyncio.sleep(_GATHER)
                    await self._announcement()
            except WAITS as error:
                logger.warning("tail.lost", error=type(error).__name__)
                await asyncio.sleep(0.3)
            finally:
                self.reachable = False
                if connection is not None:
                    connection.terminate()

    async def _announcement(self) -> None:
        """Wait for a notification, at most until the next look."""
        try:
            async with asyncio.timeout(_LOOK):
                await self._announced.wait()
        except TimeoutError:
            return

    def _read(self, row: asyncpg.Record | None) -> None:
        assert row is not None  # the head has one row, and the first epoch comes with the migration
        before, self.end = (
            self.end,
            End(row["position"], row["epoch"], row["first"], row["ahead"] or timedelta()),
        )
        self.reachable = True
        HEAD.set(self.end.position)
        if self.end.position < before.position:
            logger.error("tail.went_back", position=self.end.position, before=before.position)
        if self.end[:2] != before[:2]:
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    def _on_notify(self, _connection: Any, _pid: int, _channel: str, _payload: object) -> None:
        self._announced.set()
