"""What takes the consumer's place in a process that only answers: it reads how far its database is, and writes nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import asyncpg

from runtime.consumer.history import History
from runtime.consumer.waiting import wait_for_complete
from runtime.database import AWAY
from runtime.errors import OtherLog, Unavailable
from runtime.lag import Lag
from runtime.settings import Settings
from runtime.tasks import Background
from runtime.telemetry import APPLIED, DEAD_LETTERS, LAG, LAG_SECONDS, logger

# The name of such a process in readiness and metrics.
NAME = "answers"
# Seconds between two looks at the database and at the log.
_LOOK = 0.5
# Seconds for which what was read is not read again.
_FRESH = 0.05
_PROGRESS = """
    SELECT r.watermark, pg_is_in_recovery() AS replica, pg_last_xact_replay_timestamp() AS replayed,
           ARRAY(SELECT l.position FROM projections.dead_letters l WHERE l.status IN ('poison', 'waiting') ORDER BY 1) AS aside
    FROM projections.reader r
"""


class Answering:
    """How far the database of a process is that only answers, and how far that is behind the log.

    Args:
        pool: PostgreSQL with the service's role: the primary, or a replica.
        history: where the log's head is read.
    """

    def __init__(
        self, settings: Settings, pool: asyncpg.Pool[asyncpg.Record], history: History | None = None
    ) -> None:
        self._pool = pool
        self._history = history or History(settings)
        self._task = Background("answers-watch", self._watch)
        self._lag = Lag()
        self._aside: list[int] = []
        self._replica: bool | None = None
        self._replayed: datetime | None = None
        self._refreshed = 0.0
        self._reason = "starting"
        self._log = "not read yet"
        self.moved = asyncio.Event()
        self.watermark = 0
        self.head = 0

    async def __aenter__(self) -> Answering:
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()
        await self._history.close()

    @property
    def complete(self) -> int:
        """Every event at or below it is applied, and none of them is set aside."""
        return min([self.watermark, *(position - 1 for position in self._aside[:1])])

    def missing(self, position: int) -> list[int]:
        """The positions at or below one whose events are set aside."""
        return [aside for aside in self._aside if aside <= position]

    async def wait_complete(self, position: int, timeout: float) -> int:
        """Wait until the database has all events up to a position, none of them set aside; the watermark then.

        Raises:
            NotReached: it did not come in time; it names the position that was reached, and what is set aside.
        """
        return await wait_for_complete(self, position, timeout)

    async def refresh(self) -> None:
        """Read how far the database is."""
        now = asyncio.get_running_loop().time()
        if now - self._refreshed < _FRESH:
            return
        self._refreshed = now
        row = await self._pool.fetchrow(_PROGRESS)
        assert row is not None
        watermark, self._replica, self._replayed, aside = row
        if (watermark, aside) != (self.watermark, self._aside):
            self.watermark, self._aside = watermark, aside
            moved, self.moved = self.moved, asyncio.Event()
            moved.set()

    def health(self) -> dict[str, Any]:
        """The readiness as JSON. A registry that does not answer makes it no less able to answer: `log` says so."""
        reasons = [self._reason] if self._reason else self._lag.reasons()
        replayed = self._replayed.isoformat() if self._replayed else None
        return {
            "ready": not reasons,
            "reasons": reasons,
            "consumers": [
                {
                    "name": NAME,
                    "position": self.watermark,
                    "lag": self._lag.events,
                    "seconds": round(self._lag.seconds, 1),
                }
            ],
            "dead_letters": len(self._aside),
            "database": {"replica": self._replica, "replayed": replayed},
            "log": self._log or "read",
        }

    async def _watch(self) -> None:
        while True:
            await self._look()
            self._lag.see(self.head, self.watermark, asyncio.get_running_loop().time())
            APPLIED.labels(NAME).set(self.watermark)
            LAG.labels(NAME).set(self._lag.events)
            LAG_SECONDS.labels(NAME).set(self._lag.seconds)
            DEAD_LETTERS.labels(NAME).set(len(self._aside))
            await asyncio.sleep(_LOOK)

    async def _look(self) -> None:
        try:
            await self.refresh()
            self._reason = ""
        except AWAY as error:
            if not self._reason.startswith("waiting"):
                logger.warning("answers.waits", error=type(error).__name__)
            self._reason = f"waiting: {str(error) or type(error).__name__}"
        try:
            self.head = await self._history.head()
            self._log = ""
        except (Unavailable, OtherLog) as error:
            self._log = str(error)
