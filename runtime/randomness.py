"""Random bytes from the operating system, fetched many at a time: a call to it costs more than a decision."""

from __future__ import annotations

import os

_POOL = 16_384


class _Pool:
    def __init__(self) -> None:
        self._bytes = b""
        self._at = 0

    def take(self, count: int) -> bytes:
        """Bytes that nobody else was or will be given."""
        if self._at + count > len(self._bytes):
            self._bytes, self._at = os.urandom(max(_POOL, count)), 0
        start, self._at = self._at, self._at + count
        return self._bytes[start : self._at]


random_bytes = _Pool().take
