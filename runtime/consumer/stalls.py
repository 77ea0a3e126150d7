"""Whether Kafka brings what the log has. Pure."""

from __future__ import annotations

from runtime.consumer.checkpoints import Progress

# Seconds for which the log may be ahead while nothing is applied, and while only other partitions' events are.
_IDLE = 1.0
_PARTLY = 3.0


class Stalls:
    """Sees progress after progress, and since when the watermark and the checkpoints have not moved."""

    def __init__(self) -> None:
        self._watermark = (-1, 0.0)
        self._applied = (-1, 0.0)

    def see(self, head: int, progress: Progress, now: float) -> bool:
        """Whether the log has been ahead for too long: something is missing in Kafka, or nobody reads its partition."""
        applied = sum(progress.checkpoints.values())
        if head <= progress.watermark or self._watermark[0] != progress.watermark:
            self._watermark = (progress.watermark, now)
        if head <= progress.watermark or self._applied[0] != applied:
            self._applied = (applied, now)
        stuck, idle = now - self._watermark[1], now - self._applied[1]
        return stuck > _PARTLY or min(stuck, idle) > _IDLE
