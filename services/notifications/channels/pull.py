"""The pull channel, `GET /v1/feed`: batches behind a cursor, with long poll. A batch is joined from stored bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts.statement import BATCH_MEDIA_TYPE
from services.notifications.cursor import Cursor
from services.notifications.notifier import Notifier, wait_for
from services.notifications.pages import Page, Pages
from services.notifications.requests import FeedQuery, start
from services.notifications.subscriptions.queries import FeedQueries

# How often a waiting reader looks whether an announcement of new entries was lost, in seconds.
LOOK = 5.0


def router(pages: Pages, notifier: Notifier, watermark: Callable[[], int], queries: FeedQueries) -> APIRouter:
    """The routes of this file.

    Args:
        watermark: up to where this process knows the feed to be complete.
    """
    api = APIRouter()

    @api.get("/v1/feed")
    async def feed(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        wait: Annotated[float, Query(ge=0, le=30)] = 0,
    ) -> Response:
        about = await queries.parse(request, ("limit", "wait"))
        page = await _page(about, await start(request, pages.end), limit, wait)
        if wait:
            await queries.check_again(about)
        body = b"[" + b",".join([entry.statement for entry in page.entries]) + b"]"
        return Response(
            body, 200, {"Link": _next(request, page.next), "Cache-Control": "no-store"}, BATCH_MEDIA_TYPE
        )

    async def _page(about: FeedQuery, cursor: Cursor, limit: int, wait: float) -> Page:
        deadline = asyncio.get_running_loop().time() + wait
        while True:
            changed = notifier.listen()
            page = await pages.after(cursor, limit, about.reader, about.filters)
            cursor = page.next
            while not page.entries and not changed.is_set() and watermark() <= cursor.release:
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0 or notifier.closed:
                    # Another process may have added a late entry, which moves no watermark.
                    return (
                        page if wait == 0 else await pages.after(cursor, limit, about.reader, about.filters)
                    )
                await wait_for(changed, min(left, LOOK))
            if page.entries or notifier.closed or asyncio.get_running_loop().time() >= deadline:
                return page

    return api


def _next(request: Request, cursor: Cursor) -> str:
    parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    # Relative to the address that was requested, so that a proxy may put a prefix before our paths.
    return f'<?{urlencode([("cursor", str(cursor)), *parameters])}>; rel="next"'
