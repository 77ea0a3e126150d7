"""Answers that wait for a client who sends before it reads: a little in memory, more in a temporary file."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import deque
from types import TracebackType
from typing import IO

from runtime.telemetry import logger

_MEMORY = 1 << 20
_PART = 1 << 16


class Spool:
    """A queue of bytes with one writer and one reader.

    Args:
        limit: bytes in the temporary file at which the writer waits until the reader has taken all. It waits too when
            the file cannot be written.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._memory: deque[bytes] = deque()
        self._size = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0  # places in the file; nothing in it is older than what is in memory
        self._changed = asyncio.Condition()
        self._closed = False

    async def __aenter__(self) -> Spool:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    async def put(self, data: bytes) -> None:
        """Add to the end."""
        async with self._changed:
            if self._written or self._size > _MEMORY:
                if self._written < self._limit and await self._write(data):
                    self._changed.notify_all()
                    return
                await self._changed.wait_for(lambda: not self._written and not self._size)
            self._memory.append(data)
            self._size += len(data)
            self._changed.notify_all()

    async def close(self) -> None:
        """Nothing more comes."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()

    async def get(self) -> bytes:
        """The next bytes, when there are any; empty at the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._size or self._written or self._closed)
            if self._memory:
                data = self._memory.popleft()
                self._size -= len(data)
            elif self._written and self._file is not None:
                count = min(_PART, self._written - self._read)
                data = await asyncio.to_thread(os.pread, self._file.fileno(), count, self._read)
                self._read += len(data)
                if self._read == self._written:
                    self._read = self._written = 0
                    self._file.truncate(0)
            else:
                return b""
            self._changed.notify_all()
            return data

    async def _write(self, data: bytes) -> bool:
        """Whether the data is in the file now."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed with the spool
            await asyncio.to_thread(_write_all, self._file.fileno(), data, self._written)
        except OSError as error:
            logger.warning("answers.no_file", reason=str(error))
            return False
        self._written += len(data)
        return True


def _write_all(file: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        count = os.pwrite(file, view, place)
        view, place = view[count:], place + count
