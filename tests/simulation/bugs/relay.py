"""Bugs in the relay."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from contracts.envelope import Recorded
from services.registry.relay.lease import Lease
from services.registry.relay.publisher import Publisher
from services.registry.relay.relay import InFlight, Relay
from services.registry.relay.topic import Ends
from tests.simulation.schedule import Code


class _DoubleRelay(Relay):
    """A relay publishes without the lease, from what it remembers: two of them do."""

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        lease.connection.terminate()
        await super()._follow(_Endless(lease), publisher, ends, start)  # type: ignore[arg-type]


class _Endless:
    """A lease that does not show that it is lost."""

    def __init__(self, lease: Lease) -> None:
        self.lost = asyncio.Event()

    async def execute(self, query: str, *arguments: object) -> None:
        """Nothing."""


class _GoesOnWithoutLease(Relay):
    """A relay whose lease is lost does not look at it."""

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        await super()._follow(_Endless(lease), publisher, ends, start)  # type: ignore[arg-type]


class _RunBroken(Relay):
    """A record names the last position of the log as the one before it, not that of its partition."""

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        publisher._sent = _Latest(publisher._sent)
        await super()._follow(lease, publisher, ends, start)


class _Latest(list[int]):
    def __setitem__(self, partition: Any, position: Any) -> None:
        for other in range(len(self)):
            super().__setitem__(other, position)


class _BeginsAfterTheHighest(Relay):
    """It begins after the last position of all partitions, not after the lowest of their last ones."""

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        await super()._follow(lease, publisher, ends, max(ends.positions))


class _NotedBeforeAcknowledged(Relay):
    """A position is noted when it is handed over, before Kafka has it; the next relay begins there."""

    async def _note(self, lease: Lease, ends: Ends) -> int:
        if self._last is not None:
            self.position = self._last.position
        return await super()._note(lease, ends)

    async def _land(self, in_flight: InFlight) -> None:
        if in_flight and self._last is not None:
            self.position = self._last.position
            await super()._note(self._lease, self._ends)
        await super()._land(in_flight)

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        self._lease, self._ends = lease, ends
        await super()._follow(lease, publisher, ends, start)


class _EpochIgnored(Relay):
    """It goes on after whatever is in Kafka, also after another log's records."""

    async def _continues(self, ends: Ends) -> str:
        return self._tail.end.epoch or "e1"


class _EventLost(Relay):
    """When the producer fails, the events that were under way are not published again."""

    async def _follow(self, lease: Lease, publisher: Publisher, ends: Ends, start: int) -> None:
        before = getattr(self, "_reached", 0)
        send = publisher.send

        async def remembered(events: Sequence[Recorded]) -> list[asyncio.Future[Any]]:
            self._reached = events[-1].position
            return await send(events)

        publisher.send = remembered  # type: ignore[method-assign]
        await super()._follow(lease, publisher, ends, max(start, before))


PLANTED = (
    (_DoubleRelay, Code(relay=_DoubleRelay), 1),
    (_GoesOnWithoutLease, Code(relay=_GoesOnWithoutLease), 108),
    (_RunBroken, Code(relay=_RunBroken), 1),
    (_BeginsAfterTheHighest, Code(relay=_BeginsAfterTheHighest), 499),
    (_NotedBeforeAcknowledged, Code(relay=_NotedBeforeAcknowledged), 279),
    (_EpochIgnored, Code(relay=_EpochIgnored), 13),
    (_EventLost, Code(relay=_EventLost), 76),
)
