"""Bugs in the consumer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts.envelope import Recorded
from runtime.consumer.applier import Applier
from runtime.consumer.consumer import Consumer
from runtime.consumer.dead_letters import DeadLetters, Letter
from runtime.consumer.epochs import Mark
from runtime.consumer.history import History
from runtime.consumer.plan import Plan
from runtime.consumer.sink import FencedOut
from runtime.database import Connection
from tests.simulation.schedule import Code


class _CheckpointBeforeTheRows(Applier):
    """The checkpoint is committed first, the rows after it in a transaction of their own."""

    async def _commit(
        self,
        events: Sequence[tuple[int, Recorded]],
        foreign: Sequence[Letter],
        refused: Mapping[int, str] | None = None,
    ) -> None:
        sink, self._sink = self._sink, _Nothing(self._sink)
        plan = Plan(events, self.progress, self._blocked_streams, foreign, refused or {})
        try:
            await super()._commit(events, foreign, refused)
        finally:
            self._sink = sink
        async with self._pool.acquire() as connection, connection.transaction():
            await sink.apply(connection, plan.to_apply)


class _Nothing:
    def __init__(self, sink: Any) -> None:
        self.name, self.generation = sink.name, sink.generation

    def forget(self) -> None:
        """Nothing."""

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Nothing."""
        return {}

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:
        """Nothing."""


class _WatermarkOverAHole(Applier):
    """The watermark goes to the highest checkpoint, whatever is missing below it."""

    async def _save_checkpoint(
        self, connection: Connection, moved: Mapping[int, int], positions: Sequence[int], mark: Mark
    ) -> int:
        highest = max(moved.values(), default=0)
        return await super()._save_checkpoint(connection, moved, range(1, highest + 1), mark)


class _StaleFence(Applier):
    """A reader goes on although another of its name has moved the checkpoints: what is below them is applied again."""

    async def _fence(self, connection: Connection, partitions: Iterable[int]) -> None:
        try:
            await super()._fence(connection, partitions)
        except FencedOut:
            return


class _SetAsideLost(Applier):
    """An event that cannot be applied is passed over, and not set aside."""


class _Forgetful(DeadLetters):
    async def add(self, connection: Connection, letters: Sequence[Letter]) -> None:
        return None


class _BlockedOvertaken(Applier):
    """Events of a stream are applied although an earlier one of it is set aside."""

    async def _commit(
        self,
        events: Sequence[tuple[int, Recorded]],
        foreign: Sequence[Letter],
        refused: Mapping[int, str] | None = None,
    ) -> None:
        self._blocked_streams = set()
        await super()._commit(events, foreign, refused)


class _BlockedElsewhere(Applier):
    """A reader learns how far those of its name have come, and not which streams they have set aside."""

    async def refresh(self) -> None:
        blocked = self._blocked_streams
        await super().refresh()
        self._blocked_streams = blocked

    async def load(self, history: History) -> None:
        blocked = self._blocked_streams
        await super().load(history)
        self._blocked_streams = blocked


class _UnsignedApplied(Applier):
    """A record counts as the relay's whatever its MAC is."""


class _Credulous:
    def verify(self, message: bytes, mac: bytes) -> bool:
        return True


def _with(applier: type[Applier]) -> Code:
    class Planted(Consumer):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._applier.__class__ = applier
            if applier is _SetAsideLost:
                self._applier._letters = _Forgetful("reader")
            if applier is _UnsignedApplied:
                self._batches._keys = _Credulous()  # type: ignore[assignment]

    return Code(consumer=Planted)


PLANTED = (
    (_CheckpointBeforeTheRows, _with(_CheckpointBeforeTheRows), 4),
    (_WatermarkOverAHole, _with(_WatermarkOverAHole), 7),
    (_StaleFence, _with(_StaleFence), 4),
    (_SetAsideLost, _with(_SetAsideLost), 9),
    (_BlockedOvertaken, _with(_BlockedOvertaken), 9),
    (_BlockedElsewhere, _with(_BlockedElsewhere), 88),
    (_UnsignedApplied, _with(_UnsignedApplied), 276),
)
