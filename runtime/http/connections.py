"""Bounds of a connection: how large a head may be, how long a part may take, and how many connections there are.

uvicorn bounds none of these with its quick parser, and a reverse proxy in front is not assumed. What exceeds a bound is
answered with a problem document; the rest of what that client sends is read and thrown away for a moment, so that the
client gets to read the answer.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from weakref import ref

import httptools
import orjson
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from runtime.errors import HeadTooLarge, Malformed, Overloaded, Reply, TooSlow
from runtime.http.wire import CONNECTION

# Descriptors that a process needs besides its connections: database, Kafka, files.
_OTHER_DESCRIPTORS = 128
# uvicorn ticks ten times a second.
_TICKS_PER_LOOK = 5


@dataclass(frozen=True)
class Bounds:
    """What one connection may take; times in seconds.

    head_bytes, headers: of one request's head; its trailers count like another head.
    head: from a request's first byte, or from the opening of the connection, to the end of the head.
    body: without a byte of a body that is awaited. answer: without a byte taken of an answer.
    linger: for which a refused connection is still read.
    """

    connections: int = 12_288
    head_bytes: int = 32_768
    headers: int = 100
    head: float = 10.0
    body: float = 30.0
    answer: float = 60.0
    linger: float = 2.0


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol within `bounds`.

    httptools joins the pieces of a header by copying, so an endless one costs the square of its length: bytes are
    counted before the parser sees them.
    """

    bounds: ClassVar[Bounds] = Bounds()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._moved_at = self._head_at = self._taken_at = self.loop.time()
        self._in_head = True
        self._unbounded = 0  # bytes since the last that are bounded otherwise: of a head, of trailers
        self._header_count = 0
        self._refused_at: float | None = None
        self._unsent = 0
        self._self = ref(self)
        self.on_lost: Callable[[], None] | None = None

    # -- what the transport calls ---------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection. When there are too many, the one that waits the longest makes room for it."""
        full = len(self.connections) >= self.bounds.connections and not self._make_room()
        super().connection_made(transport)
        if full:
            self._refuse(Overloaded("Too many connections are open. Come again in a few seconds."))

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()
            self.on_lost = None

    def data_received(self, data: bytes) -> None:
        """Give the parser what came, as far as it is within bounds."""
        self._moved_at = self.loop.time()
        self._unset_keepalive_if_required()
        bound = self.bounds.head_bytes
        while data and self._refused_at is None and not self.transport.is_closing():
            piece, data = data, b""
            if self._in_head:
                if self._unbounded == 0:
                    self._head_at = self._moved_at
                room = bound - self._unbounded
                if room <= 0:
                    self._refuse_head()
                    return
                piece, data = piece[:room], piece[room:]
            self._unbounded += len(piece)
            self._feed(piece)
            if not self._in_head and self._unbounded > bound:
                self._refuse_head()

    def eof_received(self) -> None:
        """The client sends nothing more: a refused one has nothing left to be read."""
        if self._refused_at is not None:
            self.transport.close()

    def shutdown(self) -> None:
        """The server stops."""
        if self._refused_at is None:
            super().shutdown()
        else:
            self.transport.close()

    # -- what the parser calls ------------------------------------------------------------------------------------
    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self.scope[CONNECTION] = self._self  # type: ignore[literal-required]  # a member of ours
        self._header_count = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer."""
        self._header_count += 1
        if self._header_count > self.bounds.headers:
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is complete; a body may follow."""
        self._in_head, self._unbounded = False, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body, which its reader bounds."""
        self._unbounded = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete; the next head may follow."""
        self._in_head, self._unbounded = True, 0
        super().on_message_complete()

    # -- what the clock calls -------------------------------------------------------------------------------------
    def look(self, now: float) -> None:
        """End the connection if something has taken too long; `now` is the loop's time."""
        if self.transport.is_closing():
            return
        if self._refused_at is not None:
            if now - self._refused_at > self.bounds.linger:
                self.transport.abort()
        elif self._answer_stalls(now):
            self.transport.abort()
        elif self._in_head:
            self._look_at_head(now)
        elif now - self._moved_at > self.bounds.body:
            self._look_at_body()

    def _look_at_head(self, now: float) -> None:
        # Between two requests uvicorn's own clock runs.
        if not self._idle or self.timeout_keep_alive_task or now - self._head_at <= self.bounds.head:
            return
        if self._unbounded:
            self._refuse(TooSlow(f"The head of a request must come within {self.bounds.head:.0f} seconds."))
        else:
            self.transport.close()

    def _look_at_body(self) -> None:
        if self._idle:  # answered already, whatever else was to come
            self.transport.close()
        elif self.cycle.more_body and not self.flow.read_paused:
            self._refuse(TooSlow(f"Nothing of the body came for {self.bounds.body:.0f} seconds."))

    @property
    def _request(self) -> RequestResponseCycle | None:
        return self.cycle

    @property
    def _idle(self) -> bool:
        request = self._request
        return request is None or request.response_complete

    def _answer_stalls(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._taken_at = unsent, now
        return now - max(self._taken_at, self._moved_at) > self.bounds.answer

    # -- refusing -------------------------------------------------------------------------------------------------
    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            pass  # there is nothing to upgrade to: the request is answered as it is (RFC 9110, 7.8)
        except httptools.HttpParserError:
            if self._header_count > self.bounds.headers:
                self._refuse_head()
            else:
                self._refuse(Malformed("The request is not HTTP/1.1 as RFC 9112 has it."))

    def _refuse_head(self) -> None:
        bounds = self.bounds
        self._refuse(
            HeadTooLarge(
                f"The head of a request has at most {bounds.head_bytes} bytes and {bounds.headers} headers."
            )
        )

    def _refuse(self, error: Reply) -> None:
        """Answer with the problem, unless an answer has begun, and let go of what is under way."""
        self._refused_at = self.loop.time()
        begun = not self._idle and self.cycle.response_started
        for cycle in (self._request, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        if begun:
            self.transport.close()
            return
        body = orjson.dumps(error.problem())
        headers = {
            "content-type": "application/problem+json",
            "content-length": str(len(body)),
            "connection": "close",
        } | error.headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(STATUS_LINE[error.status] + lines.encode() + b"\r\n" + body)
        self.flow.resume_reading()

    def _make_room(self) -> bool:
        """Whether a connection on which no request is under way could be closed for another."""
        waiting = [one for one in self.connections if isinstance(one, BoundedProtocol) and one._idle]  # noqa: SLF001  one of our kind
        if not waiting:
            return False
        longest = min(waiting, key=lambda one: one._moved_at)  # noqa: SLF001  the same
        self.connections.discard(longest)
        longest.transport.close()
        return True


class Server(uvicorn.Server):
    """uvicorn's server, which looks at its connections now and then."""

    async def on_tick(self, counter: int) -> bool:
        """uvicorn's own work, ten times a second."""
        if counter % _TICKS_PER_LOOK == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedProtocol):
                    connection.look(now)
        return await super().on_tick(counter)


def protocol(bounds: Bounds) -> type[BoundedProtocol]:
    """The protocol within these bounds, and within what the process may have open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = bounds.connections + _OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        bounds = replace(bounds, connections=max(1, min(bounds.connections, soft - _OTHER_DESCRIPTORS)))
    return type("BoundedProtocol", (BoundedProtocol,), {"bounds": bounds})
