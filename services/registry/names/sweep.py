"""After an erasure: the tables of names are rewritten, so that no page of them keeps the rows that were deleted."""

from __future__ import annotations

import asyncio

import asyncpg

from runtime.database import WAITS, connect
from runtime.tasks import Background
from runtime.telemetry import logger

_TABLES = "registry.names, registry.name_keys"
_EVER_ERASED = "SELECT EXISTS (SELECT FROM registry.name_keys WHERE erased_at IS NOT NULL)"
# A sealing blocks all appends while it waits for these tables, so the sweep gives way after this many seconds,
# to a backup for instance, and comes back later.
_GIVES_WAY = 0.5
_PAUSES = (1.0, 60.0)
_LOCK_TIMEOUT = f"SET lock_timeout = '{_GIVES_WAY}s'"
# VACUUM alone leaves the bytes in the free space of a page; FULL does not report which rows it had to keep.
_REWRITE = f"VACUUM (FULL) {_TABLES}"
_COUNT_DEAD_ROWS = f"VACUUM {_TABLES}"
_DEAD_ROWS = (
    "SELECT sum(pg_stat_get_dead_tuples(oid)) FROM pg_class WHERE oid IN ($1::regclass, $2::regclass)"
)


class Sweep:
    """Sweeps when `erased` is set, and at the start where there was ever an erasure: the last one may be unswept."""

    def __init__(self, url: str, erased: asyncio.Event) -> None:
        self._url, self._erased = url, erased
        self._task = Background("names-sweep", self._run)

    async def __aenter__(self) -> Sweep:
        self._erased.set()
        self._task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._task.stop()

    async def _run(self) -> None:
        least, most = _PAUSES
        while True:
            await self._erased.wait()
            self._erased.clear()
            pause = least
            while not await self._swept():
                await asyncio.sleep(pause)
                pause = min(2 * pause, most)

    async def _swept(self) -> bool:
        try:
            connection = await connect(self._url, command_timeout=600)
            try:
                return await sweep(connection)
            finally:
                await connection.close()
        except asyncpg.LockNotAvailableError:
            return False
        except WAITS:
            return False
        except Exception:
            logger.exception("names.sweep_failed")
            return False


async def sweep(connection: asyncpg.Connection[asyncpg.Record]) -> bool:
    """Rewrite the tables; False when an older transaction could still see a deleted row, so that it was kept.

    Raises:
        asyncpg.LockNotAvailableError: somebody else reads them.
    """
    if not await connection.fetchval(_EVER_ERASED):
        return True
    await connection.execute(_LOCK_TIMEOUT)
    await connection.execute(_REWRITE)
    await connection.execute(_COUNT_DEAD_ROWS)
    dead_rows = await connection.fetchval(_DEAD_ROWS, *_TABLES.split(", "))
    return not dead_rows
