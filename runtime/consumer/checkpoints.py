"""How far a consumer is: a checkpoint for each partition, and the watermark over all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Progress:
    """What is applied. Positions are dense over the log, so the watermark moves exactly when nothing below it is missing.

    checkpoints: partition → position of the last event applied there, 0 for none.
    watermark: every event at or below it is applied, by whichever process.
    """

    def __init__(self, checkpoints: Mapping[int, int], watermark: int) -> None:
        self.checkpoints = dict(checkpoints)
        self.watermark = watermark

    def applied(self, partition: int, position: int) -> bool:
        """Whether an event of the partition was applied already."""
        return position <= self.watermark or position <= self.checkpoints.get(partition, 0)

    def reached(self, events: Iterable[tuple[int, int]]) -> dict[int, int]:
        """The checkpoints that move when these (partition, position) pairs are applied, with their new positions."""
        moved: dict[int, int] = {}
        for partition, position in events:
            if position > moved.get(partition, self.checkpoints.get(partition, 0)):
                moved[partition] = position
        return moved

    def after(self, moved: Mapping[int, int], watermark: int) -> Progress:
        """The progress when these checkpoints have moved, and every event up to `watermark` is applied."""
        return Progress(self.checkpoints | dict(moved), max(watermark, self.watermark))
