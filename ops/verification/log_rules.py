"""The log's own rules: positions and versions without a hole, and time that never goes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Set
from dataclasses import dataclass, field
from datetime import datetime

from contracts.envelope import Recorded
from runtime.database import connect

_LAST = "SELECT recorded_at FROM registry.events WHERE position = $1"
_VERSIONS = "SELECT stream, max(version) AS version FROM registry.events WHERE position <= $1 GROUP BY stream"


@dataclass
class LogState:
    """What the rules need to know of the log up to a position: when that was recorded, and the last version of each stream."""

    position: int = 0
    recorded_at: datetime | None = None
    versions: dict[str, int] = field(default_factory=dict)


async def state_at(owner_url: str, position: int) -> LogState:
    """The state of the log up to a position, which keeps the rules."""
    if not position:
        return LogState()
    connection = await connect(owner_url)
    try:
        rows = await connection.fetch(_VERSIONS, position)
        recorded_at = await connection.fetchval(_LAST, position)
    finally:
        await connection.close()
    return LogState(position, recorded_at, {row["stream"]: row["version"] for row in rows})


async def log_differences(
    events: AsyncIterator[Recorded],
    head: int,
    epoch_borders: Set[int] = frozenset(),
    state: LogState | None = None,
) -> AsyncIterator[str]:
    """The places where the log breaks its own rules: a hole, a version out of turn, time that went back.

    epoch_borders: the positions after which another epoch begins, where time may go back.
    state: that of the log before these events.
    """
    state = state or LogState()
    position, recorded_at, versions = state.position, state.recorded_at, state.versions
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
