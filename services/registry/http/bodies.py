"""Bodies as they arrive: complete ones, and lines of long ones. A body that breaks off is never taken for a complete one."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.types import Receive

from runtime.errors import IncompleteBody, TooLarge


async def parts(receive: Receive) -> AsyncIterator[bytes]:
    """The parts of a request's body.

    Raises:
        BrokenOff: the client went away before the body's end.
    """
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise IncompleteBody(
                "The body broke off before its end. Nothing was stored; send it again with the same key."
            )
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def read_body(receive: Receive, limit: int) -> bytes:
    """A request's body.

    Raises:
        BrokenOff: the client went away before its end.
        TooLarge: it has more than `limit` bytes; the rest is not read.
    """
    body = b""
    async for part in parts(receive):
        body += part
        if len(body) > limit:
            raise TooLarge(
                f"The body is over {limit} bytes. Split it, or leave out what is not a fact.",
                numbers={"limit": limit},
            )
    return body


class Lines:
    """Cuts what arrives into lines, keeping no more of an unfinished one than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = b""
        self._skipped = 0  # bytes of the unfinished line that are not kept

    def feed(self, part: bytes) -> list[bytes | TooLarge]:
        """The lines that end in this part, a blank one as `b""`; for one over the limit, its error."""
        *ended, self._rest = (self._rest + part).split(b"\n")
        lines: list[bytes | TooLarge] = []
        for line in ended:
            size, self._skipped = self._skipped + len(line), 0
            if size > self._limit:
                lines.append(self._over(size))
            else:
                lines.append(line if line.strip() else b"")
        if self._skipped or len(self._rest) > self._limit:
            self._skipped += len(self._rest)
            self._rest = b""
        return lines

    def end(self) -> list[bytes | TooLarge]:
        """The last line, where it does not end with a line break."""
        return [line for line in self.feed(b"\n") if line]

    def _over(self, size: int) -> TooLarge:
        return TooLarge(
            f"The line has {size} bytes; the limit is {self._limit}.", numbers={"limit": self._limit}
        )
