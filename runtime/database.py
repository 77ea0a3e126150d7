"""PostgreSQL: connections of asyncpg, alone and in pools."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from runtime.errors import Unavailable
from runtime.telemetry import POOL_CONNECTIONS

# The pools of this process with their names; those that were closed are forgotten when they are next measured.
_pools: list[tuple[str, asyncpg.Pool[asyncpg.Record]]] = []

# Opened for oneself, or lent by a pool.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
# What opens a connection for oneself: `connect`, or what stands for the server in a simulation.
Connect: TypeAlias = "Callable[..., Awaitable[asyncpg.Connection[asyncpg.Record]]]"

# What the server cannot do now, by the classes of SQLSTATE. asyncpg has a class of Python for each; a code
# that it does not know is no class of these.
AWAY: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    ssl.SSLError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that broke in the middle of a call
    asyncpg.PostgresConnectionError,  # 08
    asyncpg.InvalidTransactionStateError,  # 25: read-only, a transaction that took too long
    asyncpg.InvalidAuthorizationSpecificationError,  # 28: no such role any more, or another password
    asyncpg.InvalidCatalogNameError,  # 3D: no such database any more
    asyncpg.TransactionRollbackError,  # 40: a deadlock, a serialisation failure
    asyncpg.InsufficientResourcesError,  # 53: full disk, memory, connections
    asyncpg.ObjectNotInPrerequisiteStateError,  # 55: a lock that was not given
    asyncpg.OperatorInterventionError,  # 57: cancelled, starting, shutting down
    asyncpg.PostgresSystemError,  # 58: the disk failed
    asyncpg.SnapshotTooOldError,  # 72
    asyncpg.ConfigFileError,  # F0: a lock file that another server holds
    asyncpg.InternalServerError,  # XX: a damaged page or index
)
# The same, or the registry's error for it: background work tries again.
WAITS: tuple[type[BaseException], ...] = (*AWAY, Unavailable)

# The classes of SQLSTATE by which the server refuses what was written, whenever it is written: cardinality, data,
# integrity, a view's check, a limit of the program such as the size of an index row, an error that a function raises.
_REFUSING = frozenset({"21", "22", "23", "44", "54", "P0"})


def at_fault(error: BaseException) -> bool:
    """Whether an error is the fault of what was written, so that it comes again whenever the same is written.

    Of the errors of the server only the classes in `_REFUSING` are: anything else is a state of the server (or of its
    schema and rights) that passes or is mended. What Python raises is a fault of our reading or folding, unless the
    server or the memory is gone.
    """
    if isinstance(error, asyncpg.PostgresError):
        return str(getattr(error, "sqlstate", None))[:2] in _REFUSING
    return not isinstance(error, (*WAITS, MemoryError))


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


async def open_pool(
    url: str, *, size: int = 8, name: str = "main", **settings: str
) -> asyncpg.Pool[asyncpg.Record]:
    """A pool that connects when it is first used, so that a service starts while the database is away.

    `name` is the pool's in the metrics; `settings` are PostgreSQL's, for each of its connections.

    What is borrowed from it leaves no state behind (no lock, no listener, no setting), so none is reset: that would be
    one more round trip each time.
    """
    pool = await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=5,
        command_timeout=60,
        reset=_leave,
        server_settings=settings or None,
    )
    _pools.append((name, pool))
    return pool


def measure_pools() -> None:
    """Set the metrics of the pools to what is so now. For a scrape: a borrowed connection counts nothing by itself."""
    _pools[:] = [each for each in _pools if not each[1].is_closing()]
    for name, pool in _pools:
        idle = pool.get_idle_size()
        POOL_CONNECTIONS.labels(name, "used").set(pool.get_size() - idle)
        POOL_CONNECTIONS.labels(name, "idle").set(idle)
        POOL_CONNECTIONS.labels(name, "most").set(pool.get_max_size())


async def _leave(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Nothing to reset."""
