"""Waiting until a consumer has applied a position."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Protocol

from runtime.consumer.sink import FencedOut
from runtime.database import WAITS
from runtime.errors import NotReached

_NAMED = 20  # positions that an error names
# Seconds after which one who waits looks whether another process of the service has applied what it waits for.
_LOOK = 0.1


class Progressing(Protocol):
    """What is waited for: how far a service has come, in this process or in others.

    moved: set when it comes further; then there is another one.
    """

    moved: asyncio.Event

    @property
    def watermark(self) -> int:
        """Every event at or below it is applied or set aside."""
        ...

    @property
    def complete(self) -> int:
        """Every event at or below it is applied, and none of them is set aside."""
        ...

    def missing(self, position: int) -> list[int]:
        """The positions at or below one whose events are set aside."""
        ...

    async def refresh(self) -> None:
        """Read how far the processes of the service have come together."""
        ...


async def _moved(progress: Progressing) -> None:
    """Wait until this process applies something, or until it is time to look what others have applied."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK):
            await progress.moved.wait()
            return
    with suppress(FencedOut, *WAITS):
        await progress.refresh()


async def wait_for(progress: Progressing, position: int, timeout: float) -> int:
    """Wait until every event up to a position is applied or set aside; the watermark then.

    Raises:
        NotReached: it did not come in time.
    """
    try:
        async with asyncio.timeout(timeout):
            while progress.watermark < position:
                await _moved(progress)
    except TimeoutError:
        raise NotReached(
            f"Position {position} was not reached; the views are at {progress.watermark}. Ask again, or wait longer.",
            numbers={"position": progress.watermark},
        ) from None
    return progress.watermark


async def wait_for_complete(progress: Progressing, position: int, timeout: float) -> int:
    """Wait until every event up to a position is applied, with none of them set aside; the watermark then.

    Raises:
        NotReached: it did not come in time; it names the position that was reached, and what is set aside.
    """
    try:
        async with asyncio.timeout(timeout):
            while progress.complete < position:
                await _moved(progress)
    except TimeoutError:
        reached, missing = progress.complete, progress.missing(position)
        reason = f"the views are at {reached}. Ask again, or wait longer."
        numbers: dict[str, Any] = {"position": reached}
        if missing:
            numbers["set_aside"] = missing[:_NAMED]
            reason = (
                f"{len(missing)} events at or before it are set aside, the first at position {missing[0]}. An"
                " operator sees why with `upland dead-letters list`, and has them tried again or discards them."
                " Without `wait_for` you get what there is."
            )
        raise NotReached(f"Position {position} was not reached: {reason}", numbers=numbers) from None
    return progress.watermark
