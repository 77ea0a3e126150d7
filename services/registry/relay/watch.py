"""How far the relay is behind the log: its metrics, and a reason not to be ready."""

from __future__ import annotations

import asyncio
from time import monotonic

from runtime.lag import Lag
from runtime.telemetry import RELAY_LAG, RELAY_LAG_SECONDS, RELAYED
from services.registry.log.tail import Tail
from services.registry.relay.relay import Relay

# Seconds between two measurements.
_INTERVAL = 0.5
# Seconds for which an event may wait before the relay is not ready.
_PATIENCE = 15.0


class Watch:
    """Measures how far the relay is behind the log, twice a second, whatever the relay waits for."""

    def __init__(self, relay: Relay, tail: Tail) -> None:
        self._relay = relay
        self._tail = tail
        self.lag = Lag()

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            # A relay that stands by publishes nothing, so it is not late.
            active = not self._relay.state.startswith("standing by")
            self.lag.see(
                self._tail.position, self._relay.position if active else self._tail.position, monotonic()
            )
            RELAYED.set(self._relay.position)
            RELAY_LAG.set(self.lag.events)
            RELAY_LAG_SECONDS.set(self.lag.seconds)
            await asyncio.sleep(_INTERVAL)

    def reasons(self) -> list[str]:
        """Why the relay is not ready although it is active: events wait for too long."""
        if self.lag.seconds < _PATIENCE:
            return []
        return [f"{self.lag.events} events are not in Kafka, the oldest since {self.lag.seconds:.0f} s"]
