"""A reverse proxy as strict as nginx with its defaults, and as the one of a company that speaks HTTP/1.0.

It asks upstream by HTTP/1.0, passes no hop-by-hop header on, holds an answer back until a buffer is full unless the answer says
`X-Accel-Buffering: no`, and ends a connection on which nothing comes for a time. A chunked answer to HTTP/1.0 is a fault.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection", "host"}
)
_BUFFER = 8_192


class Proxy:
    """Forwards to `upstream`, a port of loopback, which may change. `faults`: what upstream did that HTTP/1.0 does not know.

    Args:
        prefix: what it puts before upstream's paths.
        read_timeout: seconds of silence from upstream after which it ends a connection.
    """

    def __init__(self, prefix: str = "", read_timeout: float = 60.0) -> None:
        self.upstream = 0
        self.port = 0
        self.faults: list[str] = []
        self._prefix = prefix
        self._read_timeout = read_timeout
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        """The proxy, listening on `port`."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> None:
        """End all connections in their middle."""
        for task in list(self._tasks):
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError):
                await self._forward(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, headers = _parsed(await reader.readuntil(b"\r\n\r\n"))
        method, target, _ = first.split(" ")
        from_upstream, to_upstream = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            lines = [
                f"{method} {target.removeprefix(self._prefix)} HTTP/1.0",
                "Host: upstream",
                *_end_to_end(headers),
            ]
            to_upstream.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            status, reply_headers = _parsed(await from_upstream.readuntil(b"\r\n\r\n"))
            names = dict(reply_headers)
            if "transfer-encoding" in names:
                self.faults.append("a chunked answer to HTTP/1.0")
            writer.write(
                (
                    "\r\n".join(
                        [
                            "HTTP/1.1 " + status.partition(" ")[2],
                            *_end_to_end(reply_headers),
                            "Connection: close",
                        ]
                    )
                    + "\r\n\r\n"
                ).encode("latin-1")
            )
            await self._content(
                from_upstream, writer, 1 if names.get("x-accel-buffering") == "no" else _BUFFER
            )
        finally:
            to_upstream.close()

    async def _content(
        self, upstream: asyncio.StreamReader, writer: asyncio.StreamWriter, buffer: int
    ) -> None:
        waiting = b""
        while True:
            async with asyncio.timeout(self._read_timeout):
                data = await upstream.read(65_536)
            waiting += data
            if len(waiting) >= buffer or not data:
                writer.write(waiting)
                await writer.drain()
                waiting = b""
            if not data:
                return


def _parsed(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, [(name.lower(), value.strip()) for name, _, value in pairs]


def _end_to_end(headers: list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}: {value}"
        for name, value in headers
        if name not in _HOP_BY_HOP and not name.startswith("x-accel-")
    ]
