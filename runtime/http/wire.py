"""The connection under an answer, for streams of events that thousands of clients follow.

An answer that is written through ASGI costs a task and several coroutines for each write. A stream begins its answer through
ASGI, and then writes to its connection directly; one task can so write the same bytes to all clients.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol
from weakref import ReferenceType

from starlette.types import Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

# The member of a request's scope with the connection that it came by; None where nothing may be written but the head.
CONNECTION = "upland.connection"


class StreamedConnection(Protocol):
    """What a wire needs of the server's protocol; `on_lost` is called when the connection has ended."""

    transport: asyncio.Transport
    flow: FlowControl
    cycle: RequestResponseCycle
    on_lost: Callable[[], None] | None


class Wire:
    """Writes the content of one answer.

    chunked: whether content is framed as chunks. HTTP/1.0 knows none: there the end of the connection ends the answer.
    gone: whether the client has gone.
    """

    __slots__ = ("_connection", "_cycle", "chunked", "gone")

    def __init__(self, connection: StreamedConnection, scope: Scope) -> None:
        self._connection = connection
        self._cycle = connection.cycle
        self.chunked: bool = scope["http_version"] != "1.0"
        self.gone = False
        if not self.chunked:
            self._cycle.chunked_encoding = False

    def notify_lost(self, notify: Callable[[], None]) -> None:
        """Call `notify` once when the client has gone."""
        self._connection.on_lost = notify

    @property
    def waits(self) -> bool:
        """Whether so much lies unsent that the next write should wait."""
        return bool(self._connection.flow.write_paused)

    def framed(self, content: bytes) -> bytes:
        """Content as it goes over this wire: the same for all wires of one version of HTTP."""
        return b"%x\r\n%b\r\n" % (len(content), content) if self.chunked else content

    def write(self, framed: bytes) -> None:
        """Write what `framed` gave. Never waits; nothing happens when the client has gone."""
        if not self.gone and not self._connection.transport.is_closing():
            self._connection.transport.write(framed)

    async def drained(self, seconds: float) -> bool:
        """Whether the client took most of what lay unsent within so many seconds; at once where there is little."""
        try:
            async with asyncio.timeout(seconds):
                await self._connection.flow.drain()
        except TimeoutError:
            return False
        return True

    async def end(self, send: Send) -> None:
        """End the answer. A client that does not read is left a while to take what lies unsent."""
        if self.gone:
            return
        if self.chunked and not self.waits:
            await send({"type": "http.response.body", "body": b""})
            return
        if self.chunked:
            self.write(b"0\r\n\r\n")
        self._cycle.disconnected = True
        self._connection.transport.close()


def wire_of(scope: Scope) -> Wire | None:
    """The wire of a request; None where only the head of the answer is wanted."""
    connection: ReferenceType[StreamedConnection] | None = scope.get(CONNECTION)
    protocol = connection() if connection else None
    return Wire(protocol, scope) if protocol is not None else None
