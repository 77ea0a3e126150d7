"""The live channel, `GET /v1/stream`: the same feed as server-sent events, whose ids are its cursors."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from runtime.errors import Reply
from runtime.settings import Settings
from runtime.telemetry import logger
from services.notifications.cursor import Cursor
from services.notifications.notifier import Notifier, wait_for
from services.notifications.pages import Page, Pages
from services.notifications.requests import FeedQuery, parse_query, reader_of, start

_PAGE = 200
_PIECE = 1 << 15


@dataclass(frozen=True)
class Pace:
    """Times of a stream, in seconds.

    heartbeat: silence before a comment is sent; look: between looks at the key; retry: sent to the client;
    rotation: after which a connection ends, so that streams spread over processes again;
    patience: how long a reader may leave sent bytes lying before it is dropped; gather: least time between pages.
    """

    heartbeat: float = 15.0
    look: float = 1.0
    retry: float = 2.0
    rotation: float = 3600.0
    patience: float = 20.0
    gather: float = 0.05


def router(
    pages: Pages,
    notifier: Notifier,
    watermark: Callable[[], int],
    settings: Settings,
    pace: Pace | None = None,
) -> APIRouter:
    """The routes of this file.

    Args:
        watermark: up to where this process knows the feed to be complete.
    """
    api = APIRouter()
    live = _Live(pages, notifier, watermark, pace or Pace())

    @api.get("/v1/stream")
    async def stream(request: Request) -> Response:
        about = parse_query(request, settings)

        def allowed() -> bool:
            try:
                return reader_of(request, settings) == about.reader
            except Reply:
                return False

        # The first page is read before the answer begins, so that an unknown id is still answered with 400.
        cursor = await start(request, pages, request.headers.get("last-event-id"))
        changed = notifier.listen()
        page = await pages.after(cursor, _PAGE, about.reader, about.filters)
        return EventStream(live.chunks(about, cursor, page, changed, allowed), live.pace.patience)

    return api


@dataclass(frozen=True)
class _Live:
    """Follows the feed for one reader after another."""

    pages: Pages
    notifier: Notifier
    watermark: Callable[[], int]
    pace: Pace

    async def chunks(
        self, about: FeedQuery, start: Cursor, page: Page, changed: asyncio.Event, allowed: Callable[[], bool]
    ) -> AsyncIterator[bytes]:
        """The stream's text from its first page on, until its time is over, its key is revoked, or the process ends.

        Args:
            start: the cursor before the page. It is sent first, so that a client that loses the connection before any
                event resumes from there, also one that asked for `latest`.
        """
        clock = asyncio.get_running_loop().time
        # A little apart, so that streams that began together do not come again together.
        end = clock() + self.pace.rotation * random.uniform(0.9, 1.0)  # noqa: S311
        yield b"retry: %d\n\n" % (self.pace.retry * 1000)
        yield _mark(start._replace(epoch=page.next.epoch)) if page.entries else _heartbeat(page)
        spoken = clock()
        while clock() < end and allowed() and not self.notifier.closed:
            if page.entries:
                for chunk in _events(page):
                    yield chunk
                spoken = clock()
                await asyncio.sleep(0 if page.full else self.pace.gather)
            else:
                if clock() - spoken >= self.pace.heartbeat:
                    # Another process may have added a late entry, which moves no watermark.
                    page = await self.pages.after(page.next, _PAGE, about.reader, about.filters)
                    if page.entries:
                        continue
                    yield _heartbeat(page)
                    spoken = clock()
                if not await self._grows(page, changed):
                    continue
            changed = self.notifier.listen()
            page = await self.pages.after(page.next, _PAGE, about.reader, about.filters)

    async def _grows(self, page: Page, changed: asyncio.Event) -> bool:
        """Whether there may be more behind a page, now or within the time until the next look."""
        if changed.is_set() or self.watermark() > page.next.release:
            return True
        return await wait_for(changed, min(self.pace.look, self.pace.heartbeat))


def _events(page: Page) -> Iterator[bytes]:
    """The page's entries in pieces small enough for the server to notice a reader that does not read."""
    piece: list[bytes] = []
    size = 0
    for entry in page.entries:
        head = b"id: %s\nevent: %s\ndata: " % (str(entry.cursor).encode(), entry.type.encode())
        piece += (head, entry.statement, b"\n\n")
        size += len(entry.statement)
        if size > _PIECE:
            yield b"".join(piece)
            piece, size = [], 0
    if piece:
        yield b"".join(piece)


def _mark(cursor: Cursor) -> bytes:
    # An id without data is no event: it only moves the client's cursor.
    return b"id: %s\n\n" % str(cursor).encode()


def _heartbeat(page: Page) -> bytes:
    # The cursor is past what the reader's filters left out.
    return b": nothing new\n" + _mark(page.next)


class EventStream(Response):
    """Sends chunks as they come; drops a reader that leaves them lying, and ends when the reader goes."""

    def __init__(self, chunks: AsyncIterator[bytes], patience: float) -> None:
        super().__init__(
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}, media_type="text/event-stream"
        )
        del self.headers["content-length"]
        self._chunks = chunks
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        writing = asyncio.create_task(self._write(scope, send))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
        if not writing.cancelled() and (error := writing.exception()) is not None:
            raise error

    async def _write(self, scope: Scope, send: Send) -> None:
        try:
            async for chunk in self._chunks:
                async with asyncio.timeout(self._patience):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            async with asyncio.timeout(self._patience):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            logger.warning("stream.dropped", path=scope["path"], waited=self._patience)
        except Reply as error:
            # The client reconnects by itself and gets the answer then.
            logger.warning("stream.ended", reason=error.detail)
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
