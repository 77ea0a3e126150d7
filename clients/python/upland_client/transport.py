"""Requests of HTTP by the standard library: no redirects, which would carry the key elsewhere."""

from __future__ import annotations

import gzip
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import Any

from upland_client.backoff import RETRIED, seconds
from upland_client.errors import Refused, UplandError, refusal

AGENT = "upland-client/0.1 (Python)"
# What a broken connection raises, in the midst of an answer too.
BROKEN = (OSError, http.client.HTTPException, EOFError)


class Failed(Exception):
    """The request failed in a way that may pass."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Transport:
    """Sends requests with a key. `timeout`: seconds of silence after which a connection counts as lost."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        if not url.startswith(("http://", "https://")):
            raise UplandError(f"{url!r} is not an address of http or https")
        self.url = url.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def open(
        self, path: str, headers: Mapping[str, str], timeout: float | None = None
    ) -> http.client.HTTPResponse:
        """The answer to a GET, when its head has come.

        Raises:
            Refused: it is refused for good. Failed: it may succeed later.
        """
        sent = {"User-Agent": AGENT, **headers}
        if self._key is not None:
            sent["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self.url + path, headers=sent)  # noqa: S310  the scheme is checked above
        try:
            answer: http.client.HTTPResponse = self._opener.open(request, timeout=timeout or self._timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise _failure(error.code, error.headers, _body(error)) from None
        except BROKEN as error:
            raise Failed(f"{self.url} does not answer: {error}") from error
        return answer

    def read(self, path: str, timeout: float | None = None) -> tuple[bytes, Message]:
        """Body and headers of the answer to a GET."""
        try:
            with self.open(path, {"Accept-Encoding": "gzip"}, timeout) as answer:
                body = answer.read()
        except BROKEN as error:
            raise Failed(f"the answer of {self.url} broke off: {error}") from error
        return (
            gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
        ), answer.headers


def _failure(status: int, headers: Message, body: bytes) -> Failed | Refused:
    if status in RETRIED:
        return Failed(f"the service answers {status}", seconds(headers["Retry-After"]))
    return refusal(status, _problem(body))


def _body(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(1 << 20)
    except BROKEN:
        return b""


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
