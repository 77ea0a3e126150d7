"""Bugs in the function that appends. Each class says in its docstring what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.registry.log.appends import Append
from services.registry.log.log import Log
from tests.simulation.append_function import CLAIMED, STORED, AppendFunction, Change, Judged, Row, Stored
from tests.simulation.schedule import Code


class _PositionSkipped(AppendFunction):
    """A position is given that no event gets, as by a sequence when a transaction is rolled back."""

    def base(self, stored: Stored) -> int:
        return stored.head + (1 if stored.head % 7 == 6 else 0)


class _KeyUsedTwice(AppendFunction):
    """The keys of stored commands are not looked at."""

    def command(self, stored: Stored, append: Judged) -> None:
        return None


class _HashNotCompared(AppendFunction):
    """A key gives the first answer, whatever the body."""

    def command(self, stored: Stored, append: Judged) -> tuple[bytes, int, int] | None:
        command = super().command(stored, append)
        return command and (append.hash, *command[1:])


class _ConsultedNotChecked(AppendFunction):
    """The versions on which a decision rests are not compared: write skew."""

    def verdict(self, stored: Stored, append: Judged) -> tuple[int, int, str | None]:
        append.consulted = []
        return super().verdict(stored, append)


class _ConsultedInOneBatch(AppendFunction):
    """A batch may write to a stream that it has consulted, and the log puts both into one: write skew."""

    def refuse_batch(self, appends: Sequence[Judged]) -> None:
        return None


class _Together(Log):
    def _take(self, batch: list[Append], marks: set[object]) -> None:
        consulted = [(append, append.consulted) for append in self._queue]
        for append, _ in consulted:
            append.consulted = {}
        super()._take(batch, marks)
        for append, versions in consulted:
            append.consulted = versions


class _VersionNotCompared(AppendFunction):
    """An append is stored whatever version its stream has."""

    def verdict(self, stored: Stored, append: Judged) -> tuple[int, int, str | None]:
        append.expected = None
        return super().verdict(stored, append)


class _ClaimsNotChecked(AppendFunction):
    """A value is claimed although another stream holds it."""

    def verdict(self, stored: Stored, append: Judged) -> tuple[int, int, str | None]:
        outcome, first, holder = super().verdict(stored, append)
        return (STORED, 0, None) if outcome == CLAIMED else (outcome, first, holder)


class _ClockGoesBack(AppendFunction):
    """An event is recorded by the clock alone, although that was set back."""

    def __call__(self, stored: Stored, arguments: Sequence[Any], now: Any) -> tuple[list[Row], Change]:
        stored.recorded_at = None
        return super().__call__(stored, arguments, now)


class _AppendInParts(AppendFunction):
    """The last event of a long append is left out where others are stored before it in the batch."""

    def store(self, stored: Stored, change: Change, append: Judged, base: int) -> None:
        if change.events and len(append.events) > 1:
            append.events = append.events[:-1]
        super().store(stored, change, append, base)


PLANTED = (
    (_PositionSkipped, Code(append=_PositionSkipped), 0),
    (_KeyUsedTwice, Code(append=_KeyUsedTwice), 2),
    (_HashNotCompared, Code(append=_HashNotCompared), 2),
    (_ConsultedNotChecked, Code(append=_ConsultedNotChecked), 2),
    (_ConsultedInOneBatch, Code(append=_ConsultedInOneBatch, log=_Together), 24),
    (_VersionNotCompared, Code(append=_VersionNotCompared), 0),
    (_ClaimsNotChecked, Code(append=_ClaimsNotChecked), 1),
    (_ClockGoesBack, Code(append=_ClockGoesBack), 27),
    (_AppendInParts, Code(append=_AppendInParts), 2),
)
