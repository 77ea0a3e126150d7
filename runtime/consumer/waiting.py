"""Waiting until a consumer has applied a position."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from runtime.consumer.applier import Applier
from runtime.consumer.sink import FencedOut
from runtime.database import WAITS
from runtime.errors import NotReached

_NAMED = 20  # positions that an error names
# Seconds after which one who waits looks whether another process of the service has applied what it waits for.
_LOOK = 0.1


async def _moved(applier: Applier) -> None:
    """Wait until this process applies something, or until it is time to look what others have applied."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK):
            await applier.moved.wait()
            return
    with suppress(FencedOut, *WAITS):
        await applier.refresh()


async def wait_for(applier: Applier, position: int, timeout: float) -> int:
    """Wait until every event up to a position is applied or set aside; the watermark then.

    Raises:
        NotReached: it did not come in time.
    """
    try:
        async with asyncio.timeout(timeout):
            while applier.watermark < position:
                await _moved(applier)
    except TimeoutError:
        raise NotReached(
            f"Position {position} was not reached; the views are at {applier.watermark}. Ask again, or wait longer.",
            numbers={"position": applier.watermark},
        ) from None
    return applier.watermark


async def wait_for_complete(applier: Applier, position: int, timeout: float) -> int:
    """Wait until every event up to a position is applied, with none of them set aside; the watermark then.

    Raises:
        NotReached: it did not come in time; it names the position that was reached, and what is set aside.
    """
    try:
        async with asyncio.timeout(timeout):
            while applier.complete < position:
                await _moved(applier)
    except TimeoutError:
        reached, missing = applier.complete, applier.missing(position)
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
    return applier.watermark
