"""Runs a rebuild as a row that operators follow and cancel: from the command line, or as the dashboard requested it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ops.progress import Advance
from runtime.database import Connection, connect
from runtime.errors import OperationFailed
from runtime.operators import rebuilds
from runtime.operators.rebuilds import Ended

_EVERY = 0.5  # seconds between two looks
T = TypeVar("T")


class RebuildCancelled(OperationFailed):
    """The rebuild was cancelled before it switched anything; the live rows are as they were."""


@dataclass
class _Progress:
    """How far the work is."""

    events: int = 0
    head: int = 0

    def advance(self, events: int, head: int) -> None:
        self.events, self.head = events, head


async def run(
    owner_url: str,
    schema: str,
    id: int,
    work: Callable[[Advance], Awaitable[T]],
    summary: Callable[[T], str],
    advance: Advance = lambda _done, _total: None,
) -> T:
    """Do the work of a requested rebuild, and note how far it is and what came of it.

    Args:
        schema: the service whose rebuild it is.
        work: builds, and switches at its end; it leaves nothing behind when it is cancelled.
        summary: what came of it, in words.
        advance: is called too, as often as the work says how far it is.

    Raises:
        RebuildCancelled: an operator has cancelled it.
        OperationFailed: as the work does.
    """
    connection = await connect(owner_url)
    try:
        if not await rebuilds.start(connection, schema, id):
            raise RebuildCancelled("The rebuild was cancelled before it began. Nothing has changed.")
        return await _followed(connection, schema, id, work, summary, advance)
    finally:
        await connection.close()


async def _followed(
    connection: Connection,
    schema: str,
    id: int,
    work: Callable[[Advance], Awaitable[T]],
    summary: Callable[[T], str],
    advance: Advance,
) -> T:
    progress = _Progress()

    def both(done: int, total: int) -> None:
        progress.advance(done, total)
        advance(done, total)

    working = asyncio.ensure_future(work(both))
    state: Ended = "failed"
    message: str | None = None
    try:
        while not working.done():
            await asyncio.wait({working}, timeout=_EVERY)
            if await rebuilds.advance(connection, schema, id, progress.events, progress.head):
                working.cancel()
                break
        result = await working
        state, message = "done", summary(result)
        return result
    except asyncio.CancelledError:
        state = "cancelled"
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # Ctrl-C
            working.cancel()
            await asyncio.wait({working})
            raise
        raise RebuildCancelled("The rebuild was cancelled. Nothing has changed.") from None
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        raise
    finally:
        with contextlib.suppress(OSError):
            await rebuilds.end(connection, schema, id, state, message)
