"""PostgreSQL: connections of asyncpg, alone and in pools."""

from __future__ import annotations

import ssl
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from runtime.errors import Unavailable

# Opened for oneself, or lent by a pool.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

# What says that the server is away or going away, rather than that a statement is wrong.
AWAY: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    ssl.SSLError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that broke in the middle of a call
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
# The same, or the registry's word for it: whoever works in the background tries again.
WAITS: tuple[type[BaseException], ...] = (*AWAY, Unavailable)


async def connect(url: str, **options: Any) -> asyncpg.Connection[asyncpg.Record]:
    """One connection.

    Raises:
        Unavailable: the server does not answer.
    """
    try:
        return await asyncpg.connect(url, timeout=5, **options)
    except AWAY as error:
        raise Unavailable(
            f"PostgreSQL does not answer ({type(error).__name__}). It is tried again."
        ) from error


async def open_pool(url: str, *, size: int = 8, **settings: str) -> asyncpg.Pool[asyncpg.Record]:
    """A pool that connects when it is first used, so that a service starts while the database is away.

    `settings` are PostgreSQL's, for each of its connections.

    What is borrowed from it leaves no state behind (no lock, no listener, no setting), so none is reset: that would be
    one more round trip each time.
    """
    return await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=5,
        command_timeout=60,
        reset=_leave,
        server_settings=settings or None,
    )


async def _leave(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Nothing to reset."""
