"""A load generator for HTTP, in a process of its own: `python -m benchmarks.load URL_PATH CLIENTS SECONDS KEY`.

Each client keeps one connection and sends one request after another. It prints requests a second and the latencies'
percentiles as JSON. It reads only as much HTTP as our answers need, so that the generator costs little.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import uvloop

from benchmarks.parts import percentile

_BODY = (
    b'{"class":"full","occurred":"2015","mode":"reported","sources":[{"id":"source-003","locator":"akapit 4"}],'
    b'"audience":"public"}'
)


class _Client(asyncio.Protocol):
    def __init__(
        self, make: Callable[[], bytes], end: float, latencies: list[float], errors: list[bytes]
    ) -> None:
        self.make, self.end, self.latencies, self.errors = make, end, latencies, errors
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its class
        self._send()

    def _send(self) -> None:
        self.started = time.perf_counter()
        self.transport.write(self.make())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        at = head.lower().find(b"content-length: ")
        length = int(head[at + 16 :].split(b"\r", 1)[0]) if at >= 0 else self._chunked(rest)
        if length < 0 or len(rest) < length:
            return
        if not head.startswith((b"HTTP/1.1 2",)):
            self.errors.append(self.buffer[:300])
        self.buffer = b""
        now = time.perf_counter()
        self.latencies.append((now - self.started) * 1000)
        if now < self.end:
            self._send()
        elif not self.done.done():
            self.done.set_result(None)
            self.transport.close()

    @staticmethod
    def _chunked(rest: bytes) -> int:
        return len(rest) if rest.endswith(b"0\r\n\r\n") else -1

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.errors.append(b"connection lost")
            self.done.set_result(None)


async def generate(url: str, clients: int, seconds: float, key: str) -> dict[str, object]:
    """Send requests until the time is over; commands are memberships of streams that nobody else writes."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    mark = f"{time.time_ns():x}"
    number = 0

    def command() -> bytes:
        nonlocal number
        number += 1
        name = f"{mark}-{number}"
        return (
            b"POST /v1/memberships/bench.%b/join HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\nIdempotency-Key: %b\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
        ) % (name.encode(), key.encode(), name.encode(), len(_BODY), _BODY)

    empty = (
        f"POST {parts.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    ).encode() + _BODY
    make = command if parts.path in {"", "/"} else lambda: empty
    latencies: list[float] = []
    errors: list[bytes] = []
    start = time.perf_counter()
    protocols = []
    loop = asyncio.get_running_loop()
    for _ in range(clients):
        _, protocol = await loop.create_connection(
            lambda: _Client(make, start + seconds, latencies, errors), parts.hostname, parts.port
        )
        protocols.append(protocol)
    await asyncio.gather(*(protocol.done for protocol in protocols))
    took = time.perf_counter() - start
    return {
        "rate": len(latencies) / took,
        "p50": percentile(latencies, 0.5),
        "p99": percentile(latencies, 0.99),
        "errors": len(errors),
        "first_error": errors[0].decode(errors="replace") if errors else None,
    }


def main() -> None:
    """Print the outcome as JSON."""
    url, clients, seconds, key = sys.argv[1:]
    print(json.dumps(uvloop.run(generate(url, int(clients), float(seconds), key))))


if __name__ == "__main__":
    main()
