"""Where a channel begins to read, or reads again: `since` a time, a position, a cursor, the beginning, or from now on."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import orjson

from runtime.database import AWAY
from runtime.errors import Malformed, Unavailable
from runtime.http.bodies import malformed
from services.notifications import cursor as cursors
from services.notifications.cursor import Cursor
from services.notifications.pages import Pages

POINTER = "/since"
_FORMS = "it is a time such as 2026-11-01T00:00:00Z, a position, a cursor, “beginning” or “latest”; times have an offset"


class Places:
    """Finds places in the feed."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], pages: Pages) -> None:
        self._pool = pool
        self._pages = pages

    async def since(self, value: object) -> Cursor:
        """The cursor before the first entry that is meant: of this position or later, or recorded at this time or later.

        Raises:
            Malformed: `since` cannot be read, or lies beyond the feed.
            Unavailable: the database is away.
        """
        end = await self._pages.end()
        if value == "latest":
            return end
        if value == "beginning":
            return Cursor(0, 0, end.epoch)
        if isinstance(value, int) and not isinstance(value, bool):
            return self._at(value, end)
        if isinstance(value, str):
            try:
                cursor = cursors.parse(value)
            except Malformed:
                return self._at(await self._position(_time(value)), end)
            if cursor.epoch not in {"", end.epoch}:
                raise malformed(
                    POINTER, f"the cursor {cursor} is of another epoch of the record than {end.epoch}"
                )
            if cursor > end:
                raise malformed(POINTER, f"the cursor {cursor} lies beyond the end of the feed, {end}")
            return cursor._replace(epoch=end.epoch)
        raise malformed(POINTER, _FORMS)

    async def recorded_after(self, cursor: Cursor) -> datetime | None:
        """When the first event after a cursor was recorded, no matter who may read it; None at the end of the feed.

        Raises:
            Unavailable: the database is away.
        """
        try:
            statement = await self._pool.fetchval(_FIRST_AFTER, cursor.release, cursor.place)
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error
        return None if statement is None else _recorded(statement)

    def _at(self, position: int, end: Cursor) -> Cursor:
        if not 0 <= position <= end.release + 1:
            raise malformed(POINTER, f"{position} is no position of the record, which ends at {end.release}")
        before = max(position - 1, 0)
        return Cursor(before, before, end.epoch)

    async def _position(self, moment: datetime) -> int:
        """The position of the first event that was recorded at a moment or later. Time never runs back along positions."""
        try:
            low, high = 1, 1 + (await self._pool.fetchval(_LAST) or 0)
            while low < high:
                middle = (low + high) // 2
                row = await self._pool.fetchrow(_FIRST_FROM, middle)
                if row is None or row["position"] >= high or _recorded(row["statement"]) >= moment:
                    high = middle
                else:
                    low = row["position"] + 1
            return low
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise malformed(POINTER, _FORMS) from None
    if moment.tzinfo is None:
        raise malformed(POINTER, _FORMS)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise malformed(POINTER, _FORMS) from None


def _recorded(statement: bytes) -> datetime:
    return datetime.fromisoformat(orjson.loads(statement)["time"])


_LAST = "SELECT max(position) FROM notifications.feed WHERE NOT again"
_FIRST_AFTER = """
    SELECT statement FROM notifications.feed WHERE (release, place) > ($1, $2) ORDER BY release, place LIMIT 1
"""
_FIRST_FROM = """
    SELECT position, statement FROM notifications.feed WHERE NOT again AND position >= $1 ORDER BY position LIMIT 1
"""
