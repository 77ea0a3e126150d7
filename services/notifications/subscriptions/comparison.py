"""Subscriptions as the log gives them, compared with the stored ones and written in their place."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from contracts.envelope import Fact, Recorded
from runtime.database import Connection
from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import Subscription, folded, stream_of

_POSITIONS = "SELECT stream, version, position FROM notifications.subscription_facts"


class Differences(NamedTuple):
    """Streams of subscriptions that are stored otherwise than the log gives them, sorted.

    missing: what the log gives is not stored. surplus: what is stored is not what the log gives.
    """

    missing: list[str]
    surplus: list[str]


class LogSubscriptions:
    """Collects the events of subscription streams while the log is read from its beginning."""

    def __init__(self) -> None:
        self._events: defaultdict[str, list[Recorded]] = defaultdict(list)
        self._facts: defaultdict[str, list[Fact]] = defaultdict(list)

    def add(self, event: Recorded, fact: Fact | None) -> None:
        """Add the log's next event; None where it is of another stream."""
        if fact is not None:
            self._events[event.stream].append(event)
            self._facts[event.stream].append(fact)

    async def differences(self, connection: Connection, last: int | None = None) -> Differences:
        """What differs from the stored subscriptions.

        Args:
            last: position of the last event that was added, where the stored ones may have come further: streams with
                later events are left out.
        """
        due = self._current()
        live = {stream_of(each.id): each for each in await store.read_all(connection)}
        positions: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        ahead = set()
        for stream, version, position in await connection.fetch(_POSITIONS):
            positions[stream].add((version, position))
            if last is not None and position > last:
                ahead.add(stream)
        missing, surplus = [], []
        for stream in sorted((due.keys() | live.keys() | positions.keys() | self._events.keys()) - ahead):
            recorded = {(event.version, event.position) for event in self._events.get(stream, ())}
            if (stream in due and stream not in live) or recorded - positions[stream]:
                missing.append(stream)
            elif due.get(stream) != live.get(stream) or recorded != positions[stream]:
                surplus.append(stream)
        return Differences(missing, surplus)

    async def write(self, connection: Connection) -> None:
        """Store these subscriptions and their events instead of those that are stored."""
        await connection.execute("DELETE FROM notifications.subscription_facts")
        await connection.execute("DELETE FROM notifications.subscriptions")
        await store.add_facts(connection, (event for events in self._events.values() for event in events))
        await store.replace(connection, self._current())

    def _current(self) -> dict[str, Subscription]:
        current = {stream: folded(facts) for stream, facts in self._facts.items()}
        return {stream: each for stream, each in current.items() if each is not None}
