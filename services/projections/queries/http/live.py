"""`/v1/live`: notifies pages of changes, after these are readable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress

import orjson

from contracts.envelope import Recorded
from contracts.fields import Audience
from runtime.database import Connection
from services.projections.engine.sink import ReadModels

HEARTBEAT = 15.0
_LOOK = 1.0
_MOST_STREAMS = 1_000


class Listener:
    """The pending news of one page, limited to the number of streams in one message."""

    def __init__(self, audiences: Sequence[Audience]) -> None:
        self.changed = asyncio.Event()
        self.streams: set[str] = set()
        self._audiences = audiences

    def add(self, streams: Mapping[str, Audience]) -> None:
        """Add changed streams, except those that the caller may not read."""
        self.streams |= {stream for stream, audience in streams.items() if audience in self._audiences}
        if len(self.streams) > _MOST_STREAMS:
            self.streams.clear()  # too many: a message with the position makes the page read again
        self.changed.set()


class Live:
    """The read models' sink with listeners, which get the news of every commit."""

    name = ReadModels.name

    def __init__(self, models: ReadModels) -> None:
        self._models = models
        self._listeners: set[Listener] = set()
        self._reach: dict[str, Audience] = {}
        self._closed = asyncio.Event()
        self.generation = models.generation

    def forget(self) -> None:
        """Clear the cache, because a rebuild has switched a table."""
        self._models.forget()

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        """Write facts and rows."""
        self._reach = {}
        for event in events:
            if self._reach.get(event.stream, "public") == "public":
                self._reach[event.stream] = event.audience
        return await self._models.apply(connection, events)

    async def committed(self, watermark: int, streams: Sequence[str]) -> None:
        """Add the news to all listeners."""
        await self._models.committed(watermark, streams)
        changed = {stream: self._reach.get(stream, "owner") for stream in streams}
        for listener in self._listeners:
            listener.add(changed)

    def close(self) -> None:
        """End every stream, because the server waits for them at shutdown."""
        self._closed.set()
        for listener in self._listeners:
            listener.changed.set()

    async def events(
        self,
        audiences: Sequence[Audience],
        watermark: Callable[[], int],
        heartbeat: float = HEARTBEAT,
        allowed: Callable[[], bool] = lambda: True,
    ) -> AsyncIterator[bytes]:
        """Yield server-sent events `{position, streams}`: the current position first, then each change of it.

        They end at shutdown, and within a second after the caller is no longer `allowed` to read them.
        Commits of another process are included, up to a second later and without streams.
        """
        listener = Listener(audiences)
        self._listeners.add(listener)
        clock = asyncio.get_running_loop().time
        try:
            position = watermark()
            yield b"retry: 2000\n\n" + _event(position, ())
            spoken = clock()
            while not self._closed.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(_LOOK, heartbeat)):
                        await listener.changed.wait()
                if self._closed.is_set() or not allowed():
                    break
                reached = watermark()
                if listener.changed.is_set() or reached != position:
                    streams, listener.streams = sorted(listener.streams), set()
                    listener.changed.clear()
                    position = reached
                    yield _event(position, streams)
                    spoken = clock()
                elif clock() - spoken >= heartbeat:
                    yield b": still here\n\n"
                    spoken = clock()
        finally:
            self._listeners.discard(listener)


def _event(position: int, streams: Sequence[str]) -> bytes:
    return b"data: " + orjson.dumps({"position": position, "streams": list(streams)}) + b"\n\n"
