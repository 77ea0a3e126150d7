"""What a consumer hands its events to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from contracts.envelope import Recorded
from runtime.database import Connection
from runtime.errors import UplandError


class Sink(Protocol):
    """Where events go.

    name: its schema's and its consumer group's.
    generation: SQL for a value that changes when its tables are exchanged for others; `NULL` where they never are.
    """

    name: str
    generation: str

    def forget(self) -> None:
        """Called when its tables were exchanged: drop everything cached from them."""
        ...

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write the effects of events, each stream's in order, in the open transaction.

        Returns position → reason for events that could not be applied; their effects are left out.
        """
        ...

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:
        """Called after the commit."""
        ...


class FencedOut(UplandError):
    """Another process of the same name has moved the checkpoints, or our own last commit was done after all."""
