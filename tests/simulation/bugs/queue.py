"""Bugs in the log's queue and its writers."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from runtime.errors import Overloaded, WrongVersion
from services.registry.log.appends import Append, Appended, answer, key_reused, refuse
from services.registry.log.log import Log
from tests.simulation.schedule import Code


class _WrongOrder(Log):
    """The answers of a batch are given from the last append to the first."""

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        rows = await super()._call(writer, batch)
        batch.reverse()
        return rows


class _RetryWithoutAKey(Log):
    """A batch whose answer was lost is sent again although its appends have no keys."""

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        try:
            return await super()._call(writer, batch)
        except ConnectionError:
            return await super()._call(writer, batch)


class _LostAnswerRefused(Log):
    """When the connection breaks, appends are answered as refused, although they may be stored."""

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        try:
            return await super()._call(writer, batch)
        except ConnectionError:
            for append in batch:
                refuse(append, key_reused())
            raise


class _Refusing(asyncio.Future[Appended]):
    def cancel(self, msg: object = None) -> bool:
        if not self.done():
            self.set_exception(Overloaded("gone"))
        return True


class _CancelledRefused(Log):
    """A caller who goes away is answered that nothing is stored, also while its append is under way."""

    def append(self, append: Append) -> Any:
        super().append(append)
        append.done = _Refusing(loop=asyncio.get_running_loop())
        return append.done


class _ClaimsNotReleased(Log):
    """The claims that an append lets go of are not released with it."""

    def append(self, append: Append) -> Any:
        append.side_effects = ()
        return super().append(append)


class _AcknowledgedBeforeTheCommit(Log):
    """Appends are answered when they are sent."""

    async def _call(self, writer: int, batch: list[Append]) -> list[asyncpg.Record]:
        rows = asyncio.ensure_future(super()._call(writer, batch))
        for append in batch:
            if append.expected is not None and not append.done.done():
                append.done.set_result(Appended(append.expected + 1, await self._next(), False))
        return await rows

    async def _next(self) -> int:
        return await self.head() + 1


class _RefusedTooEarly(Log):
    """An append that waits is refused for a version that its stream has reached and not passed."""

    def _refuse_stale(self, moved: dict[str, int]) -> None:
        for append in self._queue:
            if append.expected == moved.get(append.stream, -1):
                refuse(append, WrongVersion.of(append.stream, append.expected, append.expected))
        super()._refuse_stale(moved)


class _NoAnswer(Log):
    """When a batch fails in a way that is not expected, its appends wait for ever."""

    async def _store(self, writer: int, batch: list[Append]) -> None:
        try:
            rows = await self._call(writer, batch)
        except Exception:
            batch.clear()
        else:
            answer(batch, rows)


PLANTED = (
    (_WrongOrder, Code(log=_WrongOrder), 0),
    (_RetryWithoutAKey, Code(log=_RetryWithoutAKey), 32),
    (_LostAnswerRefused, Code(log=_LostAnswerRefused), 23),
    (_CancelledRefused, Code(log=_CancelledRefused), 115),
    (_ClaimsNotReleased, Code(log=_ClaimsNotReleased), 2),
    (_AcknowledgedBeforeTheCommit, Code(log=_AcknowledgedBeforeTheCommit), 0),
    (_RefusedTooEarly, Code(log=_RefusedTooEarly), 0),
    (_NoAnswer, Code(log=_NoAnswer), 5),
)
