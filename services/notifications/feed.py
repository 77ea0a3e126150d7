"""Writes the feed: the sink of the consumer's shell. What is written is decided by `entries`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, NamedTuple

import orjson
from lru import LRU

from contracts.catalogue import LATEST
from contracts.envelope import Fact, Recorded
from contracts.references import implied, references
from contracts.statement import statement, type_name
from contracts.upcasters import UnknownEvent, upcast
from runtime.database import Connection
from services.notifications import visibility
from services.notifications.entries import Entry, Visibility, entries_of
from services.notifications.feed_rows import FeedRow, Payload, feed_row
from services.notifications.names import Names
from services.notifications.notifier import Notifier
from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import check_readable, is_subscription

_CACHED_STREAMS = 20_000
_LONG = 0.02  # seconds of work after which others get their turn
_PAYLOADS = (
    "SELECT position, type, refers, stream, audience, statement FROM notifications.feed"
    " WHERE position = ANY($1) AND NOT again"
)
_WATERMARK = """
    SELECT r.watermark,
           greatest(r.watermark, (SELECT max(f.place) FROM notifications.feed f WHERE f.release = r.watermark))
    FROM notifications.reader r
"""


class Reading(NamedTuple):
    """One event, read for the feed: its entries, what they repeat of it, and the fact where it is a subscription's."""

    entries: list[Entry]
    payload: Payload
    fact: Fact | None


def read(visibility: Visibility, event: Recorded) -> Reading:
    """Carry the stream's visibility on by an event, and decide the event's entries. It reads and changes nothing else.

    Raises:
        ValueError: the data cannot be read, so it is not known who may read it. The visibility is of no use then.
    """
    try:
        data = _data(event)
        entries = entries_of(visibility, event, data)
        names = references(data).union(implied(event.stream), visibility.access.participation.parties)
        fact = _subscription_fact(event, data)
    except UnknownEvent as error:
        raise ValueError(f"{error}, and it is not for everybody or a subscription's") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the data of {event.id} cannot be read: {type(error).__name__}: {error}") from None
    refers = tuple(sorted(name for name in names if name.startswith(("cluster-", "party-"))))
    wire = type_name(event.type, event.schema_version)
    return Reading(entries, Payload(wire, refers, event.stream, event.audience, statement(event)), fact)


def _subscription_fact(event: Recorded, data: dict[str, Any]) -> Fact | None:
    if not is_subscription(event.stream):
        return None
    if event.schema_version > LATEST.get(event.type, 0):
        raise UnknownEvent(event.type, event.schema_version, LATEST.get(event.type))
    fact = Fact(
        event.id,
        event.position,
        event.stream,
        event.version,
        event.type,
        event.recorded_at,
        event.audience,
        data,
    )
    check_readable(fact)
    return fact


def _data(event: Recorded) -> dict[str, Any]:
    data = orjson.loads(event.data)
    if not isinstance(data, dict):
        raise TypeError("it is not an object")
    try:
        return upcast(event.type, event.schema_version, data)[1]
    except UnknownEvent:
        # A newer registry wrote it. What is public may be passed on all the same, as the bytes that it is.
        if event.audience != "public":
            raise
        return data


class Feed:
    """The sink: rows of the feed and the streams' visibility, in the shell's transaction.

    Each stream's visibility is cached from one batch to the next, and written row by row as it changes. One that was read
    in a transaction which did not commit is thrown away.
    """

    name = "notifications"
    generation = "rebuilt"

    def __init__(self) -> None:
        self.notifier = Notifier()
        self.rebuilds = 0
        self._cache: LRU[str, CachedVisibility] = LRU(_CACHED_STREAMS)
        self._pending: dict[str, CachedVisibility] = {}
        self._names = Names()

    def forget(self) -> None:
        """Empty the cache: the feed was rebuilt."""
        self.rebuilds += 1
        self._cache.clear()
        self._names.forget()

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write the entries of the events; an unreadable event and those after it in its stream are left out."""
        streams = await self._visibility(connection, events)
        batch = _Batch()
        turn = monotonic()
        for event in events:
            batch.decide(streams[event.stream], event)
            if monotonic() - turn > _LONG:
                await asyncio.sleep(0)
                turn = monotonic()
        await _look_up(connection, batch.payloads, (entry.position for _, entry in batch.decided))
        rows = [
            feed_row(release, place, entry, batch.payloads[entry.position])
            for release, place, entry in await _placed(connection, batch.decided)
        ]
        await connection.copy_records_to_table(
            "feed", schema_name="notifications", columns=FeedRow._fields, records=rows
        )
        await visibility.write(connection, batch.changed.values())
        await store.write(connection, batch.subscribed)
        await self._names.write(connection, rows)
        last = {event.stream: event.version for event in events}
        self._pending = {
            stream: CachedVisibility(last[stream], current)
            for stream, current in streams.items()
            if stream not in batch.blocked
        }
        return batch.failed

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:  # noqa: ARG002  the shell's words
        """Cache what is durable now, and wake those who wait for the feed to grow."""
        for stream, cached in self._pending.items():
            self._cache[stream] = cached
        self._pending = {}
        self._names.committed()
        self.notifier.notify()

    async def _visibility(self, connection: Connection, events: Sequence[Recorded]) -> dict[str, Visibility]:
        """The visibility of each stream: what is cached counts only when the stream's next event follows it."""
        self._pending = {}
        first: dict[str, int] = {}
        for event in events:
            first.setdefault(event.stream, event.version)
        known: dict[str, Visibility] = {}
        missing: list[str] = []
        for stream, version in first.items():
            cached = self._cache.pop(stream, None)
            if cached is not None and cached.version + 1 == version:
                known[stream] = cached.visibility
            elif version == 1:
                known[stream] = Visibility(stream)
            else:
                missing.append(stream)
        return known | (await visibility.read(connection, missing) if missing else {})


class CachedVisibility(NamedTuple):
    """A stream's visibility after its event at `version`."""

    version: int
    visibility: Visibility


class _Batch:
    """What a batch of events comes to."""

    def __init__(self) -> None:
        self.payloads: dict[int, Payload] = {}
        self.decided: list[tuple[int, Entry]] = []
        self.failed: dict[int, str] = {}
        self.blocked: dict[str, str] = {}
        self.changed: dict[tuple[str, int], visibility.VisibilityRow] = {}
        self.subscribed: list[tuple[Recorded, Fact]] = []

    def decide(self, current: Visibility, event: Recorded) -> None:
        """Read an event, unless one before it in its stream could not be read."""
        if event.stream in self.blocked:
            self.failed[event.position] = f"it waits behind {self.blocked[event.stream]}"
            return
        try:
            reading = read(current, event)
        except ValueError as error:
            self.failed[event.position], self.blocked[event.stream] = str(error), event.id
            return
        self.payloads[event.position] = reading.payload
        self.decided.extend((event.position, entry) for entry in reading.entries)
        if reading.fact is not None:
            self.subscribed.append((event, reading.fact))
        for version, row in visibility.changed_rows(event.stream, current):
            self.changed[event.stream, version] = row


async def _placed(
    connection: Connection, decided: Sequence[tuple[int, Entry]]
) -> list[tuple[int, int, Entry]]:
    """Each entry's release and place, by the rule of the feed's order (see `cursor`).

    An event is late only when it was set aside and is applied after all. Then the shell has locked the watermark, which makes
    a late place the next free one.
    """
    if not decided:
        return []
    watermark, last = await connection.fetchrow(_WATERMARK) or (0, 0)
    placed = []
    for position, entry in decided:
        if position > watermark:
            placed.append((position, entry.position, entry))
        else:
            last += 1
            placed.append((watermark, last, entry))
    return placed


async def _look_up(connection: Connection, payloads: dict[int, Payload], positions: Iterable[int]) -> None:
    """Add the payloads of events that were written earlier."""
    if missing := [position for position in positions if position not in payloads]:
        for position, type, refers, *rest in await connection.fetch(_PAYLOADS, missing):
            payloads[position] = Payload(type, tuple(refers), *rest)
