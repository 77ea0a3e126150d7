"""Writes what is new in the feed to all streams that are at its end, each event once, and keeps watch over them.

A stream is either *live*, written to by the hub, or it reads pages in its own task until it has reached the end. The hub
never waits for a client: one that does not take what it is sent is left to its own task.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from runtime.errors import Unavailable
from runtime.security import Keys
from runtime.tasks import Background
from runtime.telemetry import STREAMS, logger
from services.notifications.channels.sse import frames
from services.notifications.channels.sse.pace import Pace
from services.notifications.channels.sse.stream import End, Interest, Stream
from services.notifications.cursor import Cursor
from services.notifications.notifier import Notifier, wait_for
from services.notifications.selection import selection
from services.notifications.tail import Tail, TailEntry

# Streams that are written to before others get their turn.
_SLICE = 250


class Hub:
    """All streams of this process. `grown` is notified when the tail has moved."""

    def __init__(self, tail: Tail, notifier: Notifier, keys: Keys, pace: Pace) -> None:
        self.tail = tail
        self.pace = pace
        self.notifier = notifier
        self.grown = Notifier()
        self._keys = keys
        self._keys_seen = keys.revision
        self._open: set[Stream] = set()
        self._live: dict[Interest, set[Stream]] = {}
        self._wanted = asyncio.Event()
        self._tasks = (
            Background("stream-tail", self._follow),
            Background("stream-watch", self._watch),
        )

    async def __aenter__(self) -> Hub:
        for task in self._tasks:
            task.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(task.stop() for task in self._tasks))

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def opened(self, stream: Stream) -> Iterator[None]:
        """While this runs, the stream is watched over."""
        self._open.add(stream)
        self._wanted.set()
        STREAMS.set(len(self._open))
        try:
            yield
        finally:
            self._open.discard(stream)
            STREAMS.set(len(self._open))

    async def live(self, stream: Stream) -> End:
        """Write to a stream that is at the tail's end, until something ends that.

        It is live before anything is awaited, so that no entry comes between its cursor and the tail's end.
        """
        assert stream.cursor == self.tail.end, "a live stream is at the end of the tail"
        if stream.end is not None:
            return stream.end
        streams = self._live.setdefault(stream.interest, set())
        streams.add(stream)
        try:
            return await stream.woken()
        finally:
            streams.discard(stream)
            if not streams and self._live.get(stream.interest) is streams:
                del self._live[stream.interest]

    def by_subscription(self) -> dict[str, list[Stream]]:
        """The open streams that read by a subscription, by its id."""
        streams: defaultdict[str, list[Stream]] = defaultdict(list)
        for stream in self._open:
            if (id := stream.interest.query.subscription) is not None:
                streams[id].append(stream)
        return streams

    # -- the tail -------------------------------------------------------------------------------------------------
    async def _follow(self) -> None:
        """Look at the feed when it was written to, and once in a while, because other processes write to it too."""
        while True:
            if not self._open:
                self._wanted.clear()
                await self._wanted.wait()
            changed, before = self.notifier.listen(), self.tail.end
            if self.notifier.closed:
                self.close()
            try:
                news = await self.tail.look()
            except Unavailable as error:
                logger.warning("streams.wait", reason=str(error))
                await asyncio.sleep(self.pace.look)
                continue
            if news.broken:
                for stream in list(self._open):
                    stream.wake(End.RESTORED)
            else:
                await self._publish(news.entries, before)
            self.grown.notify()
            if not news.more:
                await asyncio.sleep(self.pace.gather)
                await wait_for(changed, self.pace.look)

    async def _publish(self, entries: Sequence[TailEntry], before: Cursor | None) -> None:
        end = self.tail.end
        assert end is not None
        encoded = _Encoded(entries)
        written = 0
        for interest, streams in list(self._live.items()):
            content = encoded.content(interest)
            now = asyncio.get_running_loop().time()
            for stream in list(streams):
                if stream.cursor >= end or stream.end is not None:
                    continue
                # At any other place it would lose what lies between; nothing but a fault of ours brings it there.
                if stream.cursor != before or (content is not None and stream.wire.waits):
                    streams.discard(stream)
                    stream.wake(End.BEHIND)
                    continue
                if content is not None:
                    stream.wire.write(content)
                    stream.written_at = now
                    written += 1
                    if written % _SLICE == 0:
                        await asyncio.sleep(0)
                stream.cursor = end

    # -- watching -------------------------------------------------------------------------------------------------
    async def _watch(self) -> None:
        """Heartbeats, streams whose time is over, keys that have changed, the end of the process."""
        while True:
            await asyncio.sleep(min(self.pace.look, self.pace.heartbeat))
            changed = self._keys.refresh() != self._keys_seen
            self._keys_seen = self._keys.revision
            now = asyncio.get_running_loop().time()
            for number, stream in enumerate(list(self._open)):
                if number % _SLICE == _SLICE - 1:
                    await asyncio.sleep(0)
                if changed and not stream.allowed():
                    stream.wake(End.REFUSED)
                elif now >= stream.ends_at:
                    stream.wake(End.OVER)
            await self._beat(now)

    async def _beat(self, now: float) -> None:
        """Tell each stream that was silent where it is. Nearly all are at one place, and get the same bytes."""
        texts: dict[tuple[Cursor, bool], bytes] = {}
        written = 0
        for streams in list(self._live.values()):
            for stream in list(streams):
                if (
                    now - stream.written_at < self.pace.heartbeat
                    or stream.end is not None
                    or stream.wire.waits
                ):
                    continue
                place = (stream.cursor, stream.wire.chunked)
                text = texts.get(place)
                if text is None:
                    text = texts[place] = stream.wire.framed(frames.position(stream.cursor))
                stream.wire.write(text)
                stream.written_at = now
                written += 1
                if written % _SLICE == 0:
                    await asyncio.sleep(0)

    def close(self) -> None:
        """The process is about to end: every stream ends, with a word on when to come again."""
        for stream in list(self._open):
            stream.wake(End.CLOSING)


class _Encoded:
    """New entries as they are sent: each is encoded once, and joined once for all interests that select the same ones."""

    def __init__(self, entries: Sequence[TailEntry]) -> None:
        self._entries = entries
        self._events: dict[tuple[int, bool], bytes] = {}
        self._joined: dict[tuple[tuple[int, ...], bool, bool], bytes] = {}

    def content(self, interest: Interest) -> bytes | None:
        """The framed content for an interest; None where nothing is for it."""
        selected = selection(interest.query.reader, interest.query.filters)
        chosen = tuple(n for n, entry in enumerate(self._entries) if selected(entry.row))
        if not chosen:
            return None
        key = (chosen, interest.named, interest.chunked)
        joined = self._joined.get(key)
        if joined is None:
            content = b"".join(self._event(n, interest.named) for n in chosen)
            joined = b"%x\r\n%b\r\n" % (len(content), content) if interest.chunked else content
            self._joined[key] = joined
        return joined

    def _event(self, number: int, named: bool) -> bytes:
        text = self._events.get((number, named))
        if text is None:
            cursor, row = self._entries[number]
            text = self._events[number, named] = frames.event(cursor, row.type, row.statement, named=named)
        return text
