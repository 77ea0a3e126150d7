"""The log's own rules: positions and versions without a hole, and time that never goes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Set
from datetime import datetime

from contracts.envelope import Recorded


async def log_differences(
    events: AsyncIterator[Recorded], head: int, epoch_borders: Set[int] = frozenset()
) -> AsyncIterator[str]:
    """The places where the log breaks its own rules: a hole, a version out of turn, time that went back.

    epoch_borders: the positions after which another epoch begins, where time may go back.
    """
    position = 0
    recorded_at: datetime | None = None
    versions: dict[str, int] = {}
    async for event in events:
        if event.position != position + 1:
            yield f"position {event.position} follows {position}: {position + 1} is missing"
        expected = versions.get(event.stream, 0) + 1
        if event.version != expected:
            yield f"position {event.position} is {event.id}, where {event.stream}@{expected} is due"
        went_back = recorded_at is not None and event.recorded_at < recorded_at
        if went_back and position not in epoch_borders:
            yield f"position {event.position} was recorded at {event.recorded_at}, before {position} at {recorded_at}"
        position, recorded_at, versions[event.stream] = event.position, event.recorded_at, event.version
    if position != head:
        yield f"the head has {head}, and the last event is {position}"
