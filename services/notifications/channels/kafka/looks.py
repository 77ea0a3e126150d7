"""One look at the topics of all channels that run here, for as many as want to know."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from services.notifications.channels.kafka.broker import Bounds, Broker


class Looks:
    """Asks the broker at most once in a while, about all topics that are followed."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._followed = Counter[str]()
        self._lock = asyncio.Lock()
        self._last: Mapping[str, Bounds] = {}
        self._at = float("-inf")

    @contextmanager
    def following(self, topic: str) -> Iterator[None]:
        """Include a topic while the block runs."""
        self._followed[topic] += 1
        try:
            yield
        finally:
            self._followed[topic] -= 1
            self._followed += Counter()  # drops what is not positive

    async def bounds(self, topic: str, since: float) -> Bounds | None:
        """The topic's bounds, not older than `since`, a time of the event loop; None where there is no such topic.

        Raises:
            Unavailable: Kafka does not answer.
        """
        async with self._lock:
            if self._at < since:
                began = asyncio.get_running_loop().time()
                self._last = await self._broker.bounds({*self._followed, topic})
                self._at = began
            return self._last.get(topic)
