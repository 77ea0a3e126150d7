"""The times of streams."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Times of a stream, in seconds.

    heartbeat: silence before a heartbeat is sent; look: between looks at the keys and at what other processes have added;
    retry: what a client waits at least before it comes again; rotation: after which a connection ends, so that streams
    spread over processes again; patience: how long a reader may leave sent bytes lying before it is dropped; gather: least
    time between two looks at the feed. returning: clients that may come again in one second, when all have lost their
    connection at once.
    """

    heartbeat: float = 15.0
    look: float = 1.0
    retry: float = 2.0
    rotation: float = 3600.0
    patience: float = 20.0
    gather: float = 0.05
    returning: int = 400

    def reconnection(self, streams: int) -> int:
        """Milliseconds after which one of so many clients should come again: at random, so that all do not come at once."""
        spread = max(self.retry, streams / self.returning)
        return int((self.retry + random.uniform(0, spread)) * 1000)  # noqa: S311

    def lifetime(self) -> float:
        """Seconds for one connection; a little apart, so that streams that began together do not come again together."""
        return self.rotation * random.uniform(0.9, 1.0)  # noqa: S311
