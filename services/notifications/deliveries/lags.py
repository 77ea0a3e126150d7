"""How far the channels that push are behind the feed, by kind: the slowest counts."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.lag import Lag
from runtime.telemetry import CHANNEL_LAG, CHANNEL_LAG_SECONDS
from services.notifications.deliveries.channel import Channel


class ChannelLags:
    """Follows every active channel's cursor."""

    def __init__(self) -> None:
        self._lags: dict[str, Lag] = {}

    def see(self, active: Iterable[Channel], end: int, now: float, kinds: Iterable[str]) -> None:
        """Note where the active channels are.

        Args:
            end: the release at which the feed ends.
            now: seconds of a clock that only grows.
            kinds: every kind of channel that there is; one without an active channel is not behind.
        """
        lags: dict[str, Lag] = {}
        slowest = dict.fromkeys(kinds, (0, 0.0))
        for channel in active:
            lag = lags[channel.id] = self._lags.get(channel.id) or Lag()
            lag.see(end, channel.cursor.release, now)
            events, seconds = slowest.get(channel.kind, (0, 0.0))
            slowest[channel.kind] = (max(events, lag.events), max(seconds, lag.seconds))
        self._lags = lags
        for kind, (events, seconds) in slowest.items():
            CHANNEL_LAG.labels(kind).set(events)
            CHANNEL_LAG_SECONDS.labels(kind).set(seconds)
