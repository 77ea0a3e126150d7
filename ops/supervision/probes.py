"""Whether a server answers at all: one small question to each, with a short time limit. None needs a login."""

import asyncio
import contextlib
import ssl
import struct

SECONDS = 5.0
# PostgreSQL's SSLRequest: its length, and the number that means it. Any server answers with one byte, before it asks
# who calls; one that is starting or has no connection left answers too.
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
# Kafka's ApiVersions (18) in its first version, which brokers answer before a login, in any state.
_CLIENT = b"upland-probe"
_API_VERSIONS = struct.pack("!hhih", 18, 0, 1, len(_CLIENT)) + _CLIENT


async def http(url: str, seconds: float = SECONDS) -> bool:
    """Whether there is any answer of HTTP from this address."""
    import aiohttp

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as session,
            session.get(url),
        ):
            return True
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def postgres(port: int, seconds: float = SECONDS, host: str = "127.0.0.1") -> bool:
    """Whether PostgreSQL answers there."""
    return await _answers(host, port, _SSL_REQUEST, 1, None, seconds)


async def kafka(bootstrap: str, context: ssl.SSLContext | None = None, *, seconds: float = SECONDS) -> bool:
    """Whether one of the brokers `host:port,host:port` answers; with a context, over TLS."""
    request = struct.pack("!i", len(_API_VERSIONS)) + _API_VERSIONS
    for address in bootstrap.split(","):
        host, _, port = address.rpartition(":")
        if await _answers(host, int(port), request, 8, context, seconds):
            return True
    return False


async def _answers(
    host: str, port: int, request: bytes, count: int, context: ssl.SSLContext | None, seconds: float
) -> bool:
    writer = None
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port, ssl=context)
            writer.write(request)
            await reader.readexactly(count)
            return True
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    finally:
        if writer is not None:
            with contextlib.suppress(OSError):
                writer.close()
