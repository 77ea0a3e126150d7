"""Requests byte by byte, as no client library would send them."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

from tests.running import Running


def head(method: str, path: str, *headers: str) -> bytes:
    """The head of a request; each header as `Name: value`."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: upland", *headers, "", ""]).encode("latin-1")


def command(key: str, path: str, *headers: str) -> bytes:
    """The head of a command with an idempotency key `raw` and the API key."""
    return head(
        "POST",
        path,
        f"Authorization: Bearer {key}",
        "Idempotency-Key: raw",
        "Content-Type: application/json",
        *headers,
    )


async def connect(running: Running) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of its own."""
    parts = urlsplit(running.url)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def send_and_leave(running: Running, sent: bytes) -> None:
    """Send these bytes and close the connection."""
    _, writer = await connect(running)
    writer.write(sent)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def exchange(running: Running, sent: bytes) -> tuple[int, dict[str, list[str]], bytes]:
    """Send these bytes; the answer's status, headers by lower-case name, and body."""
    reader, writer = await connect(running)
    writer.write(sent)
    try:
        lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)).decode("latin-1").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        length = int(headers.get("content-length", ["0"])[0])
        if sent.startswith(b"HEAD"):
            body = b""
        elif "chunked" in headers.get("transfer-encoding", ()):
            body = unchunked(await asyncio.wait_for(reader.readuntil(b"\r\n0\r\n\r\n"), 60))
        else:
            body = await asyncio.wait_for(reader.readexactly(length), 60)
        return int(lines[0].split()[1]), headers, body
    finally:
        writer.close()


async def refused(running: Running, sent: bytes) -> tuple[int, list[str]]:
    """Send what is refused; the status, and the fields that the problem names."""
    status, _, body = await exchange(running, sent)
    return status, [error["pointer"] for error in json.loads(body).get("errors", ())]


def unchunked(body: bytes) -> bytes:
    """The content of a chunked body. Raises ValueError where its last chunk is missing."""
    content, place = [], 0
    while size := int(body[place : (end := body.index(b"\r\n", place))], 16):
        content.append(body[end + 2 : end + 2 + size])
        place = end + 4 + size
    return b"".join(content)
