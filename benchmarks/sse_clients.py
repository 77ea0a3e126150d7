"""Clients of the event stream, in a process of their own: `python -m benchmarks.sse_clients PORT COUNT KEYS FIRST`.

Each keeps one raw socket open from `latest` on. It prints a line when all are open, and then, for each event that has reached
all of them, when it had reached the first and the last (seconds of the system's monotonic clock).
"""

from __future__ import annotations

import json
import resource
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_EVENT = b'"specversion"'
# Connections that are being opened at once.
_OPENING = 100


@dataclass
class _Client:
    socket: socket.socket
    events: int = 0
    opened: bool = False
    rest: bytes = b""


class Clients:
    """Many clients, read one after another as their sockets have something."""

    def __init__(self, port: int, keys: list[str], count: int) -> None:
        self._port = port
        self._waiting = [keys[number % len(keys)] for number in range(count)]
        self._count = count
        self._opened = 0
        self._selector = selectors.EpollSelector()
        self._first: dict[int, float] = {}
        self._reached: Counter[int] = Counter()

    def run(self) -> None:
        """Open all, then read until the process is ended."""
        for _ in range(min(_OPENING, self._count)):
            self._open()
        while True:
            for key, _ in self._selector.select():
                self._read(key.data)

    def _open(self) -> None:
        key = self._waiting.pop()
        client = _Client(socket.create_connection(("127.0.0.1", self._port), timeout=60))
        request = f"GET /v1/stream?cursor=latest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        client.socket.sendall(request.encode())
        client.socket.setblocking(False)
        self._selector.register(client.socket, selectors.EVENT_READ, client)

    def _read(self, client: _Client) -> None:
        data = client.socket.recv(65_536)
        if not data:
            raise ConnectionError(f"a stream was ended after {client.events} events: {client.rest!r}")
        text = client.rest + data
        if not client.opened:
            if b"event: cursor" not in text:
                client.rest = text
                return
            client.opened = True
            self._opened += 1
            if self._waiting:
                self._open()
            elif self._opened == self._count:
                print(json.dumps({"opened": self._count}), flush=True)
        count = text.count(_EVENT)
        client.rest = text[-len(_EVENT) + 1 :] if count == 0 else b""
        for _ in range(count):
            client.events += 1
            self._has(client.events)

    def _has(self, number: int) -> None:
        now = time.monotonic()
        self._first.setdefault(number, now)
        self._reached[number] += 1
        if self._reached[number] == self._count:
            print(json.dumps({"event": number, "first": self._first[number], "last": now}), flush=True)


def main() -> None:
    """Read the arguments and run."""
    port, count, keys, first = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 256), hard))
    names = keys.read_text().split()
    Clients(port, names[first:] + names[:first], count).run()


if __name__ == "__main__":
    main()
