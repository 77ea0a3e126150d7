"""One active relay: an advisory lock whose session PostgreSQL ends when its holder falls silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg

from runtime.database import AWAY, Connect, connect
from runtime.errors import Unavailable
from runtime.tasks import Background

_LOCK = 7_087_147
_TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
_PING = "SELECT 1"
# A holder that is frozen keeps its connection: PostgreSQL ends a session that was silent for so long.
_SILENCE = "3s"
_HEARTBEAT = 0.75


class LeaseLost(Unavailable):
    """The session with the lock is gone; another relay may be active."""


class Lease:
    """The right to relay. `connection` is the session that holds it: what it writes, the holder writes."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self.connection = connection
        self.guard = asyncio.Lock()
        self.lost = asyncio.Event()

    async def execute(self, query: str, *arguments: object) -> None:
        """Run a statement as the holder.

        Raises:
            LeaseLost: the session is gone.
        """
        try:
            async with self.guard:
                await self.connection.execute(query, *arguments, timeout=5)
        except AWAY as error:
            self.lost.set()
            raise LeaseLost("the lease's session has ended") from error

    async def keep(self) -> None:
        """Keep the session from falling silent; never returns. A lost session shows in `lost`."""
        while True:
            await asyncio.sleep(_HEARTBEAT)
            if not self.lost.is_set():
                with suppress(LeaseLost):
                    await self.execute(_PING)


@asynccontextmanager
async def acquire_lease(
    url: str, refused: Callable[[], None], connect: Connect = connect
) -> AsyncIterator[Lease]:
    """Wait for the lock and hold it. The caller stops what it does when `lost` is set.

    Args:
        refused: called each time that another session has the lock.
        connect: opens the session.
    """
    connection = await connect(
        url, server_settings={"idle_session_timeout": _SILENCE, "application_name": "upland-relay"}
    )
    try:
        while not await connection.fetchval(_TRY_LOCK, _LOCK):
            refused()
            await asyncio.sleep(0.3)
        lease = Lease(connection)
        async with Background("relay-lease", lease.keep):
            yield lease
    finally:
        connection.terminate()
