"""Bounds of connections, as clients meet them at the registry's port: raw bytes in, raw bytes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import orjson
import pytest

from runtime.http.connections import Bounds
from services.registry.app import build
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for, until
from tests.servers import Database

PATIENCE = 60


class Peer:
    """A client that sends what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer; (0, b"") when the connection ends without one."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length:")
                )
                return int(head.split(b" ", 2)[1]), await self.reader.readexactly(length)
            except (asyncio.IncompleteReadError, ConnectionError):
                return 0, b""

    async def ended(self) -> None:
        """Wait until the server has closed the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                while await self.reader.read(1 << 16):
                    pass
            except ConnectionError:
                pass


@asynccontextmanager
async def connected(running: Running) -> AsyncIterator[Peer]:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.settings.port)
    try:
        yield Peer(reader, writer)
    finally:
        writer.transport.abort()


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys.json")


@pytest.fixture
def operator(keys: KeyRing) -> str:
    return keys.issue("operator", *ALL_SCOPES)


@asynccontextmanager
async def registry(database: Database, keys: KeyRing, bounds: Bounds) -> AsyncIterator[Running]:
    settings = settings_for(database, "upland_registry", keys, anonymous_read=True)
    async with served(settings, build, bounds) as running:
        yield running


@pytest.fixture
async def small(database: Database, keys: KeyRing) -> AsyncIterator[Running]:
    bounds = Bounds(connections=40, head=1.0, body=1.0, answer=2.0, linger=5.0)
    async with registry(database, keys, bounds) as running:
        yield running


async def healthy(running: Running) -> bool:
    async with running.session.get(f"{running.url}/health/live") as answer:
        return answer.status == 200


def problem(body: bytes) -> str:
    return str(orjson.loads(body)["type"])


START = b"GET /health/live HTTP/1.1\r\nHost: here\r\n"
PUBLISH = b"POST /v1/commands HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-ndjson\r\n"


@pytest.mark.parametrize(
    "head",
    [
        START + b"X-Long: " + b"a" * (1 << 20),
        START + b"X" * (1 << 20),
        START + b"X-A: 1\r\n" * 101 + b"\r\n",
        START + b"X-A: " + b"a" * 900 + (b"\r\nX-A: " + b"a" * 900) * 40 + b"\r\n\r\n",
        b"GET /" + b"a" * (1 << 20),
        PUBLISH + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: " + b"a" * (1 << 20),
        PUBLISH + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-Trailer: 1\r\n" * 101 + b"\r\n",
        PUBLISH + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * (1 << 20),
    ],
    ids=["value", "name", "number", "together", "target", "trailer", "trailers", "chunk extension"],
)
async def test_a_head_beyond_its_bounds_is_refused(small: Running, head: bytes) -> None:
    async with connected(small) as peer:
        await peer.send(head)
        status, body = await peer.answer()
    assert (status, problem(body)) == (431, "/problems/head-too-large")
    assert await healthy(small)


async def test_an_endless_header_costs_no_more_than_reading_it(small: Running) -> None:
    async with connected(small) as peer, connected(small) as other:
        await peer.send(START, b"X-Long: ")
        for _ in range(60):
            if peer.writer.transport.is_closing():
                break
            peer.writer.write(b"a" * (1 << 20))
            await other.send(START, b"\r\n")
            assert (await other.answer())[0] == 200
        assert (await peer.answer())[0] == 431


async def test_heads_within_their_bounds_are_read_however_they_come(small: Running) -> None:
    large = START + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 300) for n in range(90)) + b"\r\n"
    async with connected(small) as peer:
        for _ in range(3):
            for start in range(0, len(large), 7_001):
                await peer.send(large[start : start + 7_001])
            assert (await peer.answer())[0] == 200
        await peer.send(large * 8)  # several in one go
        for _ in range(8):
            assert (await peer.answer())[0] == 200


async def test_silent_connections_cost_nobody_else_anything(small: Running) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3 * 40):
            await stack.enter_async_context(connected(small))
        assert await until(lambda: healthy(small), PATIENCE)


async def test_a_client_that_sends_nothing_or_half_a_head_is_disconnected(small: Running) -> None:
    async with connected(small) as silent, connected(small) as slow:
        await slow.send(START)
        status, body = await slow.answer()
        assert (status, problem(body)) == (408, "/problems/too-slow")
        await silent.ended()


@pytest.mark.parametrize("key", [True, False], ids=["awaited", "answered before it came"])
async def test_a_body_that_stays_away_is_given_up(small: Running, operator: str, key: bool) -> None:
    head = (
        b"POST /v1/parties/one/register HTTP/1.1\r\nHost: here\r\nIdempotency-Key: one\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n"
    )
    async with connected(small) as peer:
        await peer.send(head + (f"Authorization: Bearer {operator}\r\n\r\n{{" if key else "\r\n{").encode())
        status, _ = await peer.answer()
        assert status == (408 if key else 401)
        await peer.ended()
    assert await healthy(small)


async def test_who_takes_no_answer_is_let_go(small: Running) -> None:
    async with connected(small) as peer:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        request = b"GET /openapi.json HTTP/1.1\r\nHost: here\r\n\r\n"
        async with asyncio.timeout(PATIENCE):
            while not peer.writer.transport.is_closing():
                try:
                    await peer.send(request * 10)
                except ConnectionError:
                    break
    assert await healthy(small)


async def test_connections_have_an_end(database: Database, keys: KeyRing) -> None:
    async with registry(database, keys, Bounds(connections=3)) as running, AsyncExitStack() as stack:
        for _ in range(3):
            peer = await stack.enter_async_context(connected(running))
            await peer.send(b"GET /v1/history?wait=30 HTTP/1.1\r\nHost: here\r\n\r\n")

        async def refused() -> bytes | None:
            async with connected(running) as peer:
                await peer.send(START, b"\r\n")
                status, body = await peer.answer()
                return body if status == 503 else None

        assert problem(await until(refused, PATIENCE)) == "/problems/overloaded"


async def test_what_is_not_http_is_refused_with_a_problem(small: Running) -> None:
    async with connected(small) as peer:
        await peer.send(b"\x16\x03\x01 nonsense\r\n\r\n")
        status, body = await peer.answer()
    assert (status, problem(body)) == (400, "/problems/malformed")
