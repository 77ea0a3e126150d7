"""The deliveries of a channel that are under way: one lane a stream, in order, each blocked by its own failures. Pure.

A batch channel has a single lane. What is in a lane is stored; its first delivery is `pending`, or as many as were sent in
one request; the others wait for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from services.notifications.deliveries.delivery import Delivery

Lane = deque[Delivery]
# Deliveries that may be parked; with more, the endpoint counts as down, and its cursor stays where it is.
BOUND = 1_000
# Lanes that fail one after another, none succeeding, until the endpoint counts as down.
_BREAKS_AT = 5
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)


class Lanes:
    """What is parked of a channel, and whether its endpoint takes anything now."""

    def __init__(self, parked: Iterable[Delivery], *, one: bool) -> None:
        self._one = one
        self._lanes: dict[str, Lane] = {}
        for delivery in parked:
            self._lanes.setdefault(self.name(delivery), deque()).append(delivery)
        self._breaks_at = 1 if one else _BREAKS_AT
        self._failing = {name for name, lane in self._lanes.items() if lane[0].attempts}
        self._paused_until: datetime | None = None
        self._pause = _FIRST_PAUSE

    @property
    def is_broken(self) -> bool:
        """Whether so many lanes have failed, and none succeeded, that one request at a time tries the endpoint."""
        return len(self._failing) >= self._breaks_at

    @property
    def is_down(self) -> bool:
        """Whether the endpoint counts as down, so that nothing new is read."""
        return self.is_broken or sum(map(len, self._lanes.values())) >= BOUND

    def name(self, delivery: Delivery) -> str:
        """The lane of a delivery."""
        return "" if self._one else delivery.stream

    def reads(self, now: datetime) -> bool:
        """Whether new entries are read now."""
        return not self.is_down and not self.is_paused(now)

    def is_blocked(self, name: str) -> bool:
        """Whether something is parked in a lane."""
        return name in self._lanes

    def park(self, delivery: Delivery) -> None:
        """Add a delivery to the end of its lane."""
        self._lanes.setdefault(self.name(delivery), deque()).append(delivery)

    def due(self, now: datetime) -> dict[str, Lane]:
        """Take out the lanes to be attempted now: all that are due, or one while the endpoint is down."""
        if self.is_paused(now):
            return {}
        names = [name for name, lane in self._candidates() if _due_at(lane, now) <= now]
        return {name: self._lanes.pop(name) for name in names}

    def next_due(self, now: datetime) -> datetime | None:
        """When the next lane is due; None where nothing is parked."""
        paused = self._paused_until if self.is_paused(now) else None
        times = [_due_at(lane, now) for _, lane in self._candidates()]
        if not times:
            return paused
        return min(times) if paused is None else max(paused, min(times))

    def _candidates(self) -> list[tuple[str, Lane]]:
        """The lanes that may be attempted; while the endpoint is down only the one that has been attempted most often."""
        lanes = [*self._lanes.items()]
        if not self.is_broken or not lanes:
            return lanes
        return [max(lanes, key=lambda item: (item[1][0].attempts, -item[1][0].place.release, item[0]))]

    def back(self, name: str, rest: Iterable[Delivery]) -> None:
        """Put what is left of a lane back to its beginning."""
        lane = deque(rest)
        lane.extend(self._lanes.pop(name, ()))
        if lane:
            self._lanes[name] = lane
        else:
            self._failing.discard(name)

    def succeeded(self, now: datetime) -> list[Delivery]:
        """The endpoint took something. What failed only because it was down is due at once; the deliveries changed by that."""
        was_broken = self.is_broken
        self._failing.clear()
        self._pause = _FIRST_PAUSE
        return self.revive(now) if was_broken else []

    def revive(self, now: datetime) -> list[Delivery]:
        """Make everything due that is parked; the deliveries changed by that."""
        self._failing.clear()
        return [delivery for lane in self._lanes.values() for delivery in _make_due(lane, now)]

    def failed(self, name: str) -> None:
        """The endpoint refused something."""
        self._failing.add(name)

    def pause(self, until: datetime) -> None:
        """Attempt nothing until then."""
        self._paused_until = max(until, self._paused_until or until)

    def pause_for_our_fault(self, now: datetime) -> datetime:
        """Attempt nothing for a while that grows with each fault of ours; until when."""
        self.pause(now + self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        assert self._paused_until is not None
        return self._paused_until

    def is_paused(self, now: datetime) -> bool:
        """Whether nothing at all is sent now."""
        return self._paused_until is not None and now < self._paused_until


def _due_at(lane: Lane, now: datetime) -> datetime:
    """When a lane is due. One that has lost its pending delivery is due at once."""
    return lane[0].next_at or now


def _make_due(lane: Lane, now: datetime) -> Iterator[Delivery]:
    for delivery in lane:
        if delivery.status == "pending" and delivery.next_at is not None and delivery.next_at > now:
            delivery.next_at = now
            yield delivery
