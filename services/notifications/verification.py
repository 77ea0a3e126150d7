"""Whether the feed is what the log says: the rules are gone through again, and every row is compared."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple

from contracts.envelope import Recorded
from runtime.database import Connection, connect
from services.notifications.entries import Visibility
from services.notifications.feed import read
from services.notifications.feed_rows import FeedRow, Payload, feed_row
from services.notifications.repair import same_for_everybody
from services.notifications.subscriptions.comparison import LogSubscriptions
from services.notifications.subscriptions.subscription import stream_of

_COLUMNS = ", ".join(FeedRow._fields)
_IN_TURN = f"""
    SELECT {_COLUMNS} FROM notifications.feed WHERE (release, place) > ($1, $2) AND place = position
    ORDER BY release, place LIMIT 2000
"""
_LATE = f"SELECT {_COLUMNS} FROM notifications.feed WHERE place <> position ORDER BY release, place"
_SET_ASIDE = (
    "SELECT status, reason FROM notifications.dead_letters WHERE position = $1 AND status <> 'foreign'"
)
# An operator decided that these are in nobody's feed.
_DISCARDED = "SELECT position FROM notifications.dead_letters WHERE status = 'discarded'"
_LOOK = 0.1
_MOST = 100_000  # events whose lines differ, after which it is enough
_PLACED_EVERY = 5_000  # events after which the place is kept
# The events of the streams from one name up to another, which is not among them, up to a position, in the order of the log.
Earlier = Callable[[str, str, int], AsyncIterator[Recorded]]
_SUBSCRIPTIONS = stream_of(""), stream_of("").replace("-", ".")  # the names of their streams


@dataclass(frozen=True)
class Place:
    """Up to where a comparison without a difference has come. late: how many late lines of an event were met, by position."""

    position: int = 0
    late: Mapping[str, int] = field(default_factory=dict)


async def compare(
    service_dsn: str,
    events: AsyncIterator[Recorded],
    *,
    patience: float = 10.0,
    after: Place | None = None,
    earlier: Earlier | None = None,
    reached: Callable[[Place], None] = lambda _: None,
) -> str | None:
    """The first difference between the feed and these events of the log, in words; None when there is none.

    Args:
        service_dsn: PostgreSQL with the role of the notifications.
        events: the log from its beginning, or after the place, by position. What the feed holds beyond them is left alone.
        patience: seconds to wait for what may still be on its way.
        after: where an interrupted comparison was. It needs `earlier`: who may read an event follows from its whole stream.
        reached: called now and then with the place, while nothing differs.
    """
    connection = await connect(service_dsn)
    try:
        return await _Comparison(connection, patience, after or Place(), earlier, reached).run(events)
    finally:
        await connection.close()


class _Differing(NamedTuple):
    """The lines of one event that are not the same line by line, and the first difference among them."""

    first: tuple[FeedRow | None, FeedRow | None]
    due: list[FeedRow]
    live: list[FeedRow]


class _Ahead:
    """The rows of the feed in their order, taken as far as the log has come."""

    def __init__(self, rows: AsyncGenerator[FeedRow, None]) -> None:
        self._rows = rows
        self._next: FeedRow | None = None

    async def before(self, place: tuple[int, int]) -> AsyncIterator[FeedRow]:
        """Take the rows before a place."""
        while (row := await self._peek()) is not None and row[:2] < place:
            self._next = None
            yield row

    async def at(self, place: tuple[int, int]) -> FeedRow | None:
        """Take the row at a place, if there is one; the rows before it are taken."""
        row = await self._peek()
        if row is None or row[:2] != place:
            return None
        self._next = None
        return row

    async def _peek(self) -> FeedRow | None:
        if self._next is None:
            self._next = await anext(self._rows, None)
        return self._next


class _Comparison:
    def __init__(
        self,
        connection: Connection,
        patience: float,
        after: Place,
        earlier: Earlier | None,
        reached: Callable[[Place], None],
    ) -> None:
        self._connection = connection
        self._patience = patience
        self._after, self._earlier, self._placed = after, earlier, reached
        self._discarded: set[int] = set()
        # Late lines that were met, by the position of their event.
        self._met: Counter[int] = Counter({int(each): count for each, count in after.late.items()})
        # Streams of which the events up to the place are read.
        self._known: set[str] = set()
        self._watermark = 0
        self._streams: dict[str, Visibility] = {}
        # Of events that may be released to more readers.
        self._payloads: dict[int, Payload] = {}
        self._restricted: dict[tuple[str, int], int] = {}
        self._late: defaultdict[int, list[FeedRow]] = defaultdict(list)
        self._differing: dict[int, _Differing] = {}
        self._subscriptions = LogSubscriptions()

    async def run(self, events: AsyncIterator[Recorded]) -> str | None:
        await self._begin()
        async with aclosing(self._in_turn()) as rows:
            try:
                last = await self._go_through(events, _Ahead(rows))
            except ValueError as error:
                return str(error)
        for left in self._late.values():
            for each in left:
                if each.position <= last:
                    self._note(None, each)
        for differing in self._differing.values():
            # A repaired feed may give an event by other lines to the same readers.
            if not same_for_everybody(differing.due, differing.live):
                return await self._difference(*differing.first)
        subscriptions = await self._subscriptions.differences(self._connection, last)
        if differing_streams := sorted((*subscriptions.missing, *subscriptions.surplus)):
            return (
                f"{differing_streams[0]} is stored otherwise than the log gives it; run `upland rebuild feed`"
            )
        return None

    async def _begin(self) -> None:
        """Read what the comparison needs from its beginning, or from the place on."""
        for row in await self._rows(_LATE):
            self._late[row.position].append(row)
        for position, count in self._met.items():
            del self._late[position][:count]
        self._discarded = {row["position"] for row in await self._connection.fetch(_DISCARDED)}
        if self._after.position:
            await self._read_earlier(*_SUBSCRIPTIONS)

    async def _go_through(self, events: AsyncIterator[Recorded], rows: _Ahead) -> int:
        """Note what differs; the position of the last event."""
        last = self._after.position
        async for event in events:
            if event.position in self._discarded:
                continue
            await self._reached(event.position)
            await self._know(event)
            try:
                expected = self._expected(event)
            except ValueError as error:
                raise ValueError(
                    f"{event.id} at position {event.position} is in nobody's feed: {error}"
                ) from None
            await self._compare_lines(expected, rows)
            last = event.position
            if len(self._differing) > _MOST:
                return last
            if last % _PLACED_EVERY == 0:
                await self._keep_place(last, rows)
        await self._compare_surplus(last, rows)
        return last

    async def _compare_lines(self, expected: Sequence[FeedRow], rows: _Ahead) -> None:
        for due in expected:
            if self._came_late(due):
                continue
            async for surplus in rows.before(due[:2]):
                self._note(None, surplus)
            here = await rows.at(due[:2])
            if here != due:
                self._note(due, here)

    async def _compare_surplus(self, last: int, rows: _Ahead) -> None:
        """Note the rows up to a position that are left: the log does not give them."""
        async for surplus in rows.before((last + 1, 0)):
            self._note(None, surplus)

    async def _keep_place(self, last: int, rows: _Ahead) -> None:
        await self._compare_surplus(last, rows)
        if not self._differing:
            self._placed(Place(last, {str(each): count for each, count in self._met.items()}))

    async def _know(self, event: Recorded) -> None:
        """Read the events of its stream up to the place, where there are any."""
        if not self._after.position:
            return
        if event.version > 1 and event.stream not in self._known:
            # No character of a name comes before the space.
            await self._read_earlier(event.stream, event.stream + " ")
        self._known.add(event.stream)

    async def _read_earlier(self, first: str, behind: str) -> None:
        assert self._earlier is not None, "a comparison that goes on reads earlier events"
        async for event in self._earlier(first, behind, self._after.position):
            if event.position not in self._discarded:
                self._expected(event)
                self._known.add(event.stream)

    def _note(self, due: FeedRow | None, live: FeedRow | None) -> None:
        """A row that is due is missing, or another one is in its place; or one is there that is not due."""
        for each in (due, live):
            if each is not None:
                differing = self._differing.setdefault(each.position, _Differing((due, live), [], []))
                (differing.due if each is due else differing.live).append(each)

    def _expected(self, event: Recorded) -> list[FeedRow]:
        current = self._streams.get(event.stream) or Visibility(event.stream)
        entries, payload, fact = read(current, event)
        self._subscriptions.add(event, fact)
        if current.counts:
            self._streams[event.stream] = current
        rows = [
            feed_row(
                event.position,
                entry.position,
                entry,
                payload if entry.position == event.position else self._payloads[entry.position],
            )
            for entry in entries
        ]
        for version, restricted in current.changed().items():
            if restricted is None:
                self._payloads.pop(self._restricted.pop((event.stream, version), 0), None)
            elif restricted.position == event.position:
                self._payloads[event.position] = payload
                self._restricted[event.stream, version] = event.position
        return rows

    def _came_late(self, due: FeedRow) -> bool:
        """Whether the line was written after the readers had passed its place; then it stands at another."""
        late = self._late.get(due.position)
        if not late or late[0]._replace(release=due.release, place=due.place) != due:
            return False
        late.pop(0)
        self._met[due.position] += 1
        return True

    async def _difference(self, due: FeedRow | None, live: FeedRow | None) -> str:
        if due is None:
            assert live is not None
            if live.place != live.position:
                return f"the feed shows position {live.position} once more than the log gives"
            return f"the feed shows position {live.position} with {live.release}, which the log does not give"
        where = f"position {due.position}, readable with {due.release}"
        if live is not None:
            names = [name for name, a, b in zip(FeedRow._fields, due, live, strict=True) if a != b]
            differing = "; ".join(f"{n} is {getattr(live, n)!r}, not {getattr(due, n)!r}" for n in names)
            return f"{where}: {differing}"[:1000]
        aside = await self._connection.fetchrow(_SET_ASIDE, due.position)
        reason = f": it was set aside ({aside['status']}: {aside['reason']})" if aside else ""
        return f"{where}, is missing from the feed{reason}"

    async def _reached(self, position: int) -> None:
        """Wait a moment for what may still be on its way."""
        while position > self._watermark:
            self._watermark = await self._connection.fetchval("SELECT watermark FROM notifications.reader")
            if position <= self._watermark or self._patience <= 0:
                return
            await asyncio.sleep(_LOOK)
            self._patience -= _LOOK

    async def _in_turn(self) -> AsyncGenerator[FeedRow, None]:
        release, place = self._after.position + 1, 0
        while page := await self._rows(_IN_TURN, release, place):
            for row in page:
                yield row
            release, place = page[-1][:2]

    async def _rows(self, query: str, *arguments: int) -> list[FeedRow]:
        rows = await self._connection.fetch(query, *arguments)
        return [
            FeedRow._make(tuple(value) if isinstance(value, list) else value for value in row.values())
            for row in rows
        ]
