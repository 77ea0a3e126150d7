"""How far a consumer is: a checkpoint for each partition, and the watermark over all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Progress:
    """Positions are dense over the log, so the watermark moves exactly when nothing below it is missing.

    checkpoints: partition → position of the last event applied there, 0 for none.
    watermark: every event at or below it is applied.
    """

    def __init__(self, checkpoints: Mapping[int, int], watermark: int) -> None:
        self.checkpoints = dict(checkpoints)
        self.watermark = watermark
        self._above: set[int] = set()

    def copy(self) -> Progress:
        """An independent copy, to be kept or thrown away with a transaction."""
        copied = Progress(self.checkpoints, self.watermark)
        copied._above = set(self._above)
        return copied

    def applied(self, partition: int, position: int) -> bool:
        """Whether an event of the partition was applied already."""
        return position <= self.watermark or position <= self.checkpoints.get(partition, 0)

    def advance(self, events: Iterable[tuple[int, int]]) -> None:
        """Note (partition, position) pairs as applied; inside a partition they come in order."""
        above = self._above
        for partition, position in events:
            if position > self.checkpoints.get(partition, 0):
                self.checkpoints[partition] = position
            if position == self.watermark + 1:
                self.watermark = position
            elif position > self.watermark:
                above.add(position)
        while self.watermark + 1 in above:
            self.watermark += 1
            above.discard(self.watermark)
