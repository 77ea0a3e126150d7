"""The course of one stream: from its first page to the feed's end, live there, and back to pages when it falls behind."""

from __future__ import annotations

import asyncio

from starlette.types import Send

from runtime.errors import Reply, SlowReader
from runtime.telemetry import STREAMS_DROPPED, logger
from services.notifications.channels.sse import frames
from services.notifications.channels.sse.hub import Hub
from services.notifications.channels.sse.stream import End, Stream
from services.notifications.cursor import restored
from services.notifications.notifier import wait_for
from services.notifications.pages import Page, Pages

PAGE = 200


async def follow(hub: Hub, pages: Pages, stream: Stream, page: Page, send: Send) -> None:
    """Write a stream, whose answer has begun, until it ends; the client hears why.

    Args:
        page: what comes after the stream's cursor.
    """
    with hub.opened(stream):
        # The cursor before the page comes first: a client that loses the connection before any event resumes from there.
        start = stream.cursor._replace(epoch=page.next.epoch) if page.entries else page.next
        opening = frames.retry(hub.pace.reconnection(len(hub))) + frames.position(start)
        _write(stream, opening)
        stream.cursor = start
        word = b""
        try:
            end = await _until_it_ends(hub, pages, stream, page)
            if end is End.RESTORED:
                raise restored(stream.cursor)
            word = frames.retry(hub.pace.reconnection(len(hub)))
        except Reply as error:
            # The client comes back by itself, and gets the same as an answer then.
            logger.warning("stream.ended", reason=error.detail)
            word = frames.problem(error.problem(), stream.cursor)
        if not stream.wire.gone:
            _write(stream, word)
            await stream.wire.end(send)


async def _until_it_ends(hub: Hub, pages: Pages, stream: Stream, page: Page) -> End:
    while True:
        await _written(hub, stream, page)
        if hub.notifier.closed:
            stream.wake(End.CLOSING)
        elif not stream.allowed():
            stream.wake(End.REFUSED)
        if stream.end is not None:
            return stream.end
        if not page.full and stream.cursor == hub.tail.end:
            end = await hub.live(stream)
            if end is not End.BEHIND:
                return end
            await _drained(hub, stream)
        page = await _next(hub, pages, stream)


async def _next(hub: Hub, pages: Pages, stream: Stream) -> Page:
    """The page after a stream's cursor: from the tail, where it reaches so far, else from the database."""
    query = stream.interest.query
    grown = hub.grown.listen()
    page = hub.tail.page(stream.cursor, PAGE, query.reader, query.filters)
    if page is not None:
        return page
    if hub.tail.end is None or stream.cursor > hub.tail.end:
        # The tail has not come so far yet.
        await wait_for(grown, hub.pace.look)
    return await pages.after(stream.cursor, PAGE, query.reader, query.filters)


async def _written(hub: Hub, stream: Stream, page: Page) -> None:
    for piece, cursor in frames.pieces(page.entries, named=stream.interest.named):
        await _drained(hub, stream)
        if stream.end is not None:
            return
        _write(stream, piece)
        stream.cursor = cursor
    stream.cursor = page.next


async def _drained(hub: Hub, stream: Stream) -> None:
    """Wait until the client has taken most of what it was sent.

    Raises:
        SlowReader: it does not.
    """
    if not stream.wire.waits:
        return
    if not await stream.wire.drained(hub.pace.patience):
        STREAMS_DROPPED.inc()
        raise SlowReader(
            f"What was sent was not read for {hub.pace.patience:.0f} seconds. Read faster, and go on after the cursor"
            f" {stream.cursor}."
        )


def _write(stream: Stream, content: bytes) -> None:
    stream.wire.write(stream.wire.framed(content))
    stream.written_at = asyncio.get_running_loop().time()
