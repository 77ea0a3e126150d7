"""How far a reader has come: its cursor, and the events that it has handled. No I/O."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, TypedDict

from upland_client.events import Event

Ranges = list[list[int]]
# Of ids that are not `stream@version`, such as those of test events, so many are remembered.
_OTHERS = 1000


class Entry(TypedDict, total=False):
    """One step: an event was handled (`id`, `time`), the cursor moved (`cursor`), or reading begins again (`restart`)."""

    id: str
    time: str
    cursor: str
    restart: bool


class Progress:
    """The cursor, and the handled ids as ranges of versions for each stream.

    After a restore of the record an id may be used again, for another event. That one is recorded after everything that was
    read before, so the time tells them apart: `restart` keeps the ids of the earlier epoch with the time of its newest event.
    """

    def __init__(self) -> None:
        self.cursor: str | None = None
        self._streams: dict[str, Ranges] = {}
        self._others: dict[str, None] = {}
        self._newest = ""
        self._before: dict[str, Ranges] = {}
        self._until = ""

    def has(self, event: Event) -> bool:
        """Whether the event was handled."""
        id = event["id"]
        stream, version = _split(id)
        if version is None:
            return id in self._others
        if _contains(self._streams.get(stream, []), version):
            return True
        return event["time"] <= self._until and _contains(self._before.get(stream, []), version)

    def apply(self, entry: Entry) -> None:
        """Take a step."""
        if entry.get("restart"):
            self._restart()
        if "id" in entry:
            self._add(entry["id"], entry.get("time", ""))
        if "cursor" in entry:
            self.cursor = entry["cursor"]

    def unseen(self) -> dict[str, list[range]]:
        """Versions that were not handled below the highest that was, for each stream that has any.

        They are no proof of a loss: an event that you may not read, or that your filter leaves out, has a version too.
        `Client.missed` looks which of them the feed has for you.
        """
        return {stream: holes for stream, ranges in self._streams.items() if (holes := _holes(ranges))}

    def snapshot(self) -> dict[str, Any]:
        """All of it, as JSON."""
        return {
            "cursor": self.cursor,
            "streams": self._streams,
            "others": list(self._others),
            "newest": self._newest,
            "before": self._before,
            "until": self._until,
        }

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> Progress:
        """The progress of a snapshot."""
        progress = cls()
        progress.cursor = snapshot.get("cursor")
        progress._streams = dict(snapshot.get("streams", {}))
        progress._others = dict.fromkeys(snapshot.get("others", []))
        progress._newest = snapshot.get("newest", "")
        progress._before = dict(snapshot.get("before", {}))
        progress._until = snapshot.get("until", "")
        return progress

    def _add(self, id: str, time: str) -> None:
        stream, version = _split(id)
        if version is None:
            self._others[id] = None
            if len(self._others) > _OTHERS:
                del self._others[next(iter(self._others))]
            return
        _include(self._streams.setdefault(stream, []), version)
        self._newest = max(self._newest, time)

    def _restart(self) -> None:
        self.cursor = None
        for stream, ranges in self._before.items():
            for first, last in ranges:
                for version in range(first, last + 1):
                    _include(self._streams.setdefault(stream, []), version)
        self._before, self._streams = self._streams, {}
        self._until = max(self._newest, self._until)


def _split(id: str) -> tuple[str, int | None]:
    stream, _, version = id.rpartition("@")
    return (stream, int(version)) if stream and version.isascii() and version.isdigit() else (id, None)


def _contains(ranges: Ranges, version: int) -> bool:
    place = bisect_right(ranges, version, key=lambda each: each[0])
    return place > 0 and version <= ranges[place - 1][1]


def _include(ranges: Ranges, version: int) -> None:
    place = bisect_right(ranges, version, key=lambda each: each[0])
    if place > 0 and version <= ranges[place - 1][1]:
        return
    joins_before = place > 0 and ranges[place - 1][1] == version - 1
    joins_after = place < len(ranges) and ranges[place][0] == version + 1
    if joins_before and joins_after:
        ranges[place - 1][1] = ranges.pop(place)[1]
    elif joins_before:
        ranges[place - 1][1] = version
    elif joins_after:
        ranges[place][0] = version
    else:
        ranges.insert(place, [version, version])


def _holes(ranges: Ranges) -> list[range]:
    ends = [0, *(last for _, last in ranges)]
    return [range(end + 1, first) for end, (first, _) in zip(ends, ranges, strict=False) if first > end + 1]
