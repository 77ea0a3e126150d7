"""Exports for callers over HTTP: the log goes into a process of its own, and its output to the caller as it comes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress

from contracts.statement import statement
from runtime.errors import TooManyRequests, TooMuchWork
from services.registry.exporting import process as exporting
from services.registry.exporting.files import Format
from services.registry.log.pages import Wanted
from services.registry.log.readable_log import ReadableLog

_PAGE = 5_000
_CHUNK = 1 << 16


class Exports:
    """Makes exports, one at a time of each extent: who reads all of the log does not wait for who reads what is public."""

    def __init__(self, log: ReadableLog) -> None:
        self._log = log
        self._at_work: set[bool] = set()

    async def chunks(
        self, format: Format, wanted: Wanted, since: int | None, until: int
    ) -> AsyncGenerator[bytes, None]:
        """Yield the parts of an export of the log up to a position, or of what has changed in it since another one.

        Raises:
            TooManyRequests: another export of this extent is being made.
            TooMuchWork: the process ended before the export was complete.
            Unavailable: the log cannot be read.
        """
        everything = wanted.audiences is None
        if everything in self._at_work:
            raise TooManyRequests("Another export is being made. Ask again when it is done.", retry_after=10)
        self._at_work.add(everything)
        try:
            arguments = (format, str(until), *(() if since is None else (str(since),)))
            # Without the environment: what it needs is in its arguments and its input.
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-m", exporting.__name__, *arguments, stdin=PIPE, stdout=PIPE, env={}
            )
            try:
                await self._feed(process, wanted, until)
                assert process.stdout is not None
                while chunk := await process.stdout.read(_CHUNK):
                    yield chunk
                if await process.wait():
                    raise TooMuchWork(
                        "The export ended before it was complete: it needs more memory than there is. Export what has"
                        " changed since a later position, or use `upland export` on a larger machine."
                    )
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        finally:
            self._at_work.discard(everything)

    async def _feed(self, process: Process, wanted: Wanted, until: int) -> None:
        """Give a process the log. It reads all of it before it writes; a process that has ended is found by its exit code."""
        assert process.stdin is not None
        position, full = 0, True
        with suppress(BrokenPipeError, ConnectionResetError):
            while full and position < until:
                events, full = await self._log.page(wanted, position, _PAGE)
                for event in events:
                    position = event.position
                    if position <= until:
                        process.stdin.write(statement(event) + b"\n")
                await process.stdin.drain()
            process.stdin.close()
