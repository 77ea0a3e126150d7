"""One request to a receiver, whatever the receiver does: bounded in time, in what is read, and in whom it can harm."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import monotonic
from typing import Literal, NamedTuple

import aiohttp
from aiohttp.payload import BytesPayload
from yarl import URL

from runtime.telemetry import logger
from services.notifications.channels.webhook.connections import AddressRefused
from services.notifications.channels.webhook.schedule import retry_after
from services.notifications.deliveries.clock import Clock

_READ = 4_096
_SHOWN = 1_000
_SECRETS = re.compile(r"(wh(?:sec|sk)_|upl_[0-9a-f]+_|v1a?,|[Bb]earer\s+)[A-Za-z0-9+/=_.~-]{6,}")
# What this machine or its network cannot do now, for any receiver.
_OUR_ERRNOS = frozenset(
    {
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.ENOBUFS,
        errno.EADDRNOTAVAIL,
        errno.ENETUNREACH,
        errno.ENETDOWN,
    }
)
_THEIR_DNS = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


@dataclass(frozen=True)
class Patience:
    """Times in seconds: for the connection, for the head of the answer from the start on, for its body after that."""

    connect: float = 10.0
    answer: float = 15.0
    body: float = 2.0


class Answer(NamedTuple):
    """What became of a request.

    code: of the answer, None where there was none. text: its beginning, secrets masked. error: why there was none. fault:
    at whose door a failure lies. again: what its `Retry-After` asks for.
    """

    code: int | None
    text: str
    error: str | None
    fault: Literal["receiver", "ours"] | None
    again: timedelta | None
    took_ms: int

    @property
    def ok(self) -> bool:
        """Whether the receiver has the events."""
        return self.code is not None and 200 <= self.code < 300


class Fault(NamedTuple):
    """Why there is no answer, and at whose door that lies."""

    reason: str
    of: Literal["receiver", "ours"] = "receiver"


class Sender:
    """Sends the requests of all channels over one session."""

    def __init__(
        self, session: aiohttp.ClientSession, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._session = session
        self._clock = clock
        self._patience = patience or Patience()
        self._timeout = aiohttp.ClientTimeout(self._patience.answer, sock_connect=self._patience.connect)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body. It raises nothing but a cancellation."""
        began = monotonic()
        try:
            response = await self._session.post(
                _parsed(url),
                data=BytesPayload(body, content_type=headers.get("Content-Type")),
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout,
            )
        except Exception as error:
            reason, fault = self._fault(error)
            return Answer(None, "", reason, fault, None, _since(began))
        return await self._read(response, began)

    def _fault(self, error: Exception) -> Fault:
        if isinstance(error, TimeoutError):
            return Fault(f"no answer within {self._patience.answer:g} s")
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            return _dns_fault(error.os_error)
        if isinstance(error, aiohttp.ClientSSLError):
            return Fault(f"TLS: {_tls_reason(error)}")
        if isinstance(error, OSError):
            return _os_fault(error)
        if isinstance(error, aiohttp.ClientError | ValueError):
            return Fault(f"the answer is no HTTP ({type(error).__name__})")
        logger.error("webhook.fault", error=type(error).__name__)
        return Fault(f"a fault of ours ({type(error).__name__})", "ours")

    async def _read(self, response: aiohttp.ClientResponse, began: float) -> Answer:
        """The answer, of whose body only the beginning is read. What does not end is cut off."""
        content = b""
        if not response.content.at_eof():
            with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError, ValueError):
                async with asyncio.timeout(self._patience.body):
                    while len(content) < _READ and (
                        piece := await response.content.read(_READ - len(content))
                    ):
                        content += piece
        if response.content.at_eof():
            response.release()
        else:
            response.close()
        code, text = response.status, _shown(response, content) if content else ""
        if 200 <= code < 300:
            return Answer(code, text, None, None, None, _since(began))
        again = retry_after(response.headers.get("Retry-After"), self._clock.now())
        return Answer(code, text, None, "receiver", again, _since(began))


@lru_cache(4_096)
def _parsed(url: str) -> URL:
    return URL(url, encoded=True)


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _shown(response: aiohttp.ClientResponse, content: bytes) -> str:
    """The beginning of an answer as its owner may see it."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"", "identity"}:
        return f"({encoding[:20]}, not shown)"
    text = content.decode("utf-8", "replace").replace("\0", "\ufffd")
    return _SECRETS.sub(r"\1…", text)[:_SHOWN]


def _dns_fault(error: OSError) -> Fault:
    if isinstance(error, AddressRefused):
        return Fault(str(error))
    if isinstance(error, socket.gaierror) and error.errno in _THEIR_DNS:
        return Fault("the host has no address in the DNS")
    return Fault("the DNS does not answer", "ours")


def _os_fault(error: OSError) -> Fault:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, AddressRefused):
        return Fault(str(cause))
    code = errno.errorcode.get(cause.errno or 0, type(cause).__name__)
    return Fault(f"no connection ({code})", "ours" if cause.errno in _OUR_ERRNOS else "receiver")


def _tls_reason(error: aiohttp.ClientSSLError) -> str:
    cause = getattr(error, "certificate_error", None) or error.os_error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return cause.verify_message
    return cause.reason if isinstance(cause, ssl.SSLError) and cause.reason else type(cause).__name__
