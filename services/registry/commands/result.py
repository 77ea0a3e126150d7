"""What a command returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.envelope import Event
from services.registry.log.appends import Appended


class Result(NamedTuple):
    """An accepted command: `events` are (type, version) pairs; `version` and `position` are those of the first."""

    stream: str
    version: int
    position: int
    events: tuple[tuple[str, int], ...]
    replayed: bool = False

    @property
    def last_version(self) -> int:
        """The stream's version after the command."""
        return self.version + len(self.events) - 1


def new_result(stream: str, appended: Appended, events: Sequence[Event]) -> Result:
    """The result of a command whose events were appended just now."""
    version, position, _ = appended
    return Result(
        stream, version, position, tuple((event.type, version + i) for i, event in enumerate(events))
    )


def as_json(result: Result, dry_run: bool = False) -> dict[str, Any]:
    """The result as JSON; positions are null in a dry run."""
    stream, version, position = result.stream, result.last_version, result.position
    events = [
        {
            "id": f"{stream}@{event_version}",
            "type": type,
            "version": event_version,
            "position": None if dry_run else position + index,
        }
        for index, (type, event_version) in enumerate(result.events)
    ]
    last = None if dry_run else position + len(events) - 1
    return {"stream": stream, "version": version, "position": last, "events": events}
